"""From an event to a view: one database transaction, whatever the platform."""

import time
from collections.abc import Callable
from functools import partial

import structlog

from domain.errors import Unusable
from domain.events import Event
from domain.terms import Terms
from domain.views import Placement, Say, View
from handlers import entrance
from handlers.routes import Mode
from handlers.voice import Voice, language_of
from storage.database import Database

log = structlog.get_logger(__name__)


def system_clock() -> int:
    """Give this moment in UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Dispatcher:
    """Serves events, each in a transaction of its own.

    What opens from a reader is served by a reader; where it turns out to need a write after all,
    the event is served again by the writer. Nobody is answered before the commit is on disk.
    """

    def __init__(
        self, database: Database, terms: Terms, *, clock: Callable[[], int] = system_clock
    ) -> None:
        self.database = database
        self.terms = terms
        self.clock = clock

    async def dispatch(self, event: Event) -> View:
        """Serve an event; raises nothing that a person could cause."""
        mode = entrance.mode_of(event)
        try:
            if mode == "read":
                view = await self.database.read(self._work(event, "read"))
                if view is not None:
                    return view
            view = await self.database.write(self._work(event, "write"))
        except entrance.Declined as declined:
            return declined.view
        except Unusable as error:
            log.error("event_failed", event_id=event.id, platform=event.sender.platform,
                      error=type(error).__name__)
            return _out_of_order(event)
        assert view is not None  # noqa: S101 - a write always ends in a view
        return view

    def _work(self, event: Event, mode: Mode) -> Callable[..., View | None]:
        return partial(
            entrance.serve, event=event, terms=self.terms, now_ms=self.clock(), mode=mode
        )


def _out_of_order(event: Event) -> View:
    """Say that nothing can be written down now, and that nothing was lost."""
    say = Voice(language_of(event.sender.locale))
    return View(
        blocks=(
            Say(
                say("I can't write anything down right now. Please try that again in a minute."),
                "warning",
            ),
        ),
        placement=Placement.NEW,
    )
