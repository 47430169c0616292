"""Running payouts: chunk by chunk, so that nobody who taps a button waits for them."""

from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import structlog

from domain.terms import Terms
from services import Tx, payout_runs
from services.payout_runs import Chunk, Credited, Run
from storage.database import Database

PEOPLE_FIRST, PEOPLE_LEAST, PEOPLE_MOST = 200, 20, 2_000
HOLD_SECONDS = 0.01  # for how long a chunk should hold the writer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOut:
    """What a run brought in this process; `resumed` where it had been begun before."""

    run_id: int
    period: str
    people: int
    amount_minor: int
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
        return await database.write(lambda tx: payout_runs.begin_now(tx, now_ms))
    if await database.read(lambda tx: payout_runs.due_ms(tx, terms.payouts, now_ms)) is None:
        return None
    return await database.write(lambda tx: payout_runs.begin_due(tx, terms.payouts, now_ms))


async def _go_through(
    database: Database, run: Run, terms: Terms, now_ms: int, *, resumed: bool
) -> PaidOut:
    currency, most = terms.money.currency, PEOPLE_FIRST
    people = amount_minor = 0
    at: Run | None = run
    while at is not None:
        look = partial(payout_runs.next_chunk, run=at, currency=currency, most=most)
        chunk = await database.read(look)
        if chunk is None:
            await database.write(partial(payout_runs.finish, run=at, now_ms=now_ms))
            break
        step = partial(_credit, run=at, chunk=chunk, currency=currency, now_ms=now_ms)
        credited, seconds = await database.write(step, bulk=True)
        if credited is None:  # another process has moved the run on
            at = await database.read(partial(payout_runs.find, run_id=run.id))
            continue
        people, amount_minor = people + credited.people, amount_minor + credited.amount_minor
        at = replace(at, through_id=chunk.through_id)
        most = _fitting(chunk.people, seconds)
    log.info("payout run done", run=run.id, count=people, state="resumed" if resumed else "new")
    return PaidOut(
        run_id=run.id,
        period=run.period,
        people=people,
        amount_minor=amount_minor,
        resumed=resumed,
    )


def _credit(
    tx: Tx, run: Run, chunk: Chunk, currency: str, now_ms: int
) -> tuple[Credited | None, float]:
    begun = perf_counter()
    return payout_runs.credit(tx, run, chunk, currency, now_ms), perf_counter() - begun


def _fitting(people: int, seconds: float) -> int:
    """Choose the next chunk's size by how long the last one held the writer."""
    fitting = int(people * HOLD_SECONDS / max(seconds, 1e-6))
    return max(PEOPLE_LEAST, min(PEOPLE_MOST, fitting))
