"""A chat for every story: once on each database, and once in Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.stories.driver import Chat
from tests.stories.telegram import TelegramChat


@pytest.fixture(params=["sqlite", "postgres", "telegram"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    kind = "postgres" if request.param == "postgres" else "sqlite"
    database = open_database(str(request.getfixturevalue(f"{kind}_url")))
    if request.param == "telegram":
        async with TelegramChat.opened(database, tmp_path) as in_telegram:
            yield in_telegram
    else:
        yield Chat(database, tmp_path)
    await database.close()
