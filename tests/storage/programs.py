"""Small programs that tests start: `python -m tests.storage.programs NAME ARGUMENT...`."""

import asyncio
import itertools
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from domain.errors import Unusable
from storage.database import Database, open_database
from storage.turnstile import Turnstile
from storage.tx import Tx
from storage.urls import sqlite_path


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def note(key: str) -> Callable[[Tx], None]:
    def work(tx: Tx) -> None:
        tx.connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, "x" * 200))

    return work


async def confirm(url: str, name: str) -> None:
    """Write for ever, 20 at a time, and say the name of each once it is confirmed."""
    database, numbers = open_database(url), itertools.count()

    async def one() -> None:
        for n in numbers:
            await database.write(note(f"{name}-{n}"), bulk=n % 50 == 0)
            say(f"{name}-{n}")

    await asyncio.gather(*(one() for _ in range(20)))


async def compete(url: str, name: str, seconds: str, start: str) -> None:
    """Write as fast as it goes, 10 at a time; say how many it were and the longest wait in ms."""
    database, waits = open_database(url), [0.0]
    await asyncio.sleep(float(start) - time.time())
    until = time.monotonic() + float(seconds)

    async def one(which: int) -> None:
        for n in itertools.count():
            began = time.monotonic()
            if began > until:
                return
            await database.write(note(f"{name}-{which}-{n}"))
            waits.append(time.monotonic() - began)

    await asyncio.gather(*(one(which) for which in range(10)))
    await database.close()
    say(len(waits) - 1, round(max(waits) * 1000))


async def lock(url: str, seconds: str) -> None:
    """Hold SQLite's own write lock, as any other program might."""
    connection = sqlite3.connect(sqlite_path(url), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    say("locked")
    await asyncio.sleep(float(seconds))
    connection.execute("COMMIT")


async def stand_in_the_room(url: str) -> None:
    """Stand in the turnstile and not come out, as a stopped process does."""
    with Turnstile(sqlite_path(url)):
        say("inside")
        await asyncio.sleep(60)


async def run_out_of_disk(url: str) -> None:
    """Write until files may not grow, tell what was said then, and go on when they may again."""
    database, confirmed = open_database(url), []
    confirmed += await write_many(database, "before", 20)
    size = Path(f"{sqlite_path(url)}-wal").stat().st_size  # noqa: ASYNC240 - nobody waits
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, resource.RLIM_INFINITY))
    outcomes = await asyncio.gather(
        *(database.write(note(f"meanwhile-{n}")) for n in range(500)), return_exceptions=True
    )
    confirmed += [f"meanwhile-{n}" for n, given in enumerate(outcomes) if given is None]
    refusals = {str(given) for given in outcomes if isinstance(given, Unusable)}
    lost = [given for given in outcomes if given is not None]
    assert lost and all(isinstance(given, Unusable) for given in lost), lost[:3]
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    confirmed += await write_many(database, "after", 20)
    await database.close()
    for refusal in refusals:
        say("refused:", refusal)
    for key in confirmed:
        say("confirmed:", key)


async def write_many(database: Database, name: str, count: int) -> list[str]:
    keys = [f"{name}-{n}" for n in range(count)]
    await asyncio.gather(*(database.write(note(key)) for key in keys))
    return keys


PROGRAMS: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {
    "confirm": confirm,
    "compete": compete,
    "lock": lock,
    "stand_in_the_room": stand_in_the_room,
    "run_out_of_disk": run_out_of_disk,
}

if __name__ == "__main__":
    asyncio.run(PROGRAMS[sys.argv[1]](*sys.argv[2:]))
