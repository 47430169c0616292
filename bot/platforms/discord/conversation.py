"""From an interaction to what the person sees: one at a time for each person and channel.

Each is answered with one call. What is undecided after 1.5 seconds is acknowledged first and shown
when it is decided; what opens a form comes from a reader and gets as long as Discord gives it.
What comes twice, as after a resumed connection, is served once.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot.platforms.discord.adapter import (
    PLATFORM,
    SUGGEST,
    Incoming,
    came_or_went,
    incoming,
    said,
)
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import is_answered, is_over, is_trouble, named, unreachable
from bot.platforms.discord.places import Place
from bot.platforms.discord.responses import (
    NOTHING,
    Kind,
    answer,
    is_for_one,
    kind_of,
    later,
    may_open_form,
    message,
    rendered,
    says_nothing,
    without_form,
)
from domain.amounts import N_
from domain.events import Blocked, Command, Event, Joined, Left
from domain.views import Placement, Say, View
from handlers.voice import Voice, language_of

DEFER_SECONDS = 1.5
FORM_SECONDS = 2.4  # a form can't come behind an acknowledgement
KNOWN_MAX = 20_000
ATTEMPTS_MAX = 3
WAIT_SECONDS = 0.4
BROKEN = N_("Something went wrong here, and it was not you. Your next attempt will be answered.")

log = structlog.get_logger()
Json = dict[str, Any]
After = Callable[[Incoming, View, Place], Awaitable[None]]
Meant = Callable[[Event], Awaitable[Event]]
Ready = Callable[[View], Awaitable[View]]


async def _as_it_is(event: Event) -> Event:
    return event


async def _unchanged(view: View) -> View:
    return view


class Dispatcher(Protocol):
    """What makes a view of an event (`bot.dispatch`)."""

    def dispatch(self, event: Event) -> Awaitable[View]:
        """Serve one event in one transaction."""
        ...


@dataclass(slots=True, eq=False)
class _Taken:
    """An interaction on its way; `later` is the acknowledgement where it took long.

    What came by a page of ours has `served`, and the `place` of the task where that is remembered.
    """

    read: Incoming
    timer: asyncio.TimerHandle | None = None
    later: asyncio.Task[Kind] | None = None
    place: Place | None = None
    served: asyncio.Future[View] | None = None


class Conversation:
    """All people and channels. `after` does what a view asks for beyond being shown; `meant` looks
    up what a command is about, where that is in Discord; `ready` brings the media of a view.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        api: Api,
        *,
        after: After,
        meant: Meant = _as_it_is,
        ready: Ready = _unchanged,
    ) -> None:
        self._dispatcher = dispatcher
        self._api = api
        self._follow = after
        self._meant = meant
        self._ready = ready
        self._queues: dict[tuple[str, str], deque[_Taken]] = {}
        self._known: OrderedDict[str, None] = OrderedDict()
        self._asking: OrderedDict[tuple[str, int], Place] = OrderedDict()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.is_closed = False

    # --- What comes in ------------------------------------------------------

    def interaction(self, data: Json) -> None:
        """Take an interaction."""
        self._take(data, incoming)

    def message(self, data: Json) -> None:
        """Take a message."""
        me = str(self._api.me.get("id", ""))
        self._take(data, lambda data: said(data, me))

    def joined(self, data: Json) -> None:
        """Take that somebody came into a server."""
        self._take(data, lambda data: came_or_went(data, came=True))

    def left(self, data: Json) -> None:
        """Take that somebody left a server."""
        self._take(data, lambda data: came_or_went(data, came=False))

    def _take(self, data: Json, read_it: Callable[[Json], Incoming | None]) -> None:
        try:
            read = read_it(data)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            log.warning("event not understood", event_id=data.get("id"), error=named(error))
            return
        if read is None or self.is_closed or not self._is_new(read.event.id):
            return
        taken = _Taken(read)
        if read.kind == SUGGEST:
            self._beside(self._suggest(read))
            return
        if read.token:
            seconds = FORM_SECONDS if may_open_form(read) else DEFER_SECONDS
            loop = asyncio.get_running_loop()
            taken.timer = loop.call_later(seconds, self._acknowledge, taken)
        self._queue(taken)

    def serve(self, event: Event, about: int) -> asyncio.Future[View]:
        """Serve what came by a page of ours about an assignment; the future is done when it is
        committed. The answer is shown where the task stands, else in direct messages.
        """
        place = self._asking.get((event.sender.user, about))
        channel = place.read.channel if place is not None else event.sender.chat
        served: asyncio.Future[View] = asyncio.get_running_loop().create_future()
        read = Incoming(event, channel, time.monotonic())
        self._queue(_Taken(read, place=place, served=served))
        return served

    def _queue(self, taken: _Taken) -> None:
        key = (taken.read.event.sender.user, taken.read.channel)
        queue = self._queues.get(key)
        if queue is not None:
            queue.append(taken)
            return
        self._queues[key] = queue = deque((taken,))
        self._beside(self._serve(key, queue))

    def _is_new(self, event_id: str) -> bool:
        if event_id in self._known:
            return False
        self._known[event_id] = None
        if len(self._known) > KNOWN_MAX:
            self._known.popitem(last=False)
        return True

    async def finish(self) -> None:
        """Take nothing more, and wait until everything that was taken is answered."""
        self.is_closed = True
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _beside(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- Serving ------------------------------------------------------------

    async def _serve(self, key: tuple[str, str], queue: deque[_Taken]) -> None:
        while queue:
            taken = queue[0]
            try:
                view = await self._ready(await self._dispatch(taken.read))
                if taken.timer is not None:
                    taken.timer.cancel()
                if taken.served is not None and not taken.served.done():
                    taken.served.set_result(view)
                if not isinstance(taken.read.event, Joined | Left):
                    await self._show(taken, view)
            except Exception as error:  # noqa: BLE001 - an edge: one answer ends nothing
                await self._failed(taken.read, error)
            finally:
                queue.popleft()
        del self._queues[key]

    async def _dispatch(self, read: Incoming) -> View:
        """Serve an event; a fault of ours is tried again, then said."""
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                event = read.event
                if isinstance(event, Command):
                    event = await self._meant(event)
                return await self._dispatcher.dispatch(event)
            except Exception:  # an edge: what is broken for one event is not for the next
                log.exception("event broken", event_id=read.event.id, attempts=attempt)
                await asyncio.sleep(WAIT_SECONDS * attempt)
        say = Voice(language_of(read.event.sender.locale))
        return View(blocks=(Say(say(BROKEN), "warning"),), placement=Placement.NEW)

    async def _suggest(self, read: Incoming) -> None:
        """Complete an option; who types on asks again, so nothing is tried twice."""
        try:
            view = await self._dispatcher.dispatch(read.event)
            body = answer(read, Kind.SUGGESTIONS, view, None)
            await self._api.answer(read.interaction, read.token, body, read.since)
        except Exception as error:  # noqa: BLE001 - an edge: nothing waits for it
            log.debug("suggestions not shown", error=named(error))

    def _acknowledge(self, taken: _Taken) -> None:
        """Say that the answer takes a little longer."""
        taken.later = self._beside(self._acknowledged(taken.read))

    async def _acknowledged(self, read: Incoming) -> Kind:
        kind, body = later(read)
        await self._api.answer(read.interaction, read.token, body, read.since)
        return kind

    async def _show(self, taken: _Taken, view: View) -> None:
        read = taken.read
        if taken.place is not None:
            await self._put(taken.place, view)
        elif not read.token:
            await self._send(read, view)
        elif taken.later is not None:
            await self._show_late(read, view, taken.later)
        else:
            await self._answer(read, view)

    async def _answer(self, read: Incoming, view: View) -> None:
        """Answer at once: most of what is ever said goes this way."""
        kind = kind_of(read, view)
        if kind is Kind.MESSAGE:
            view = NOTHING if says_nothing(view) else without_form(view)
        elif kind is Kind.UPDATE:
            view = without_form(view)
        is_shown = kind in (Kind.MESSAGE, Kind.UPDATE)
        made = rendered(read, view) if is_shown else None
        body = answer(read, kind, view, made)
        try:
            await self._api.answer(read.interaction, read.token, body, read.since)
        except Exception as error:
            if is_answered(error):
                return
            if not is_over(error) and not is_trouble(error):
                raise
            if is_shown or kind is Kind.FORM:
                await self._afresh(read, without_form(view))
            return
        if made is None:
            return
        place = Place(self._api, read, is_for_one=is_for_one(read, view))
        if len(made.parts) > 1:
            place = await self._more(read, view, made.parts[1:])
        await self._after(read, view, place)

    async def _more(self, read: Incoming, view: View, parts: tuple[list[Json], ...]) -> Place:
        """Send the other messages of a long view; the last has its buttons."""
        for_one, sent = is_for_one(read, view), ""
        for part in parts:
            body = message(part, ephemeral=for_one)
            sent = str((await self._api.follow(read.token, body)).get("id", ""))
        return Place(self._api, read, is_for_one=for_one, of_token=sent)

    async def _show_late(self, read: Incoming, view: View, later: asyncio.Task[Kind]) -> None:
        """Show what was acknowledged before."""
        if says_nothing(view):
            view = NOTHING
        view = without_form(view)
        try:
            acknowledged = await later
        except Exception as error:
            if is_answered(error):
                return
            if not is_over(error) and not is_trouble(error):
                raise
            await self._afresh(read, view)
            return
        made, for_one = rendered(read, view), is_for_one(read, view)
        replaces = kind_of(read, view) is Kind.UPDATE
        fits = replaces if acknowledged is Kind.UPDATE_LATER else read.is_direct or for_one
        place = Place(self._api, read, is_for_one=for_one)
        if fits:
            await self._api.edit_answer(read.token, message(made.parts[0]))
            if len(made.parts) > 1:
                place = await self._more(read, view, made.parts[1:])
        else:
            if acknowledged is Kind.MESSAGE_LATER:  # else what follows would take its place
                await self._api.delete_answer(read.token)
            place = await self._more(read, view, made.parts)
        await self._after(read, view, place)

    async def _send(self, read: Incoming, view: View) -> None:
        """Answer what was typed: with a message, for there is no interaction to be answered."""
        if says_nothing(view) or not read.channel:
            return
        view = without_form(view)
        sent = ""
        for part in rendered(read, view).parts:
            sent = await self._api.send(read.channel, message(part))
        await self._after(read, view, Place(self._api, read, sent=sent))

    async def _put(self, place: Place, view: View) -> None:
        """Show it where the task stands; what can't be changed any more is told afresh."""
        view = without_form(view)
        await place.edit(rendered(place.read, view).components)
        await self._after(place.read, view, place)

    async def _after(self, read: Incoming, view: View, place: Place) -> None:
        """Remember where a task stands, and do what a view asks for."""
        if view.about:
            self._asking[read.event.sender.user, view.about] = place
            if len(self._asking) > KNOWN_MAX:
                self._asking.popitem(last=False)
        await self._follow(read, view, place)

    async def _afresh(self, read: Incoming, view: View) -> None:
        """Say it in a fresh message: the interaction can't be answered any more."""
        log.info("interaction was over", event_id=read.event.id, ms=_age_ms(read))
        view = NOTHING if says_nothing(view) else view
        place = Place(self._api, read, is_for_one=is_for_one(read, view))
        if await place.afresh(rendered(read, view).components, replaces=read.on):
            await self._after(read, view, place)

    async def _failed(self, read: Incoming, error: Exception) -> None:
        """Say why an answer did not arrive. Who can't be reached is marked so."""
        reason = unreachable(error)
        log.warning(
            "answer not delivered",
            platform=PLATFORM,
            event_id=read.event.id,
            error=named(error),
            state="unreachable" if reason else "failed",
        )
        if reason and read.is_direct:
            event = read.event
            gone = Blocked(id=f"{event.id}-gone", sender=event.sender, at_ms=event.at_ms)
            try:
                await self._dispatcher.dispatch(gone)
            except Exception:  # an edge: it is found out again by the next message
                log.exception("event broken", event_id=gone.id)


def _age_ms(read: Incoming) -> int:
    return round(1000 * (time.monotonic() - read.since))
