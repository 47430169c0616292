"""What a platform offers for what hangs in its groups and channels (`bot.groups`)."""

from typing import Protocol

from domain.views import View


class Gone(Exception):
    """We are not in that chat any more, may not write there, or the message is gone."""


class GroupChat(Protocol):
    """What a platform offers. Each raises Gone, or whatever else: then it is tried again."""

    async def find(self, chat: str, user: str) -> str | None:
        """Give the id of a chat by its name, where this person manages it and we may write."""
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
