"""Items that meet in several comparisons have strengths in an export that decides anew."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.exporting import export_now
from bot.importing import import_file
from domain.project_tables import parse
from domain.terms import MoneyTerms
from storage.database import open_database
from tests.money.world import World

FILE = """
title = "Which is better?"
kind = "comparison"
show = "{{id}}"
reward = "0.02"
answers = { least = 3, most = 3 }
budget = "10.00"

[[question]]
id = "q"
text = "Which?"
type = "compare"
a = "{{one}}"
b = "{{other}}"
shuffle = true
"""
ROWS = "id,one,other\n1,apple,pear\n2,pear,plum\n3,plum,apple\n"
GIVEN = {"ann": ["a", "a", "b"], "bob": ["a", "b", "b"], "cem": ["a", "a", "tie"]}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    database = open_database(sqlite_url)
    yield World(database)
    database.close_now()


def test_who_wins_over_all_rows_is_the_strongest(world: World, tmp_path: Path) -> None:
    project_id = world.project(world.owner(), parse(FILE, MoneyTerms()))
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    assert not import_file(world.database, project_id, path, now_ms=1).bad
    world.open(project_id)
    for name, values in GIVEN.items():
        person = world.account(name)
        for value in values:
            assert world.answers(person, project_id, value)
    out = io.BytesIO()
    export_now(world.database, project_id, "results", "csv", out, method="majority")
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert [row["result:q"] for row in rows] == ["a", "a", "b"]
    strengths = {row["one"]: float(row["score:q:a"]) for row in rows}
    assert strengths == {row["other"]: float(row["score:q:b"]) for row in rows}
    assert strengths["apple"] > 1 > strengths["pear"] > strengths["plum"] > 0
    assert sum(strengths.values()) == pytest.approx(3, abs=1e-5)
