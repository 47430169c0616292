"""From an event to a view: one database transaction, whatever the platform."""

import time
from collections.abc import Callable
from functools import partial

import structlog

from bot.visiting import Visitor, answers, visited
from domain.errors import Unusable
from domain.events import Command, Event, FormSubmitted, Press
from domain.seals import Keys
from domain.terms import Terms
from domain.views import Placement, Say, View
from handlers import entrance, table
from handlers.routes import Mode
from handlers.voice import Voice, language_of
from storage.database import Database


def system_clock() -> int:
    """Give this moment in UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Dispatcher:
    """Serves events, each in a transaction of its own.

    What opens from a reader is served by a reader; where it turns out to need a write after all,
    the event is served again by the writer. Nobody is answered before the commit is on disk.
    """

    def __init__(
        self,
        database: Database,
        terms: Terms,
        *,
        keys: Keys | None = None,
        clock: Callable[[], int] = system_clock,
        visitor: Visitor = answers,
    ) -> None:
        self.database = database
        self.keys = keys
        self.terms = terms
        self.clock = clock
        self._visitor = visitor
        self._log = structlog.get_logger().bind()

    async def dispatch(self, event: Event) -> View:
        """Serve an event; raises nothing that a person could cause. A link that has to answer is
        visited between two transactions.
        """
        view = await self._dispatch(event)
        if view.visit is None:
            return view
        return await self._dispatch(await visited(event, view.visit, self._visitor))

    async def _dispatch(self, event: Event) -> View:
        begun = time.perf_counter()
        outcome, account_id = "done", 0
        try:
            served = await self._serve(event)
            view, account_id = served.view, served.account_id
        except entrance.Declined as declined:
            view, account_id = declined.served.view, declined.served.account_id
            outcome = "declined"
        except Unusable as error:
            view, outcome = _out_of_order(event), "failed"
            self._log.error("event failed", event_id=event.id, error=type(error).__name__)
        kind, route = _what(event)
        self._log.info(
            "event",
            platform=event.sender.platform,
            event_id=event.id,
            account=account_id,
            kind=kind,
            route=route,
            outcome=outcome,
            ms=(time.perf_counter() - begun) * 1000,
        )
        return view

    async def _serve(self, event: Event) -> entrance.Served:
        mode = entrance.mode_of(event)
        if mode == "read":
            served = await self.database.read(self._work(event, "read"))
            if served is not None:
                return served
        served = await self.database.write(self._work(event, "write"))
        assert served is not None  # noqa: S101 - a write always ends in a view
        return served

    def _work(self, event: Event, mode: Mode) -> Callable[..., entrance.Served | None]:
        return partial(
            entrance.serve,
            event=event,
            terms=self.terms,
            now_ms=self.clock(),
            mode=mode,
            keys=self.keys,
        )


def _what(event: Event) -> tuple[str, str]:
    """Say what an event was in words of ours: never what a person wrote."""
    match event:
        case Press() | FormSubmitted():
            verb = event.action.verb
            return "press", verb if verb in table.VERBS else "unknown"
        case Command():
            route = table.COMMANDS.get(event.name.lower())
            return "command", route.name if route else "unknown"
    return type(event).__name__.lower(), ""


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
