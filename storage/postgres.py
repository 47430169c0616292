"""PostgreSQL: the same functions on a few threads with a connection each.

Transactions are READ COMMITTED, and run again when the server had to break one off to let another
one through. Reads are on one snapshot and read-only.
"""

import asyncio
import os
import random
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress
from time import sleep
from typing import Any, TypeVar

import psycopg
from psycopg import IsolationLevel
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper

from domain.errors import Unusable
from storage import schema
from storage.calls import Call
from storage.crew import Crew
from storage.failpoints import reach
from storage.queries import queries
from storage.tx import Dialect, Tx

T = TypeVar("T")

CONNECTIONS_PER_CORE = 2
ATTEMPTS_MOST = 6  # the first and five more
PAUSE_SECONDS_MOST = 0.005  # doubled with every attempt
CONNECT_SECONDS_MOST = 10
STATEMENTS_PREPARED_MOST = 500
STREAM_ROWS = 1_000
# A prepared query keeps its plan, and one that was made for a table with a few rows would read all
# of it for as long as the server has not counted the rows again: after 16,000 answers an event took
# twice as long. What people wait for has its index.
_SETTINGS = ("SET enable_seqscan = off", "SET jit = off")
_AGAIN = ("40001", "40P01")  # serialisation failure, deadlock
_NO_ROOM = ("53100", "53200", "53300")  # disk, memory, connections


