"""Handing out the next task: among a million rows, to somebody with thousands of answers, and
where people are routed to the row that their answer would tell most about.
"""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median
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
ROUTING_BAR = 2.0  # in the mean: an order of some rows is found at once
ESTIMATE = 7
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
    "INSERT INTO assignment (task_id, project_id, account_id, state, given_ms, deadline_ms)"
    " SELECT id, project_id, 4, 'submitted', 0, 1 FROM task WHERE place <= 5000",
    "INSERT INTO submission (assignment_id, revision, task_id, project_id, account_id, answers,"
    " state, reward_minor, taken_ms, created_ms)"
    " SELECT s.id, 1, s.task_id, s.project_id, s.account_id,"
    " CASE WHEN s.task_id % 3 = s.account_id % 2 THEN '{\"verdict\":\"ham\"}'"
    " ELSE '{\"verdict\":\"spam\"}' END, 'accepted', 2, 0, 0"
    " FROM assignment s WHERE s.account_id IN (3, 4)",
    "INSERT INTO estimate (version, question, project_id, model)"
    " VALUES (7, 'verdict', 1, '{\"prior\":[-0.5,-0.9],\"average\":[[-0.2,-1.5],[-1.7,-0.25]],"
    "\"mean\":[[0,1.1],[1.2,0]],\"variance\":[[1,1.5],[1.4,1]]}')",
    "INSERT INTO skill (version, question, account_id, project_id, answers, accuracy, confusion)"
    " SELECT 7, 'verdict', id, 1, 100, 0.8, '[[0.85,0.2],[0.15,0.8]]'"
    " FROM account WHERE id IN (2, 3, 4)",
)


Row = Callable[[str, float, float], Result]


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody who asks for work at a database of some size."""

    tx: Tx
    person: Person
    version: int = 0  # of the project's estimate
    middle: Callable[[list[float]], float] = median

    def seconds(self) -> float:
        """Give the usual time in which a task is found and handed out."""
        connection, times = self.tx.connection, []
        connection.execute("BEGIN")
        connection.execute(f"UPDATE project SET estimate = {self.version}")  # noqa: S608 - ours
        for _ in range(HANDED_OUT):
            begun = perf_counter()
            hand = work.next_task(self.tx, self.person, world.NOON_MS, project_id=world.PROJECT_ID)
            times.append(perf_counter() - begun)
            assert hand is not None
            self.tx.queries.assignment_end(
                connection, assignment_id=hand.assignment_id, state="submitted"
            )
        connection.execute("ROLLBACK")
        return self.middle(times)


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
                person = people.load(tx, account_id)
                sides[f"{who} {tasks}"] = Side(tx, person).seconds
                if tasks == many:
                    sides[f"{who} first"] = Side(tx, person, middle=mean).seconds
                    sides[f"{who} routed"] = Side(tx, person, ESTIMATE, mean).seconds
        found = interleaved(ROUNDS, sides)
    usual = median(found[f"newcomer {FEW}"])
    of = f"next task on {database}"
    return [
        row(f"{of}, {many:,} tasks against {FEW:,}",
            ratio(found, f"newcomer {many}", f"newcomer {FEW}"), BAR),
        row(f"{of}, somebody with {ANSWERS:,} answers against a newcomer",
            ratio(found, f"veteran {many}", f"newcomer {many}"), BAR),
        row(f"{of}, chosen by routing against the first, {many:,} tasks",
            ratio(found, "newcomer routed", "newcomer first"), ROUTING_BAR),
        row(f"{of}, chosen by routing against the first, somebody with {ANSWERS:,} answers",
            ratio(found, "veteran routed", "veteran first"), ROUTING_BAR),
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
    world.make(url, tasks=tasks, people=3)
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
