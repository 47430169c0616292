"""Sending payouts: claim, prepare, store what the rail will know it by, send, record.

Whatever is interrupted is found again when its lease has run out: what was marked as sent is looked
up first and sent only where that says it never was. What nobody can tell is looked up later, again
and again, and never given back blindly.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TypeVar

import structlog

from bot.rails.base import NotPaid, Order, Outcome, Rail, RailTrouble, Unknown
from domain.errors import Unusable
from domain.seals import Keys
from domain.terms import Terms
from services import Tx, seals
from services.payouts import sending
from services.payouts.sending import Taken
from storage.database import Database
from storage.failpoints import reach

BATCH, AT_ONCE = 20, 4
SECONDS_MAX = 45  # for one call to a rail
LEASE_MS = 300_000
NOT_READY = "the rail was not ready, or payouts are stopped"
ROUNDS_MOST = 50

T = TypeVar("T")

log = structlog.get_logger()


@dataclass(slots=True)
class Sent:
    """What sending came to: payouts that ended or were handed over, and those that have to wait."""

    done: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was sent: it is tried again, and why."""

    why: str


async def pay(database: Database, terms: Terms, now_ms: int, *, keys: Keys | None = None) -> Sent:
    """Send and look up all that is due, and give what came of it."""
    return await Payer(database, terms, now_ms, keys).run()


