"""A chat for every story, once on each database."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.stories.driver import Chat


@pytest.fixture
def chat(database: Database, tmp_path: Path) -> Chat:
    return Chat(database, tmp_path)
