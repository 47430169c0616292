"""Running payouts: chunk by chunk, so that nobody who taps a button waits for them."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import structlog

from domain.terms import Terms
from services import Tx, payout_runs
from services.payout_runs import Chunk, Credited, Run
from services.payouts import choices
from services.payouts.choices import Due
from storage.database import Database
from storage.failpoints import reach

ASKED_FIRST, ASKED_LEAST, ASKED_MOST = 10, 2, 200  # payouts that are asked for at once
PEOPLE_FIRST, PEOPLE_LEAST, PEOPLE_MOST = 200, 20, 5_000
HOLD_SECONDS = 0.01  # for how long a chunk should hold the writer while others wait for it
HOLD_SECONDS_ALONE = 0.018  # fewer commits

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOut:
    """What a run brought in this process; `resumed` where it had been begun before."""

    run_id: int
    period: str
    people: int
    amount_minor: int
    asked: int  # automatic payouts that were asked for
    resumed: bool


async def pay_out(
    database: Database, terms: Terms, now_ms: int, *, at_once: bool = False
) -> list[PaidOut]:
    """Finish runs that were begun, then run what is due, or a run of this moment where asked for.

    Two processes may do this at the same time: they share the work, and nobody is credited twice.
    """
    done = []
    for run in await database.read(payout_runs.unfinished):
        done.append(await _go_through(database, run, terms, now_ms, resumed=True))
    begun = await _begin(database, terms, now_ms, at_once=at_once)
    if begun is not None:
        done.append(await _go_through(database, begun, terms, now_ms, resumed=False))
    return done


async def _begin(database: Database, terms: Terms, now_ms: int, *, at_once: bool) -> Run | None:
    if at_once:
        reach("run.beginning")
        begun = await database.write(lambda tx: payout_runs.begin_now(tx, now_ms))
        reach("run.begun")
        return begun
    if await database.read(lambda tx: payout_runs.due_ms(tx, terms.payouts, now_ms)) is None:
        return None
    reach("run.beginning")
    begun = await database.write(lambda tx: payout_runs.begin_due(tx, terms.payouts, now_ms))
    reach("run.begun")
    return begun


async def _go_through(
    database: Database, run: Run, terms: Terms, now_ms: int, *, resumed: bool
) -> PaidOut:
    currency, most = terms.money.currency, PEOPLE_FIRST
    people = amount_minor = asked = 0

    def look(after: Run) -> Awaitable[Chunk | None]:
        return database.read(
            partial(payout_runs.next_chunk, run=after, currency=currency, most=most)
        )

    at: Run | None = run
    chunk = await look(run)
    while at is not None:
        if chunk is None:
            asked = await _ask_automatic(database, run, terms, now_ms)
            reach("run.finishing")
            await database.write(partial(payout_runs.finish, run=at, now_ms=now_ms))
            reach("run.finished")
            break
        step = partial(_credit, database, run=at, chunk=chunk, currency=currency, now_ms=now_ms)
        after = replace(at, through_id=chunk.through_id)
        reach("run.crediting")
        (credited, seconds, awaited), ahead = await asyncio.gather(
            database.write(step, bulk=True), look(after)
        )
        reach("run.credited")
        if credited is None:  # another process has moved the run on
            at = await database.read(partial(payout_runs.find, run_id=run.id))
            chunk = None if at is None else await look(at)
            continue
        people, amount_minor = people + credited.people, amount_minor + credited.amount_minor
        hold = HOLD_SECONDS if awaited else HOLD_SECONDS_ALONE
        most = _fitting(chunk.people, seconds, PEOPLE_LEAST, PEOPLE_MOST, hold)
        at, chunk = after, ahead
    log.info("payout run done", run=run.id, count=people, state="resumed" if resumed else "new")
    return PaidOut(
        run_id=run.id,
        period=run.period,
        people=people,
        amount_minor=amount_minor,
        asked=asked,
        resumed=resumed,
    )


async def _ask_automatic(database: Database, run: Run, terms: Terms, now_ms: int) -> int:
    """Ask for the payouts of those who chose it, once for the run and account, in chunks."""
    done, after_id, most = 0, 0, ASKED_FIRST
    while True:
        look = partial(
            choices.due, run_id=run.id, terms=terms, after_id=after_id, most=most
        )
        some = await database.read(look)
        if not some:
            return done
        step = partial(_ask, run=run, some=some, terms=terms, now_ms=now_ms)
        reach("run.asking")
        asked, seconds = await database.write(step, bulk=True)
        reach("run.asked")
        done, after_id = done + asked, some[-1].account_id
        most = _fitting(len(some), seconds, ASKED_LEAST, ASKED_MOST)


def _ask(
    tx: Tx, run: Run, some: list[Due], terms: Terms, now_ms: int
) -> tuple[int, float]:
    begun = perf_counter()
    return choices.ask(tx, run.id, some, terms, now_ms), perf_counter() - begun


def _credit(
    database: Database, tx: Tx, run: Run, chunk: Chunk, currency: str, now_ms: int
) -> tuple[Credited | None, float, bool]:
    """Credit a chunk, and tell for how long it held the writer and whether others wait for that.

    They are looked for here, at its end: right after the commit they have been served.
    """
    begun = perf_counter()
    credited = payout_runs.credit(tx, run, chunk, currency, now_ms)
    return credited, perf_counter() - begun, database.awaited()


def _fitting(
    people: int, seconds: float, least: int, most: int, hold: float = HOLD_SECONDS
) -> int:
    """Choose the next chunk's size by how long the last one held the writer."""
    fitting = int(people * hold / max(seconds, 1e-6))
    return max(least, min(most, fitting))
