"""Groups in stories: people who meet there, and what hangs there.

`Group` is the outermost seam, where a platform would be: it keeps what the bot posts, edits and
deletes, and can throw it out.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.delivery import prepare
from bot.groups import Gone, Groups, Unfit
from bot.platforms.plain import plain
from domain.actions import Action
from domain.events import Command, Event, Joined, Left, MessageChosen, Moved, Press, Sender, Text
from domain.views import View
from services import notices
from tests.stories.driver import Chat, Person

PLATFORM = "telegram"
ON_BOTH = pytest.mark.parametrize("chat", ["sqlite", "postgres"], indirect=True)


@dataclass
class Group:
    """A group or channel with the bot in it."""

    chat: Chat
    id: str = "-100200300"
    kind: str = "group"
    name: str = "@spamwatch"
    managers: set[str] = field(default_factory=set)
    posts: dict[str, View] = field(default_factory=dict)
    under: dict[str, str] = field(default_factory=dict)
    edits: int = 0
    deleted: list[str] = field(default_factory=list)
    is_closed: bool = False
    is_in_trouble: bool = False
    may_delete: bool = True
    lacking: tuple[str, ...] = ()
    post_seconds: float = 0
    _told: dict[int, list[View]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chat.terms.addresses[PLATFORM] = "https://t.me/bitework_bot?start="
        self.groups = Groups(
            self.chat.database, self.chat.terms, {PLATFORM: self}, clock=self.chat.clock
        )

    def sender(self, person: Person) -> Sender:
        return Sender(
            platform=PLATFORM,
            user=person.name,
            chat=self.id,
            chat_kind=self.kind,  # type: ignore[arg-type]
            name=person.name,
            locale="en",
            manages=person.name in self.managers,
        )

    async def hears(self, person: Person, text: str) -> View:
        """Somebody writes into the group: a command, or anything."""
        facts = self._facts(person)
        if not text.startswith("/"):
            return await person.does(Text(text=text, **facts))
        name, _, words = text[1:].partition(" ")
        return await person.does(Command(name=name, words=words, **facts))

    async def hears_reply(
        self, person: Person, command: str, *, to: str, text: str, author: str = ""
    ) -> View:
        """Somebody sends a command in reply to a message."""
        facts = self._facts(person)
        return await person.does(
            MessageChosen(command=command, message=to, text=text, author=author, **facts)
        )

    async def pressed(self, person: Person, action: Action) -> View:
        """Somebody presses a button in the group."""
        return await person.does(Press(action=action, **self._facts(person)))

    async def joins(self, person: Person) -> View:
        return await person.does(Joined(**self._facts(person)))

    async def leaves(self, person: Person) -> View:
        return await person.does(Left(**self._facts(person)))

    async def moves(self, person: Person, to: str) -> None:
        """The group gets another id, as Telegram's do when they grow."""
        await self.sends(person, Moved, to=to)
        self.id = to

    async def sends(self, person: Person, of: type[Event], **more: Any) -> View:
        """Any other event in the group."""
        return await person.does(of(**self._facts(person), **more))

    async def passes(self, *, minutes: float = 0) -> None:
        """Let time pass, and the bot look at what hangs in groups."""
        self.chat.clock.passes(minutes=minutes)
        await self.groups.round()

    async def told(self, person: Person) -> list[str]:
        """Deliver what waits in the outbox for a person; they see the last of it."""
        return await told_to(self.chat, person, self._told)

    @property
    def texts(self) -> list[str]:
        return [plain(view) for view in self.posts.values()]

    def _facts(self, person: Person) -> dict[str, Any]:
        return {
            "id": self.chat.event_id(),
            "sender": self.sender(person),
            "at_ms": self.chat.clock(),
        }

    # --- the seam: bot.groups.GroupChat --------------------------------------

    async def find(self, chat: str, user: str) -> str:
        if chat not in (self.name, self.id):
            raise Unfit("unknown")
        if user not in self.managers:
            raise Unfit("not_theirs")
        if self.lacking:
            raise Unfit("closed", name="Spam watch", lacking=self.lacking)
        return self.id

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        self._check(chat)
        message = f"m{len(self.posts) + len(self.deleted) + 1}"
        self.posts[message] = view
        await asyncio.sleep(self.post_seconds)
        self.under[message] = under
        return message

    async def edit(self, chat: str, message: str, view: View) -> None:
        self._check(chat)
        if message not in self.posts:
            raise Gone
        assert self.posts[message] != view, "an edit that changes nothing"
        self.posts[message] = view
        self.edits += 1

    async def delete(self, chat: str, message: str) -> bool:
        self._check(chat)
        if not self.may_delete:
            return False
        self.posts.pop(message, None)
        self.deleted.append(message)
        return True

    def _check(self, chat: str) -> None:
        assert chat == self.id
        if self.is_closed:
            raise Gone
        if self.is_in_trouble:
            raise ConnectionError("the platform does not answer")


def telegram(chat: Chat, name: str) -> Person:
    """Somebody who comes by Telegram."""
    return chat.person(name, PLATFORM)


async def told_to(chat: Chat, person: Person, kept: dict[int, list[View]]) -> list[str]:
    """Deliver what waits in the outbox; what is for others is kept for when they look."""
    account_id = await chat.account(person)
    at_ms = chat.clock()
    claimed = await chat.database.write(
        lambda tx: notices.claim(tx, now_ms=at_ms, lease_ms=at_ms + 1000, most=100)
    )
    for notice in claimed:
        prepared = await chat.database.read(
            lambda tx, notice=notice: prepare(tx, notice, chat.terms, at_ms)  # type: ignore[misc]
        )
        await chat.database.write(
            lambda tx, notice=notice: notices.sent(tx, notice, at_ms)  # type: ignore[misc]
        )
        if prepared.view is not None:
            kept.setdefault(notice.account_id, []).append(prepared.view)
    views = kept.pop(account_id, [])
    if views:
        person.view = views[-1]
    return [plain(view) for view in views]
