"""When one account becomes part of another, no table is left that still leads to it.

Whoever adds a table with accounts in it meets this test, and says in `services.merging` what
becomes of its rows.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from services import merging, people
from storage.database import open_database
from storage.tx import Tx
from tests.money.world import World

STAYS = {
    ("audit", "actor_id"),  # what was written down under that number
    ("reputation_event", "account_id"),
    ("skill", "account_id"),  # what a fit found never changes; the next one finds the other account
}


def columns(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """All columns that name an account."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for (table,) in connection.execute(tables).fetchall():
        for key in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            if key[2] == "account":
                yield table, key[3]


def fill(connection: sqlite3.Connection, account_id: int) -> None:
    """Put a row of an account into every table that names accounts."""
    naming: dict[str, set[str]] = {}
    for table, column in columns(connection):
        naming.setdefault(table, set()).add(column)
    for table, named in naming.items():
        about = connection.execute(f"PRAGMA table_info({table})").fetchall()
        keys = {key[3] for key in connection.execute(f"PRAGMA foreign_key_list({table})")}
        values = {
            name: account_id
            if name in named
            else 1  # the first row of another table
            if name in keys
            else name
            if kind == "TEXT"
            else 90 + number
            for number, (_, name, kind, *_rest) in enumerate(about)
            if name != "id"
        }
        marks = ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",  # noqa: S608
            tuple(values.values()),
        )


def left(connection: sqlite3.Connection, account_id: int) -> set[tuple[str, str]]:
    """The columns in which an account still stands."""
    return {
        (table, column)
        for table, column in columns(connection)
        if connection.execute(
            f"SELECT 1 FROM {table} WHERE {column} = ?",  # noqa: S608
            (account_id,),
        ).fetchone()
    }


def test_no_table_leads_to_an_account_that_went(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    world = World(database)
    one, other = world.account("ann"), world.account("ann too")
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        fill(connection, other)
        assert left(connection, other) == set(columns(connection))

        def merge(tx: Tx) -> None:
            plan = merging.plan(tx, people.load(tx, other), people.load(tx, one))
            assert plan.stays.account_id == other  # it has an answer, and the other has none
            back = merging.plan(tx, people.load(tx, one), people.load(tx, other))
            merging.merge(tx, swapped(back), world.later(), actor_id=one)

        database.write_now(merge)
        assert left(connection, other) == STAYS & left(connection, other)
        assert database.read_now(lambda tx: people.load(tx, other)).account_id == one
    database.close_now()


def swapped(plan: merging.Plan) -> merging.Plan:
    """The same the other way round: the account with all the rows goes."""
    return merging.Plan(
        stays=plan.goes,
        goes=plan.stays,
        role=plan.role,
        answers=plan.answers,
        points=plan.points,
        balances=plan.balances,
    )
