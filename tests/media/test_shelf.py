"""Media that is shown: fetched once, kept, never waited for; and what can't be had."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.guarded import Guard, Unreached
from bot.media.shelf import Media
from domain.errors import Refused
from domain.ids import public
from domain.terms import MediaTerms, Terms
from domain.views import Body, Link, Picture, Say, View
from services import media
from storage.database import Database
from tests.media import files
from tests.stories.driver import START_MS, Chat, Clock

CAT = "https://pictures.example/cat.png"
TOML = """
title = "What is it?"
kind = "custom"
reward = "0.05"
budget = "50.00"

[[show]]
picture = "{{image}}"

[[question]]
id = "what"
text = "Is it a cat?"
type = "yes_no"
"""


class Web(Guard):
    """An internet of a few addresses; what isn't there doesn't answer."""

    def __init__(self, pages: dict[str, bytes | Exception], seconds: float = 0.0) -> None:
        super().__init__()
        object.__setattr__(self, "pages", pages)
        object.__setattr__(self, "seconds", seconds)
        object.__setattr__(self, "asked", [])

    async def save(self, address: str, path: Path) -> str:
        self.asked.append(address)  # type: ignore[attr-defined]
        await asyncio.sleep(self.seconds)  # type: ignore[attr-defined]
        found = self.pages.get(address, Unreached("nobody"))  # type: ignore[attr-defined]
        if isinstance(found, Exception):
            raise found
        await asyncio.to_thread(path.write_bytes, found)
        return "image/png"


class Shelf:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.clock = Clock()
        self.terms = Terms(media=MediaTerms(folder=str(folder / "media")))
        self.opened: list[Media] = []

    def of(self, web: Web, patience: float = 5.0) -> Media:
        made = Media(
            self.database, self.terms, guard=web, clock=self.clock, patience_seconds=patience
        )
        self.opened.append(made)
        return made


@pytest.fixture
async def shelf(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Shelf]:
    made = Shelf(sqlite_database, tmp_path)
    yield made
    for one in made.opened:
        await one.close()


def showing(*urls: str) -> View:
    pictures = (Picture(url, "A cat", instead="It can't be shown.") for url in urls)
    return View(blocks=(Body("Look:"), *pictures))


async def test_an_address_is_fetched_once_for_all(shelf: Shelf) -> None:
    web = Web({CAT: files.picture()}, seconds=0.05)
    one = shelf.of(web)
    views = await asyncio.gather(*(one.ready(showing(CAT, CAT)) for _ in range(5)))
    shown = views[0].blocks[1]
    assert isinstance(shown, Picture)
    assert shown.url.startswith("media:")
    assert all(view.blocks[1:] == (shown, shown) for view in views)
    again = shelf.of(web)  # another process
    assert (await again.ready(showing(CAT))).blocks[1] == shown
    assert web.asked == [CAT]  # type: ignore[attr-defined]
    assert (await one.ready(showing())) == showing()


async def test_nobody_waits_longer_than_a_moment(shelf: Shelf) -> None:
    one = shelf.of(Web({CAT: files.picture()}, seconds=0.3), patience=0.02)
    assert (await one.ready(showing(CAT))).blocks[1] == Link("A cat", CAT)
    await asyncio.gather(*one._coming.values())
    assert isinstance((await one.ready(showing(CAT))).blocks[1], Picture)


async def test_what_fails_is_not_asked_for_again_at_once(shelf: Shelf) -> None:
    web = Web({CAT: Refused("{host} isn't public.", host="pictures.example")})
    one = shelf.of(web)
    for _ in range(3):
        assert (await one.ready(showing(CAT))).blocks[1] == Link("A cat", CAT)
    assert web.asked == [CAT]  # type: ignore[attr-defined]
    lost = "https://lost.example/a.png"
    assert (await one.ready(showing(lost))).blocks[1] == Link("A cat", lost)
    shelf.clock.passes(minutes=3)
    await one.ready(showing(lost, CAT))
    assert web.asked == [CAT, lost, lost]  # type: ignore[attr-defined]


async def test_a_file_that_is_gone_is_said_to_be(shelf: Shelf) -> None:
    one = shelf.of(Web({}))
    view = await one.ready(showing("media:" + "0" * 64, "telegram:AgAD"))
    assert view.blocks[1:] == (Say("It can't be shown.", "warning"),) * 2
    assert (await one.ready(showing("telegram:AgAD"), "telegram")) == showing("telegram:AgAD")


async def test_a_platforms_file_is_brought_once(shelf: Shelf) -> None:
    one = shelf.of(Web({}))
    asked: list[str] = []

    async def download(file_id: str, path: Path) -> None:
        asked.append(file_id)
        await asyncio.to_thread(path.write_bytes, files.picture())

    one.downloads["telegram"] = download
    for _ in range(2):
        shown = (await one.ready(showing("telegram:AgAD"), "discord")).blocks[1]
        assert isinstance(shown, Picture)
    assert asked == ["AgAD"]


async def test_what_comes_next_is_fetched_before_anybody_asks(
    shelf: Shelf, tmp_path: Path
) -> None:
    chat = Chat(shelf.database, tmp_path)
    gone = "https://gone.example/b.png"
    csv = f"id,image\n1,{CAT}\n2,{gone}\n3,{CAT}\n"
    project_id = await chat.project(TOML, csv=csv)
    web = Web({CAT: files.picture(), gone: Refused("It is a page.")})
    one = shelf.of(web)
    assert await one.look_ahead() == 2
    assert sorted(web.asked) == sorted((CAT, gone))  # type: ignore[attr-defined]
    assert await one.look_ahead() == 0
    assert await shelf.database.read(lambda tx: media.failures(tx, project_id)) == 1
    found = await shelf.database.read(lambda tx: media.find(tx, gone))
    assert found is not None
    assert found.reason == "It is a page."
    assert shelf.clock() == START_MS
    ada = chat.person("ada")
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    await ada.sends(f"/project_progress {public(project_id)}")
    ada.sees("1 address in the rows can't be fetched: people see a link in its place.")


async def test_a_full_store_takes_nothing_and_loses_nothing(shelf: Shelf, tmp_path: Path) -> None:
    small = MediaTerms(folder=str(tmp_path / "media"), all_bytes_most=1_000_000)
    shelf.terms = Terms(media=small)
    big = files.picture() + bytes(600_000)
    other = "https://pictures.example/dog.png"
    one = shelf.of(Web({CAT: big, other: files.picture(seed=2) + bytes(600_000)}))
    assert isinstance((await one.ready(showing(CAT))).blocks[1], Picture)
    assert (await one.ready(showing(other))).blocks[1] == Link("A cat", other)
    assert isinstance((await one.ready(showing(CAT))).blocks[1], Picture)
    assert await shelf.database.read(lambda tx: media.find(tx, other)) is None  # no fault of it