class PostgresDatabase:
    """See `storage.database.Database`. `bulk` says nothing here: transactions do not queue."""

    dialect: Dialect = "postgres"

    def __init__(self, url: str) -> None:
        self._url = url
        self._queries = queries("postgres")
        with _connect(url) as connection:
            schema.check(_read_version(connection), f"The database {connection.info.dbname}")
        size = CONNECTIONS_PER_CORE * (os.cpu_count() or 1)
        self._crew = Crew("postgres", size, lambda: Session(self._url, self._queries))

    async def write(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        call = Call(work, write=True, bulk=bulk, blocking=False)
        self._crew.submit(call)
        return await call.outcome()

    def write_now(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        call = Call(work, write=True, bulk=bulk, blocking=True)
        self._crew.submit(call)
        return call.outcome_now()

    async def read(self, work: Callable[[Tx], T]) -> T:
        call = Call(work, write=False, blocking=False)
        self._crew.submit(call)
        return await call.outcome()

    def read_now(self, work: Callable[[Tx], T]) -> T:
        call = Call(work, write=False, blocking=True)
        self._crew.submit(call)
        return call.outcome_now()

    async def stream(self, query: str, **params: Any) -> AsyncGenerator[tuple[Any, ...], None]:
        text = getattr(self._queries, query).sql
        connecting = psycopg.AsyncConnection.connect(
            self._url, connect_timeout=CONNECT_SECONDS_MOST
        )
        try:
            async with await connecting as connection:
                _adapt(connection)
                await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
                await connection.set_read_only(True)
                async with connection.cursor(name="stream") as cursor:
                    cursor.itersize = STREAM_ROWS
                    await cursor.execute(text, params)
                    async for row in cursor:
                        yield row
        except psycopg.OperationalError as error:
            raise Unusable(
                "PostgreSQL went away while it was read from: {reason}. "
                "See whether it runs, then try again.",
                reason=_reason(error),
            ) from error

    def claim(self, name: str) -> "AdvisoryClaim | None":
        connection = _connect(self._url)
        taken = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
        row = connection.execute(taken, (f"bitework:{name}",)).fetchone()
        if row is not None and row[0]:
            connection.commit()
            return AdvisoryClaim(connection)
        connection.close()
        return None

    def awaited(self) -> bool:
        return False  # nobody waits behind rows that nobody else touches

    async def close(self) -> None:
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        self._crew.close()


class AdvisoryClaim:
    """A lock by name, held by a connection of its own: the server lets go of it with that."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def release(self) -> None:
        # A server notices some time later that a connection was closed: unlock before that.
        with suppress(psycopg.Error):
            self._connection.execute("SELECT pg_advisory_unlock_all()")
        self._connection.close()


class Session:
    """One thread's connection, made anew when it has broken."""

    def __init__(self, url: str, named: Any) -> None:
        self._url = url
        self._queries = named
        self._connection = _connect(url)

    def run(self, call: Call[T]) -> T:
        """Run a call in a transaction; again where the server broke it off or had gone away."""
        for attempt in range(ATTEMPTS_MOST):
            if self._connection.closed:
                self._connection = _connect(self._url)
            try:
                return self._attempt(call)
            except psycopg.OperationalError as error:
                lost = self._connection.closed
                if attempt + 1 == ATTEMPTS_MOST or not (lost or error.sqlstate in _AGAIN):
                    if trouble := _explain(error, lost=lost):
                        raise trouble from error
                    raise
            sleep(random.uniform(0, PAUSE_SECONDS_MOST * 2**attempt))  # noqa: S311 - no secret
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        self._connection.close()

    def _attempt(self, call: Call[T]) -> T:
        connection = self._connection
        read_only = not call.write
        if connection.read_only is not read_only:  # a new connection's is None
            connection.read_only = read_only
            connection.isolation_level = (
                IsolationLevel.READ_COMMITTED if call.write else IsolationLevel.REPEATABLE_READ
            )
        try:
            result = call.work(Tx(connection, self._queries, "postgres"))
            if connection.info.transaction_status == TransactionStatus.INERROR:
                raise RuntimeError("a query failed, and the work went on as if it had not")
        except BaseException:
            if not connection.closed:
                connection.rollback()
            raise
        self._commit(call)
        return result

    def _commit(self, call: Call[Any]) -> None:
        if call.write:
            reach("commit.beginning")
        try:
            self._connection.commit()
        except psycopg.OperationalError as error:
            if self._connection.closed and call.write:
                raise Unusable(
                    "The connection to PostgreSQL broke at the moment of saving, so it is unknown "
                    "whether this was saved. Look before you do it again."
                ) from error
            raise
        if call.write:
            reach("commit.done")


def _explain(error: psycopg.OperationalError, *, lost: bool) -> Unusable | None:
    """Give a sentence where the server has no room, is gone or overrun; None where it is ours."""
    if error.sqlstate in _NO_ROOM:
        return Unusable(
            "PostgreSQL has no room left, so nothing was saved. Make room, then try again."
        )
    if error.sqlstate in _AGAIN:
        return Unusable("Too many were changing the same thing at once. Try again.")
    if lost:
        return Unusable(
            "The connection to PostgreSQL broke, so nothing was saved: {reason}. "
            "See whether it runs, then try again.",
            reason=_reason(error),
        )
    return None


def _reason(error: psycopg.Error) -> str:
    """Give the part of libpq's paragraphs that says what happened."""
    lines = str(error).strip().splitlines()
    telling = [line for line in lines if "failed: " in line] or lines[:1] or ["no reason given"]
    return telling[-1].rpartition("failed: ")[2].strip().rstrip(".")


class _Numeric(Loader):
    """Give sums as int, as SQLite does, and fractions as float."""

    def load(self, data: Any) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text else int(text)


class _Boolean(Loader):
    """Give a comparison as 0 or 1, as SQLite does."""

    def load(self, data: Any) -> int:
        return int(bytes(data) == b"t")


def _adapt(connection: Any) -> None:
    adapters = connection.adapters
    # Every int (and bool: the schema has none) goes as bigint, so that a query is prepared once
    # and not once for every size of its numbers.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, Int8Dumper)
    adapters.register_loader("numeric", _Numeric)
    adapters.register_loader("bool", _Boolean)


def _connect(url: str) -> psycopg.Connection[Any]:
    connection = _reach(url)
    connection.prepared_max = STATEMENTS_PREPARED_MOST
    _adapt(connection)
    for setting in _SETTINGS:
        connection.execute(setting)
    connection.commit()
    return connection


def _reach(url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(url, connect_timeout=CONNECT_SECONDS_MOST)
    except psycopg.OperationalError as error:
        raise Unusable(
            "PostgreSQL cannot be reached: {reason}. See whether it runs, and whether "
            "[database] url has the right host, name, user and password.",
            reason=_reason(error),
        ) from error
    except psycopg.ProgrammingError:  # its text repeats the url, and so the password
        raise Unusable(
            "The database url cannot be read. It has to look like "
            "postgresql://user:password@host:5432/name, with a % in a password written as %25."
        ) from None


def find_version(url: str) -> str | None:
    """Give the version of the schema; None where there is none yet."""
    with _connect(url) as connection:
        return _read_version(connection)


def _read_version(connection: psycopg.Connection[Any]) -> str | None:
    row = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if row is None or row[0] is None:
        return None
    row = connection.execute(schema.VERSION).fetchone()
    return None if row is None else str(row[0])


@contextmanager
def migrating(url: str) -> Iterator[Any]:
    """Give an SQLAlchemy connection, in one transaction, while nobody else migrates."""
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: _reach(url), poolclass=NullPool
    )
    with engine.begin() as connection:
        connection.execute(
            sa.text("SELECT pg_advisory_xact_lock(hashtextextended('bitework:migrate', 0))")
        )
        yield connection
