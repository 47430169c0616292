"""A whole bot in Discord for every test: a real database file, the simulator, the real library."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.config import DiscordSettings
from bot.dispatch import Dispatcher
from bot.media.shelf import Media
from bot.platforms.discord.service import Discord
from domain.errors import BiteworkError
from domain.terms import MediaTerms, Terms
from storage.database import Database
from tests.simulators.discord import Guild, Person, Simulator
from tests.stories.driver import Chat

Bots = dict[str, Any]


class Running:
    """The bot, which can be stopped and started."""

    def __init__(self, sim: Simulator, database: Database, terms: Terms, facts: Bots) -> None:
        self.sim = sim
        self.database = database
        self.terms = terms
        self.facts = facts
        self.discord: Discord | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> Discord:
        settings = DiscordSettings(
            **{
                "token": self.sim.token,
                "api_base": self.sim.url,
                "messages_a_second": 10_000,
                **self.facts,
            }
        )
        self.media = Media(self.database, self.terms)
        self.discord = Discord(
            settings,
            database=self.database,
            dispatcher=Dispatcher(self.database, self.terms),
            media=self.media,
        )
        self._task = asyncio.create_task(self.discord.run())
        return self.discord

    async def is_up(self) -> None:
        """Wait until the bot is connected and has set its commands."""
        gateway, world = self.sim.gateway, self.sim.world
        assert await world.until(lambda: gateway.is_connected and world.commands[0], 10)

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
def club(sim: Simulator) -> Guild:
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    return sim.guild("chess club", members=(ann, ben, troll), moderators=(boss,))


@pytest.fixture
def facts() -> Bots:
    """What a test sets differently in [discord]."""
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
    await running.is_up()
    yield running
    await running.stop()


async def comes_in(person: Person, where: Any = None) -> None:
    """Go from the first hello to the first task."""
    await person.sends("/start", where=where)
    await person.presses("Start earning", where=where)
    await person.presses("No, just show me a task", where=where)
