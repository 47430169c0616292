"""What somebody may be asked next is found by indexes, whatever else there is."""

import sqlite3
from typing import Any

import psycopg
import pytest

from storage.queries import queries
from tests.storage.test_query_plans import VETERAN
from tests.storage.test_query_plans import postgres as postgres
from tests.storage.test_query_plans import sqlite_file as sqlite_file

ASKED = {
    "project_id": 1, "account_id": VETERAN, "reopened": 0, "fresh": -1, "also": "accepted",
    "most": 8,
}  # fmt: skip
KINDS = "bigint, bigint, bigint, bigint, text, bigint"


@pytest.mark.parametrize("analyzed", [False, True])
def test_sqlite_looks_at_a_few_rows_of_each_lane(
    sqlite_file: sqlite3.Connection, analyzed: bool
) -> None:
    if analyzed:
        sqlite_file.execute("ANALYZE")
    query = queries("sqlite").task_near.sql
    lines = [row[3] for row in sqlite_file.execute(f"EXPLAIN QUERY PLAN {query}", ASKED)]
    for word, index in (("r", "task_next"), ("f", "task_next"), ("u", "submission_task")):
        (line,) = [line for line in lines if line.startswith(f"SEARCH {word} USING")]
        assert f"USING INDEX {index} " in line, lines
    assert len(sqlite_file.execute(query, ASKED).fetchall()) == 8  # the reopened ones are theirs


@pytest.mark.parametrize("analyzed", [False, True])
def test_postgres_looks_at_a_few_rows_of_each_lane(
    postgres: psycopg.Connection[Any], analyzed: bool
) -> None:
    if analyzed:
        postgres.execute("ANALYZE")
    query = queries("postgres").task_near.sql
    for number, word in enumerate(ASKED, 1):
        query = query.replace(f"%({word})s", f"${number}")
    query = query.replace("%%", "%")
    values = ", ".join(f"'{value}'" for value in ASKED.values())
    for made_for in ("custom", "generic"):
        postgres.execute(f"SET plan_cache_mode = force_{made_for}_plan".encode())
        postgres.execute(f"PREPARE near ({KINDS}) AS {query.rstrip(';')}".encode())
        plan = postgres.execute(f"EXPLAIN EXECUTE near ({values})".encode()).fetchall()
        postgres.execute("DEALLOCATE near")
        said = "\n".join(row[0] for row in plan)
        assert "Seq Scan on task" not in said, said
        assert "Seq Scan on assignment" not in said, said
        assert said.count("task_next") == 2, said
        assert "Anti" not in said, said


KNOWN = {
    "project_id": 1, "account_id": VETERAN, "lane": 0, "first_place": 1, "last_place": 20_000,
    "most": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", ["gold_unmet", "gold_bounds"])
def test_sqlite_finds_known_rows_by_their_index(
    sqlite_file: sqlite3.Connection, name: str
) -> None:
    sqlite_file.execute("UPDATE task SET gold = '{}' WHERE place % 20 = 0")
    query = getattr(queries("sqlite"), name).sql
    lines = [row[3] for row in sqlite_file.execute(f"EXPLAIN QUERY PLAN {query}", KNOWN)]
    found = [line for line in lines if line.startswith("SEARCH g USING")]
    assert found and all("INDEX task_known " in line for line in found), lines
    assert not any("SCAN" in line and line != "SCAN CONSTANT ROW" for line in lines), lines


def test_postgres_finds_known_rows_by_their_index(postgres: psycopg.Connection[Any]) -> None:
    postgres.execute("UPDATE task SET gold = '{}' WHERE place % 20 = 0")
    postgres.execute("ANALYZE")
    query = queries("postgres").gold_unmet.sql
    for number, word in enumerate(KNOWN, 1):
        query = query.replace(f"%({word})s", f"${number}")
    values = ", ".join(f"'{value}'" for value in KNOWN.values())
    kinds = "bigint, bigint, bigint, bigint, bigint, bigint"
    postgres.execute(f"PREPARE known ({kinds}) AS {query.rstrip(';')}".encode())
    plan = postgres.execute(f"EXPLAIN EXECUTE known ({values})".encode()).fetchall()
    said = "\n".join(row[0] for row in plan)
    assert "task_known" in said, said
    assert "Seq Scan" not in said, said
