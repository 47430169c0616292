"""`bitework export --aggregate`, what people are worth, Parquet, and what crowd-kit reads."""

import csv
import io
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from pyarrow import parquet

from bot.export_formats import Format
from bot.exporting import What, export_now
from bot.importing import import_file
from domain.errors import Invalid, Refused
from domain.ids import public
from domain.project_tables import parse
from domain.projects import Project
from domain.terms import MoneyTerms
from storage.database import open_database
from storage.queries import queries
from tests.cli.conftest import Shell, bitework  # noqa: F401 - the shell is a fixture
from tests.money.world import World, survey
from tests.quality.crowdkit import Call, ask

FILE = """\
title = "What is it?"
kind = "categorisation"
show = "{{message}}"
reward = "0.02"
answers = { least = 5, most = 5 }
budget = "250.00"

[[question]]
id = "verdict"
text = "Which?"
"""
CHOICE = 'type = "choice"\noptions = ["ham", "spam", "=1+1"]\nother = true\nunsure = true\n'
ROWS = "id,message,gold:verdict\nm1,one,ham\nm2,two,\nm3,three,\nm4,four,\n"
GIVEN = {  # by each person, in the order of the rows
    "ann": ["ham", "spam", "=1+1", "ham"],
    "bob": ["ham", "spam", "=1+1", "spam"],
    "cem": ["ham", "spam", "ham", {"unsure": True}],
    "dan": ["spam", "ham", "spam", {"other": "a joke"}],
    "eve": ["ham", "spam", "=1+1", {"unsure": True}],
}
CELLS = [("m1", "ham"), ("m2", "spam"), ("m3", "'=1+1"), ("m4", "")]


def project(question: str) -> Project:
    return parse(FILE + question, MoneyTerms())


class Crowd:
    """A world in which everybody has answered all rows."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self._folder = world, folder
        self.people: dict[str, int] = {}

    def answered(
        self, question: str = CHOICE, rows: str = ROWS, given: dict[str, list[Any]] = GIVEN
    ) -> int:
        project_id = self.world.project(self.world.owner(), project(question))
        path = self._folder / "rows.csv"
        path.write_text(rows)
        assert not import_file(self.world.database, project_id, path, now_ms=1).bad
        self.world.open(project_id)
        for name, values in given.items():
            self.people[name] = self.world.account(name)
            for value in values:
                assert self.world.answers(self.people[name], project_id, value)
        return project_id

    def exported(
        self, project_id: int, what: What = "results", format: Format = "csv", **more: Any
    ) -> bytes:
        out = io.BytesIO()
        export_now(self.world.database, project_id, what, format, out, **more)
        return out.getvalue()

    def rows(self, project_id: int, what: What = "results", **more: Any) -> list[dict[str, str]]:
        text = self.exported(project_id, what, **more).decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def crowd(database_url: str, tmp_path: Path) -> Iterator[Crowd]:
    """A crowd of this test's own, once on each kind of database."""
    database = open_database(database_url)
    yield Crowd(World(database), tmp_path)
    database.close_now()


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Iterator[Crowd]:
    """The same on SQLite alone."""
    database = open_database(sqlite_url)
    yield Crowd(World(database), tmp_path)
    database.close_now()


def test_rows_are_decided_anew_with_the_chance_of_each_option(crowd: Crowd) -> None:
    project_id = crowd.answered()
    voted = crowd.rows(project_id, method="majority")
    assert [(row["id"], row["result:verdict"]) for row in voted] == CELLS
    chances = [row[f"chance:verdict:{name}"] for row in voted[:1] for name in (
        "ham", "spam", "=1+1", "Other…"
    )]
    assert chances == ["0.8", "0.2", "0.0", "0.0"]
    assert [row["confidence:verdict"] for row in voted] == ["0.8", "0.8", "0.6", "0.3333"]
    for method in ("dawid-skene", "bitework"):
        rows = crowd.rows(project_id, method=method)
        assert [(row["id"], row["result:verdict"]) for row in rows[:3]] == CELLS[:3]
        assert all(
            abs(sum(float(value) for name, value in row.items() if name[:7] == "chance:") - 1)
            < 1e-5
            for row in rows
        )
    workers = crowd.rows(project_id, "workers", method="bitework")
    assert [row["worker"] for row in workers] == [public(one) for one in crowd.people.values()]
    by_name = dict(zip(crowd.people, workers, strict=True))
    assert by_name["cem"]["answers"] == "3"
    assert float(by_name["dan"]["accuracy"]) < 0.5 < float(by_name["ann"]["accuracy"])
    for row in workers:
        least, share, most = (
            float(row[name]) for name in ("accuracy_least", "accuracy", "accuracy_most")
        )
        assert 0 <= least < share <= most <= 1
        confusion = orjson.loads(row["confusion"])
        assert list(confusion) == ["ham", "spam", "=1+1", "Other…"]
        assert all(abs(sum(given.values()) - 1) < 0.001 for given in confusion.values())
    assert {row["confusion"] for row in crowd.rows(project_id, "workers", method="majority")} == {
        ""
    }
    (agreed,) = crowd.rows(project_id, "agreement")
    assert (agreed["rows"], agreed["answers"], agreed["workers"]) == ("4", "18", "5")


def test_who_is_known_to_be_right_counts_for_more(here: Crowd) -> None:
    """Two against two: gold tells who of them knows."""
    rows = "id,message,gold:verdict\n" + "".join(f"g{n},known,ham\n" for n in range(8)) + "m,x,\n"
    wrong, right = ["spam"] * 8 + ["spam"], ["ham"] * 9
    given = {"ann": right, "bob": right, "cem": wrong, "dan": wrong}
    project_id = here.answered(CHOICE.replace("5", "4"), rows, given)
    assert here.rows(project_id, method="majority")[-1]["result:verdict"] == ""
    assert here.rows(project_id, method="bitework")[-1]["result:verdict"] == "ham"


