"""Exports: every row in import order with what was agreed on, or every answer."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export_formats import Csv, Format, defused
from bot.exporting import What, export_now
from bot.importing import import_file
from domain.errors import NotFound, Refused
from domain.ids import public
from domain.project_tables import parse
from domain.terms import MoneyTerms
from services import projects
from storage.queries import queries
from tests.money.world import World, survey
from tests.rows.conftest import Write
from tests.rows.project_files import SPAM

MODERATION = parse(SPAM, MoneyTerms())


def exported(
    world: World, project_id: int, what: What = "results", format: Format = "csv"
) -> str:
    out = io.BytesIO()
    export_now(world.database, project_id, what, format, out)
    return out.getvalue().decode()


def bring(world: World, project_id: int, path: Path) -> None:
    assert not import_file(world.database, project_id, path, now_ms=world.later()).bad


@pytest.fixture
def project_id(world: World) -> int:
    return world.project(world.owner(), MODERATION)


def test_results_have_all_rows_in_import_order(
    world: World, project_id: int, write: Write
) -> None:
    bring(world, project_id, write("a.csv", "id,message,gold:verdict\nz,one,ham\ny,two,\n"))
    bring(world, project_id, write("b.csv", 'id,source,message\na,mail,"three, four"\n'))
    world.open(project_id)
    for name in ("ann", "bob"):  # both say spam to the first row, and differ on the second
        account = world.account(name)
        world.answers(account, project_id, "spam")
        world.answers(account, project_id, "ham" if name == "ann" else "spam")
    assert exported(world, project_id).split("\r\n") == [
        "id,message,gold:verdict,source,result:verdict,confidence:verdict,answers,state",
        "z,one,ham,,spam,1.0,2,done",
        "y,two,,,,,2,open",
        'a,"three, four",,mail,,,0,open',
        "",
    ]
    assert [orjson.loads(line) for line in exported(
        world, project_id, format="jsonl"
    ).splitlines()] == [
        {"id": "z", "message": "one", "gold:verdict": "ham", "result:verdict": "spam",
         "confidence:verdict": 1.0, "answers": 2, "state": "done"},
        {"id": "y", "message": "two", "result:verdict": None, "confidence:verdict": None,
         "answers": 2, "state": "open"},
        {"id": "a", "source": "mail", "message": "three, four", "result:verdict": None,
         "confidence:verdict": None, "answers": 0, "state": "open"},
    ]
    world.do(lambda tx: projects.close(tx, project_id, world.later()))
    assert [line[-1] for line in csv.reader(io.StringIO(exported(world, project_id)))] == [
        "state", "done", "closed", "closed",
    ]


def test_answers_say_who_answered_what_in_how_many_seconds(
    world: World, project_id: int, write: Write
) -> None:
    bring(world, project_id, write("a.csv", "id,message\nm1,one\nm2,two\n"))
    world.open(project_id)
    ann, bob = world.account("ann"), world.account("bob")
    for account in (ann, bob):
        assignment = world.takes(account, project_id)
        assert assignment
        world.later(3_500)
        world.hands_in(account, assignment, "ham")
    taken_back = world.answers(ann, project_id, "spam")
    assert taken_back
    world.undoes(ann, taken_back)
    rows = list(csv.DictReader(io.StringIO(exported(world, project_id, "answers"))))
    assert len({row.pop("task") for row in rows}) == 1
    assert rows == [
        {"row_id": "m1", "worker": public(account), "question": "verdict", "answer": "ham",
         "seconds": "4.5", "state": "accepted"}
        for account in (ann, bob)
    ]


def test_several_choices_are_a_json_list(world: World, write: Write) -> None:
    project = parse(SPAM.replace('"choice"', '"choices"'), MoneyTerms())
    project_id = world.project(world.owner(), project)
    bring(world, project_id, write("a.csv", "id,message,gold:verdict\nm1,one,spam\n"))
    world.open(project_id)
    world.answers(world.account("ann"), project_id, ["ham", "spam"])  # type: ignore[arg-type]
    answers = list(csv.DictReader(io.StringIO(exported(world, project_id, "answers"))))
    assert answers[0]["answer"] == '["ham","spam"]'
    results = list(csv.DictReader(io.StringIO(exported(world, project_id))))
    assert results[0]["gold:verdict"] == '["spam"]'
    line = exported(world, project_id, "answers", "jsonl")
    assert orjson.loads(line)["answer"] == ["ham", "spam"]


def test_a_survey_exports_its_answers_only(world: World) -> None:
    project_id = world.project(world.owner(), survey())
    world.open(project_id)
    world.answers(world.account("ann"), project_id, "no")
    with pytest.raises(Refused, match="every answer stands"):
        exported(world, project_id)
    rows = list(csv.DictReader(io.StringIO(exported(world, project_id, "answers"))))
    assert [(row["row_id"], row["question"], row["answer"]) for row in rows] == [
        ("survey", "often", "no")
    ]


def test_a_project_without_rows_exports_a_header(world: World, project_id: int) -> None:
    assert exported(world, project_id) == "result:verdict,confidence:verdict,answers,state\r\n"
    assert exported(world, project_id, format="jsonl") == ""
    with pytest.raises(NotFound):
        exported(world, 999)


@pytest.mark.parametrize("query", ["export_results", "export_answers"])
def test_long_reads_come_in_order_without_being_sorted(sqlite_url: str, query: str) -> None:
    sql = getattr(queries("sqlite"), query).sql
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        values = {"project_id": 1, "first_id": 1, "last_id": 9}
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    assert not [row for row in plan if "TEMP B-TREE" in row[3]]


def test_a_cell_that_a_spreadsheet_would_run_is_defused(
    world: World, project_id: int, write: Write
) -> None:
    lines = [
        '{"id": "m1", "message": "=HYPERLINK(\\"http://x.example\\")", "score": -5}',
        '{"id": "-2", "message": "@SUM(A1)", "score": "-5", "more": {"a": [1, null]}}',
        '{"id": "m3", "message": "\\ttab", "score": "+1+1", "more": true}',
        '{"id": "m4", "message": "a = b", "score": null}',
    ]
    bring(world, project_id, write("rows.jsonl", "\n".join(lines)))
    rows = list(csv.reader(io.StringIO(exported(world, project_id), newline="")))
    assert [row[:4] for row in rows] == [
        ["id", "message", "score", "more"],
        ["m1", "'=HYPERLINK(\"http://x.example\")", "-5", ""],
        ["-2", "'@SUM(A1)", "-5", '{"a":[1,null]}'],
        ["m3", "'\ttab", "'+1+1", "true"],
        ["m4", "a = b", "", ""],
    ]
    back = [orjson.loads(line) for line in exported(
        world, project_id, format="jsonl"
    ).splitlines()]
    for line, record in zip(lines, back, strict=True):
        assert orjson.loads(line).items() <= record.items()


@given(
    cells=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2,
                 max_size=2),
        max_size=5,
    )
)
def test_csv_is_read_back_as_it_was_written_but_for_what_was_defused(
    cells: list[list[str]]
) -> None:
    writer = Csv(("a", "b"))
    for first, second in cells:
        writer.add({"a": first, "b": second})
    rows = csv.reader(io.StringIO(writer.take().decode(), newline=""), strict=True)
    assert list(rows) == [["a", "b"], *([defused(cell) for cell in row] for row in cells)]
