"""The central transaction as one would write it by hand: sqlite3 and its thirteen statements.

No services, no named-query library, one commit for each answer. What a statement needs is computed
in the shortest way for this very project: one question with two options, paid at once. `same`
proves that statements, order and values are those that the services execute.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from benchmarks.world import NOON_MS, PROJECT_ID, Clock, World, sqlite_path
from domain.projects import Project
from storage.queries import queries

STATEMENTS = (
    "answer_subject", "assignment_end", "submission_add", "submission_votes", "task_update",
    "transfer_add", "balance_add", "reputation_event_insert", "reputation_add_answer", "task_next",
    "assignment_give", "task_reserve", "position_save",
)  # fmt: skip
PRAGMAS = (
    "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON",
    "cache_size = -16000", "temp_store = MEMORY",
)  # fmt: skip
POINTS = 10
RIGHT, WRONG = 0.7, 0.3  # what people are before there is any answer
DOUBT = 0.75


def connect(path: Path) -> sqlite3.Connection:
    """Open a file as Bitework does; checkpoints are SQLite's own, at every 1,000 pages."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Plain:
    """People at work on a file of their own."""

    def __init__(self, world: World, choose: Callable[[int], int]) -> None:
        self.connection = connect(sqlite_path(world.url))
        self._project: Project = world.project
        self._choose = choose
        self._clock = Clock()
        named: Any = queries("sqlite")
        self._sql = [getattr(named, name).sql for name in STATEMENTS]
        self.hands: dict[int, int] = {}

    def begin(self, people: tuple[int, ...]) -> None:
        """Give everybody their first task."""
        for account_id in people:
            self.connection.execute("BEGIN IMMEDIATE")
            self.hands[account_id] = self._next(account_id, NOON_MS)
            self.connection.execute("COMMIT")

    def rate(self, count: int) -> float:
        """Answer so many tasks, everybody in turn, and give how many it were a second."""
        hands, choose, clock = self.hands, self._choose, self._clock
        people = list(hands)
        execute = self.connection.execute
        begun = perf_counter()
        for number in range(count):
            account_id = people[number % len(people)]
            execute("BEGIN IMMEDIATE")
            option = choose(account_id)
            hands[account_id] = self.answer(account_id, hands[account_id], option, clock())
            execute("COMMIT")
        return count / (perf_counter() - begun)

    def answer(self, account_id: int, assignment_id: int, option: int, now_ms: int) -> int:
        """Record an answer, pay it, hand out the next task; gives the next assignment's id."""
        execute, sql, project = self.connection.execute, self._sql, self._project
        subject = execute(sql[0], {"assignment_id": assignment_id}).fetchone()
        task_id, owner, state = subject[1], subject[3], subject[4]
        if owner != account_id or state != "active" or subject[7] <= now_ms:
            raise LookupError("the task is in somebody else's hands, or it is late")
        execute(sql[1], {"assignment_id": assignment_id, "state": "submitted"})
        value = project.questions[0].options[option]
        submission_id = execute(sql[2], {
            "assignment_id": assignment_id, "task_id": task_id, "project_id": PROJECT_ID,
            "account_id": account_id, "answers": orjson.dumps({"verdict": value}).decode(),
            "state": "accepted", "reward_minor": project.reward_minor,
            "taken_ms": max(0, now_ms - subject[6]), "now_ms": now_ms,
        }).fetchone()[0]  # fmt: skip
        votes = execute(sql[3], {"task_id": task_id, "also": "accepted"}).fetchall()
        execute(sql[4], decided(project, votes, subject, now_ms))
        ref = str(submission_id)
        execute(sql[5], {
            "kind": "earned", "ref": ref, "debit": f"project:{PROJECT_ID}:hold",
            "credit": f"person:{account_id}:pending", "amount_minor": project.reward_minor,
            "currency": project.currency, "now_ms": now_ms,
        })  # fmt: skip
        execute(sql[6], {
            "name": f"person:{account_id}:pending", "amount_minor": project.reward_minor,
            "currency": project.currency,
        })  # fmt: skip
        execute(sql[7], {
            "account_id": account_id, "kind": "accepted", "ref": ref, "points": POINTS,
            "now_ms": now_ms,
        })  # fmt: skip
        execute(sql[8], {
            "account_id": account_id, "points": POINTS, "tasks": 1, "minor": project.reward_minor,
            "submission_id": submission_id,
        })  # fmt: skip
        return self._next(account_id, now_ms)

    def _next(self, account_id: int, now_ms: int) -> int:
        execute, sql = self.connection.execute, self._sql
        task = execute(
            sql[9], {"project_id": PROJECT_ID, "account_id": account_id, "rescan": 0}
        ).fetchone()
        given: int = execute(sql[10], {
            "task_id": task[0], "project_id": PROJECT_ID, "account_id": account_id,
            "now_ms": now_ms, "deadline_ms": now_ms + self._project.time_limit_ms, "pushed": 0,
        }).fetchone()[0]  # fmt: skip
        execute(sql[11], {"task_id": task[0]})
        lane, place = task[5], task[6]
        execute(sql[12], {
            "account_id": account_id, "project_id": PROJECT_ID, "fresh": 0 if lane else place,
            "reopened": place if lane else 0,
        })  # fmt: skip
        return given


def decided(asked: Project, votes: list[Any], subject: Any, now_ms: int) -> dict[str, Any]:
    """Count the votes, for nothing is known of people: two who agree are sure enough, as are all
    answers that are wanted, and a pilot's row wants all.
    """
    first, second = asked.questions[0].options
    least, most = asked.answers_least, asked.answers_most
    count = len(votes)
    ones = sum(orjson.loads(vote[2])["verdict"] == first for vote in votes)
    lead = abs(2 * ones - count)
    reserved, is_full = subject[16] - 1, subject[21]
    chance = 1 / (1 + (WRONG / RIGHT) ** lead)
    is_sure = count >= least and chance >= 1 - (1 - asked.confidence) * DOUBT
    wanted = min(most - count, max(1, least - count))
    if is_full:
        wanted = most - count
    elif is_sure:
        wanted = 0
    state, result, confidence = "open", None, None
    if not wanted:
        state = "done" if lead else "undecided"
        leader = first if 2 * ones > count else second
        result = orjson.dumps({"verdict": leader} if lead else {}).decode()
        confidence = orjson.dumps({"verdict": round(chance, 4)} if lead else {}).decode()
    return {
        "answers": subject[17] + 1, "reserved": reserved, "slots": wanted - reserved,
        "state": state, "result": result, "confidence": confidence, "now_ms": now_ms,
        "task_id": subject[1],
    }  # fmt: skip
