"""A house that pays out, on each kind of database."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.payouts.house import House


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house of this test's own."""
    return House(database, tmp_path)


@pytest.fixture
def sqlite_house(sqlite_database: Database, tmp_path: Path) -> House:
    """A house of this test's own on SQLite alone."""
    return House(sqlite_database, tmp_path)
