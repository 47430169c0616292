"""What every part of Bitework may ask of a database, whichever it is.

`open_database(url)` gives a `Database`. A unit of work is a plain function of a transaction: it is
begun, committed and rolled back for it, and it may be run more than once, so it has no effect
outside of its transaction.
"""

from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol, TypeVar

from storage.tx import Dialect, Tx
from storage.urls import POSTGRES, SQLITE, unknown

T = TypeVar("T")


class Claim(Protocol):
    """A lock by name: nobody else has it until it is released or this process is gone."""

    def release(self) -> None: ...


class Database(Protocol):
    """An open database. All of it may be called from any thread."""

    @property
    def dialect(self) -> Dialect: ...

    async def write(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        """Run `work` in a transaction and return once its commit is on disk.

        `bulk` gives way to what people wait for: imports, payouts, anything that works in chunks.
        """
        ...

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on one read-only snapshot; it never waits behind a writer."""
        ...

    def write_now(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        """Write from a thread that has no event loop."""
        ...

    def read_now(self, work: Callable[[Tx], T]) -> T:
        """Read from a thread that has no event loop."""
        ...

    def stream(self, query: str, **params: Any) -> AsyncGenerator[tuple[Any, ...], None]:
        """Give the rows of a named query, a bounded number at a time, on a connection of its own.

        Whoever stops before the end closes it: `async with contextlib.aclosing(...)`.
        """
        ...

    def claim(self, name: str) -> Claim | None:
        """Take the lock of that name, or give None where somebody holds it."""
        ...

    def awaited(self) -> bool:
        """Tell whether anybody waits for the writer right now: bulk work then ends its turn."""
        ...

    async def close(self) -> None:
        """Finish what is queued, then let go of everything."""
        ...

    def close_now(self) -> None:
        """Close from a thread that has no event loop."""
        ...


def open_database(url: str) -> Database:
    """Open the database at `url`, which has to exist and have this version's schema.

    Raises Unusable with the reason and the next step.
    """
    if url.startswith(SQLITE):
        from storage.sqlite import SqliteDatabase

        return SqliteDatabase(url)
    if url.startswith(POSTGRES):
        from storage.postgres import PostgresDatabase  # psycopg costs memory: only who asks pays

        return PostgresDatabase(url)
    raise unknown(url)
