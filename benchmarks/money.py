"""Money at size: a payout run for 100,000 people, a statement and the ledger's proof over a million
transfers.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar, cast

from benchmarks import money_world, world
from benchmarks.imports import fresh_copy
from benchmarks.plain import connect
from benchmarks.report import Result, at_most, beside
from benchmarks.rounds import interleaved, ratio
from benchmarks.side_by_side import PEOPLE, p99, steady
from benchmarks.work import Events, chooser, rate
from bot.payout_runs import pay_out
from domain.terms import Terms
from services import ledger, statements
from services.statements import Cursor
from storage.database import Database, open_database
from storage.tx import Tx

RUN_BAR, CHUNK_MS, BESIDE_MS, STATEMENT_MS, CHECK_BAR = 1.5, 50.0, 60.0, 5.0, 3.0
WAITING, LINES, PAGES = 32, 10, 200
CURRENCY = Terms().money.currency
# What a run would be as one transaction, without anybody to wait for: three statements over all.
SET_BASED = (
    "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms)"
    " SELECT 'payout_run', '1:' || a.id, b.name, 'person:' || a.id || ':available',"
    "        b.amount_minor, b.currency, 1"
    "   FROM account a"
    "   JOIN balance b ON b.name = 'person:' || a.id || ':pending' AND b.currency = :currency"
    "  WHERE b.amount_minor > 0 ORDER BY a.id",
    "INSERT INTO balance (name, currency, amount_minor)"
    " SELECT credit, currency, amount_minor FROM transfer WHERE kind = 'payout_run'"
    " ON CONFLICT (name, currency) DO UPDATE"
    "    SET amount_minor = balance.amount_minor + excluded.amount_minor",
    "UPDATE balance SET amount_minor = 0"
    " WHERE currency = :currency"
    "   AND name IN (SELECT debit FROM transfer WHERE kind = 'payout_run')",
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    people: int
    earnings: int
    tasks: int
    rounds: int
    idle_seconds: float
    steps: int


FULL = Size(100_000, 1_000_000, 150_000, 3, 8.0, 6_000)
QUICK = Size(5_000, 50_000, 20_000, 1, 2.0, 1_000)


def money(folder: Path, quick: bool) -> list[Result]:
    """Measure the payout run, then what reads the ledger."""
    size = QUICK if quick else FULL
    many, one = folder / "many.db", folder / "one.db"
    money_world.make(
        f"sqlite:///{many}", people=size.people, earnings=size.earnings, tasks=size.tasks
    )
    money_world.make(f"sqlite:///{one}", people=1, earnings=size.earnings)
    return [*_payout_run(folder, many, size), *_statement(one, size), *_check(many, size)]


class Timed:
    """A database that notes how long its bulk transactions took, with their commits, in ms."""

    def __init__(self, database: Database) -> None:
        self._database, self.times = database, list[float]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def write(self, work: Callable[[Tx], T], *, bulk: bool = False) -> T:
        begun = perf_counter()
        done = await self._database.write(work, bulk=bulk)
        if bulk:
            self.times.append(1000 * (perf_counter() - begun))
        return done


def _payout_run(folder: Path, full: Path, size: Size) -> list[Result]:
    chunks: list[float] = []

    def in_chunks() -> float:
        database = open_database(f"sqlite:///{fresh_copy(full, folder / 'chunks.db')}")
        seconds, times = asyncio.run(_in_chunks(database, size))
        chunks.extend(times)
        return seconds

    def at_once() -> float:
        return _at_once(fresh_copy(full, folder / "set.db"), size)

    found = interleaved(size.rounds, {"chunks": in_chunks, "set": at_once})
    idle, busy = asyncio.run(_beside(fresh_copy(full, folder / "both.db"), size))
    who = f"{size.people:,} people"
    return [
        at_most(f"payout run for {who} with {size.earnings:,} earnings, against one transaction",
                ratio(found, "chunks", "set"), RUN_BAR),
        at_most("a chunk of the payout run, p99", p99(chunks), CHUNK_MS, "ms"),
        beside("a chunk of the payout run, the longest", max(chunks), "ms"),
        at_most("event p99 at half load during the payout run, above idle",
                p99(busy) - p99(idle), BESIDE_MS, "ms"),
        beside("event p99 at half load, idle", p99(idle), "ms"),
        beside("event p99 at half load during the payout run", p99(busy), "ms"),
        beside(f"payout run for {who}", median(found["chunks"]), "s"),
    ]  # fmt: skip


async def _in_chunks(database: Database, size: Size) -> tuple[float, list[float]]:
    timed = Timed(database)
    begun = perf_counter()
    done = await pay_out(cast(Database, timed), Terms(), world.NOON_MS, at_once=True)
    seconds = perf_counter() - begun
    await database.close()
    assert [run.people for run in done] == [size.people]
    return seconds, timed.times


def _at_once(file: Path, size: Size) -> float:
    with closing(connect(file)) as connection:
        begun = perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement in SET_BASED:
            connection.execute(statement, {"currency": CURRENCY})
        connection.execute("COMMIT")
        seconds = perf_counter() - begun
        count = connection.execute("SELECT COUNT(*) FROM transfer WHERE kind = 'payout_run'")
        assert count.fetchone()[0] == size.people
    return seconds


async def _beside(file: Path, size: Size) -> tuple[list[float], list[float]]:
    """Let people tap at half of the full rate: alone, then during a payout run. Times in ms."""
    database = open_database(f"sqlite:///{file}")
    events = Events(database, chooser())
    await events.begin(range(world.FIRST_WORKER, world.FIRST_WORKER + PEOPLE))
    half = await rate(events.step, WAITING, size.steps) / 2
    async with steady(events, half) as idle:
        await asyncio.sleep(size.idle_seconds)
    async with steady(events, half) as busy:
        await pay_out(database, Terms(), world.NOON_MS, at_once=True)
    await database.close()
    return idle, busy


def _statement(file: Path, size: Size) -> list[Result]:
    """Read pages anywhere in the statement of somebody with all those earnings."""
    database = open_database(f"sqlite:///{file}")
    times: list[float] = []

    def newest(tx: Tx) -> int:
        of, cursor = statements.of_account(tx, world.FIRST_WORKER, CURRENCY, credits=CURRENCY)
        return len(statements.page(tx, of, cursor, LINES)[0])

    def older(before_id: int) -> Callable[[Tx], int]:
        def read(tx: Tx) -> int:
            of, _ = statements.of_account(tx, world.FIRST_WORKER, CURRENCY, credits=CURRENCY)
            at = Cursor(before_id, statements.ID_MOST, 0)
            return len(statements.page(tx, of, at, LINES)[0])

        return read

    step = size.earnings // PAGES
    for number in range(PAGES):
        for read in (newest, older(size.earnings - number * step)):
            begun = perf_counter()
            assert database.read_now(read) == LINES
            times.append(1000 * (perf_counter() - begun))
    database.close_now()
    of_whom = f"a page of the statement of somebody with {size.earnings:,} earnings"
    return [
        at_most(f"{of_whom}, p99", p99(times), STATEMENT_MS, "ms"),
        beside(f"{of_whom}, usually", median(times), "ms"),
    ]


def _check(file: Path, size: Size) -> list[Result]:
    """Hold the proof against reading all transfers once through the same driver."""
    database = open_database(f"sqlite:///{file}")

    def scan() -> float:
        with closing(sqlite3.connect(file)) as connection:
            begun = perf_counter()
            for _ in connection.execute("SELECT * FROM transfer"):
                pass
            return perf_counter() - begun

    def check() -> float:
        begun = perf_counter()
        assert database.read_now(ledger.check) == []
        return perf_counter() - begun

    found = interleaved(size.rounds, {"check": check, "scan": scan})
    database.close_now()
    return [
        at_most(f"ledger check on {size.earnings:,} transfers, against reading them once",
                ratio(found, "check", "scan"), CHECK_BAR),
        beside(f"ledger check on {size.earnings:,} transfers", median(found["check"]), "s"),
    ]  # fmt: skip
