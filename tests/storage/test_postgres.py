"""What is PostgreSQL's own: conflicts are tried again, and connections that break are replaced."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing

import psycopg
import pytest

from domain.errors import Unusable
from storage.database import Database, open_database
from storage.tx import Tx
from tests.postgres import Server


@pytest.fixture
def database(postgres_url: str) -> Database:
    return open_database(postgres_url)


@pytest.fixture(autouse=True)
async def closed(database: Database) -> object:
    yield
    await database.close()


def add(key: str, change: int) -> Callable[[Tx], int]:
    def work(tx: Tx) -> int:
        tx.connection.execute(
            "INSERT INTO balance (name, currency, amount_minor) VALUES (%s, 'credits', %s) "
            "ON CONFLICT (name, currency) DO UPDATE SET amount_minor = balance.amount_minor + %s",
            (key, change, change),
        )
        return change

    return work


def total(tx: Tx) -> int:
    return int(tx.connection.execute("SELECT SUM(amount_minor) FROM balance").fetchone()[0])


async def test_a_deadlock_is_tried_again(database: Database) -> None:
    """Two that lock the same rows the other way round: the server breaks one off."""
    for key in ("ann", "ben"):
        await database.write(add(key, 0))
    both = threading.Barrier(2)
    runs: list[str] = []

    def move(first: str, second: str) -> Callable[[Tx], None]:
        def work(tx: Tx) -> None:
            runs.append(first)
            add(first, 1)(tx)
            if len(runs) <= 2:
                both.wait(10)
            add(second, 1)(tx)

        return work

    await asyncio.gather(database.write(move("ann", "ben")), database.write(move("ben", "ann")))
    assert len(runs) == 3
    assert await database.read(total) == 4


async def test_a_conflict_that_stays_is_an_answer_in_the_end(database: Database) -> None:
    runs: list[int] = []

    def work(tx: Tx) -> None:
        runs.append(1)
        tx.connection.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    with pytest.raises(Unusable, match="Try again"):
        await database.write(work)
    assert len(runs) == 6


async def test_a_connection_that_broke_is_replaced(database: Database) -> None:
    await asyncio.gather(*(database.write(add(f"p{n}", 1)) for n in range(20)))
    await asyncio.to_thread(end_all_connections, database)
    await asyncio.gather(*(database.write(add(f"p{n}", 1)) for n in range(20)))
    assert await database.read(total) == 40


async def test_a_connection_that_breaks_in_the_middle_is_tried_again(database: Database) -> None:
    runs: list[int] = []

    def work(tx: Tx) -> None:
        runs.append(1)
        add("ann", 1)(tx)
        if len(runs) == 1:
            tx.connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    await database.write(work)
    assert len(runs) == 2
    assert await database.read(total) == 1


async def test_a_connection_that_breaks_while_saving_says_that_nobody_knows(
    database: Database, postgres_url: str
) -> None:
    def work(tx: Tx) -> None:
        add("ann", 1)(tx)
        with psycopg.connect(postgres_url, autocommit=True) as other:
            pid = tx.connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    with pytest.raises(Unusable, match="it is unknown whether this was saved"):
        await database.write(work)
    assert await database.write(add("ben", 1)) == 1


async def test_a_server_that_goes_away_in_the_middle_of_a_long_read_is_a_sentence(
    database: Database,
) -> None:
    def many(tx: Tx) -> None:
        tx.connection.execute(
            "INSERT INTO account (handle, created_ms) "
            "SELECT 'nr ' || n, 0 FROM generate_series(1, 5000) AS n"
        )

    await database.write(many)
    rows = database.stream("account_list", after_id=0, most=5000)
    async with aclosing(rows):
        assert (await anext(rows))[1] == "nr 1"
        await asyncio.to_thread(end_all_connections, database)
        with pytest.raises(Unusable, match="went away while it was read from"):
            async for _ in rows:
                pass


async def test_a_server_that_is_gone_before_a_long_read_is_a_sentence(database: Database) -> None:
    database._url = "postgresql://ann:secret@127.0.0.1:1/bitework"  # type: ignore[attr-defined]
    with pytest.raises(Unusable, match="Connection refused") as refused:
        await anext(database.stream("account_list", after_id=0, most=1))
    assert "secret" not in str(refused.value)


async def test_an_error_that_was_passed_over_is_not_a_commit(database: Database) -> None:
    def work(tx: Tx) -> None:
        add("ann", 1)(tx)
        with pytest.raises(psycopg.errors.UniqueViolation):
            tx.connection.execute("INSERT INTO balance VALUES ('ann', 'credits', 1)")

    with pytest.raises(RuntimeError, match="went on as if it had not"):
        await database.write(work)
    assert await database.write(add("ben", 1)) == 1
    assert await database.read(total) == 1


async def test_queries_are_prepared_once_whatever_the_size_of_a_number(database: Database) -> None:
    def ask(tx: Tx) -> int:
        for after_id in (1, 70_000, 5_000_000_000) * 6:
            tx.queries.account_list(tx.connection, after_id=after_id, most=1)
        prepared = "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE '%account%'"
        return int(tx.connection.execute(prepared).fetchone()[0])

    assert await database.write(ask) == 1


def test_a_server_that_is_not_there_says_so() -> None:
    said = r"PostgreSQL cannot be reached: Connection refused\. .* \[database\] url"
    with pytest.raises(Unusable, match=said):
        open_database("postgresql://ann:secret@127.0.0.1:1/bitework")


def test_a_database_that_is_not_there_says_so(postgres_server: Server) -> None:
    with pytest.raises(Unusable, match='"nothing" does not exist'):
        open_database(postgres_server.url("nothing"))


def test_a_url_that_cannot_be_read_says_so() -> None:
    with pytest.raises(Unusable, match="cannot be read") as refused:
        open_database("postgresql://ann:secret%@host/bitework")
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None  # psycopg's own error repeats the url


def end_all_connections(database: Database) -> None:
    database.write_now(
        lambda tx: tx.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    )


async def test_a_plan_made_for_an_empty_table_is_good_for_a_full_one(database: Database) -> None:
    """A prepared query keeps its plan: here the answers to a task, before there are any."""

    def plan(tx: Tx) -> str:
        query = tx.queries.submission_votes.sql
        rows = tx.connection.execute(f"EXPLAIN {query}", {"task_id": 1, "also": "pending"})
        return "\n".join(line for (line,) in rows)

    assert "Seq Scan" not in (text := await database.read(plan)), text
    assert "Index" in text
