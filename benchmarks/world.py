"""A database with people and tasks in it, filled by plain statements: quick, also for a million.

It is what the bot would have after an import and some hours of work: everybody has agreed, has an
identity and a session, and is in the middle of their day.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import orjson
import psycopg

from domain import ledger
from domain.events import Sender
from domain.project_tables import parse
from domain.projects import Project, to_json
from domain.terms import Terms
from storage.migrating import migrate

NOON_MS = 1_767_268_800_000  # 2026-01-01T12:00:00Z: no day ends while something is measured
TODAY = "2026-01-01"
PLATFORM = "web"
PROJECT_ID = 1
FIRST_WORKER = 2  # account 1 owns the project
TOML = """
title = "Is this message spam?"
kind = "moderation"
instructions = "Spam is what nobody asked for: prizes, premium numbers, chain letters."
show = "{{message}}"
reward = "0.02"
time_limit = "2h"
answers = { least = 2, most = 5 }
confidence = 0.74
budget = "1000000.00"

[[question]]
id = "verdict"
text = "Is it spam?"
type = "choice"
options = ["ham", "spam"]
"""
_WORDS = (
    "free", "entry", "tomorrow", "call", "prize", "sorry", "dinner", "later", "text", "claim",
    "meet", "urgent", "thanks", "home", "number", "winner", "love", "guaranteed", "morning",
    "reply", "award", "week", "cash", "bring", "happy", "service", "mobile",
)  # fmt: skip
_TASK = ("project_id", "batch_id", "row_id", "data", "place", "slots")

Fill = Callable[[str, tuple[str, ...], Iterable[tuple[Any, ...]]], None]


@dataclass(frozen=True, slots=True)
class World:
    """A filled database. `people` are the accounts that work, FIRST_WORKER and on."""

    url: str
    project: Project
    people: tuple[int, ...]


class Clock:
    """Begins at noon and goes on as time does."""

    def __init__(self) -> None:
        self._begun_ns = perf_counter_ns()

    def __call__(self) -> int:
        return NOON_MS + (perf_counter_ns() - self._begun_ns) // 1_000_000


def project() -> Project:
    """Give the project that everybody works for."""
    return parse(TOML, Terms().money)


def message(number: int) -> str:
    """Give a text of a length that a short message has, the same for a number every time."""
    first = number * 7919
    words = (_WORDS[(first + step * step * 31) % len(_WORDS)] for step in range(9 + number % 9))
    return f"{' '.join(words)} {number}"


def sender(account_id: int) -> Sender:
    """Give the person behind an account, as a platform knows them."""
    name = f"person-{account_id}"
    return Sender(platform=PLATFORM, user=name, chat=name, locale="en")


def make(url: str, *, tasks: int, people: int) -> World:
    """Make a database with an open project."""
    migrate(url)
    asked = project()
    accounts = range(FIRST_WORKER, FIRST_WORKER + people)
    with filling(url) as fill:
        _fill_people(fill, accounts)
        columns = (
            "owner_id", "title", "kind", "state", "definition", "reward_minor", "unit_minor",
            "currency", "time_limit_ms", "answers_least", "answers_most", "budget_minor", "accept",
            "places", "horizon", "created_ms", "opened_ms",
        )  # fmt: skip
        row = (
            1, asked.title, asked.kind, "open", to_json(asked), asked.reward_minor,
            asked.reward_minor, asked.currency, asked.time_limit_ms, asked.answers_least,
            asked.answers_most, asked.budget_minor, asked.accept, tasks, tasks, NOON_MS, NOON_MS,
        )  # fmt: skip
        fill("project", columns, [row])
        fill(
            "batch",
            ("project_id", "name", "content_hash", "state", "rows", "created_ms"),
            [(PROJECT_ID, "rows.csv", "0" * 64, "ready", tasks, NOON_MS)],
        )
        fill("task", _TASK, _tasks(tasks, asked.answers_least))
        _fill_ledger(fill, asked)
    return World(url, asked, tuple(accounts))


def _fill_people(fill: Fill, accounts: range) -> None:
    fill(
        "account",
        ("role", "state", "name", "created_ms", "consent_ms", "points", "streak_days",
         "streak_date", "today_date"),
        [
            ("worker", "active", "", NOON_MS, NOON_MS, 0, 1, TODAY, TODAY)
            for _ in range(len(accounts) + 1)
        ],
    )  # fmt: skip
    fill(
        "identity",
        ("account_id", "platform", "external_id", "chat", "created_ms"),
        [(n, PLATFORM, sender(n).user, sender(n).chat, NOON_MS) for n in accounts],
    )
    fill(
        "session",
        ("identity_id", "chat", "state", "version", "updated_ms"),
        [
            (identity_id, sender(n).chat, "{}", 1, NOON_MS)
            for identity_id, n in enumerate(accounts, 1)
        ],
    )


def _fill_ledger(fill: Fill, asked: Project) -> None:
    """The owner has brought in what the project may cost, and the project holds it."""
    owner, hold = ledger.available(1), ledger.hold(PROJECT_ID)
    fill(
        "transfer",
        ("kind", "ref", "debit", "credit", "amount_minor", "currency", "created_ms"),
        [
            (kind, ref, debit, credit, asked.budget_minor, asked.currency, NOON_MS)
            for kind, ref, debit, credit in (
                ("deposit", "benchmarks", ledger.DEPOSITS, owner),
                ("hold", f"{PROJECT_ID}:1", owner, hold),
            )
        ],
    )
    fill("balance", ("name", "currency", "amount_minor"), [(owner, asked.currency, 0)])


def _tasks(count: int, slots: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        row_id = f"row-{number}"
        data = orjson.dumps({"id": row_id, "message": message(number)}).decode()
        yield (PROJECT_ID, 1, row_id, data, number, slots)


@contextmanager
def filling(url: str) -> Iterator[Fill]:
    """Fill tables in one transaction, on whichever database; at its end statistics are fresh."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(sqlite_path(url))) as file:
            yield lambda table, columns, rows: _insert(file, table, columns, rows)
            file.commit()
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with psycopg.connect(url) as server:
        yield lambda table, columns, rows: _copy(server, table, columns, rows)
        server.commit()
        server.autocommit = True
        server.execute("VACUUM ANALYZE")
        server.execute("CHECKPOINT")


def sqlite_path(url: str) -> Path:
    """Give the file of an SQLite database's url."""
    return Path(url.removeprefix("sqlite:///"))


def _insert(
    file: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    places = ", ".join("?" * len(columns))
    file.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 - our words
        rows,
    )


def _copy(
    server: "psycopg.Connection[Any]",
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    text = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with server.cursor() as cursor, cursor.copy(text.encode()) as copy:
        for row in rows:
            copy.write_row(row)
