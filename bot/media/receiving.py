"""Files that answer a question: fetched from the platform, looked at, kept, then told about.

An adapter that gets a View with `receive` shows it and then calls `take`, which gives the view that
takes its place. What is lost in between, by a kill or a broken line, is the upload alone: the
question stays open, and the person is asked for it still.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from bot.dispatch import system_clock
from bot.media.shelf import Download, Media
from bot.media.store import NO_ROOM, NoRoom, is_full
from domain.amounts import N_
from domain.errors import BiteworkError, Refused
from domain.events import Event, MediaStored, Sender
from domain.media import Facts
from domain.terms import Terms
from domain.views import Receive, View
from handlers import aside, media_answers
from storage.database import Database

LOST = N_("The file could not be fetched. Send it once more.")

log = structlog.get_logger()


class Dispatcher(Protocol):
    """What makes a view of an event (`bot.dispatch`)."""

    def dispatch(self, event: Event) -> Awaitable[View]:
        """Serve one event in one transaction."""
        ...


class Receiving:
    """Takes files in for one platform."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        media: Media,
        dispatcher: Dispatcher,
        *,
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._database = database
        self._terms = terms
        self._media = media
        self._dispatcher = dispatcher
        self._clock = clock

    async def take(self, receive: Receive, sender: Sender, download: Download) -> View | None:
        """Fetch a file and answer with it; gives what the person sees next. None: nothing, for
        they are not here any more.
        """
        try:
            facts = await self._kept(receive, download)
        except BiteworkError as error:
            return await self._refused(receive, sender, error)
        except Exception as error:  # noqa: BLE001 - an edge: platforms fail in ways of their own
            log.warning("answer not fetched", error=type(error).__name__)
            return await self._refused(receive, sender, Refused(LOST))
        return await self._dispatcher.dispatch(
            MediaStored(
                id=f"{receive.event_id}-stored",
                sender=sender,
                at_ms=self._clock(),
                assignment_id=receive.assignment_id,
                position=receive.position,
                facts=facts,
            )
        )

    async def _kept(self, receive: Receive, download: Download) -> Facts:
        with self._media.store.coming() as path:
            try:
                await download(receive.file_id, path)
            except OSError as error:
                if is_full(error):
                    raise NoRoom(NO_ROOM) from None
                raise
            facts = await self._media.take(path, receive.file_name, receive.bytes_most)
        if facts.seconds is None and receive.seconds:
            facts = replace(facts, seconds=float(receive.seconds))
        return facts

    async def _refused(
        self, receive: Receive, sender: Sender, error: BiteworkError
    ) -> View | None:
        make = partial(media_answers.refused, receive=receive, error=error)
        at_ms = self._clock()
        return await self._database.read(
            lambda tx: aside.show(tx, sender, self._terms, at_ms, make)
        )
