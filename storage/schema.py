"""Which version a database's schema has, and whether it is this program's.

The version is read by a plain SELECT, and the versions are known by the names of their files: what
knows more, Alembic, costs 20 MB and half a second (`storage.migrating`).
"""

import sqlite3
from functools import cache
from pathlib import Path

from domain.errors import Unusable

FOLDER = Path(__file__).parent / "migrations"
VERSION = "SELECT version_num FROM alembic_version"


@cache
def versions() -> tuple[str, ...]:
    """Give all versions of the schema, the newest last."""
    return tuple(sorted(path.name.partition("_")[0] for path in FOLDER.glob("versions/[0-9]*.py")))


def check(found: str | None, place: str) -> None:
    """Refuse a schema that is not this program's."""
    if found == versions()[-1]:
        return
    if found is None:
        raise Unusable(
            "{place} has no tables of Bitework yet. `bitework migrate` makes them.", place=place
        )
    if found in versions():
        raise Unusable(
            "{place} was made by an older Bitework (schema {found}, now {newest}). "
            "Make a backup, then bring it up to date with `bitework migrate`.",
            place=place,
            found=found,
            newest=versions()[-1],
        )
    raise Unusable(
        "{place} was made by a newer Bitework (schema {found}; this one knows up to {newest}). "
        "Install that version or a later one.",
        place=place,
        found=found,
        newest=versions()[-1],
    )


def read_version(connection: sqlite3.Connection) -> str | None:
    tables = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(tables).fetchone() is None:
        return None
    row = connection.execute(VERSION).fetchone()
    return None if row is None else str(row[0])
