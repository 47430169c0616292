"""The next task is found by an index, however many rows there are and however many were answered.

Plans are looked at with fresh statistics and without any (as right after an import), and on
PostgreSQL both as made for the values at hand and as made once for all values, which is what a
statement gets that was run five times.
"""

import inspect
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.queries import queries

NEWCOMER, VETERAN = 2, 3
WORDS = ("project_id", "account_id", "rescan")
PEOPLE = """
INSERT INTO account (role, state, created_ms)
VALUES ('admin', 'active', 0), ('worker', 'active', 0), ('worker', 'active', 0)
"""
PROJECT = """
INSERT INTO project (owner_id, title, kind, state, definition, reward_minor, currency,
                     time_limit_ms, answers_least, answers_most, budget_minor, accept, places,
                     horizon, created_ms)
VALUES (1, 'Spam?', 'moderation', 'open', '{}', 2, 'credits', 60000, 2, 5, 1, 'answer', 20000,
        20000, 0)
"""
BATCH = """
INSERT INTO batch (project_id, name, content_hash, state, created_ms)
VALUES (1, 'rows', '', 'ready', 0)
"""
ROWS = """
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
INSERT INTO task (project_id, batch_id, row_id, data, place, lane, slots)
SELECT 1, 1, 'row-' || n, '{"message": "Call now to claim your prize of 1000 pounds"}',
       CASE WHEN n <= 5000 AND n % 100 = 0 THEN 1000000 + n ELSE n END,
       CASE WHEN n <= 5000 AND n % 100 = 0 THEN 1 ELSE 0 END, 1
  FROM n
"""
ANSWERED = """
INSERT INTO assignment (task_id, project_id, account_id, state, given_ms, deadline_ms)
SELECT id, 1, 3, 'submitted', 0, 1 FROM task WHERE id <= 5000
"""
POSITIONS = """
INSERT INTO position (account_id, project_id, fresh, reopened)
VALUES (2, 1, 0, 2000000), (3, 1, 5000, 2000000)
"""
FILL = (PEOPLE, PROJECT, BATCH, ROWS, ANSWERED, POSITIONS)


@pytest.fixture
def sqlite_file(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    """A file with many rows, a newcomer, and somebody who has answered the first 5,000."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in FILL:
            connection.execute(statement)
        yield connection


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """The same on PostgreSQL."""
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        for statement in FILL:
            connection.execute(statement.encode())
        yield connection


@pytest.mark.parametrize("analyzed", [False, True])
def test_sqlite_finds_the_next_task_by_its_index(
    sqlite_file: sqlite3.Connection, analyzed: bool
) -> None:
    if analyzed:
        sqlite_file.execute("ANALYZE")
    query = queries("sqlite").task_next.sql
    asked = {"project_id": 1, "account_id": VETERAN, "rescan": 0}
    lines = [row[3] for row in sqlite_file.execute(f"EXPLAIN QUERY PLAN {query}", asked)]
    assert not [line for line in lines if "SCAN t" in line or "TEMP B-TREE" in line]
    for task in "rf":
        assert [line for line in lines if line.startswith(f"SEARCH {task} USING")] == [
            f"SEARCH {task} USING INDEX task_next (project_id=? AND lane=? AND place>?"
            f"{' AND place<?' if task == 'f' else ''})"
        ]
    known = "sqlite_autoindex_assignment_1 (account_id=? AND task_id=?)"
    assert sum(known in line for line in lines if " s " in line) == 2


@pytest.mark.parametrize(
    "name",
    ["assignment_of_project", "assignment_due", "assignment_revise_due", "assignment_sent_back",
     "assignment_still_held", "campaign_standing", "campaign_owed", "campaign_to_sweep"],
)  # fmt: skip
def test_sqlite_looks_through_what_is_in_hand_alone(
    sqlite_file: sqlite3.Connection, name: str
) -> None:
    """What was handed in is most of what there is: nobody who looks for the rest reads it."""
    query = getattr(queries("sqlite"), name)
    asked = dict.fromkeys(set(inspect.signature(query).parameters), 1)
    lines = [row[3] for row in sqlite_file.execute(f"EXPLAIN QUERY PLAN {query.sql}", asked)]
    scanned = [line for line in lines if re.match(r"SCAN (s|assignment)\b", line)]
    in_hand = ("assignment_active", "assignment_deadline", "assignment_revise")
    assert not [line for line in scanned if not line.endswith(in_hand)], lines


def test_sqlite_takes_as_many_steps_for_few_rows_as_for_many(
    sqlite_file: sqlite3.Connection,
) -> None:
    newcomer, veteran = (_steps(sqlite_file, who) for who in (NEWCOMER, VETERAN))
    sqlite_file.execute("DELETE FROM task WHERE id > 6000")
    assert newcomer == _steps(sqlite_file, NEWCOMER)
    assert veteran == _steps(sqlite_file, VETERAN) == pytest.approx(newcomer, rel=0.1)


@pytest.mark.parametrize("analyzed", [False, True])
def test_postgres_finds_the_next_task_by_its_index(
    postgres: psycopg.Connection[Any], analyzed: bool
) -> None:
    if analyzed:
        postgres.execute("ANALYZE")
    for who in (NEWCOMER, VETERAN):
        for made_for in ("custom", "generic"):
            _check_plan(list(_nodes(_plan(postgres, who, made_for))))


def _check_plan(nodes: list[dict[str, Any]]) -> None:
    kinds = " ".join(node["Node Type"] for node in nodes)
    assert not [word for word in ("Hash", "Materialize", "Sort", "Anti") if word in kinds]
    handed_out = [node for node in nodes if node.get("Alias") in ("r", "f")]
    assert {node.get("Index Name") for node in handed_out} == {"task_next"}
    assert sum(_rows_read(node) for node in handed_out) <= 3
    known = [node for node in nodes if node.get("Alias") == "s"]
    assert {node.get("Index Name") for node in known} == {"assignment_account_id_task_id_key"}


def _steps(file: sqlite3.Connection, account_id: int) -> int:
    """Count the steps of SQLite's machine in finding the next task."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    file.set_progress_handler(step, 1)
    asked = {"project_id": 1, "account_id": account_id, "rescan": 0}
    found = file.execute(queries("sqlite").task_next.sql, asked).fetchall()
    file.set_progress_handler(None, 0)
    assert len(found) == 1
    return count


def _plan(postgres: psycopg.Connection[Any], account_id: int, made_for: str) -> dict[str, Any]:
    query = queries("postgres").task_next.sql
    for number, word in enumerate(WORDS, 1):
        query = query.replace(f"%({word})s", f"${number}")
    postgres.execute(f"SET plan_cache_mode = force_{made_for}_plan".encode())
    postgres.execute(f"PREPARE next (bigint, bigint, bigint) AS {query.rstrip(';')}".encode())
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE next (1, {account_id}, 0)"
    found = postgres.execute(explain.encode()).fetchone()
    postgres.execute("DEALLOCATE next")
    assert found is not None
    return dict(found[0][0]["Plan"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _rows_read(node: dict[str, Any]) -> int:
    """Count the rows that a node looked at, those that it let go included."""
    loops = int(node["Actual Loops"])
    return loops * (int(node["Actual Rows"]) + int(node.get("Rows Removed by Filter", 0)))
