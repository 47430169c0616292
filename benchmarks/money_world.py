"""People who have earned: a million answers, accepted and paid into what is pending."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from benchmarks import world
from benchmarks.world import FIRST_WORKER, NOON_MS, PROJECT_ID, World
from domain import ledger
from services import ledger as books
from storage.database import open_database
from storage.tx import Tx

REWARD_MINOR = 2
SPREAD = 7919  # a prime: neighbouring answers are of people far apart

_SUBMISSION = (
    "assignment_id", "revision", "task_id", "project_id", "account_id", "answers", "state",
    "reward_minor", "taken_ms", "created_ms",
)  # fmt: skip
_TRANSFER = ("kind", "ref", "debit", "credit", "amount_minor", "currency", "created_ms")


def make(url: str, *, people: int, earnings: int, tasks: int = 1) -> World:
    """Make a database in which so many people have earned, in all, so many times."""
    made = world.make(url, tasks=tasks, people=people)
    with world.filling(url) as fill:
        fill("submission", _SUBMISSION, _submissions(people, earnings))
        fill("transfer", _TRANSFER, _transfers(people, earnings, made.project.currency))
        rows = _pending(people, earnings, made.project.currency)
        fill("balance", ("name", "currency", "amount_minor"), rows)
    fold(url)
    with closing(sqlite3.connect(world.sqlite_path(url))) as file:
        file.execute("ANALYZE")
    return made


def fold(url: str) -> None:
    """Bring all folded balances up to date, as the job does."""
    database = open_database(url)
    through_id = database.write_now(books.fold_target)

    def some(tx: Tx) -> int:
        return books.fold_some(tx, through_id)

    while database.write_now(some):
        pass
    database.close_now()


def _worker(number: int, people: int) -> int:
    return FIRST_WORKER + number * SPREAD % people


def _submissions(people: int, earnings: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, earnings + 1):
        account_id = _worker(number, people)
        at_ms = NOON_MS + number * 60
        yield (number, 0, 1, PROJECT_ID, account_id, '{"verdict":"ham"}', "accepted",
               REWARD_MINOR, 6000, at_ms)  # fmt: skip


def _transfers(people: int, earnings: int, currency: str) -> Iterator[tuple[Any, ...]]:
    hold = ledger.hold(PROJECT_ID)
    for number in range(1, earnings + 1):
        credit = ledger.pending(_worker(number, people))
        at_ms = NOON_MS + number * 60
        yield ("earned", str(number), hold, credit, REWARD_MINOR, currency, at_ms)


def _pending(people: int, earnings: int, currency: str) -> Iterator[tuple[str, str, int]]:
    earned = dict.fromkeys(range(FIRST_WORKER, FIRST_WORKER + people), 0)
    for number in range(1, earnings + 1):
        earned[_worker(number, people)] += REWARD_MINOR
    for account_id, minor in earned.items():
        yield (ledger.pending(account_id), currency, minor)
