"""What every database keeps, whichever it is."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest

from domain.errors import NotFound, Unusable
from storage.database import Database, open_database
from storage.tx import Tx


def put(key: str, value: str = "") -> Callable[[Tx], str]:
    """Give the work of writing down one thing."""

    def work(tx: Tx) -> str:
        run(tx, f"INSERT INTO meta (key, value) VALUES ('{key}', '{value}')")  # noqa: S608
        return key

    return work


def then(work: Callable[[Tx], Any], error: Exception) -> Callable[[Tx], None]:
    """Give the work of doing that and failing afterwards."""

    def failing(tx: Tx) -> None:
        work(tx)
        raise error

    return failing


def run(tx: Tx, sql: str) -> list[tuple[Any, ...]]:
    cursor = tx.connection.execute(sql)
    return list(cursor.fetchall()) if cursor.description else []


def keys(tx: Tx) -> set[str]:
    return {key for (key,) in run(tx, "SELECT key FROM meta")}


async def test_what_was_written_is_there_for_everybody(database: Database) -> None:
    assert await database.write(put("ann")) == "ann"
    assert await database.read(keys) == {"ann"}
    assert await database.write(keys) == {"ann"}


async def test_threads_without_a_loop_do_the_same(database: Database) -> None:
    assert await asyncio.to_thread(database.write_now, put("ann")) == "ann"
    assert await asyncio.to_thread(database.write_now, put("ben"), bulk=True) == "ben"
    assert await asyncio.to_thread(database.read_now, keys) == {"ann", "ben"}
    with pytest.raises(NotFound, match="nobody"):
        database.write_now(then(put("cara"), NotFound("nobody")))
    with pytest.raises(NotFound, match="nobody"):
        database.read_now(then(keys, NotFound("nobody")))


async def test_a_failure_takes_nobody_else_down(database: Database) -> None:
    outcomes = await asyncio.gather(
        database.write(put("ann")),
        database.write(then(put("ben"), NotFound("Ben left."))),
        database.write(put("cara")),
        database.write(lambda tx: (put("dan")(tx), put("dan")(tx))),
        database.write(put("eve"), bulk=True),
        return_exceptions=True,
    )
    assert list(outcomes[0::2]) == ["ann", "cara", "eve"]
    assert isinstance(outcomes[1], NotFound)
    assert "unique" in str(outcomes[3]).lower()
    assert await database.read(keys) == {"ann", "cara", "eve"}


async def test_nobody_reads_what_is_not_committed(database: Database) -> None:
    written, seen = threading.Event(), threading.Event()

    def slowly(tx: Tx) -> None:
        put("ann")(tx)
        written.set()
        assert seen.wait(10)

    writing = asyncio.create_task(database.write(slowly))
    await asyncio.to_thread(written.wait, 10)
    assert await database.read(keys) == set()  # and it did not wait behind the writer either
    seen.set()
    await writing
    assert await database.read(keys) == {"ann"}


async def test_a_read_is_one_snapshot(database: Database) -> None:
    looked, written = threading.Event(), threading.Event()

    def twice(tx: Tx) -> tuple[set[str], set[str]]:
        before = keys(tx)
        looked.set()
        assert written.wait(10)
        return before, keys(tx)

    reading = asyncio.create_task(database.read(twice))
    await asyncio.to_thread(looked.wait, 10)
    await database.write(put("ann"))
    written.set()
    assert await reading == (set(), set())


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await database.read(put("ann"))
    assert await database.read(keys) == set()


async def test_many_at_once_all_count_once(database: Database) -> None:
    await database.write(put("count", "0"))

    def add(tx: Tx) -> None:
        run(tx, "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)")

    await asyncio.gather(*(database.write(add, bulk=n % 5 == 0) for n in range(200)))
    assert await database.read(lambda tx: run(tx, "SELECT value FROM meta")) == [("200",)]


async def test_a_stream_gives_all_rows_in_order_beside_a_writer(database: Database) -> None:
    await database.write(add_accounts(2500))
    given: list[int] = []
    async with aclosing(database.stream("account_list", after_id=2, most=9000)) as rows:
        async for id_, handle, *_ in rows:
            if not given:
                await database.write(lambda tx: add_account(tx, 9999))
            assert handle == f"a{id_}"
            given.append(id_)
    assert given == list(range(3, 2501))


async def test_a_stream_may_be_left_early(database: Database) -> None:
    await database.write(add_accounts(2500))
    async with aclosing(database.stream("account_list", after_id=0, most=9000)) as rows:
        async for _ in rows:
            break
    await database.write(put("still", "works"))


async def test_a_claim_is_held_by_one(database: Database, database_url: str) -> None:
    other = open_database(database_url)
    try:
        mine = database.claim("import-7")
        assert mine is not None
        assert other.claim("import-7") is None
        assert database.claim("import-7") is None
        theirs = other.claim("import-8")
        assert theirs is not None
        mine.release()
        again = other.claim("import-7")
        assert again is not None
        again.release()
        theirs.release()
    finally:
        await other.close()


@pytest.mark.parametrize("table", ["transfer", "reputation_event", "audit"])
@pytest.mark.parametrize(
    "change", ["DELETE FROM {table}", "UPDATE {table} SET id = 9 WHERE id = 1"]
)
async def test_what_is_recorded_stays(database: Database, table: str, change: str) -> None:
    await database.write(record)
    with pytest.raises(Exception, match=f"{table} is append-only"):
        await database.write(lambda tx: run(tx, change.format(table=table)))
    assert await database.read(lambda tx: run(tx, f"SELECT id FROM {table}")) == [(1,)]  # noqa: S608


@pytest.mark.parametrize(
    "impossible",
    [
        "INSERT INTO balance VALUES ('person:1:available', 'credits', -1)",
        "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms) "
        "VALUES ('deposit', 'b', 'house:deposits', 'person:1:available', 0, 'credits', 1)",
        "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms) "
        "VALUES ('deposit', 'b', 'person:1:available', 'person:1:available', 5, 'credits', 1)",
        "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms) "
        "VALUES ('deposit', 'a', 'house:deposits', 'person:1:available', 5, 'credits', 1)",
        "INSERT INTO identity (account_id, platform, external_id, chat, created_ms) "
        "VALUES (77, 'web', 'x', 'x', 1)",
    ],
    ids=["below zero", "nothing moved", "to itself", "twice", "of nobody"],
)
async def test_what_cannot_be_is_refused(database: Database, impossible: str) -> None:
    await database.write(record)
    with pytest.raises(Exception, match=r"(?i)constraint"):
        await database.write(lambda tx: run(tx, impossible))


async def test_sums_and_comparisons_come_as_numbers(database: Database) -> None:
    await database.write(add_accounts(3))
    sums = "SELECT SUM(id), AVG(id), SUM(id) = 6, COUNT(*) FROM account"
    (row,) = await database.read(lambda tx: run(tx, sums))
    assert row == (6, 2.0, 1, 3)
    assert not any(isinstance(value, bool) for value in row)
    assert {type(value) for value in row} <= {int, float}


async def test_closing_finishes_what_is_queued(database: Database, database_url: str) -> None:
    writing = [asyncio.create_task(database.write(put(f"k{n}"))) for n in range(50)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*writing)) == 50
    with pytest.raises(Unusable, match="shutting down"):
        await database.write(put("late"))
    with pytest.raises(Unusable, match="shutting down"):
        await database.read(keys)
    again = open_database(database_url)
    assert len(again.read_now(keys)) == 50
    again.close_now()


async def test_whoever_gives_up_waiting_disturbs_nobody(database: Database) -> None:
    hold = threading.Event()
    first = asyncio.create_task(database.write(lambda tx: hold.wait(10)))
    await asyncio.sleep(0.05)
    given_up = asyncio.create_task(database.write(put("ann")))
    await asyncio.sleep(0)
    given_up.cancel()
    hold.set()
    assert await first
    assert await database.write(put("ben")) == "ben"


def add_account(tx: Tx, id_: int) -> None:
    columns = "id, handle, created_ms"
    run(tx, f"INSERT INTO account ({columns}) VALUES ({id_}, 'a{id_}', 0)")  # noqa: S608


def add_accounts(most: int) -> Callable[[Tx], None]:
    def work(tx: Tx) -> None:
        for id_ in range(1, most + 1):
            add_account(tx, id_)

    return work


def record(tx: Tx) -> None:
    """Write one row into everything that is append-only."""
    add_account(tx, 1)
    run(
        tx,
        "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms) "
        "VALUES ('deposit', 'a', 'house:deposits', 'person:1:available', 5, 'credits', 1)",
    )
    run(
        tx,
        "INSERT INTO reputation_event (account_id, kind, ref, points, created_ms) "
        "VALUES (1, 'accepted', 'a', 10, 1)",
    )
    run(tx, "INSERT INTO audit (action, subject, at_ms) VALUES ('a', 'b', 1)")
