"""A chat for every story: once on each database, and once in Telegram and in Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.stories.discord import DiscordChat
from tests.stories.driver import Chat
from tests.stories.telegram import TelegramChat


@pytest.fixture(params=["sqlite", "postgres", "telegram", "discord"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    kind = "postgres" if request.param == "postgres" else "sqlite"
    database = open_database(str(request.getfixturevalue(f"{kind}_url")))
    if request.param == "telegram":
        async with TelegramChat.opened(database, tmp_path) as in_telegram:
            yield in_telegram
    elif request.param == "discord":
        async with DiscordChat.opened(database, tmp_path) as in_discord:
            yield in_discord
    else:
        yield Chat(database, tmp_path)
    await database.close()
