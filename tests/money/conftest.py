"""A world on each kind of database."""

from collections.abc import Iterator

import pytest

from storage.database import open_database
from tests.money.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A world of this test's own, once on each kind of database."""
    database = open_database(database_url)
    yield World(database)
    database.close_now()


@pytest.fixture
def sqlite_world(sqlite_url: str) -> Iterator[World]:
    """A world on SQLite alone."""
    database = open_database(sqlite_url)
    yield World(database)
    database.close_now()
