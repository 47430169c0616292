"""The writer's groups: who fails, fails alone, and what was confirmed is there once."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused, Unusable
from storage.database import Database, open_database
from storage.sqlite import SqliteDatabase
from storage.tx import Tx
from storage.writer import CHECKPOINT_PAGES, GROUP_SECONDS_MOST

Work = Callable[[Tx], int]


def add(tx: Tx, n: int) -> int:
    tx.connection.execute("INSERT INTO meta (key, value) VALUES (?, '')", (str(n),))
    return n


def numbers(tx: Tx) -> list[int]:
    return sorted(int(key) for (key,) in tx.connection.execute("SELECT key FROM meta").fetchall())


def good(n: int) -> Work:
    return lambda tx: add(tx, n)


def good_after_a_refused_statement(n: int) -> Work:
    def work(tx: Tx) -> int:
        add(tx, n)
        with pytest.raises(sqlite3.IntegrityError):
            add(tx, n)
        return n

    return work


def changes_its_mind(n: int) -> Work:
    def work(tx: Tx) -> int:
        add(tx, n)
        raise Refused("No.")

    return work


def breaks_a_constraint(n: int) -> Work:
    return lambda tx: add(tx, n) + add(tx, n)


def touches_what_is_recorded(n: int) -> Work:
    def work(tx: Tx) -> int:
        add(tx, n)
        audit = "INSERT INTO audit (action, subject, at_ms) VALUES ('a', 'b', 1)"
        tx.connection.execute(audit)
        tx.connection.execute("DELETE FROM audit")
        return n

    return work


def rolls_everything_back(n: int) -> Work:
    def work(tx: Tx) -> int:
        add(tx, n)
        tx.connection.execute("INSERT OR ROLLBACK INTO meta (key, value) VALUES (?, '')", (str(n),))
        return n

    return work


def rolls_everything_back_in_silence(n: int) -> Work:
    def work(tx: Tx) -> int:
        with pytest.raises(sqlite3.IntegrityError):
            rolls_everything_back(n)(tx)
        return n

    return work


def fails_at_the_commit(n: int) -> Work:
    """Put off the check of foreign keys: it is the one way to a commit that SQLite refuses."""

    def work(tx: Tx) -> int:
        add(tx, n)
        tx.connection.execute("PRAGMA defer_foreign_keys = ON")
        tx.connection.execute("INSERT INTO position (account_id, project_id) VALUES (77, 77)")
        return n

    return work


def stops_the_thread(n: int) -> Work:
    def work(tx: Tx) -> int:
        add(tx, n)
        raise SystemExit

    return work


KINDS: dict[Callable[[int], Work], bool] = {
    good: True,
    good_after_a_refused_statement: True,
    changes_its_mind: False,
    breaks_a_constraint: False,
    touches_what_is_recorded: False,
    rolls_everything_back: False,
    rolls_everything_back_in_silence: False,
    fails_at_the_commit: False,
    stops_the_thread: False,
}
MEMBERS = st.lists(
    st.tuples(st.sampled_from(list(KINDS)) | st.just(good), st.booleans()), max_size=24
)


async def together(
    database: Database, calls: Sequence[tuple[Work, bool]], *, apart: bool = False
) -> list[Any]:
    """Let the calls reach the writer while it is busy, so that they become one group.

    They join the group of what it is busy with, or, `apart`, are one of their own.
    """
    busy = threading.Event()

    def keep_busy(tx: Tx) -> bool:
        busy.wait(10)
        sleep(GROUP_SECONDS_MOST * 1.1 if apart else 0)
        return True

    first = asyncio.create_task(database.write(keep_busy))
    await asyncio.sleep(0)

    async def call(work: Work, bulk: bool) -> object:
        try:
            return await database.write(work, bulk=bulk)
        except SystemExit as error:  # a task would end the loop with it
            return error

    rest = [asyncio.ensure_future(call(work, bulk)) for work, bulk in calls]
    await asyncio.sleep(0)
    busy.set()
    assert await first
    return await asyncio.gather(*rest, return_exceptions=True)


@pytest.mark.hypothesis
def test_exactly_what_was_confirmed_is_there_once(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    @settings(max_examples=150, deadline=None)
    @given(MEMBERS, st.booleans())
    def check(members: list[tuple[Callable[[int], Work], bool]], apart: bool) -> None:
        database.write_now(lambda tx: tx.connection.execute("DELETE FROM meta").rowcount)
        calls = [(kind(n), bulk) for n, (kind, bulk) in enumerate(members)]
        outcomes = asyncio.run(together(database, calls, apart=apart))
        for n, ((kind, _), outcome) in enumerate(zip(members, outcomes, strict=True)):
            assert (outcome == n) is KINDS[kind], (n, kind.__name__, outcome)
        assert database.read_now(numbers) == [
            n for n, (kind, _) in enumerate(members) if KINDS[kind]
        ]

    check()
    database.close_now()


async def test_a_failure_says_what_it_was(sqlite_database: Database) -> None:
    kinds = [k for k, fine in KINDS.items() if not fine]
    outcomes = await together(sqlite_database, [(k(n), False) for n, k in enumerate(kinds)])
    assert [type(outcome) for outcome in outcomes] == [
        Refused,
        sqlite3.IntegrityError,
        sqlite3.IntegrityError,
        sqlite3.IntegrityError,
        sqlite3.OperationalError,
        sqlite3.IntegrityError,
        SystemExit,
    ]


async def test_what_was_seen_of_a_group_that_never_was_counts_for_nothing(
    sqlite_database: Database,
) -> None:
    runs: list[int] = []

    def only_at_first(tx: Tx) -> int:
        runs.append(1)
        if len(runs) > 1:
            raise Refused("Not again.")
        return add(tx, 1)

    def only_alone(tx: Tx) -> int:
        if numbers(tx):
            raise Refused("Somebody is there.")
        return add(tx, 2)

    calls: list[Work] = [only_at_first, only_alone, fails_at_the_commit(3)]
    first, second, third = await together(sqlite_database, [(work, False) for work in calls])
    assert isinstance(first, Refused)
    assert second == 2
    assert isinstance(third, sqlite3.IntegrityError)
    assert await sqlite_database.read(numbers) == [2]


async def test_a_group_is_one_commit(sqlite_database: Database) -> None:
    inside: list[tuple[list[int], list[int]]] = []

    def look(tx: Tx) -> int:
        inside.append((numbers(tx), sqlite_database.read_now(numbers)))
        return 0

    await together(sqlite_database, [(good(1), False), (good(2), False), (look, False)])
    assert inside == [([1, 2], [])]


async def test_people_go_before_bulk_and_bulk_still_gets_its_turn(
    sqlite_database: Database,
) -> None:
    order: list[str] = []

    def note(what: str) -> Work:
        def work(tx: Tx) -> int:
            order.append(what)
            return 0

        return work

    calls = [(note("bulk"), True), (note("bulk"), True)]
    calls += [(note("person"), False)] * 300
    await together(sqlite_database, calls)
    assert order.count("person") == 300
    first, second = (place for place, what in enumerate(order) if what == "bulk")
    assert 0 < first < 200  # one at the end of each group
    assert first + 1 < second


async def test_a_full_disk_costs_who_needs_room_and_nobody_else(sqlite_database: Database) -> None:
    await fill_to(sqlite_database, spare_pages=2)
    outcomes = await together(
        sqlite_database, [(good(1), False), (add_much, False), (good(2), False), (add_much, True)]
    )
    assert outcomes[0] == 1
    assert outcomes[2] == 2
    for lost in (outcomes[1], outcomes[3]):
        assert isinstance(lost, Unusable)
        assert "The disk is full" in str(lost)
    assert await sqlite_database.read(numbers) == [1, 2]
    await fill_to(sqlite_database, spare_pages=100_000)
    assert await sqlite_database.write(add_much) == 0


async def test_the_wal_stays_small_and_goes_when_it_is_closed(
    sqlite_database: Database, tmp_path: Path
) -> None:
    wal = tmp_path / "bitework.db-wal"
    largest = 0
    for round_ in range(60):
        await sqlite_database.write(add_range(round_ * 1000))
        await sqlite_database.read(numbers)
        largest = max(largest, wal.stat().st_size)
    assert largest < 3 * CHECKPOINT_PAGES * 4096
    await sqlite_database.close()
    assert not wal.exists()


async def test_a_reader_that_stays_lets_the_wal_grow_only_meanwhile(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.TRUNCATE_PAGES", CHECKPOINT_PAGES)
    wal = tmp_path / "bitework.db-wal"
    begun, stays = threading.Event(), threading.Event()
    reading = asyncio.create_task(
        sqlite_database.read(lambda tx: (numbers(tx), begun.set(), stays.wait(30), numbers(tx)))
    )
    await asyncio.to_thread(begun.wait, 30)
    for round_ in range(60):
        await sqlite_database.write(add_range(round_ * 1000))
    grown = wal.stat().st_size
    assert grown > CHECKPOINT_PAGES * 4096
    stays.set()
    before, *_, after = await reading
    assert before == after == []
    for round_ in range(60, 120):
        await sqlite_database.write(add_range(round_ * 1000))
    await sqlite_database.write(numbers)  # what is served next comes after the checkpoint before it
    assert wal.stat().st_size < grown


async def test_the_connections_are_set_up_as_the_design_says(sqlite_database: Database) -> None:
    def settings_of(tx: Tx) -> dict[str, Any]:
        names = "journal_mode synchronous foreign_keys recursive_triggers wal_autocheckpoint"
        return {
            name: tx.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names.split()
        }

    assert await sqlite_database.write(settings_of) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "wal_autocheckpoint": 0,
    }


async def test_replacing_a_recorded_row_is_no_way_around(sqlite_database: Database) -> None:
    audit = "INSERT OR REPLACE INTO audit (id, action, subject, at_ms) VALUES (1, 'a', 'b', 1)"
    await sqlite_database.write(lambda tx: tx.connection.execute(audit).rowcount)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await sqlite_database.write(lambda tx: tx.connection.execute(audit).rowcount)


async def test_bulk_work_learns_that_somebody_waits(sqlite_database: Database) -> None:
    started, looked = threading.Event(), threading.Event()

    def chunk(tx: Tx) -> tuple[bool, bool]:
        before = sqlite_database.awaited()
        started.set()
        assert looked.wait(10)
        return before, sqlite_database.awaited()

    importing = asyncio.create_task(sqlite_database.write(chunk, bulk=True))
    await asyncio.to_thread(started.wait, 10)
    waiting: Awaitable[int] = asyncio.create_task(sqlite_database.write(good(1)))
    await asyncio.sleep(0)
    looked.set()
    assert await importing == (False, True)
    assert await waiting == 1


def test_it_opens_twice_in_one_process(sqlite_url: str) -> None:
    one, two = SqliteDatabase(sqlite_url), SqliteDatabase(sqlite_url)
    for n in range(50):
        (one, two)[n % 2].write_now(good(n))
    two.close_now()
    one.write_now(good(50))
    assert one.read_now(numbers) == list(range(51))
    one.close_now()


def add_much(tx: Tx) -> int:
    tx.connection.execute(
        "INSERT INTO account (name, created_ms) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
        "SELECT printf('%2000d', i), 0 FROM n"
    )
    return 0


def add_range(start: int) -> Callable[[Tx], None]:
    def work(tx: Tx) -> None:
        tx.connection.executemany(
            "INSERT INTO meta (key, value) VALUES (?, printf('%300d', 0))",
            ((str(n),) for n in range(start, start + 1000)),
        )

    return work


async def fill_to(database: Database, spare_pages: int) -> None:
    """Leave the file that much room and no more."""

    def work(tx: Tx) -> None:
        (pages,) = tx.connection.execute("PRAGMA page_count").fetchone()
        tx.connection.execute(f"PRAGMA max_page_count = {pages + spare_pages}").fetchone()

    await database.write(work)