def test_each_of_several_options_is_decided_by_itself(here: Crowd) -> None:
    given = {"ann": [["a", "b"], ["c"]], "bob": [["a"], ["c"]], "cem": [["a", "b"], ["b"]]}
    question = 'type = "choices"\noptions = ["a", "b", "c"]\n'
    project_id = here.answered(question, "id,message\n1,x\n2,y\n", given)
    rows = here.rows(project_id, method="majority")
    assert [row["result:verdict"] for row in rows] == ['["a","b"]', '["c"]']
    assert [row["chance:verdict:b"] for row in rows] == ["0.666667", "0.333333"]
    assert here.rows(project_id, "workers")[0]["answers"] == "2"
    frame = here.exported(project_id, format="crowdkit").decode().splitlines()
    assert frame[1].startswith("1,") and frame[1].endswith(',"[""a"",""b""]"')


def test_a_scale_agrees_the_more_the_nearer_answers_are(here: Crowd) -> None:
    given = {"ann": [1, 5, 3], "bob": [1, 5, 4], "cem": [2, 5, 3]}
    project_id = here.answered('type = "scale"\n', "id,message\n1,x\n2,y\n3,z\n", given)
    (agreed,) = here.rows(project_id, "agreement")
    assert float(agreed["alpha"]) > 0.8
    (first, *_) = here.rows(project_id, method="majority")
    assert (first["result:verdict"], first["chance:verdict:2"]) == ("1", "0.333333")


def test_parquet_says_what_json_lines_say(here: Crowd) -> None:
    project_id = here.answered()
    for what in ("results", "answers", "workers", "agreement"):
        lines = here.exported(project_id, what, "jsonl", method="bitework").splitlines()
        table = parquet.read_table(io.BytesIO(
            here.exported(project_id, what, "parquet", method="bitework")
        )).to_pylist()
        for line, row in zip(lines, table, strict=True):
            for name, value in orjson.loads(line).items():
                is_plain = value is None or isinstance(value, str | float | int)
                assert row[name] == (value if is_plain else orjson.dumps(value).decode())


def test_without_pyarrow_it_is_said_how_to_get_it(
    here: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(Refused, match="pip install pyarrow"):
        here.exported(here.answered(given={}), format="parquet")


def test_crowdkit_reads_what_we_export_and_decides_alike(here: Crowd, tmp_path: Path) -> None:
    project_id = here.answered()
    calls = []
    for name, form in (("frame.csv", "crowdkit"), ("frame.parquet", "crowdkit-parquet")):
        (tmp_path / name).write_bytes(here.exported(project_id, format=form))  # type: ignore[arg-type]
        calls.append(Call("MajorityVote", str(tmp_path / name), "fit_predict_proba"))
    ours = here.rows(project_id, method="majority")
    for found in ask(*calls):
        for row in ours:
            shares = {name.lstrip("'"): share for name, share in found[row["id"]].items()}
            for option, share in shares.items():
                name = "Other…" if option.startswith("{") else option
                assert float(row[f"chance:verdict:{name}"]) == pytest.approx(share, abs=1e-6)


def test_what_cannot_be_decided_anew_is_told(here: Crowd) -> None:
    text = here.answered('type = "number"\n', given={}, rows="id,message\n1,x\n")
    for more in ({"method": "bitework"}, {"what": "workers"}, {"format": "crowdkit"}):
        with pytest.raises(Refused, match="answers to choose from"):
            here.exported(text, **more)  # type: ignore[arg-type]
    people = here.world.project(here.world.account("rob", "requester"), survey())
    with pytest.raises(Refused, match="every answer stands"):
        here.exported(people, method="bitework")
    two = f'{CHOICE}\n[[question]]\nid = "more"\ntext = "And?"\ntype = "yes_no"\n'
    project_id = here.world.project(here.world.account("ron", "requester"), project(two))
    with pytest.raises(Invalid, match="One question at a time"):
        here.exported(project_id, format="crowdkit")
    assert here.exported(project_id, format="crowdkit", question="more") == (
        b"task,worker,label\r\n"
    )
    assert here.rows(project_id, method="bitework") == []
    assert here.rows(project_id, "workers") == []


@pytest.mark.parametrize("query", ["export_votes", "export_gold"])
def test_long_reads_come_in_order_without_being_sorted(sqlite_url: str, query: str) -> None:
    sql = getattr(queries("sqlite"), query).sql
    values = {"project_id": 1, "first_id": 1, "last_id": 9, "also": "accepted"}
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    assert not [row for row in plan if "TEMP B-TREE" in row[3]]


def test_the_command_line_names_what_does_not_go_together(bitework: Shell) -> None:  # noqa: F811
    project_id = bitework.done("project create spam.toml").out.strip()
    bitework.done(f"import {project_id} rows.csv")
    ended = bitework(f"export {project_id} --what answers --aggregate majority")
    assert ended.code == 2
    assert "leave --aggregate away" in ended.err
    assert bitework(f"export {project_id} --what workers --format crowdkit").code == 2
    said = bitework.done(
        f"export {project_id} --aggregate dawid-skene --format parquet -o r.parquet --json"
    ).json
    assert (said["aggregate"], said["format"]) == ("dawid-skene", "parquet")
    names = parquet.read_table(bitework.folder / "r.parquet").column_names
    assert names[-4:] == ["chance:verdict:ham", "chance:verdict:spam", "answers", "state"]
    frame = bitework.done(f"export {project_id} --format crowdkit").out
    assert frame.split() == ["task,worker,label"]
