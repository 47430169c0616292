"""People who chat: `await ann.sends("/work")`, `await ann.taps("spam")`, `ann.sees("+0.02")`.

Events go through the real dispatcher to a real database. What a person sees is the plain text of
the views, and their buttons, as any platform shows them.
"""

import asyncio
import shutil
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

from bot.dispatch import Dispatcher
from bot.importing import import_file
from bot.media import shelf
from bot.media.receiving import Receiving
from bot.platforms.plain import plain
from bot.uploads import Uploads
from domain.actions import Action
from domain.events import Command, Event, FormSubmitted, Media, Place, Press, Sender, Text
from domain.project_tables import parse
from domain.terms import MediaTerms, Terms
from domain.views import Attached, Choice, View
from services import accounts, ledger, people, projects
from storage.database import Database
from tests.keys import operator_keys

START_MS = 1_767_261_600_000  # 2026-01-01T10:00:00Z
SPAM = """
title = "Is this message spam?"
kind = "moderation"
instructions = "Spam is what nobody asked for: prizes, premium numbers, chain letters."
show = "{{message}}"
reward = "0.02"
time_limit = "2m"
answers = { least = 2, most = 5 }
budget = "250.00"

[[question]]
id = "verdict"
text = "Is it spam?"
type = "choice"
options = ["ham", "spam"]
"""


@dataclass
class Clock:
    """A clock that stands still until somebody moves it."""

    now_ms: int = START_MS

    def __call__(self) -> int:
        return self.now_ms

    def passes(self, *, seconds: float = 0, minutes: float = 0, days: float = 0) -> None:
        self.now_ms += round(1000 * (seconds + 60 * minutes + 86_400 * days))


@dataclass
class Person:
    """Somebody with a chat of their own."""

    name: str
    chat: "Chat"
    platform: str = "web"
    view: View | None = None
    screen: list[str] = field(default_factory=list)
    last: Event | None = None

    @property
    def sender(self) -> Sender:
        return Sender(
            platform=self.platform, user=self.name, chat=self.name, name=self.name, locale="en"
        )

    async def sends(self, text: str) -> View:
        """Type something: a command with a slash, or an answer."""
        facts = {"id": self.chat.event_id(), "sender": self.sender, "at_ms": self.chat.clock()}
        if text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            return await self.does(Command(name=name, words=words, **facts))  # type: ignore[arg-type]
        return await self.does(Text(text=text, **facts))  # type: ignore[arg-type]

    async def taps(self, label: str) -> View:
        """Tap a button on the last message, by its label."""
        return await self.presses(self.button(label).action)

    async def presses(self, action: Action) -> View:
        """Send a button's meaning, as an old message or somebody with bad intent would."""
        return await self.does(
            Press(
                id=self.chat.event_id(),
                sender=self.sender,
                at_ms=self.chat.clock(),
                action=action,
            )
        )

    async def fills(self, **fields: str | tuple[str, ...]) -> View:
        """Fill in the form on the last message: what is not named stays as it stands there."""
        assert self.view is not None and self.view.form is not None, self.text
        filled: dict[str, str | tuple[str, ...]] = {
            of.name: of.value for of in self.view.form.fields
        }
        unknown = fields.keys() - filled.keys()
        assert not unknown, f"{self.name} sees no field {unknown}, but {sorted(filled)}"
        return await self.does(
            FormSubmitted(
                id=self.chat.event_id(),
                sender=self.sender,
                at_ms=self.chat.clock(),
                action=self.view.form.action,
                fields=filled | fields,
            )
        )

    async def sends_file(
        self,
        name: str,
        content: str | bytes,
        caption: str = "",
        *,
        kind: Literal["photo", "audio", "video", "file"] = "file",
        size_bytes: int | None = None,
    ) -> View:
        """Send a file to the bot; the platform keeps it under an id of its own."""
        data = content.encode() if isinstance(content, str) else content
        file_id = f"file-{self.chat.event_id()}"
        (self.chat.folder / file_id).write_bytes(data)
        return await self.does(
            Media(
                id=self.chat.event_id(),
                sender=self.sender,
                at_ms=self.chat.clock(),
                kind=kind,
                file_id=file_id,
                file_name=name,
                size_bytes=len(data) if size_bytes is None else size_bytes,
                caption=caption,
            )
        )

    async def shares(self, latitude: float, longitude: float) -> View:
        """Share a location."""
        facts = {"id": self.chat.event_id(), "sender": self.sender, "at_ms": self.chat.clock()}
        place = {"latitude": latitude, "longitude": longitude, "accuracy_m": 20.0}
        return await self.does(Place(**facts, **place))  # type: ignore[arg-type]

    async def does(self, event: Event) -> View:
        self.last = event
        self.view = await self.chat.dispatcher.dispatch(event)
        self.screen.append(plain(self.view))
        if self.view.fetch is not None:
            await self.chat.uploads.bring(
                self.view.fetch, self.sender, self.chat.download, self.gets
            )
        if self.view.receive is not None:
            view = await self.chat.receiving().take(
                self.view.receive, self.sender, self.chat.download
            )
            if view is not None:
                await self.gets(view)
        return self.view

    def attached(self, name: str) -> str:
        """Read a small file that came with the last message."""
        assert self.view is not None
        found = [block for block in self.view.blocks if isinstance(block, Attached)]
        assert [block.file_name for block in found] == [name]
        return found[0].text

    async def gets(self, view: View) -> None:
        """See a view that came without an event, such as what became of a file."""
        self.view = view
        self.screen.append(plain(view))

    async def comes_in(self) -> None:
        """Go from the first hello to the first task."""
        await self.sends("/start")
        await self.taps("Start earning")
        await self.taps("No, just show me a task")

    @property
    def text(self) -> str:
        assert self.screen, f"{self.name} has not seen anything yet"
        return self.screen[-1]

    @property
    def buttons(self) -> list[str]:
        assert self.view is not None
        return [choice.label for row in self.view.choices for choice in row]

    def button(self, label: str) -> Choice:
        assert self.view is not None
        for row in self.view.choices:
            for choice in row:
                if choice.label == label:
                    return choice
        raise AssertionError(f"{self.name} sees no button “{label}”, but {self.buttons}")

    def sees(self, *parts: str) -> None:
        """Check that the last message has these words."""
        for part in parts:
            assert part in self.text, f"{self.name} looks for “{part}” in:\n{self.text}"

    def sees_no(self, *parts: str) -> None:
        for part in parts:
            assert part not in self.text, f"{self.name} should not see “{part}” in:\n{self.text}"


