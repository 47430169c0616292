"""A server with channels in stories: people in it, what the bot says there, what moderators do.

`Server` is the outermost seam, where Discord would be.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.groups import Gone, Groups, Unfit
from bot.moderation import Refused
from bot.platforms.plain import plain
from bot.schedule import run_job
from domain.actions import Action
from domain.events import Command, MessageChosen, Power, Press, Sender
from domain.views import View
from tests.stories.driver import Chat, Person
from tests.stories.groups import told_to

PLATFORM = "discord"
BOTH: frozenset[Power] = frozenset({"delete", "time_out"})


@dataclass
class Server:
    """A server with the bot in it; channels are known by their names."""

    chat: Chat
    id: str = "900100"
    managers: set[str] = field(default_factory=set)
    may: dict[str, frozenset[Power]] = field(default_factory=dict)  # as the presses say
    really_may: dict[str, frozenset[Power]] = field(default_factory=dict)  # as it is asked again
    posts: dict[str, tuple[str, View]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    resting: dict[str, int] = field(default_factory=dict)
    threads: dict[str, bool] = field(default_factory=dict)  # name: whether it is open
    gone: set[str] = field(default_factory=set)
    is_in_trouble: bool = False
    refuses: str = ""
    _told: dict[int, list[View]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = Groups(
            self.chat.database,
            self.chat.terms,
            {PLATFORM: self},
            threads={PLATFORM: self},
            moderators={PLATFORM: self},
            clock=self.chat.clock,
        )

    def person(self, name: str) -> Person:
        """Somebody who comes by Discord."""
        return self.chat.person(name, PLATFORM)

    def facts(self, person: Person, channel: str) -> dict[str, Any]:
        sender = Sender(
            platform=PLATFORM,
            user=person.name,
            chat=channel,
            chat_kind="group",
            name=person.name.capitalize(),
            locale="en",
            manages=person.name in self.managers,
            may=self.may.get(person.name, frozenset()),
            server=self.id,
        )
        return {"id": self.chat.event_id(), "sender": sender, "at_ms": self.chat.clock()}

    async def comes_in(self, person: Person, channel: str = "general") -> None:
        """Agree to take part, in the server itself."""
        await self.sends(person, "/start", channel)
        await self.taps(person, "Start earning", channel)
        await self.taps(person, "No, just show me a task", channel)

    async def sends(self, person: Person, text: str, channel: str = "general") -> View:
        name, _, words = text[1:].partition(" ")
        return await person.does(Command(name=name, words=words, **self.facts(person, channel)))

    async def presses(self, person: Person, action: Action, channel: str = "general") -> View:
        return await person.does(Press(action=action, **self.facts(person, channel)))

    async def taps(self, person: Person, label: str, channel: str = "general") -> View:
        return await self.presses(person, person.button(label).action, channel)

    async def checks(
        self, person: Person, message: str, text: str, author: str = "", channel: str = "general"
    ) -> View:
        """Choose “Check this message” in a message's menu."""
        facts = self.facts(person, channel)
        return await person.does(
            MessageChosen(command="check", message=message, text=text, author=author, **facts)
        )

    async def taps_on(self, person: Person, channel: str, label: str) -> View:
        """Press a button under what the bot said last in a channel."""
        _, view = self.last(channel)
        choice = next(c for row in view.choices for c in row if c.label == label)
        return await self.presses(person, choice.action, channel)

    async def passes(self, *, minutes: float = 0, job: str = "") -> None:
        """Let time pass, and the bot look at what hangs in groups."""
        self.chat.clock.passes(minutes=minutes)
        if job:
            await run_job(job, self.chat.database, self.chat.terms, self.chat.clock())
        await self.groups.round()

    async def told(self, person: Person) -> list[str]:
        """Deliver what waits in the outbox for a person; they see the last of it."""
        return await told_to(self.chat, person, self._told)

    def last(self, channel: str) -> tuple[str, View]:
        return next(
            (message, view)
            for message, (there, view) in reversed(self.posts.items())
            if there == channel
        )

    def said(self, channel: str) -> list[str]:
        return [plain(view) for there, view in self.posts.values() if there == channel]

    # --- the seam: bot.places, bot.moderation --------------------------------

    async def find(self, chat: str, user: str) -> str:
        if user not in self.managers:
            raise Unfit("not_theirs")
        return chat

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        self._check(chat)
        message = f"m{len(self.posts) + 1}"
        self.posts[message] = (chat, view)
        return message

    async def edit(self, chat: str, message: str, view: View) -> None:
        self._check(chat)
        assert self.posts[message] != (chat, view), "an edit that changes nothing"
        self.posts[message] = (chat, view)

    async def delete(self, chat: str, message: str) -> None:
        self._check(chat)
        self.deleted.append(message)

    async def open_thread(self, chat: str, message: str, name: str) -> str:
        self._check(chat)
        self.threads[name] = True
        return name

    async def close_thread(self, thread: str) -> None:
        self.threads[thread] = False

    async def powers(self, group: str, chat: str, user: str, author: str) -> frozenset[Power]:
        assert group == self.id
        self._check(chat)
        return self.really_may.get(user, self.may.get(user, frozenset()))

    async def take_away(self, chat: str, message: str) -> None:
        if self.refuses:
            raise Refused(self.refuses)
        await self.delete(chat, message)

    async def let_rest(self, group: str, user: str, until_ms: int) -> None:
        self.resting[user] = until_ms

    def _check(self, chat: str) -> None:
        if chat in self.gone:
            raise Gone
        if self.is_in_trouble:
            raise ConnectionError("the platform does not answer")
