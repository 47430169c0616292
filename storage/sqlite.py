"""The embedded database: one SQLite file, one thread that writes, a few that read."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from domain.errors import Unusable
from storage import schema
from storage.calls import Call
from storage.crew import Crew
from storage.queries import queries
from storage.trouble import explaining
from storage.turnstile import FileClaim, Turnstile, claim
from storage.tx import Dialect, Tx
from storage.urls import sqlite_path
from storage.writer import BUSY_MS, Writer

T = TypeVar("T")

READERS = 4
STREAM_ROWS = 1_000
STATEMENTS_CACHED = 512

_WRITER_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "cache_size = -16000",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # else INSERT OR REPLACE slips past the append-only triggers
    "wal_autocheckpoint = 0",  # the writer makes them, after it has answered
    "temp_store = MEMORY",  # savepoints keep the pages they may have to put back
)


class SqliteDatabase:
    """See `storage.database.Database`."""

    dialect: Dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url).absolute()
        if not self._path.exists():
            raise Unusable(
                "There is no database at {path} yet. `bitework migrate` makes it.", path=self._path
            )
        self._queries = queries("sqlite")
        self._turnstile = Turnstile(self._path)
        try:
            with explaining(self._path):
                connection = _open_to_write(self._path)
        except BaseException:
            self._turnstile.close()
            raise
        self._writer = Writer(connection, self._path, self._turnstile, self._queries)
        self._readers = Crew("reader", READERS, lambda: Reader(self._path, self._queries))

    async def write(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        call = Call(work, write=True, bulk=bulk, blocking=False)
        self._writer.submit(call)
        return await call.outcome()

    def write_now(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        call = Call(work, write=True, bulk=bulk, blocking=True)
        self._writer.submit(call)
        return call.outcome_now()

    async def read(self, work: Callable[[Tx], T]) -> T:
        call = Call(work, write=False, blocking=False)
        self._readers.submit(call)
        return await call.outcome()

    def read_now(self, work: Callable[[Tx], T]) -> T:
        call = Call(work, write=False, blocking=True)
        self._readers.submit(call)
        return call.outcome_now()

    async def stream(self, query: str, **params: Any) -> AsyncGenerator[tuple[Any, ...], None]:
        import aiosqlite

        sql = getattr(self._queries, query).sql
        opening = aiosqlite.connect(_uri(self._path, "ro"), uri=True, iter_chunk_size=STREAM_ROWS)
        with explaining(self._path):
            async with opening as connection, connection.execute(sql, params) as cursor:
                async for row in cursor:
                    yield tuple(row)

    def claim(self, name: str) -> FileClaim | None:
        return claim(self._path, name)

    def awaited(self) -> bool:
        return self._writer.awaited()

    async def close(self) -> None:
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        self._readers.close()
        self._writer.close()
        self._turnstile.close()


class Reader:
    """One reading thread's connection."""

    def __init__(self, path: Path, named: Any) -> None:
        self._connection = sqlite3.connect(
            _uri(path, "ro"),
            uri=True,
            isolation_level=None,
            cached_statements=STATEMENTS_CACHED,
            timeout=BUSY_MS / 1000,
        )
        self._tx = Tx(self._connection, named, "sqlite")

    def run(self, call: Call[T]) -> T:
        """Run a call on one snapshot of the database."""
        with explaining():
            try:
                self._connection.execute("BEGIN")
                return call.work(self._tx)
            finally:
                self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


@contextmanager
def migrating(path: Path) -> Iterator[Any]:
    """Give an SQLAlchemy connection to the file, in one transaction, while nobody else writes."""
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    with suppress(OSError):  # the turnstile, which comes to the same place, says what is wrong
        path.parent.mkdir(parents=True, exist_ok=True)
    turnstile = Turnstile(path)
    with closing(turnstile), turnstile, explaining(path):
        engine = sa.create_engine(
            "sqlite://", creator=lambda: _connect_to_migrate(path), poolclass=NullPool
        )
        sa.event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
        try:
            with engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise error.orig or error from error


def _connect_to_migrate(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "rwc")
    connection.execute("PRAGMA foreign_keys = OFF")  # a table that is made anew is dropped first
    return connection


def _open_to_write(path: Path) -> sqlite3.Connection:
    """Open the file, which has to have this version's tables."""
    if not os.access(path, os.W_OK):
        raise Unusable(
            "{path} cannot be written to. Give Bitework the right to write it.", path=path
        )
    connection = _connect(path, "rw")
    try:
        schema.check(schema.read_version(connection), str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        _uri(path, mode),
        uri=True,
        isolation_level=None,
        check_same_thread=False,  # it is opened here and then belongs to the writer's thread
        cached_statements=STATEMENTS_CACHED,
        timeout=BUSY_MS / 1000,
    )
    try:
        for pragma in _WRITER_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"
