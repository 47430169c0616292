"""People at work while the command line imports into the same file from a process of its own."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import child, world
from benchmarks.imports import fresh_copy, import_command, import_file, write_rows
from benchmarks.report import Result, at_most, beside
from benchmarks.work import Events, chooser, rate
from storage.database import open_database

PEOPLE, FULL_LOAD_WAITING = 128, 32
P99_BAR, IMPORT_BAR = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rows: int
    tasks: int
    rounds: int
    alone_seconds: float
    full_load_steps: int


FULL = Size(rows=300_000, tasks=150_000, rounds=5, alone_seconds=6.0, full_load_steps=6_000)
QUICK = Size(rows=50_000, tasks=40_000, rounds=2, alone_seconds=2.0, full_load_steps=2_000)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round found: 99th percentiles in ms, the import's times in s."""

    p99_alone: float
    p99_beside: float
    import_alone: float
    import_beside: float
    rate: float


def side_by_side(folder: Path, quick: bool) -> list[Result]:
    """Measure in rounds: the import alone, people alone, then both."""
    size = QUICK if quick else FULL
    full = folder / "full.db"
    world.make(f"sqlite:///{full}", tasks=size.tasks, people=PEOPLE)
    rows = write_rows(folder / "rows.csv", size.rows)
    rounds = [asyncio.run(_round(folder, full, rows, size)) for _ in range(size.rounds)]
    while_importing = f"while {size.rows:,} rows are imported"
    return [
        at_most(f"event p99 at half load {while_importing}, against alone",
                median(r.p99_beside / r.p99_alone for r in rounds), P99_BAR),
        at_most(f"import of {size.rows:,} rows beside a bot at half load, against alone",
                median(r.import_beside / r.import_alone for r in rounds), IMPORT_BAR),
        beside("event p99 at half load, alone", median(r.p99_alone for r in rounds), "ms"),
        beside(f"event p99 at half load {while_importing}",
               median(r.p99_beside for r in rounds), "ms"),
        beside(f"import of {size.rows:,} rows, alone",
               median(r.import_alone for r in rounds), "s"),
        beside("half load", median(r.rate for r in rounds), "/s"),
    ]  # fmt: skip


async def _round(folder: Path, full: Path, rows: Path, size: Size) -> Round:
    import_alone = import_file(fresh_copy(full, folder / "alone.db"), rows, folder).seconds
    file = fresh_copy(full, folder / "both.db")
    database = open_database(f"sqlite:///{file}")
    events = Events(database, chooser())
    await events.begin(range(world.FIRST_WORKER, world.FIRST_WORKER + PEOPLE))
    half = await rate(events.step, FULL_LOAD_WAITING, size.full_load_steps) / 2
    async with steady(events, half) as alone:
        await asyncio.sleep(size.alone_seconds)
    begun = perf_counter()
    async with steady(events, half) as both:
        importing = await asyncio.create_subprocess_exec(
            *import_command(rows), cwd=folder, env=child.environment(f"sqlite:///{file}"),
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        assert await importing.wait() == 0
    import_beside = perf_counter() - begun
    await database.close()
    return Round(p99(alone), p99(both), import_alone, import_beside, half)


@asynccontextmanager
async def steady(events: Events, a_second: float) -> AsyncIterator[list[float]]:
    """Let people tap so many times a second in all; give the times in ms, from when each was due.

    Whoever has been answered taps again when it is their turn. Where the answers don't keep up, a
    tap is late, and that counts as well.
    """
    times: list[float] = []
    taps: set[asyncio.Task[None]] = set()
    tapping = asyncio.create_task(_taps(events, a_second, times, taps))
    try:
        yield times
    finally:
        tapping.cancel()
        await asyncio.gather(tapping, return_exceptions=True)
        await asyncio.gather(*taps)


async def _taps(
    events: Events, a_second: float, times: list[float], taps: set[asyncio.Task[None]]
) -> None:
    free: asyncio.Queue[int] = asyncio.Queue()
    for account_id in range(world.FIRST_WORKER, world.FIRST_WORKER + PEOPLE):
        free.put_nowait(account_id)

    async def tap(account_id: int, due: float) -> None:
        await events.step(account_id)
        times.append(1000 * (perf_counter() - due))
        free.put_nowait(account_id)

    due = perf_counter()
    while True:
        due += 1 / a_second
        if (early := due - perf_counter()) > 0:
            await asyncio.sleep(early)
        account_id = await free.get()
        task = asyncio.create_task(tap(account_id, due))
        taps.add(task)
        task.add_done_callback(taps.discard)


def p99(times: list[float]) -> float:
    """Give the time within which 99 of 100 were answered."""
    return sorted(times)[int(len(times) * 0.99)]
