"""Near enough is paid: a consensus, gold and what one is told of oneself go by the tolerance."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.exporting import export_now
from bot.importing import import_file
from domain.project_tables import parse
from domain.terms import MoneyTerms
from services import people, stats
from storage.database import open_database
from tests.agreement.asked import at, box, euro, span
from tests.money.world import World

FILE = """
title = "Look closely"
kind = "custom"
show = "{{id}}"
reward = "0.02"
answers = { least = 3, most = 3 }
budget = "10.00"
accept = "consensus"

[[question]]
id = "q"
text = "What is it?"
"""


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    database = open_database(database_url)
    yield World(database)
    database.close_now()


def answered(
    world: World, folder: Path, question: str, rows: str, given: list[Any]
) -> tuple[int, list[int]]:
    """Ann, bob and cem answer the project's one row; give it and their accounts."""
    project_id = world.project(world.owner(), parse(FILE + question, MoneyTerms()))
    path = folder / "rows.csv"
    path.write_text(rows)
    assert not import_file(world.database, project_id, path, now_ms=1).bad
    world.open(project_id)
    accounts = [world.account(name) for name in ("ann", "bob", "cem")]
    for account_id, value in zip(accounts, given, strict=True):
        assert world.answers(account_id, project_id, value)
    return project_id, accounts


def test_who_is_near_to_the_median_is_paid_and_agrees(world: World, tmp_path: Path) -> None:
    given, rows = [10, 10.1, 50], "id,gold:q\n1,10.05\n"
    _, accounts = answered(world, tmp_path, 'type = "number"', rows, given)
    assert [world.balances(one).pending_minor for one in accounts] == [2, 2, 0]

    def agreed(account_id: int) -> float | None:
        return world.do(
            lambda tx: stats.agreement(tx, people.load(tx, account_id), "2000-01-01", days=36_500)
        )

    assert [agreed(one) for one in accounts] == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("question", "given", "result"),
    [
        ('type = "number"\ntolerance = "5%"', [100, 104, 300], 104),
        ('type = "money"\ncurrency = "EUR"', [euro("1.50")] * 2 + [euro("2.00")], euro("1.50")),
        ('type = "date"', ["2026-03-01"] * 2 + ["2026-03-02"], "2026-03-01"),
        ('type = "place"', [at(52.52, 13.405), at(52.52, 13.405), at(48, 2)], at(52.52, 13.405)),
        ('type = "rank"\noptions = ["a", "b", "c"]',
         [list("abc"), list("abc"), list("cba")], list("abc")),
        ('type = "choices"\noptions = ["a", "b"]', [["a"], ["a"], ["b"]], ["a"]),
        ('type = "boxes"\nof = "{{picture}}"',
         [[box(0, 0, 9, 9)], [box(1, 1, 9, 9)], [box(50, 50, 9, 9)]],
         [box(0, 0, 9, 9)]),
        ('type = "spans"\nof = "{{id}}"\nlabels = ["X"]',
         [[span(0, 2, "X")], [span(0, 2, "X")], [span(3, 5, "X")]], [span(0, 2, "X")]),
        ('type = "text"\nagree = "similar"', ["Main Street 5", "main street 5", "?"],
         "Main Street 5"),
        ('type = "text"\nagree = "words"', ["one two three", "one too three", "one two three"],
         "one two three"),
        ('type = "text"\nagree = "vote"', ["AB", "ab", "c"], "AB"),
    ],
)  # fmt: skip
def test_the_results_have_what_answers_of_every_type_come_to(
    sqlite_url: str, tmp_path: Path, question: str, given: list[Any], result: Any
) -> None:
    database = open_database(sqlite_url)
    world, out = World(database), io.BytesIO()
    rows = "id,picture\n12345,https://example.org/a.png\n"
    project_id, _ = answered(world, tmp_path, question, rows, given)
    export_now(database, project_id, "results", "jsonl", out)
    database.close_now()
    row = json.loads(out.getvalue())
    assert (row["state"], row["result:q"]) == ("done", result)
    assert 0 < row["confidence:q"] <= 1
