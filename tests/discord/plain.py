"""A plain bot by discord.py, to show what the simulator does to the real library."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.simulators.discord import Simulator

READY_SECONDS_MAX = 10.0


class Plain(discord.Client):
    """A client with a command tree; `sync` is done when it is set up."""

    def __init__(self, *, intents: discord.Intents | None = None, **more: Any) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
            **more,
        )
        self.tree = app_commands.CommandTree(self)
        self.resumes = 0
        self.said: list[discord.Message] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Come back at once: discord.py waits for five seconds."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def on_message(self, message: discord.Message) -> None:
        self.said.append(message)


@asynccontextmanager
async def running(sim: Simulator, client: discord.Client) -> AsyncIterator[None]:
    """Let a client serve in the simulated Discord."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sim.url, yarl.URL(sim.gateway_url)
    task = asyncio.create_task(client.start(sim.token))
    try:
        ready = asyncio.create_task(client.wait_until_ready())
        async with asyncio.timeout(READY_SECONDS_MAX):
            await asyncio.wait((task, ready), return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if task.done():
            task.result()
        yield
    finally:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
