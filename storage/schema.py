"""Which version a database's schema has, and bringing it to the newest.

Alembic and SQLAlchemy cost 20 MB and half a second: they are imported by `migrate` alone. Everybody
else reads the version by a plain SELECT and knows the versions by the names of their files.
"""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import Unusable
from storage.database import POSTGRES, SQLITE, unknown
from storage.trouble import explaining

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


def version(url: str) -> str | None:
    """Give the version of the schema at `url`; None where there is none yet."""
    if url.startswith(POSTGRES):
        from storage.postgres import find_version

        return find_version(url)
    path = sqlite_path(url)
    if not path.exists():
        return None
    reading = f"{path.absolute().as_uri()}?mode=ro"
    with explaining(path), closing(sqlite3.connect(reading, uri=True)) as connection:
        return read_version(connection)


def read_version(connection: sqlite3.Connection) -> str | None:
    tables = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(tables).fetchone() is None:
        return None
    row = connection.execute(VERSION).fetchone()
    return None if row is None else str(row[0])


def sqlite_path(url: str) -> Path:
    """Give the file of `sqlite:///relative.db` or `sqlite:////absolute.db`."""
    if not url.startswith(SQLITE):
        raise unknown(url)
    path = Path(url.removeprefix(SQLITE)).expanduser()
    if path.is_dir():
        raise Unusable(
            "{path} is a folder, and the database url has to name a file. "
            "For example: sqlite:///bitework.db",
            path=path,
        )
    return path


def is_missing_file(url: str) -> bool:
    """Tell whether the url names a SQLite file that is not there yet."""
    return url.startswith(SQLITE) and not sqlite_path(url).exists()


def migrate(url: str, to: str = "head") -> list[str]:
    """Bring the schema at `url` to the newest version, making the file where there is none.

    Gives the versions that were applied; all of them in one transaction, or none.
    """
    if url.startswith(POSTGRES):
        from storage.postgres import migrating

        with migrating(url) as connection:
            return _upgrade(connection, to)
    from storage.sqlite import migrating as migrating_sqlite

    with migrating_sqlite(sqlite_path(url)) as connection:
        return _upgrade(connection, to)


def _upgrade(connection: Any, to: str) -> list[str]:
    """Apply to an SQLAlchemy connection, in the transaction it is in, what is missing."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in versions():
        check(found, "The database")
    applied: list[str] = []
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["on_apply"] = lambda step, **_: applied.extend(step.up_revision_ids)
    command.upgrade(config, to)
    return applied