class Payer:
    """One run of the loop, begun at `now_ms`; several may run at once, in several processes."""

    def __init__(
        self, database: Database, terms: Terms, now_ms: int, keys: Keys | None = None
    ) -> None:
        self._database, self._terms, self._keys = database, terms, keys
        self._begun_ms, self._begun = now_ms, perf_counter()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._sent = Sent()

    def _now_ms(self) -> int:
        return self._begun_ms + int((perf_counter() - self._begun) * 1000)

    async def run(self) -> Sent:
        """Go on until nothing is due."""
        for _ in range(ROUNDS_MOST):
            if not await self._round():
                break
        return self._sent

    async def _round(self) -> bool:
        now_ms = self._now_ms()
        if not await self._database.read(partial(sending.any_due, now_ms=now_ms)):
            return False
        lease_ms = now_ms + LEASE_MS
        claim = partial(
            sending.claim, terms=self._terms, now_ms=now_ms, lease_ms=lease_ms, most=BATCH
        )
        reach("payout.claiming")
        claimed = await self._database.write(claim, bulk=True)
        reach("payout.claimed")
        async with asyncio.TaskGroup() as group:
            for taken in claimed:
                group.create_task(self._guarded(taken))
        return bool(claimed)

    async def _guarded(self, taken: Taken) -> None:
        """Serve one payout; what goes wrong with it doesn't hold up the others."""
        async with self._room:
            if self._now_ms() + 2 * SECONDS_MAX * 1000 > taken.lease_ms:
                return  # others may claim it soon
            try:
                await self._serve(taken)
            except Exception:  # the edge: what was marked is looked up when the lease has run out
                log.exception("payout failed", payout=taken.payout.id)
                self._sent.waiting += 1

    async def _serve(self, taken: Taken) -> None:
        payout = taken.payout
        rail: Rail | None = self._terms.rails.get(payout.rail)
        if rail is None:
            await self._put_off(taken, "no such rail is configured")
            return
        try:
            order = await self._order(taken)
        except Unusable as error:  # without the key nobody knows where to
            _complain("payout not readable", taken.payout.id, rail, error)
            await self._put_off(taken, "its destination can't be read: the key is missing")
            return
        outcome: Outcome | Later | None
        if taken.was_marked:
            outcome, ref = await self._looked_up(rail, order, payout.rail_ref or "")
        else:
            outcome, ref = await self._prepared(rail, order)
        if outcome is None:
            marked = await self._mark(taken, ref)
            outcome = await self._send(rail, order, ref) if marked else Later(NOT_READY)
        if isinstance(outcome, Later):
            await self._put_off(taken, outcome.why)
        else:
            await self._record(taken, outcome)

    async def _order(self, taken: Taken) -> Order:
        payout = taken.payout
        return Order(
            payout_id=payout.id,
            key=payout.rail_key,
            account_id=payout.account_id,
            out_minor=payout.out_minor,
            out_currency=payout.out_currency,
            destination=await self._opened(payout.destination),
        )

    async def _opened(self, sealed: str) -> str:
        if not sealed:
            return ""
        keys = self._keys
        if keys is None:
            raise Unusable("This process has no key to read destinations.")
        return await self._database.read(lambda tx: seals.within(tx, keys).open(sealed))

    async def _prepared(self, rail: Rail, order: Order) -> tuple[NotPaid | Later | None, str]:
        """Give what it will be known by, or why it is not sent, or not yet."""
        reach("payout.preparing")
        try:
            made = await _within(rail.prepare(order))
        except Exception as error:  # noqa: BLE001 - an edge: nothing is sent yet, so it can wait
            _complain("payout not prepared", order.payout_id, rail, error)
            return Later(_why(error)), ""
        reach("payout.prepared")
        return (made, "") if isinstance(made, NotPaid) else (None, made)

    async def _looked_up(self, rail: Rail, order: Order, ref: str) -> tuple[Outcome | None, str]:
        """Say what became of what was marked as sent; nothing: it never was, so it may be."""
        reach("payout.looking_up")
        try:
            found = await _within(rail.look_up(order, ref))
        except Exception as error:  # noqa: BLE001 - an edge: nobody can tell, so it is asked again
            _complain("payout not looked up", order.payout_id, rail, error)
            found = Unknown(type(error).__name__)
        reach("payout.looked_up")
        return found, ref

    async def _mark(self, taken: Taken, ref: str) -> bool:
        """Store that it is about to be sent; False too where a lease would end while it is."""
        reach("payout.noting")
        marked = await self._database.write(partial(sending.mark_sent, taken=taken, ref=ref))
        reach("payout.noted")
        return marked and self._now_ms() + SECONDS_MAX * 1000 < taken.lease_ms

    async def _send(self, rail: Rail, order: Order, ref: str) -> Outcome | Later:
        """Send it, or say why the rail surely has not got it."""
        reach("payout.sending")
        try:
            outcome: Outcome | Later = await _within(rail.send(order, ref))
        except RailTrouble as error:
            _complain("payout not sent", order.payout_id, rail, error)
            outcome = Later(_why(error))
        except Exception as error:  # noqa: BLE001 - an edge: it may have been sent
            _complain("payout in doubt", order.payout_id, rail, error)
            outcome = Unknown(type(error).__name__)
        reach("payout.sent")
        return outcome

    async def _record(self, taken: Taken, outcome: Outcome) -> None:
        step = partial(
            sending.record, taken=taken, outcome=outcome, now_ms=self._now_ms()
        )
        reach("payout.recording")
        done = await self._database.write(step)
        reach("payout.recorded")
        self._sent.waiting += isinstance(outcome, Unknown)
        self._sent.done += done and not isinstance(outcome, Unknown)
        log.info(
            "payout",
            payout=taken.payout.id,
            rail=taken.payout.rail,
            outcome=type(outcome).__name__.lower() if done else "late",
            attempts=taken.payout.attempts,
        )

    async def _put_off(self, taken: Taken, why: str) -> None:
        now_ms = self._now_ms()

        def work(tx: Tx) -> None:
            sending.put_off(tx, taken, why, now_ms)

        await self._database.write(work)
        self._sent.waiting += 1


async def _within(call: Awaitable[T]) -> T:
    async with asyncio.timeout(SECONDS_MAX):
        return await call


def _why(error: Exception) -> str:
    """Give the words of a rail, which are made for operators; of others' errors nothing is said."""
    return (str(error) if isinstance(error, RailTrouble) else "") or NOT_READY


def _complain(what: str, payout_id: int, rail: Rail, error: Exception) -> None:
    log.warning(what, payout=payout_id, rail=rail.name, error=type(error).__name__)
