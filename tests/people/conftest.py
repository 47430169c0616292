"""A chat for every story, once on each database; and one on SQLite for long ones."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.people.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


@pytest.fixture
def sqlite_world(sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)
