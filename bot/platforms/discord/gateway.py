"""The gateway: one connection a shard by discord.py's socket, resumed whenever it broke.

What was missed comes again by resuming, as long as Discord remembers the session; so a connection
that could not be made is tried again with the same session, and a new one is begun only when
Discord says so. Events are handed over as they come, as plain dicts.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from yarl import URL

from bot.platforms.discord.errors import unusable

CONNECT_SECONDS_MAX = 30.0
CLOSE_SECONDS_MAX = 1.0
IDENTIFY_SECONDS = 5.0  # Discord takes so many new sessions in so many seconds
BACKOFF_SECONDS = 1
SHORT_SECONDS = 5.0  # a connection that lasted no longer: the next one waits a little
WAIT_SECONDS = 0.05
WAIT_SECONDS_MOST = 30.0
WAIT_SECONDS_USED = 0.4  # at most, behind a connection by which something came: people wait for it

log = structlog.get_logger()
Json = dict[str, Any]
Handler = Callable[[Json], None]


class Client(discord.Client):
    """The library's client: what its sockets need, and events without its objects."""

    def __init__(self, *, intents: discord.Intents, proxy: str | None = None) -> None:
        # It would warn that it can neither speak nor list servers: we don't ask it to.
        for name in ("discord.state", "discord.client"):
            logging.getLogger(name).setLevel(logging.ERROR)
        super().__init__(
            intents=intents,
            proxy=proxy,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.turns = Turns()

    def hears(self, handlers: Mapping[str, Handler]) -> None:
        """Hand events over by their names, and nothing else."""
        self._connection.parsers.clear()
        self._connection.parsers.update(handlers)

    def split(self, shards: int) -> None:
        """Be one of so many shards."""
        self._connection.shard_count = shards

    async def before_identify_hook(
        self, shard_id: int | None, *, initial: bool = False
    ) -> None:
        await self.turns.take(shard_id or 0)


class Turns:
    """When a new session may be begun: `at_once` shards in five seconds."""

    def __init__(self) -> None:
        self.at_once = 1
        self._free: dict[int, float] = {}

    async def take(self, shard: int) -> None:
        """Wait for a shard's turn."""
        loop = asyncio.get_running_loop()
        key = shard % max(1, self.at_once)
        at = max(loop.time(), self._free.get(key, 0.0))
        self._free[key] = at + IDENTIFY_SECONDS
        await asyncio.sleep(at - loop.time())


@dataclass(slots=True)
class _Session:
    """What a shard resumes with."""

    id: str | None = None
    sequence: int | None = None
    url: URL | None = None


class Gateway:
    """All shards of this process. `run` until cancelled; raises Unusable where no waiting helps.

    `resumes_at` is where sessions are resumed; None: where Discord says.
    """

    def __init__(
        self, client: Client, url: str, shards: Sequence[int], *, resumes_at: str = ""
    ) -> None:
        self._client = client
        self._url = URL(url)
        self._shards = shards
        self._resumes_at = URL(resumes_at) if resumes_at else None

    async def run(self) -> None:
        """Stay connected."""
        tasks = [asyncio.create_task(self._shard(number)) for number in self._shards]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _shard(self, number: int) -> None:
        session, backoff = _Session(), ExponentialBackoff(BACKOFF_SECONDS)
        loop, short = asyncio.get_running_loop(), 0
        while True:
            begun, before = loop.time(), session.sequence
            try:
                await self._connection(number, session)
            except ReconnectWebSocket as error:
                if not error.resume:
                    session.id = session.url = session.sequence = None
                log.info("discord connection lost", shard=number, state=error.op.lower())
                short = short + 1 if loop.time() - begun < SHORT_SECONDS else 0
                was_used = session.sequence not in (None, before)
                most = WAIT_SECONDS_USED if was_used else WAIT_SECONDS_MOST
                await asyncio.sleep(min(most, WAIT_SECONDS * (2 ** min(short, 10) - 1)))
            except (OSError, aiohttp.ClientError, TimeoutError, discord.ConnectionClosed) as error:
                if (reason := unusable(error)) is not None:
                    raise reason from None
                wait = backoff.delay()
                log.warning("discord cannot be reached: trying again", error=_named(error))
                await asyncio.sleep(wait)

    async def _connection(self, number: int, session: _Session) -> None:
        """One connection, until it ends with an exception."""
        is_resumed = session.id is not None
        async with asyncio.timeout(CONNECT_SECONDS_MAX):
            socket = await DiscordWebSocket.from_client(
                self._client,
                initial=not is_resumed,
                gateway=session.url if is_resumed and session.url else self._url,
                shard_id=number,
                session=session.id,
                sequence=session.sequence,
                resume=is_resumed,
            )
        socket.DEFAULT_GATEWAY = self._url
        try:
            while True:
                await socket.poll_event()
        finally:
            session.id, session.sequence = socket.session_id, socket.sequence
            session.url = self._resumes_at or socket.gateway
            with suppress(TimeoutError, OSError, aiohttp.ClientError):
                async with asyncio.timeout(CLOSE_SECONDS_MAX):
                    await socket.close(code=4000)


def _named(error: BaseException) -> str:
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
