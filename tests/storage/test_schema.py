"""Migrations: one line of versions, the same tables whichever way one came, and clear refusals."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from domain.errors import Unusable
from storage.database import open_database
from storage.migrating import migrate, version
from storage.postgres import migrating as migrating_postgres
from storage.schema import FOLDER, versions
from storage.sqlite import migrating as migrating_sqlite
from storage.urls import sqlite_path

NEWEST = versions()[-1]
# From the first, from the middle, and from the last one; `make soak` comes from every version.
SOME = (versions()[0], versions()[len(versions()) // 2], versions()[-2])


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The url of a database without tables, once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'bare.db'}"
    else:
        yield request.getfixturevalue("bare_postgres_url")


def test_the_versions_are_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(versions()))
    assert scripts.get_heads() == [NEWEST]


def test_a_new_database_gets_all_versions_once(bare_url: str) -> None:
    assert version(bare_url) is None
    assert migrate(bare_url) == list(versions())
    assert version(bare_url) == NEWEST
    assert migrate(bare_url) == []
    open_database(bare_url).close_now()


@pytest.mark.parametrize(
    "old",
    [one if one in SOME else pytest.param(one, marks=pytest.mark.soak) for one in versions()],
)
def test_an_old_database_with_data_becomes_what_a_new_one_is(
    bare_url: str, old: str, request: pytest.FixtureRequest
) -> None:
    kind = "sqlite" if bare_url.startswith("sqlite") else "postgres"
    fresh_url = request.getfixturevalue(f"{kind}_url")
    migrate(bare_url, to=old)
    with connected(bare_url) as connection:
        before = fill(connection)
    assert migrate(bare_url) == list(versions()[versions().index(old) + 1 :])
    with connected(bare_url) as upgraded, connected(fresh_url) as fresh:
        assert structure(upgraded) == structure(fresh)
        assert {name: count(upgraded, name) for name in before} == before
    open_database(bare_url).close_now()


def test_a_migration_that_fails_leaves_everything_as_it_was(bare_url: str) -> None:
    with connected(bare_url) as connection:
        connection.execute(sa.text("CREATE TABLE payout_run (surprise INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        migrate(bare_url)
    with connected(bare_url) as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"payout_run"}
    assert version(bare_url) is None


def test_only_migrating_imports_alembic(sqlite_url: str) -> None:
    """SQLAlchemy with Alembic costs 20 MB, psycopg as much: only who needs them pays."""
    program = (
        "import sys; from storage.database import open_database; "
        "database = open_database(sys.argv[1]); "
        "database.write_now(lambda tx: tx.queries.account_list(tx.connection, after_id=0, most=1));"
        "database.close_now(); "
        "sys.exit(str({'alembic', 'sqlalchemy', 'psycopg', 'aiosqlite'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, sqlite_url],
        cwd=FOLDER.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.strip() == "set()"


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(Unusable, match=re.escape(f"no database at {path} yet. `bitework migrate`")):
        open_database(f"sqlite:///{path}")
    assert version(f"sqlite:///{path}") is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann, " * 500)
    for attempt in (open_database, version, migrate):
        with pytest.raises(Unusable, match=f"{path} is no SQLite database"):
            attempt(f"sqlite:///{path}")
    assert path.read_text() == "Dear Ann, " * 500


def test_a_database_of_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE letters (text)")
    with pytest.raises(Unusable, match=r"has no tables of Bitework yet\. `bitework migrate`"):
        open_database(f"sqlite:///{path}")


def test_a_database_without_tables_is_named(bare_postgres_url: str) -> None:
    with pytest.raises(Unusable, match=r"has no tables of Bitework yet\. `bitework migrate`"):
        open_database(bare_postgres_url)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("0000", "was made by an older Bitework (schema 0000, now 0002). Make a backup, then"),
        ("9999", "was made by a newer Bitework (schema 9999; this one knows up to 0002). Install"),
    ],
)
def test_another_version_says_what_to_do(
    database_url: str, found: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.schema.versions", lambda: ("0000", "0001", "0002"))
    with connected(database_url) as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{found}'"))  # noqa: S608
    try:
        with pytest.raises(Unusable, match=re.escape(sentence)):
            open_database(database_url)
        if found == "9999":
            with pytest.raises(Unusable, match="was made by a newer Bitework"):
                migrate(database_url)
    finally:
        with connected(database_url) as connection:
            connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{NEWEST}'"))  # noqa: S608


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://ann:secret@host/x", "begins with 'mysql'"),
        ("bitework.db", "begins with 'bitework.db'"),
        ("sqlite:///", "is a folder"),
        ("", "begins with ''"),
    ],
)
def test_a_wrong_url_says_what_a_right_one_looks_like(url: str, sentence: str) -> None:
    for attempt in (open_database, version, migrate):
        with pytest.raises(Unusable) as refused:
            attempt(url)
        assert sentence in str(refused.value)
        assert "sqlite:///bitework.db" in str(refused.value)
        assert "secret" not in str(refused.value)


def test_a_place_that_cannot_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match=f"has to write in {tmp_path / 'file'}"):
        migrate(f"sqlite:///{tmp_path / 'file' / 'x.db'}")


def connected(url: str) -> Any:
    if not url.startswith("sqlite:"):
        return migrating_postgres(url)
    return migrating_sqlite(sqlite_path(url))


def count(connection: Any, table: str) -> int:
    return int(connection.execute(sa.text(f'SELECT COUNT(*) FROM "{table}"')).scalar())  # noqa: S608


def fill(connection: Any) -> dict[str, int]:
    """Put a row into every table, whatever its columns are, and give how many each has."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            connection.execute(table.insert().values({c.name: value(c) for c in table.columns}))
    return {table.name: count(connection, table.name) for table in metadata.sorted_tables}


def value(column: Any) -> int | str:
    """A column's own name where it takes text, so that two columns differ; else 1."""
    return str(column.name) if isinstance(column.type, sa.Text) else 1


def structure(connection: Any) -> dict[str, Any]:
    """Describe all tables, in whatever order their columns came to be."""
    look = sa.inspect(connection)
    return {
        table: {
            "columns": {c["name"]: plain(c) for c in look.get_columns(table)},
            "key": sorted(look.get_pk_constraint(table)["constrained_columns"]),
            "foreign": sorted(map(plain, look.get_foreign_keys(table))),
            "unique": sorted(map(plain, look.get_unique_constraints(table))),
            "checks": sorted(c["sqltext"] for c in look.get_check_constraints(table)),
            "indexes": sorted(map(plain, look.get_indexes(table))),
            "triggers": triggers(connection, table),
        }
        for table in look.get_table_names()
    }


def plain(described: Any) -> str:
    """Write out what SQLAlchemy found: dictionaries, down to clauses that only str() shows."""
    if isinstance(described, dict):
        return str(sorted((key, plain(value)) for key, value in described.items()))
    return str(described)


def triggers(connection: Any, table: str) -> list[str]:
    if connection.dialect.name == "sqlite":
        text = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    else:
        text = (
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid = to_regclass(:table)"
        )
    return sorted(connection.execute(sa.text(text), {"table": table}).scalars())
