"""A project over a file of rows whose truth is known, and the accounts settled at its end."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import orjson

from bot.exporting import export_now
from bot.importing import import_file
from domain import ledger as names
from domain.ids import public
from domain.project_tables import parse
from domain.terms import Terms
from services import ledger, projects
from services.accounts import operator
from storage.database import Database
from storage.ledger import folded
from storage.tx import Tx
from tests.crowd.crowd import Crowd
from tests.stories.driver import SPAM, START_MS

TERMS = Terms()
CREDITS = TERMS.money.currency
REWARD_MINOR = 2
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "text" / "sms_spam.csv"


@dataclass(frozen=True, slots=True)
class Rows:
    """A file of rows, and what is true of their texts."""

    path: Path
    count: int
    truth: Mapping[str, str]  # text → truth
    by_id: Mapping[str, str]  # row id → truth


def rows_of(path: Path) -> Rows:
    """Read a file with the columns id, message and truth."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Rows(
        path,
        len(rows),
        {row["message"]: row["truth"] for row in rows},
        {row["id"]: row["truth"] for row in rows},
    )


def made_up(folder: Path, count: int, seed: int = 1) -> Rows:
    """Write a file of our own: what needs quotes is in it, and every text is another one."""
    random = Random(seed)
    ham = ("See you at 5, ok?", 'She said "later"', "Home now,\nwhere r u?", "Ünïcode ☺ lunch?")
    spam = ("WIN £1000 cash!", "Call 0906 now, 150p/min", "FREE entry: txt WIN to 80082")
    path = folder / f"made-up-{count}-{seed}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "message", "truth"])
        for number in range(count):
            truth = "spam" if random.random() < 0.2 else "ham"
            text = random.choice(spam if truth == "spam" else ham)
            writer.writerow([f"r{seed}-{number}", f"{text} ({seed}/{number})", truth])
    return rows_of(path)


def start(
    database: Database, rows: Rows, *, budget: str, toml: str = SPAM, ref: str = "start"
) -> int:
    """Fund, create, fill and open a project of the operator's."""
    project = parse(toml.replace('"250.00"', f'"{budget}"'), TERMS.money)

    def create(tx: Tx) -> int:
        owner_id = operator(tx, START_MS)
        ledger.deposit(
            tx, account_id=owner_id, amount_minor=project.budget_minor, currency=CREDITS,
            ref=ref, now_ms=START_MS,
        )
        return projects.create(tx, project, owner_id, START_MS)

    project_id = database.write_now(create)
    imported = import_file(database, project_id, rows.path, now_ms=START_MS)
    assert (imported.imported, imported.bad) == (rows.count, ())
    database.write_now(lambda tx: projects.open_project(tx, project_id, TERMS, START_MS))
    return project_id


def undecided(tx: Tx, project_id: int) -> int:
    """Count the rows that want more answers."""
    card = projects.progress(tx, project_id, START_MS)
    return card.total - card.decided


def results(database: Database, project_id: int) -> list[dict[str, str]]:
    """Export the results as CSV and read that file."""
    file = BytesIO()
    export_now(database, project_id, "results", "csv", file)
    return list(csv.DictReader(file.getvalue().decode().splitlines(keepends=True)))


def answers(database: Database, project_id: int) -> list[dict[str, Any]]:
    """Export the answers as JSON lines and read that file."""
    file = BytesIO()
    export_now(database, project_id, "answers", "jsonl", file)
    return [orjson.loads(line) for line in file.getvalue().splitlines()]


def accuracy(exported: list[dict[str, str]]) -> float:
    """Give the share of rows whose result is true; an undecided one is not."""
    return sum(row["result:verdict"] == row["truth"] for row in exported) / len(exported)


def check_confirmed(database: Database, crowd: Crowd, project_ids: list[int]) -> int:
    """Check that what people were told is there, once each, and nothing else; give how many."""
    exported = Counter(
        (record["row_id"], record["worker"], record["answer"])
        for project_id in project_ids
        for record in answers(database, project_id)
    )
    whose = database.read_now(_assignments)
    accounts = database.read_now(_accounts)
    told: Counter[tuple[str, str, str]] = Counter()
    for about, (name, answer) in crowd.confirmed.items():
        row_id, account_id = whose[about]
        assert account_id == accounts[name], f"{name} answered what somebody else has in hand"
        told[row_id, public(account_id), answer] += 1
    assert exported - told == Counter(), "there are answers that nobody gave"
    assert told - exported == Counter(), "there are answers missing"
    assert set(exported.values()) <= {1}
    return told.total()


def check_paid(database: Database, crowd: Crowd, project_ids: list[int], deposit: int) -> None:
    """Check that everybody has what they were told they earned, and that no credit is lost."""
    accounts = database.read_now(_accounts)
    paid = 0
    for worker in crowd.workers:
        account_id = accounts[worker.name]
        has = database.read_now(
            partial(ledger.balances, account_id=account_id, currency=CREDITS)
        )
        pending = has.pending_minor
        assert pending == REWARD_MINOR * len(worker.given), worker.name
        paid += pending
    booked = database.read_now(_earned)
    assert booked == paid == REWARD_MINOR * len(crowd.confirmed)
    holds = (
        partial(folded, name=names.hold(project_id), currency=CREDITS)
        for project_id in project_ids
    )
    held = sum(database.read_now(hold) for hold in holds)
    left = database.read_now(
        lambda tx: ledger.balances(tx, operator(tx, 0), CREDITS)
    ).available_minor
    assert held + paid + left == deposit


def _assignments(tx: Tx) -> dict[int, tuple[str, int]]:
    rows = tx.connection.execute(
        "SELECT s.id, t.row_id, s.account_id FROM assignment s JOIN task t ON t.id = s.task_id"
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _accounts(tx: Tx) -> dict[str, int]:
    return dict(tx.connection.execute("SELECT external_id, account_id FROM identity").fetchall())


def _earned(tx: Tx) -> int:
    """Add up what was earned, less what was taken back."""
    total: int = tx.connection.execute(
        "SELECT SUM(CASE kind WHEN 'earned' THEN amount_minor ELSE -amount_minor END) "
        "FROM transfer WHERE kind IN ('earned', 'undone')"
    ).fetchone()[0]
    return total
