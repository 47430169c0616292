"""Discord as a part of the whole bot: put together, started, and stopped within a few seconds."""

import asyncio
from contextlib import suppress
from typing import Any

import discord
import structlog

from bot.config import DiscordSettings
from bot.delivery import Outcome
from bot.dispatch import Dispatcher
from bot.media.receiving import Receiving
from bot.media.shelf import Media
from bot.platforms.discord.adapter import PLATFORM
from bot.platforms.discord.api import Api
from bot.platforms.discord.boards import DiscordGroups
from bot.platforms.discord.commands import introduce
from bot.platforms.discord.conversation import Conversation
from bot.platforms.discord.errors import is_trouble, unusable
from bot.platforms.discord.follow import Follow
from bot.platforms.discord.gateway import Client, Gateway
from bot.platforms.discord.media import DiscordMedia
from bot.platforms.discord.moderation import DiscordModerators
from bot.platforms.discord.role_orders import RoleOrders
from bot.platforms.discord.roles import Roles
from bot.platforms.discord.sender import DiscordSender
from bot.platforms.limits import Limiter, Limits
from domain.amounts import N_
from domain.errors import Refused
from domain.events import Event
from domain.notices import Identity
from domain.views import View
from services import people, servers
from storage.database import Database

STOP_SECONDS_MAX = 3.0
WAIT_SECONDS_FIRST = 1.0
WAIT_SECONDS_MOST = 30.0
NOT_HERE = N_("The chat can't be reached at this moment. Try again in a minute.")

log = structlog.get_logger()
Json = dict[str, Any]


class Discord:
    """The bot in Discord. `run` until cancelled; raises Unusable where no waiting helps."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        database: Database,
        dispatcher: Dispatcher,
        media: Media | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._client = Client(intents=intents(settings))
        limits = Limits(messages_a_second=settings.messages_a_second, chat_burst=5)
        self.api = Api(
            self._client,
            settings.token.get_secret_value(),
            settings.api_base,
            limiter=Limiter(limits),
        )
        self.api.home = self._home
        media = media or Media(database, dispatcher.terms)
        shown = DiscordMedia(database, media)
        receiving = Receiving(database, dispatcher.terms, media, dispatcher)
        self._follow = Follow(database, dispatcher.terms, self.api, shown, receiving)
        media.downloads[PLATFORM] = self._follow.fetch
        self.is_open = asyncio.Event()
        self.moderators = DiscordModerators(self.api, self.is_open)
        self.conversation = Conversation(
            dispatcher,
            self.api,
            after=self._follow.up,
            meant=self.moderators.chosen,
            ready=shown.ready,
        )
        self._sender = DiscordSender(self.api, shown, self._last_channel)
        self.groups = DiscordGroups(self.api, self.is_open)
        self.roles = Roles(self.api, database, settings.roles, self.is_open)
        self.role_orders = RoleOrders(self.api, database, self.is_open)
        self._beside: set[asyncio.Task[None]] = set()

    async def send(self, identity: Identity, view: View) -> Outcome:
        """Send a notice (`bot.delivery.Sender`); we have to be logged in first."""
        await self.is_open.wait()
        return await self._sender.send(identity, view)

    async def serve(self, event: Event, about: int) -> View:
        """Serve what came by a page of ours about an assignment, and show the answer in the chat.
        Raises Refused where Discord can't be reached yet, or not any more.
        """
        if not self.is_open.is_set() or self.conversation.is_closed:
            raise Refused(NOT_HERE)
        return await self.conversation.serve(event, about)

    async def run(self) -> None:
        """Serve until cancelled; what is in hand then is finished."""
        try:
            url, shards = await self._meet()
            self._client.hears(
                {
                    "INTERACTION_CREATE": self.conversation.interaction,
                    "MESSAGE_CREATE": self.conversation.message,
                    "GUILD_MEMBER_ADD": self.conversation.joined,
                    "GUILD_MEMBER_REMOVE": self.conversation.left,
                    "READY": self._ready,
                }
            )
            self.is_open.set()
            self._aside(introduce(self.api))
            numbers = self._settings.shard_ids or range(shards)
            await Gateway(
                self._client, url, numbers, resumes_at=self._settings.gateway_url
            ).run()
        finally:
            await asyncio.shield(self._stop())

    async def _meet(self) -> tuple[str, int]:
        """Log in, until Discord answers; gives the gateway's address and the number of shards."""
        wait, said = WAIT_SECONDS_FIRST, False
        while True:
            try:
                await self.api.open()
                known = await self.api.ask("GET", "/gateway/bot")
                break
            except Exception as error:
                if (reason := unusable(error)) is not None:
                    raise reason from None
                if not is_trouble(error):
                    raise
                if not said:
                    name = type(error).__name__
                    log.warning("discord cannot be reached: trying again", error=name)
                    said = True
                await asyncio.sleep(wait)
                wait = min(WAIT_SECONDS_MOST, wait * 2)
        shards = self._settings.shards or int(known["shards"])
        self._client.split(shards)
        limit = known.get("session_start_limit") or {}
        self._client.turns.at_once = int(limit.get("max_concurrency") or 1)
        return self._settings.gateway_url or str(known["url"]), shards

    def _ready(self, data: Json) -> None:
        shard = (data.get("shard") or [0])[0]
        log.info("discord ready", shard=shard, count=len(data.get("guilds") or ()))

    async def _home(self, user: str) -> str:
        """Give the direct messages that somebody has opened."""
        found = await self._database.read(
            lambda tx: people.met(tx, platform=PLATFORM, external_id=user, chat="")
        )
        return found[0].chat if found is not None and found[0].state == "active" else ""

    async def _last_channel(self, user: str) -> str:
        return await self._database.read(lambda tx: servers.channel_of(tx, PLATFORM, user))

    async def _stop(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS_MAX):
                await self.conversation.finish()
        for task in self._beside:
            task.cancel()
        self._follow.close()
        await self.api.close()

    def _aside(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


def intents(settings: DiscordSettings) -> discord.Intents:
    """Ask for what is needed: direct messages; who joins, where that is wanted."""
    wanted = discord.Intents.none()
    wanted.dm_messages = True
    wanted.members = settings.members
    return wanted
