"""A full disk, a lock that somebody else holds, a damaged file: said plainly, nothing half done,
and it goes on afterwards by itself.
"""

import asyncio
import resource
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import rails
from bot.dispatch import system_clock
from bot.payout_runs import pay_out
from domain.errors import Unusable
from domain.ids import public
from storage import failpoints
from storage.database import Database, open_database
from storage.urls import sqlite_path
from tests.cli.conftest import Shell, bitework  # noqa: F401 - a fixture
from tests.money.world import moderation
from tests.payouts.house import ADDRESS, HOUR_MS, House
from tests.payouts.test_chat import comes
from tests.rails.fake import FakeRail
from tests.stories.driver import Chat

PEOPLE = 6
PLACES = [name for name in failpoints.NAMES if "look" not in name and "commit" not in name]


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    """Nothing stays armed."""
    yield
    failpoints.arm(None)
    make_room()


def fill_up(url: str) -> None:
    """Let no file grow any more, as on a full disk: what is written goes to the WAL's end."""
    size = Path(f"{sqlite_path(url)}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def make_room() -> None:
    """Files may grow again."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def at(name: str, step: Callable[[], None]) -> Callable[[str], None]:
    """Do something once, where a place is reached for the first time."""

    def act(reached: str) -> None:
        if reached == name:
            failpoints.arm(None)
            other = threading.Thread(target=step)
            other.start()
            other.join()

    return act


def crowd(house: House) -> list[int]:
    """People with payouts that are due, and others who are paid automatically."""
    ids, world = [], house.world
    project = world.project(world.owner(), moderation(), rows=PEOPLE)
    world.open(project)
    for number in range(PEOPLE):
        account_id = house.person(f"p{number}", 1_500, f"p{number}@bank")
        house.chats(account_id, f"p{number}")
        world.answers(account_id, project)
        if number % 2:
            ids.append(house.asks(account_id, 1_000))
        else:
            house.chooses(account_id, 500)
    return ids


async def goes_on(house: House) -> None:
    """Time passes, and all of it is paid, once."""
    for _ in range(3):
        house.passes(HOUR_MS)
        await house.runs()
        await house.sends()
    states = house.world.do(
        lambda tx: tx.connection.execute("SELECT DISTINCT state FROM payout").fetchall()
    )
    assert states == [("settled",)]
    keys = house.world.do(
        lambda tx: tx.connection.execute("SELECT rail_key FROM payout").fetchall()
    )
    assert sorted(house.rail.wallet.log) == sorted(key for (key,) in keys)
    assert len(keys) == PEOPLE
    await house.is_whole()


@pytest.mark.parametrize("name", PLACES)
async def test_a_disk_that_fills_up_pays_nobody_twice(
    sqlite_house: House, sqlite_url: str, name: str
) -> None:
    house = sqlite_house
    crowd(house)
    failpoints.arm(at(name, lambda: fill_up(sqlite_url)))
    said = ""
    try:
        await house.runs()
        await house.sends()
    except Unusable as error:
        said = str(error)
    failpoints.arm(None)
    assert "nothing was saved" in said or name.startswith("payout.") or name == "run.finished"
    await house.is_whole()
    make_room()
    await goes_on(house)


async def test_a_lock_that_somebody_holds_keeps_payouts_waiting(
    sqlite_house: House, sqlite_url: str
) -> None:
    house = sqlite_house
    crowd(house)
    await house.database.write(
        lambda tx: tx.connection.execute("PRAGMA busy_timeout = 50").fetchone()
    )
    for name in ("run.beginning", "run.asking", "payout.claiming", "payout.sent"):
        with closing(sqlite3.connect(sqlite_path(sqlite_url), isolation_level=None)) as other:
            def held(reached: str, name: str = name, other: sqlite3.Connection = other) -> None:
                if reached == name and not other.in_transaction:
                    other.execute("BEGIN IMMEDIATE")

            failpoints.arm(held)
            said = ""
            try:
                await house.runs()
                await house.sends()
            except Unusable as error:
                said = str(error)
            failpoints.arm(None)
            assert "holds the database locked" in said or name == "payout.sent"
            other.execute("ROLLBACK")
            await house.is_whole()
            house.passes(HOUR_MS)
    await goes_on(house)


async def test_a_damaged_file_pays_nobody_until_a_backup_is_put_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = open_database(sqlite_url)
    house = House(database, tmp_path)
    await asyncio.to_thread(crowd, house)
    await database.close()
    path, backup = Path(sqlite_path(sqlite_url)), tmp_path / "backup.db"
    shutil.copyfile(path, backup)
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name IN ('payout', 'balance')"
        pages = [page for (page,) in connection.execute(query).fetchall()]
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:  # noqa: ASYNC230 - nobody waits
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\x5a" * size)

    damaged = open_database(sqlite_url)
    for step in (
        house_of(damaged, house).sends,
        lambda: pay_out(damaged, house.terms, house.now_ms, at_once=True),
    ):
        with pytest.raises(Unusable, match=r"is damaged\. Stop Bitework and put a backup"):
            await step()
    assert house.rail.wallet.log == []
    await damaged.close()

    shutil.copyfile(backup, path)
    for stale in (f"{path}-wal", f"{path}-shm"):
        Path(stale).unlink(missing_ok=True)  # noqa: ASYNC240 - nobody waits
    again = open_database(sqlite_url)
    await goes_on(house_of(again, house))
    await again.close()


def house_of(database: Database, like: House) -> House:
    """The same house with another opened database."""
    made = House(database, like.folder, like.rail)
    made.world.now_ms = like.now_ms
    return made


def test_an_operator_is_told_on_the_command_line(
    bitework: Shell, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    database = open_database("sqlite:///bitework.db")
    house = House(database, bitework.folder)
    house.world.now_ms = system_clock() - HOUR_MS
    monkeypatch.setattr(rails, "configured", lambda *_: dict(house.terms.rails))
    monkeypatch.setattr("storage.sqlite.BUSY_MS", 50)
    monkeypatch.setattr("storage.turnstile.PATIENCE_SECONDS", 0.2)
    ann = house.person(minor=50_000)
    payout_id = house.asks(ann, 30_000)
    asyncio.run(house.sends())
    database.close_now()
    with closing(sqlite3.connect("bitework.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchone()
        other.execute("BEGIN IMMEDIATE")
        for words in ("payout run --now", f"payout approve {public(payout_id)}", "job run pay"):
            ended = bitework(words)
            assert (ended.code, ended.out) == (3, ""), words
            assert "holds the database locked" in ended.err
        other.execute("ROLLBACK")
    assert bitework("payout run --now").code == 0


async def test_a_person_is_told_and_the_same_tap_works_afterwards(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    chat = Chat(sqlite_database, tmp_path)
    rail = FakeRail()
    chat.terms.rails[rail.name] = rail
    ann = await comes(chat, "ann", 5_000)
    await ann.sends(f"/payout_destination fake {ADDRESS}")
    await ann.sends("/payout 5.00")
    yes = ann.button("Pay it out").action
    fill_up(sqlite_url)
    await ann.presses(yes)
    ann.sees("I can't write anything down right now. Please try that again in a minute.")
    make_room()
    await ann.presses(yes)
    ann.sees("5.00 asked for")
