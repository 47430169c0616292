"""A whole bot in Telegram for every test: a real database file, the simulator, the real library."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.config import TelegramSettings
from bot.dispatch import Dispatcher
from bot.guarded import Guard, Unreached
from bot.media.shelf import Media
from bot.platforms.telegram.service import Telegram
from domain.errors import BiteworkError
from domain.terms import MediaTerms, Terms
from storage.database import Database
from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat

Bots = dict[str, Any]


class Web(Guard):
    """The internet, as far as it is in the simulator: the outermost seam of what is fetched."""

    def __init__(self, sim: Simulator) -> None:
        super().__init__()
        object.__setattr__(self, "files", sim.world.files)

    async def save(self, address: str, path: Path) -> str:
        upload = self.files.web.get(address)  # type: ignore[attr-defined]
        if upload is None:
            raise Unreached("nothing is there")
        await asyncio.to_thread(path.write_bytes, upload.data)
        return str(upload.mime)


class Running:
    """The bot, which can be stopped and started."""

    def __init__(self, sim: Simulator, database: Database, terms: Terms, facts: Bots) -> None:
        self.sim = sim
        self.database = database
        self.terms = terms
        self.facts = facts
        self.telegram: Telegram | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> "Telegram":
        facts = dict(self.facts)
        public_url = facts.pop("public_url", "")
        settings = TelegramSettings(
            **{
                "token": self.sim.token,
                "api_base": self.sim.url,
                "name": "",
                "messages_a_second": 10_000,
                "chat_messages_a_second": 1000,
                "chat_burst": 1000,
                **facts,
            }
        )
        self.telegram = Telegram(
            settings,
            database=self.database,
            dispatcher=Dispatcher(self.database, self.terms),
            public_url=public_url,
            media=Media(self.database, self.terms, guard=Web(self.sim)),
        )
        self._task = asyncio.create_task(self.telegram.run())
        return self.telegram

    async def stop(self) -> None:
        """As SIGTERM does."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError, BiteworkError):
                await self._task
            self._task = None

    async def ends(self) -> None:
        """Wait until the bot ends by itself, and raise what it ends with."""
        assert self._task is not None
        await self._task


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as running:
        yield running


@pytest.fixture
def facts() -> Bots:
    """What a test sets differently in [telegram]."""
    return {}


@pytest.fixture
def chat(sqlite_database: Database, tmp_path: Path) -> Chat:
    return Chat(sqlite_database, tmp_path)


@pytest.fixture
async def bot(
    sim: Simulator, sqlite_database: Database, facts: Bots, tmp_path: Path
) -> AsyncIterator[Running]:
    terms = Terms(media=MediaTerms(folder=str(tmp_path / "media")))
    running = Running(sim, sqlite_database, terms, facts)
    await running.start()
    yield running
    await running.stop()
