"""Bringing a database's schema to the newest version.

Alembic and SQLAlchemy cost 20 MB and half a second: they are imported by `migrate` alone.
"""

import sqlite3
from contextlib import closing
from typing import Any

from storage import schema
from storage.trouble import explaining
from storage.urls import POSTGRES, sqlite_path


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
        return schema.read_version(connection)


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
    if found is not None and found not in schema.versions():
        schema.check(found, "The database")
    applied: list[str] = []
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["on_apply"] = lambda step, **_: applied.extend(step.up_revision_ids)
    command.upgrade(config, to)
    return applied
