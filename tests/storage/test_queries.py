"""The named queries: all of them are valid on both databases, and say what they are for."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from storage.queries import FOLDER, queries
from storage.tx import Dialect, Tx

PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
NUMBER = re.compile(r"(_id|_ms|_minor|points|most|version)$")
# A million rows: each database in its fastest way.
ROWS_HERE_COLUMNS_THERE = {"batch_rows_add", "place_add"}

def named(dialect: Dialect) -> dict[str, Any]:
    found = queries(dialect)
    return {name: getattr(found, name) for name in found.available_queries if "cursor" not in name}


def parameters(query: Any) -> set[str]:
    return set(inspect.signature(query).parameters) - {"self"}


async def test_every_query_is_understood(database: Database) -> None:
    def explain(tx: Tx) -> dict[str, str]:
        return {name: why for name, query in everything if (why := refusal(tx, query))}

    everything = list(named(database.dialect).items())
    assert await database.write(explain) == {}


def refusal(tx: Tx, query: Any) -> str | None:
    """Let the database plan a query, and give why it would not.

    It is asked with NULLs, and where it cannot tell their types, with numbers and texts.
    """
    text = query.sql.rstrip().rstrip(";")
    if text.startswith(PLANNED):
        text = f"EXPLAIN {text}"
    if "?" in text:
        return attempt(tx, text, (None,) * text.count("?"))
    names = parameters(query)
    guesses = {name: 1 if NUMBER.search(name) else "x" for name in names}
    return attempt(tx, text, dict.fromkeys(names)) and attempt(tx, text, guesses)


def attempt(tx: Tx, text: str, given: Any) -> str | None:
    tx.connection.execute("SAVEPOINT planned")
    try:
        tx.connection.execute(text, given)
    except Exception as error:  # noqa: BLE001 - all of them are listed
        return str(error).splitlines()[0]
    finally:
        tx.connection.execute("ROLLBACK TO planned")
    return None


def test_both_databases_have_the_same_queries_with_the_same_parameters() -> None:
    sqlite, postgres = named("sqlite"), named("postgres")
    assert sqlite.keys() == postgres.keys()
    for name in sqlite.keys() - ROWS_HERE_COLUMNS_THERE:
        query = sqlite[name]
        assert query.operation == postgres[name].operation, name
        assert parameters(query) == parameters(postgres[name]), name


def test_every_query_has_a_line_of_description() -> None:
    for dialect in ("sqlite", "postgres"):
        assert [name for name, query in named(dialect).items() if not query.__doc__] == []


def test_a_query_that_differs_stands_for_a_common_one_or_in_both() -> None:
    common = set(names_in(FOLDER))
    only = {dialect: set(names_in(FOLDER / dialect)) for dialect in ("sqlite", "postgres")}
    assert only["sqlite"] - common == only["postgres"] - common


def names_in(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.sql"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("-- name:"):
                yield line.removeprefix("-- name:").strip().rstrip("^$!*<#")


def test_a_name_may_stand_once(tmp_path: Path) -> None:
    for topic in ("one", "two"):
        (tmp_path / f"{topic}.sql").write_text("-- name: find^\n-- It.\nSELECT 1;\n")
    with pytest.raises(ValueError, match=r"two\.sql: the query find stands twice"):
        queries("sqlite", tmp_path)


def test_a_remark_stands_behind_dashes(tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text("-- name: find^\n-- It.\nSELECT /* one */ 1;\n")
    with pytest.raises(ValueError, match=r"one\.sql: a remark stands behind --"):
        queries("sqlite", tmp_path)


def test_a_databases_own_text_wins(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "one.sql").write_text("-- name: find$\n-- It.\nSELECT 'a%' || :b;\n")
    (tmp_path / "postgres" / "one.sql").write_text("-- name: find$\n-- It.\nSELECT '%:c' || :b;\n")
    assert queries("sqlite", tmp_path).find.sql == "SELECT 'a%' || :b;"
    assert queries("postgres", tmp_path).find.sql == "SELECT '%%:c' || %(b)s;"


async def test_each_kind_of_query_gives_what_its_name_says(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "kinds.sql").write_text(
        "-- name: put<!\nINSERT INTO meta (key, value) VALUES (:key, :value) RETURNING value;\n"
        "-- name: put_new$\nINSERT INTO meta (key, value) VALUES (:key, :value)"
        " ON CONFLICT DO NOTHING RETURNING key;\n"
        "-- name: put_many*!\nINSERT INTO meta (key, value) VALUES (:key, :value);\n"
        "-- name: change!\nUPDATE meta SET value = :value WHERE key <> :key;\n"
        "-- name: listing\nSELECT key, value FROM meta ORDER BY key;\n"
        "-- name: one^\nSELECT key, value FROM meta WHERE key = :key;\n"
        "-- name: value$\nSELECT value FROM meta WHERE key = :key;\n"
    )
    ours = queries(database.dialect, tmp_path)

    def work(tx: Tx) -> None:
        db = tx.connection
        assert ours.put(db, key="a", value="1") == "1"
        assert ours.put_new(db, key="a", value="2") is None
        assert ours.put_new(db, key="b", value="2") == "b"
        assert ours.put_many(db, [{"key": k, "value": "3"} for k in "cd"]) == 2
        assert ours.change(db, key="a", value="4") == 3
        assert ours.listing(db) == [("a", "1"), ("b", "4"), ("c", "4"), ("d", "4")]
        assert ours.one(db, key="b") == ("b", "4")
        assert ours.one(db, key="x") is None
        assert ours.value(db, key="a") == "1"
        assert ours.value(db, key="x") is None

    await database.write(work)
