"""What goes on after an answer: files that are sent or fetched, cards that are kept up to date."""

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot import charts, reports
from bot.live import Watchers
from bot.media.receiving import Receiving
from bot.platforms.discord.adapter import Incoming
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import named
from bot.platforms.discord.media import DiscordMedia, lacks
from bot.platforms.discord.places import Place
from bot.platforms.discord.render import render
from bot.platforms.discord.responses import of_file, without_form
from bot.uploads import Uploads
from domain import platforms
from domain.amounts import N_
from domain.errors import BiteworkError, Refused
from domain.events import Sender
from domain.terms import Terms
from domain.views import Attached, Receive, Report, Say, View
from handlers.voice import Voice, language_of
from storage.database import Database

UPLOAD_BYTES_MAX = 10 * 1024 * 1024  # what Discord takes from bots without a boosted server
REMEMBERED_MAX = 5_000
TOO_BIG = N_("That file is larger than I can fetch. Send it in parts, or use the web page.")

log = structlog.get_logger()


class Follow:
    """Looks at each view that was shown, and does what it asks for."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        api: Api,
        media: DiscordMedia,
        receiving: Receiving,
    ) -> None:
        self._database = database
        self._api = api
        self._media = media
        self._receiving = receiving
        self._newest: OrderedDict[str, View] = OrderedDict()
        self._uploads = Uploads(database, terms)
        self._watchers = Watchers(database, terms)
        self._tasks: set[asyncio.Task[None]] = set()

    async def up(self, read: Incoming, view: View, place: Place) -> None:
        """Follow up a view that is shown in a place now."""
        sender = read.event.sender
        self._watchers.forget(sender, place.key)
        if view.live is not None:
            self._watchers.watch(sender, place.key, view, partial(self._edit, place))
        if view.fetch is not None:
            show = partial(self._show, place)
            self._start(self._uploads.bring(view.fetch, sender, self.fetch, show))
        self._note(place, view)
        if charts.first(view.blocks) is not None or lacks(view):
            self._start(self._put_newest(place, view))
        if view.receive is not None:
            self._start(self._receive(view.receive, sender, place))
        self._files(place, view)

    def close(self) -> None:
        """Leave everything: the bot stops. What was asked for can be asked for again."""
        self._watchers.close()
        for task in tuple(self._tasks):
            task.cancel()

    async def fetch(self, url: str, path: Path) -> None:
        """Fetch what somebody sent; raises Refused where it is too large."""
        if not await self._api.download(url, path, platforms.file_bytes_max("discord")):
            raise Refused(TOO_BIG)

    async def _show(self, place: Place, view: View) -> None:
        """Show how far a file is, in the message that was there before."""
        view = await self._media.ready(view)
        self._note(place, view)
        await self._put(place, without_form(view))
        self._files(place, view)

    async def _receive(self, receive: Receive, sender: Sender, place: Place) -> None:
        """Take a file that answers a question, and show what comes next."""
        view = await self._receiving.take(receive, sender, self.fetch)
        if view is not None:
            await self._show(place, view)

    def _note(self, place: Place, view: View) -> None:
        """Remember what a message shows now: files that come late are not put over it."""
        self._newest[place.key] = view
        self._newest.move_to_end(place.key)
        if len(self._newest) > REMEMBERED_MAX:
            self._newest.popitem(last=False)

    async def _put_newest(self, place: Place, view: View) -> None:
        """Bring the files of a view, if its message still shows it."""
        if self._newest.get(place.key) is view:
            await self._put(place, view)

    async def _edit(self, place: Place, view: View) -> bool:
        """Edit a live card."""
        try:
            await self._put(place, view)
        except Exception as error:  # noqa: BLE001 - an edge: the next look tries again
            log.debug("live card not edited", error=named(error))
            return False
        return True

    async def _put(self, place: Place, view: View) -> None:
        """Edit a message, with its chart and its media as files where it has some."""
        async with self._media.attached(view) as made:
            sent = await place.edit(render(made.view).components, made.files)
            await self._media.learn(made, sent)

    def _files(self, place: Place, view: View) -> None:
        for block in view.blocks:
            if isinstance(block, Report):
                made = reports.made(self._database, block, UPLOAD_BYTES_MAX)
                self._start(self._said(place, self._send(place, made, block.file_name)))
            elif isinstance(block, Attached):
                self._start(self._send(place, reports.written(block), block.file_name))

    async def _send(
        self, place: Place, made: AbstractAsyncContextManager[Path], name: str
    ) -> None:
        async with made as path:
            await place.send_file(of_file(ephemeral=place.is_for_one), path, name)

    async def _said(self, place: Place, work: Coroutine[Any, Any, None]) -> None:
        """Say why a file can't be sent."""
        try:
            await work
        except BiteworkError as error:
            say = Voice(language_of(place.read.event.sender.locale))
            words = Say(say(error.template, **error.values), "warning")
            await place.tell(render(View(blocks=(words,))).components)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("file left", error=named(error))
