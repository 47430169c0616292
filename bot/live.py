"""Messages that are live: a view with `live` is looked at again and edited while it changes.

An adapter that has shown such a view calls `watch` with the message's place and a way to edit it,
and `forget` as soon as the message shows something else. Every look is a read.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace

import structlog

from bot.dispatch import system_clock
from domain.actions import Action
from domain.events import Sender
from domain.terms import Terms
from domain.views import Done, View
from handlers import aside
from storage.database import Database

EVERY_SECONDS = 5.0
SECONDS_MAX = 600.0
WATCHED_MAX = 500
MISSED_MAX = 6  # edits in a row that nobody took: the page is closed

Edit = Callable[[View], Awaitable[bool]]  # False: nobody is there to see it

log = structlog.get_logger()


class Watchers:
    """The messages that are kept up to date: one of a person in a chat, for ten minutes each."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        *,
        clock: Callable[[], int] = system_clock,
        every_seconds: float | None = None,
        seconds_max: float = SECONDS_MAX,
    ) -> None:
        self._database = database
        self._terms = terms
        self._clock = clock
        self._every_seconds = every_seconds or EVERY_SECONDS
        self._seconds_max = seconds_max
        self._watched: dict[tuple[str, ...], tuple[Hashable, asyncio.Task[None]]] = {}

    def watch(self, sender: Sender, message: Hashable, view: View, edit: Edit) -> None:
        """Keep a message up to date that shows a live view; another one in the chat is left."""
        place = (sender.platform, sender.chat, sender.user)
        self._stop(place)
        if view.live is None or len(self._watched) >= WATCHED_MAX:
            return
        task = asyncio.create_task(self._run(sender, view, view.live, edit))
        self._watched[place] = (message, task)
        task.add_done_callback(lambda ended: self._ended(place, ended))

    def forget(self, sender: Sender, message: Hashable) -> None:
        """Leave a message alone: it shows something else from now on."""
        place = (sender.platform, sender.chat, sender.user)
        if place in self._watched and self._watched[place][0] == message:
            self._stop(place)

    def close(self) -> None:
        """Leave all of them alone: the process stops."""
        for place in tuple(self._watched):
            self._stop(place)

    def _stop(self, place: tuple[str, ...]) -> None:
        if (known := self._watched.pop(place, None)) is not None:
            known[1].cancel()

    def _ended(self, place: tuple[str, ...], ended: asyncio.Task[None]) -> None:
        known = self._watched.get(place)
        if known is not None and known[1] is ended:
            del self._watched[place]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            log.warning("live card left", error=type(error).__name__)

    async def _run(self, sender: Sender, shown: View, live: Action, edit: Edit) -> None:
        """Look again and again, until it can't change any more or the time is over."""
        loop = asyncio.get_running_loop()
        end, missed = loop.time() + self._seconds_max, 0
        done = tuple(block for block in shown.blocks if isinstance(block, Done))
        while missed <= MISSED_MAX:
            left = end - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(min(self._every_seconds, left))
            at_ms = self._clock()
            view = await self._database.read(
                lambda tx, at_ms=at_ms: aside.look(tx, sender, live, self._terms, at_ms)  # type: ignore[misc]
            )
            if view is None:
                return
            view = replace(view, blocks=(*done, *view.blocks), placement=shown.placement)
            if view != shown:
                if await edit(view):
                    shown, missed = view, 0
                else:
                    missed += 1
            if view.live is None and missed == 0:
                return
