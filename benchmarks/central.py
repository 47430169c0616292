"""The central transaction and whole events on SQLite, against a plain loop of the former."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import world
from benchmarks.plain import Plain
from benchmarks.report import Result, at_least, beside
from benchmarks.rounds import Rates, interleaved, ratio
from benchmarks.work import Events, Step, Transactions, central, chooser, rate
from domain.terms import Terms
from services import Tx, people
from storage.database import open_database
from storage.queries import queries

PEOPLE = 128
BARS = {1: 0.6, 10: 1.3, 100: 2.5}
EVENT_BARS = {1: 0.4, 32: 1.2, 128: 1.4}


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds that count, steps in each (`alone`: with one waiting)."""

    rounds: int
    steps: int
    alone: int

    @property
    def tasks(self) -> int:
        """Rows enough for one file to take all of it, at two answers and more each."""
        return (self.rounds + 1) * (self.alone + 2 * self.steps) // 2 + 4 * PEOPLE


FULL = Size(rounds=11, steps=2_400, alone=800)
QUICK = Size(rounds=3, steps=800, alone=300)


def transactions(folder: Path, quick: bool) -> list[Result]:
    """Measure the central transaction with 1, 10 and 100 waiting."""
    size = QUICK if quick else FULL
    worlds = [_world(folder / f"central-{side}.db", size) for side in ("plain", "writer")]
    same(folder / "central-same.db")
    found = _transactions(worlds[0], worlds[1], size)
    return [
        *(
            at_least(f"central transaction, {n} waiting, against plain sqlite3",
                     ratio(found, str(n), "plain"), bar)
            for n, bar in BARS.items()
        ),
        *_rates("central transaction", found),
    ]  # fmt: skip


def events(folder: Path, quick: bool) -> list[Result]:
    """Measure whole events with 1, 32 and 128 waiting."""
    size = QUICK if quick else FULL
    worlds = [_world(folder / f"events-{side}.db", size) for side in ("plain", "bot")]
    found = _events(worlds[0], worlds[1], size)
    return [
        *(
            at_least(f"whole event, {n} waiting, against plain sqlite3's central transaction",
                     ratio(found, str(n), "plain"), bar)
            for n, bar in EVENT_BARS.items()
        ),
        *_rates("whole event", found),
    ]  # fmt: skip


def same(path: Path) -> None:
    """Prove that the plain loop and the services execute the same: statements, order, values.

    Twenty answers are given on a plain connection in each way, and rolled back in between.
    """
    made = _world(path, QUICK)
    plain = Plain(made, chooser())
    with closing(plain.connection) as connection:
        plain.begin(made.people)
        tx = Tx(connection, queries("sqlite"), "sqlite")
        hands = plain.hands
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        for turn, (account_id, assignment_id) in enumerate(list(hands.items())[:20]):
            option, now_ms = turn % 3 // 2, world.NOON_MS + 1000 + turn
            person = people.load(tx, account_id)
            seen.clear()
            connection.execute("SAVEPOINT turn")
            central(tx, person, assignment_id, option, now_ms, Terms())
            connection.execute("ROLLBACK TO turn")
            ours = list(seen)
            seen.clear()
            connection.execute("ROLLBACK TO turn")
            plain.answer(account_id, assignment_id, option, now_ms)
            connection.execute("RELEASE turn")
            assert ours[1:-1] == seen[1:-1], f"not the same: {ours} and {seen}"


def _world(path: Path, size: Size) -> world.World:
    return world.make(f"sqlite:///{path}", tasks=size.tasks, people=PEOPLE)


def _transactions(plain_world: world.World, writer_world: world.World, size: Size) -> Rates:
    plain = Plain(plain_world, chooser())
    plain.begin(plain_world.people)
    database = open_database(writer_world.url)
    with asyncio.Runner() as runner, closing(plain.connection):
        side = Transactions(database, chooser())
        runner.run(side.begin(writer_world.people))
        try:
            return interleaved(size.rounds, _sides(runner, plain, side.step, BARS, size))
        finally:
            database.close_now()


def _events(plain_world: world.World, bot_world: world.World, size: Size) -> Rates:
    plain = Plain(plain_world, chooser())
    plain.begin(plain_world.people)
    database = open_database(bot_world.url)
    with asyncio.Runner() as runner, closing(plain.connection):
        side = Events(database, chooser())
        runner.run(side.begin(bot_world.people))
        try:
            return interleaved(size.rounds, _sides(runner, plain, side.step, EVENT_BARS, size))
        finally:
            database.close_now()


def _sides(
    runner: asyncio.Runner, plain: Plain, step: Step, waiting: Iterable[int], size: Size
) -> dict[str, Callable[[], float]]:
    """Give a round's runs: the plain loop, then so many people who wait at the same time."""

    def run(people: int) -> float:
        count = size.alone if people == 1 else size.steps
        return runner.run(rate(step, people, count))

    return {
        "plain": lambda: plain.rate(size.alone),
        **{str(people): partial(run, people) for people in waiting},
    }


def _rates(what: str, found: Rates) -> list[Result]:
    """Give what each side did a second, to be read beside the ratios."""
    names = {"plain": "central transaction, plain sqlite3"}
    return [
        beside(names.get(side, f"{what}, {side} waiting"), median(rates), "/s")
        for side, rates in found.items()
    ]
