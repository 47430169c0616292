"""Handing out the next task: among a million rows, and to somebody with thousands of answers."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg

from benchmarks import world
from benchmarks.plain import connect
from benchmarks.report import Result, at_most, beside
from benchmarks.rounds import interleaved, ratio
from domain.people import Person
from services import people, work
from storage.queries import queries
from storage.tx import Tx
from tests.postgres import running, why_not

BAR = 1.5
FEW, MANY, ANSWERS = 10_000, 1_000_000, 5_000
MANY_QUICK = 100_000
HANDED_OUT = 100  # one after another, then all is rolled back
ROUNDS = 15
NEWCOMER, VETERAN = world.FIRST_WORKER, world.FIRST_WORKER + 1
ANSWERED = (  # somebody has answered the first 5,000 rows, of which some were opened again
    "INSERT INTO assignment (task_id, project_id, account_id, state, given_ms, deadline_ms)"
    " SELECT id, project_id, 3, 'submitted', 0, 1 FROM task WHERE place <= 5000",
    "UPDATE task SET slots = 1, answers = 1 WHERE place <= 5000",
    "UPDATE task SET lane = 1, place = 1000000000 + place WHERE place <= 5000 AND place % 100 = 0",
    "INSERT INTO position (account_id, project_id, fresh, reopened)"
    " VALUES (3, 1, 5000, 2000000000)",
)


Row = Callable[[str, float, float], Result]


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody who asks for work at a database of some size."""

    tx: Tx
    person: Person

    def seconds(self) -> float:
        """Give the usual time in which a task is found and handed out."""
        connection, times = self.tx.connection, []
        connection.execute("BEGIN")
        for _ in range(HANDED_OUT):
            begun = perf_counter()
            hand = work.next_task(self.tx, self.person, world.NOON_MS, project_id=world.PROJECT_ID)
            times.append(perf_counter() - begun)
            assert hand is not None
            self.tx.queries.assignment_end(
                connection, assignment_id=hand.assignment_id, state="submitted"
            )
        connection.execute("ROLLBACK")
        return median(times)


def next_task(folder: Path, quick: bool) -> list[Result]:
    """Measure on both databases; the bars are SQLite's."""
    many = MANY_QUICK if quick else MANY
    results = _measured("SQLite", partial(_sqlite, folder), many, at_most)
    if why_not() is None:
        with running(fsync=True, parent=folder) as server:

            def opened(tasks: int) -> Tx:
                url = server.url(server.create())
                _fill(url, tasks)
                connection = psycopg.connect(url, autocommit=True)
                return Tx(connection, queries("postgres"), "postgres")

            results += _measured("PostgreSQL", opened, many, _unbarred)
    return results


def _measured(database: str, opened: Callable[[int], Tx], many: int, row: Row) -> list[Result]:
    with ExitStack() as stack:
        sides = {}
        for tasks in (FEW, many):
            tx = opened(tasks)
            stack.callback(tx.connection.close)
            for who, account_id in (("newcomer", NEWCOMER), ("veteran", VETERAN)):
                sides[f"{who} {tasks}"] = Side(tx, people.load(tx, account_id)).seconds
        found = interleaved(ROUNDS, sides)
    usual = median(found[f"newcomer {FEW}"])
    of = f"next task on {database}"
    return [
        row(f"{of}, {many:,} tasks against {FEW:,}",
            ratio(found, f"newcomer {many}", f"newcomer {FEW}"), BAR),
        row(f"{of}, somebody with {ANSWERS:,} answers against a newcomer",
            ratio(found, f"veteran {many}", f"newcomer {many}"), BAR),
        beside(f"{of}, {FEW:,} tasks, a newcomer", 1000 * usual, "ms"),
    ]  # fmt: skip


def _unbarred(name: str, value: float, _bar: float) -> Result:
    return beside(name, value, "×")


def _sqlite(folder: Path, tasks: int) -> Tx:
    path = folder / f"tasks-{tasks}.db"
    _fill(f"sqlite:///{path}", tasks)
    return Tx(connect(path), queries("sqlite"), "sqlite")


def _fill(url: str, tasks: int) -> None:
    """Fill a database with a newcomer and a veteran."""
    world.make(url, tasks=tasks, people=2)
    connection: Any
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(world.sqlite_path(url))
    else:
        connection = psycopg.connect(url)
    with connection:
        for statement in ANSWERED:
            connection.execute(statement)
    connection.close()
    with world.filling(url):
        pass  # statistics and a checkpoint
