"""Delivery: what waits in the outbox is sent, at least once, to people who are not acting now.

A notice is claimed by lease in a short write transaction, its view is made in a read transaction,
in the person's language of that moment, and sent without any transaction. What fails is tried
again with growing waits and given up with the reason in the end; a claim whose process died is
free again when its lease is over.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.dispatch import system_clock
from bot.stopping import unbroken
from domain.notices import ATTEMPTS_MAX, Identity, Notice, wait_ms
from domain.seals import Keys
from domain.terms import Terms
from domain.views import View
from handlers import entrance
from handlers import notices as views
from handlers.context import Context
from handlers.voice import Voice
from services import Tx, notices, people, pushes
from storage.database import Database

BATCH = 50
AT_ONCE = 8
POLL_SECONDS = 1.0
SEND_SECONDS_MAX = 20
LEASE_MS = 60_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has taken the message."""


@dataclass(frozen=True, slots=True)
class Later:
    """Nobody is there at the moment; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This person can't be reached there until they write again: blocked, gone, no such chat."""

    reason: str


Outcome = Delivered | Later | Unreachable


class Sender(Protocol):
    """What a platform offers. Whatever it raises counts as a failed attempt."""

    async def send(self, identity: Identity, view: View) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """What to send and where; no view: it says nothing any more."""

    view: View | None
    places: tuple[Identity, ...]


class Delivery:
    """The loop over the outbox. `senders` by platform; one that is missing counts as not there."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        senders: Mapping[str, Sender],
        *,
        keys: Keys | None = None,
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._database = database
        self._keys = keys
        self._terms = terms
        self._senders = senders
        self._clock = clock
        self._wake = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._is_stopping = False

    def nudge(self) -> None:
        """Look at the outbox now: something was put there."""
        self._wake.set()

    async def returned(self, account_id: int) -> None:
        """A person can be reached again: what waits for them goes out now."""
        at_ms = self._clock()
        await self._database.write(lambda tx: notices.returned(tx, account_id, at_ms))
        self.nudge()

    async def run(self) -> None:
        """Deliver until cancelled. What is on its way then arrives; the rest is the next run's."""
        while True:
            self._wake.clear()
            try:
                is_full = await unbroken(self.round(), self._stop)
            except Exception:  # the edge of the process: the loop outlives a database in trouble
                log.exception("delivery_failed")
                is_full = False
            if not is_full:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)

    def _stop(self) -> None:
        self._is_stopping = True

    async def round(self) -> bool:
        """Send what waits, one batch at most; tells whether the batch was full."""
        at_ms = self._clock()
        if not await self._database.read(lambda tx: notices.any_due(tx, at_ms)):
            return False
        claimed = await self._database.write(
            lambda tx: notices.claim(tx, now_ms=at_ms, lease_ms=at_ms + LEASE_MS, most=BATCH),
            bulk=True,
        )
        chains: dict[int, list[Notice]] = defaultdict(list)
        for notice in claimed:
            chains[notice.account_id].append(notice)
        async with asyncio.TaskGroup() as group:
            for chain in chains.values():
                group.create_task(self._deliver_chain(chain))
        return len(claimed) == BATCH

    async def _deliver_chain(self, chain: list[Notice]) -> None:
        """Send one person's notices in their order, as long as the lease surely lasts."""
        async with self._room:
            for notice in chain:
                if self._is_stopping or self._clock() + SEND_SECONDS_MAX * 1000 > notice.lease_ms:
                    return
                await self._deliver(notice)

    async def _deliver(self, notice: Notice) -> None:
        at_ms = self._clock()
        try:
            prepared = await self._database.read(
                lambda tx: prepare(tx, notice, self._terms, at_ms, self._keys)
            )
        except Exception as error:  # noqa: BLE001 - an edge: one broken notice doesn't hold up the others
            await self._settle(notice, "failed", repr(error))
            return
        if prepared.view is None:
            await self._settle(notice, "stale", "it says nothing any more")
            return
        await self._try_places(notice, prepared.view, prepared.places)

    async def _try_places(self, notice: Notice, view: View, places: tuple[Identity, ...]) -> None:
        """Send to the first place that takes it."""
        is_later, errors, reason = False, [], "there is no place to reach this person"
        for place in places:
            try:
                outcome = await self._send(place, view)
            except Exception as error:  # noqa: BLE001 - an edge: a platform in trouble is tried again
                errors.append(repr(error))
                continue
            match outcome:
                case Delivered():
                    await self._settle(notice, "sent", "", (place, view))
                    return
                case Later():
                    is_later = True
                case Unreachable():
                    reason = outcome.reason
                    await self._mark(place)
        if is_later:
            await self._settle(notice, "later", "")
        elif errors:
            await self._settle(notice, "failed", errors[0])
        else:
            await self._settle(notice, "unreachable", reason)

    async def _send(self, place: Identity, view: View) -> Outcome:
        sender = self._senders.get(place.platform)
        if sender is None:
            return Later()
        async with asyncio.timeout(SEND_SECONDS_MAX):
            return await sender.send(place, view)

    async def _mark(self, place: Identity) -> None:
        at_ms = self._clock()
        await self._database.write(lambda tx: notices.unreachable(tx, place, at_ms))

    async def _settle(
        self, notice: Notice, how: str, why: str, seen: tuple[Identity, View] | None = None
    ) -> None:
        at_ms, chance = self._clock(), random.random()  # noqa: S311 - it only spreads retries

        def work(tx: Tx) -> None:
            settle(tx, notice, how, why, at_ms, chance)
            if seen is not None:
                entrance.was_sent(tx, *seen, at_ms)

        await self._database.write(work)
        log.info(
            "notice",
            outcome=how,
            notice=notice.id,
            kind=notice.kind,
            account=notice.account_id,
            attempts=notice.attempts,
            waited_ms=at_ms - notice.created_ms,
        )


def prepare(
    tx: Tx, notice: Notice, terms: Terms, at_ms: int, keys: Keys | None = None
) -> Prepared:
    """Make a notice's view in the person's language, and find where they can be reached."""
    person = people.load(tx, notice.account_id)
    places = tuple(notices.reach(tx, person.account_id, notice.params))
    if places:
        person = person._replace(
            identity_id=places[0].id,
            platform=places[0].platform,
            chat=places[0].chat,
        )
    voice = Voice(person.locale, person.time_zone, terms.money.decimals)
    context = Context(tx, at_ms, person, {}, voice, terms, keys)
    age_ms = at_ms - notice.created_ms
    return Prepared(views.view(context, notice.kind, notice.params, age_ms), places)


def settle(tx: Tx, notice: Notice, how: str, why: str, at_ms: int, chance: float) -> None:
    """Write down how sending went. A pushed task that could not be shown goes back at once."""
    is_over = how == "unreachable" or (how == "failed" and notice.attempts >= ATTEMPTS_MAX)
    if notice.kind == "push" and (is_over or how == "later"):
        pushes.withdraw(tx, notice, at_ms)
    if how == "sent":
        notices.sent(tx, notice, at_ms)
    elif how == "stale" or (how == "later" and notice.kind == "push"):
        notices.drop(tx, notice, why or "nobody was there for it")
    elif how == "later":
        notices.postpone(tx, notice, at_ms)
    elif is_over:
        notices.give_up(tx, notice, why)
    else:
        next_ms = at_ms + wait_ms(notice.attempts, chance)
        notices.retry(tx, notice, next_ms=next_ms, error=why)
