"""A world on each kind of database, and a desk to write files of rows at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.money.world import World

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A world of this test's own, once on each kind of database."""
    database = open_database(database_url)
    yield World(database)
    database.close_now()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file, and give its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
