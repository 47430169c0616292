"""Databases for every test: a real SQLite file, and a real PostgreSQL that the tests start."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import tests.examples  # noqa: F401 - registers the profiles
from storage.database import Database, open_database
from storage.migrating import migrate
from tests.postgres import Server, running, why_not

settings.load_profile("suite")  # `make soak` says another one
WORKERS_MOST = 4


def pytest_xdist_auto_num_workers() -> int:
    """Use one process more than there are processors: the tests wait for half of their time."""
    return min(WORKERS_MOST, (os.cpu_count() or 1) + 1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file with nothing in it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The url of a migrated SQLite file of this test's own."""
    path = tmp_path / "bitework.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of this process."""
    if reason := why_not():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: Server) -> str:
    """The name of a migrated database, which one test after the other finds empty."""
    name = postgres_server.create()
    migrate(postgres_server.url(name))
    return name


@pytest.fixture
def postgres_url(postgres_server: Server, postgres_migrated: str) -> Iterator[str]:
    """The url of a migrated, empty PostgreSQL database that this test has to itself."""
    yield postgres_server.url(postgres_migrated)
    postgres_server.empty(postgres_migrated)


@pytest.fixture
def bare_postgres_url(postgres_server: Server) -> Iterator[str]:
    """The url of a PostgreSQL database without tables, of this test's own."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The url of a migrated database of this test's own, once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database of this test's own, once on each kind."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty SQLite database of this test's own."""
    opened = open_database(sqlite_url)
    yield opened
    await opened.close()
