"""What a platform offers for what hangs in its groups and channels (`bot.groups`)."""

from typing import Literal, Protocol

from domain.views import View


class Gone(Exception):
    """We are not in that chat any more, may not write there, or the message is gone."""


class Unfit(Exception):
    """Nothing of somebody's can hang in a chat; `why`:

    - unknown: there is none that we see by that name;
    - not_theirs: they do not manage it;
    - closed: they do, but we may not write there: `lacking` has the permissions as the platform
      calls them, `name` what the chat is called.
    """

    def __init__(
        self,
        why: Literal["unknown", "not_theirs", "closed"],
        *,
        name: str = "",
        lacking: tuple[str, ...] = (),
    ) -> None:
        super().__init__(why)
        self.why = why
        self.name = name
        self.lacking = lacking


class GroupChat(Protocol):
    """What a platform offers. Each raises Gone, or whatever else: then it is tried again."""

    async def find(self, chat: str, user: str) -> str:
        """Give the id of a chat by its name; raises Unfit where this person doesn't manage it, or
        we may not write there.
        """
        ...

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        """Post a view, in reply to a message where one is given, and give its id."""
        ...

    async def edit(self, chat: str, message: str, view: View) -> None:
        """Change a message of ours."""
        ...

    async def delete(self, chat: str, message: str) -> bool:
        """Take a message away; one that is gone already is no trouble. False: it still stands."""
        ...


class Threads(Protocol):
    """What a platform offers besides where a message can have a thread."""

    async def open_thread(self, chat: str, message: str, name: str) -> str:
        """Make a message's thread, and give its id; empty where it may not be made."""
        ...

    async def close_thread(self, thread: str) -> None:
        """Close a thread for good; one that is gone is no trouble."""
        ...
