"""What goes on after an answer: files that are sent or fetched, cards that are kept up to date, and
the menu of who has just come.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.live import Watchers
from bot.media.receiving import Receiving
from bot.platforms.telegram.adapter import Incoming
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.files import fetch, send_attached, send_report
from bot.platforms.telegram.screen import Screen
from bot.platforms.telegram.setup import Menus
from bot.platforms.telegram.sharing import Locations
from bot.uploads import Uploads
from domain.errors import BiteworkError
from domain.events import Command, Event, Sender
from domain.terms import Terms
from domain.views import Attached, Placement, Receive, Report, Say, View
from handlers.voice import Voice, language_of
from storage.database import Database

log = structlog.get_logger()


class Follow:
    """Looks at each view that was shown, and does what it asks for."""

    def __init__(
        self, database: Database, terms: Terms, api: Api, screen: Screen, receiving: Receiving
    ) -> None:
        self._database = database
        self._api = api
        self._screen = screen
        self._uploads = Uploads(database, terms)
        self._receiving = receiving
        self._watchers = Watchers(database, terms)
        self._menus = Menus(database, api)
        self._locations = Locations(api)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending: set[asyncio.Task[None]] = set()

    async def up(self, read: Incoming, view: View, message_id: int) -> None:
        """Follow up a view that is shown by a message now."""
        sender = read.event.sender
        await self._locations.follow(sender, read.chat, view)
        self._watchers.forget(sender, message_id)
        if _comes(read.event):
            self._start(self._menus.bring(sender))
        if view.live is not None:
            edit = partial(self._edit, read.chat, message_id)
            self._watchers.watch(sender, message_id, view, edit)
        if view.fetch is not None:
            card = _Card(self._screen, read.chat, message_id, self._files)
            self._start(
                self._uploads.bring(view.fetch, sender, partial(fetch, self._api), card.show)
            )
        if view.receive is not None:
            card = _Card(self._screen, read.chat, message_id, self._files)
            self._start(self._receive(view.receive, sender, read.chat, card))
        self._files(sender, read.chat, view)

    async def _receive(
        self, receive: Receive, sender: Sender, chat: str, card: "_Card"
    ) -> None:
        """Take a file that answers a question, and show what comes next."""
        view = await self._receiving.take(receive, sender, partial(fetch, self._api))
        if view is not None:
            await card.show(view)
            await self._locations.follow(sender, chat, view)

    async def finish(self) -> None:
        """Wait until the files that were asked for are sent."""
        await asyncio.gather(*self._sending, return_exceptions=True)

    def close(self) -> None:
        """Leave everything: the bot stops. What was asked for can be asked for again."""
        self._watchers.close()
        for task in tuple(self._tasks):
            task.cancel()

    def _files(self, sender: Sender | None, chat: str, view: View) -> None:
        for block in view.blocks:
            if isinstance(block, Report):
                work = send_report(self._database, self._api, chat, block)
                self._sends(self._said(sender, chat, work))
            elif isinstance(block, Attached):
                self._sends(send_attached(self._api, chat, block))

    async def _said(
        self, sender: Sender | None, chat: str, work: Coroutine[Any, Any, None]
    ) -> None:
        """Say why a file can't be sent."""
        try:
            await work
        except BiteworkError as error:
            say = Voice(language_of(sender.locale if sender else ""))
            words = Say(say(error.template, **error.values), "warning")
            await self._screen.show(chat, View(blocks=(words,), placement=Placement.NEW))

    async def _edit(self, chat: str, message_id: int, view: View) -> bool:
        """Edit a live card, behind everybody who waits."""
        there = replace(view, placement=Placement.REPLACE)
        try:
            await self._screen.show(chat, there, message_id=message_id, push=True)
        except TelegramError as error:
            log.debug("live card not edited", error=type(error).__name__)
            return False
        return True

    def _sends(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._start(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("file left", error=type(error).__name__)


def _comes(event: Event) -> bool:
    """Tell whether somebody begins, or asks what there is."""
    is_private = event.sender.chat_kind == "private"
    return is_private and isinstance(event, Command) and event.name in ("start", "help")


class _Card:
    """The message in which an upload goes on; it may have to be sent anew."""

    def __init__(self, screen: Screen, chat: str, message_id: int, files: Any) -> None:
        self._screen = screen
        self._chat = chat
        self._message_id = message_id
        self._files = files

    async def show(self, view: View) -> None:
        there = replace(view, placement=Placement.REPLACE)
        self._message_id = await self._screen.show(
            self._chat, there, message_id=self._message_id
        )
        self._files(None, self._chat, view)
