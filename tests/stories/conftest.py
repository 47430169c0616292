"""A chat for every story: once on each database, and once in Telegram and in Discord.

What is about the chats themselves runs in both each time. Of the other stories each runs in one of
them, and in the other one in the soak.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from zlib import crc32

import pytest

from storage.database import open_database
from tests.stories.discord import DiscordChat
from tests.stories.driver import Chat
from tests.stories.telegram import TelegramChat

IN_ONE = frozenset(
    f"test_{name}"
    for name in (
        "appeals", "catalogue", "extras", "gold", "honesty", "language", "licences",
        "linking_abuse", "new_project", "prohibited_work", "qualifications", "review_tasks",
        "screeners", "spending", "standing", "steps", "task_reports", "visits",
    )
)  # fmt: skip
CHATS = ("telegram", "discord")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the second chat of a story that runs in one to the soak."""
    for item in items:
        found = getattr(item, "callspec", None)
        if item.path.stem not in IN_ONE or found is None:
            continue
        name = getattr(item, "originalname", item.name)
        if found.params.get("chat") == CHATS[crc32(name.encode()) % 2]:
            item.add_marker(pytest.mark.soak)


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