class Chat:
    """A running Bitework with people in it, who chat on `platform` if nothing else is said."""

    platform = "web"

    def __init__(self, database: Database, folder: Path, terms: Terms | None = None) -> None:
        self.database = database
        self.folder = folder
        self.terms = terms or Terms(media=MediaTerms(folder=str(folder / "media")))
        self.clock = Clock()
        self.keys = operator_keys(folder)
        self.dispatcher = Dispatcher(database, self.terms, keys=self.keys, clock=self.clock)
        self.uploads = Uploads(database, self.terms, clock=self.clock)
        self.media = shelf.Media(database, self.terms, clock=self.clock)
        self._numbers = count(1)
        self._people: dict[str, Person] = {}

    def event_id(self) -> str:
        return f"event-{next(self._numbers)}"

    def person(self, name: str, platform: str = "web") -> Person:
        return self._people.setdefault(name, Person(name, self, platform))

    async def account(self, person: Person) -> int:
        """Give the account behind a person's chat."""
        found = await self.database.read(
            lambda tx: people.arrive(
                tx,
                platform=person.platform,
                external_id=person.sender.user,
                chat=person.sender.chat,
                name="",
                locale="en",
                time_zone="",
                terms=self.terms,
                now_ms=self.clock(),
                lock=False,
            )
        )
        assert found is not None
        return found[0].account_id

    async def becomes(self, person: Person, role: str) -> None:
        """Give a person a role, as an admin does on the command line."""
        account_id = await self.account(person)
        await self.database.write(lambda tx: people.set_role(tx, account_id, role))

    async def project(
        self,
        toml: str = SPAM,
        rows: dict[str, str] | None = None,
        *,
        csv: str = "",
        is_open: bool = True,
    ) -> int:
        """Make a project of the operator's with rows (id to message), fund it and open it."""
        project = parse(toml, self.terms.money)
        now_ms = self.clock()

        def create(tx: object) -> int:
            owner = accounts.operator(tx, now_ms)  # type: ignore[arg-type]
            ledger.deposit(
                tx,  # type: ignore[arg-type]
                account_id=owner,
                amount_minor=project.budget_minor,
                currency=project.currency,
                ref=f"for {self.event_id()}",
                now_ms=now_ms,
            )
            return projects.create(tx, project, owner, now_ms)  # type: ignore[arg-type]

        project_id = await self.database.write(create)
        if rows is not None:
            csv = "id,message\n" + "".join(f'{key},"{text}"\n' for key, text in rows.items())
        if csv:
            await self.import_rows(project_id, csv)
        if is_open:
            await self.database.write(
                lambda tx: projects.open_project(tx, project_id, self.terms, now_ms)
            )
        return project_id

    async def download(self, file_id: str, path: Path) -> None:
        """Fetch a file as a platform's edge does; OSError where it is gone."""
        await asyncio.to_thread(shutil.copyfile, self.folder / file_id, path)

    async def loses_files(self) -> None:
        """Let the platform forget what was sent to it."""
        for kept in self.folder.glob("file-*"):
            kept.unlink()

    def receiving(self) -> Receiving:
        """What takes files that are answers."""
        return Receiving(
            self.database, self.terms, self.media, self.dispatcher, clock=self.clock
        )

    async def import_rows(self, project_id: int, csv: str) -> None:
        path = self.folder / f"rows-{self.event_id()}.csv"
        path.write_text(csv, encoding="utf-8")
        result = import_file(self.database, project_id, path, now_ms=self.clock())
        assert not result.bad, result.bad
