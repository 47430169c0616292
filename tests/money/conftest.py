"""A world on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.money.world import World
from tests.stories.driver import Chat


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


@pytest.fixture
def chat(database: Database, tmp_path: Path) -> Chat:
    """A chat with people in it, once on each kind of database."""
    return Chat(database, tmp_path)
