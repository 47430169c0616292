"""Telegram as a part of the whole bot: put together, started, and stopped within a few seconds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import structlog
from starlette.routing import Route
from telegram.error import InvalidToken, TelegramError

from bot.config import TelegramSettings
from bot.delivery import Outcome
from bot.dispatch import Dispatcher
from bot.media.receiving import Receiving
from bot.media.shelf import Media
from bot.platforms.limits import Limiter, Limits
from bot.platforms.telegram.adapter import PLATFORM
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.conversation import Conversation
from bot.platforms.telegram.errors import Flooded, is_trouble
from bot.platforms.telegram.files import MediaFiles, fetch
from bot.platforms.telegram.follow import Follow
from bot.platforms.telegram.groups import TelegramGroups
from bot.platforms.telegram.moderation import TelegramModerators
from bot.platforms.telegram.polling import Polling, refused_token
from bot.platforms.telegram.screen import Screen
from bot.platforms.telegram.sender import TelegramSender
from bot.platforms.telegram.setup import introduce
from bot.platforms.telegram.webhook import Webhook, set_webhook
from bot.stopping import InHand
from domain.amounts import N_
from domain.errors import Refused
from domain.events import Event
from domain.notices import Identity
from domain.views import View
from storage.database import Database

STOP_SECONDS_MAX = 2.0  # behind what the poller takes for it
WAIT_SECONDS_FIRST = 1.0
WAIT_SECONDS_MOST = 30.0
NOT_HERE = N_("The chat can't be reached at this moment. Try again in a minute.")

log = structlog.get_logger()
T = TypeVar("T")


class Telegram:
    """The bot in Telegram. `run` until cancelled; raises Unusable where the token is wrong."""

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        database: Database,
        dispatcher: Dispatcher,
        admins: tuple[int, ...] = (),
        public_url: str = "",
        media: Media | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._dispatcher = dispatcher
        self._admins = admins
        self._public_url = public_url
        limits = Limits(
            messages_a_second=settings.messages_a_second,
            chat_messages_a_second=settings.chat_messages_a_second,
            chat_burst=settings.chat_burst,
            group_messages_a_minute=settings.group_messages_a_minute,
        )
        self.api = Api(
            settings.token.get_secret_value(),
            settings.api_base,
            limiter=Limiter(limits),
            proxy=settings.proxy.get_secret_value(),
        )
        self._files = MediaFiles(database)
        self._media = media or Media(database, dispatcher.terms)
        self._media.downloads[PLATFORM] = partial(fetch, self.api)
        self.screen = Screen(self.api, self._files, self._media)
        self._sender = TelegramSender(self.screen)
        receiving = Receiving(database, dispatcher.terms, self._media, dispatcher)
        self._follow = Follow(database, dispatcher.terms, self.api, self.screen, receiving)
        self._is_open = asyncio.Event()
        self._in_hand = InHand()
        self.groups = TelegramGroups(self.api, self.screen, self._is_open, self._in_hand)
        self.moderators = TelegramModerators(self.api, self._is_open)
        is_webhook = settings.mode == "webhook"
        self._webhook = Webhook(settings.secret.get_secret_value()) if is_webhook else None
        self._beside: set[asyncio.Task[None]] = set()
        self._conversation: Conversation | None = None

    @property
    def routes(self) -> tuple[Route, ...]:
        """What the web server serves for us."""
        return (self._webhook.route,) if self._webhook else ()

    async def send(self, identity: Identity, view: View) -> Outcome:
        """Send a notice (`bot.delivery.Sender`); the connections have to be there first."""
        await self._is_open.wait()
        with self._in_hand.one():
            return await self._sender.send(identity, view)

    async def serve(self, event: Event, about: int) -> View:
        """Serve what came by a page of ours about an assignment, and show the answer in the chat.
        Raises Refused where Telegram can't be reached yet, or not any more.
        """
        if self._conversation is None:
            raise Refused(NOT_HERE)
        taken = await self._conversation.serve(event, about)
        assert taken.view is not None  # noqa: S101 - an event ends in a view
        return taken.view

    async def run(self) -> None:
        """Serve until cancelled; what is in hand then is finished."""
        await self.api.open()
        conversation: Conversation | None = None
        try:
            me = await self._meet()
            name = str(me["username"])
            self._dispatcher.terms.addresses[PLATFORM] = f"https://t.me/{name}?start="
            self._is_open.set()
            conversation = Conversation(
                self._dispatcher,
                self.api,
                self.screen,
                bot_name=name,
                manages=self.groups.manages,
                after=self._follow.up,
                acknowledges=self._webhook is None,
            )
            self._conversation = conversation
            self._aside(introduce(self.api, name=self._settings.name, admins=self._admins))
            log.info("telegram ready", mode=self._settings.mode)
            await self._serve(conversation)
        finally:
            await asyncio.shield(self._stop(conversation))

    async def _serve(self, conversation: Conversation) -> None:
        if self._webhook is None:
            # A webhook that is set keeps polling away.
            await self._insisting(partial(self.api.ask, "deleteWebhook"))
            await Polling(self.api, conversation).run()
        else:
            secret = self._settings.secret.get_secret_value()
            await self._insisting(partial(set_webhook, self.api, self._public_url, secret))
            self._webhook.opens(conversation)
            await asyncio.Event().wait()

    async def _meet(self) -> Mapping[str, Any]:
        """Ask who we are, until Telegram answers."""
        return dict(await self._insisting(partial(self.api.ask, "getMe")))

    async def _insisting(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask what nothing works without, until Telegram answers; raises what it refuses with."""
        wait, said = WAIT_SECONDS_FIRST, False
        while True:
            try:
                return await ask()
            except InvalidToken:
                raise refused_token() from None
            except TelegramError as error:
                if not isinstance(error, Flooded) and not is_trouble(error):
                    raise
                if not said:
                    name = type(error).__name__
                    log.warning("telegram cannot be reached: trying again", error=name)
                    said = True
                await asyncio.sleep(error.seconds if isinstance(error, Flooded) else wait)
                wait = min(WAIT_SECONDS_MOST, wait * 2)

    async def _stop(self, conversation: Conversation | None) -> None:
        self._conversation = None
        if self._webhook is not None:
            self._webhook.closes()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS_MAX):
                if conversation is not None:
                    await conversation.finish()
                await self._in_hand.finish()
                await self._follow.finish()
                for task in self._beside:
                    task.cancel()
                await self._files.finish()
        self._follow.close()
        await self.api.close()

    def _aside(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
