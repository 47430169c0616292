"""The jobs: background work on a timer.

APScheduler is an alarm clock and nothing else: it wakes a job every so often, and the database says
what is due. So a job that was missed, woken twice, or run by two processes at once does no harm,
and `bitework job run NAME` runs the very same function.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any

import structlog

from bot import appealing, estimating, extras
from bot import honesty as honest
from bot.dispatch import system_clock
from bot.media.store import Store
from bot.media.tidying import tidy
from bot.paying import pay
from bot.payout_runs import pay_out
from bot.reminding import remind
from domain.errors import NotFound, Refused
from domain.seals import Keys
from domain.terms import Terms
from services import (
    Tx,
    brakes,
    credit_expiry,
    digests,
    expiry,
    house_digests,
    ledger,
    pushes,
    review_cases,
    servers,
    stats,
    summaries,
    sweeping,
    tidying,
    vouchers,
)
from storage import campaigns
from storage.database import Database

OVERDUE_AT_ONCE = 25
OVERDUE_MOST = 1_000
BRAKES_LOOK_BACK_MS = 3_600_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class JobReport:
    """What a job did: how many things, and a sentence for the command line."""

    done: int
    text: str


Run = Callable[..., Awaitable[JobReport]]  # (database, terms, now_ms), and keys where sealed


@dataclass(frozen=True, slots=True)
class Job:
    """A job, what it is for, how often its alarm rings, and how soon after the start it does.

    One that is `sealed` gets the operator's keys, one that is `apart` a process where it may.
    """

    run: Run
    summary: str
    every_seconds: int
    first_seconds: int = 1
    sealed: bool = False
    apart: bool = False


async def _push(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = await _until_nobody(database, partial(pushes.push_due, terms=terms, now_ms=now_ms))
    return JobReport(done, f"tasks pushed: {done}")


async def _summary(database: Database, terms: Terms, now_ms: int) -> JobReport:
    ranks = await database.read(partial(summaries.ranks, now_ms=now_ms))
    spread = await database.read(partial(summaries.spread_ms, now_ms=now_ms))
    step = partial(
        summaries.summarise_due, terms=terms, now_ms=now_ms, ranks=ranks, spread_ms=spread
    )
    done = await _until_nobody(database, step)
    return JobReport(done, f"summaries written: {done}")


async def _digest(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = 0
    step = partial(digests.write_due, terms=terms, now_ms=now_ms)
    while (chunk := await database.write(step, bulk=True))[0]:
        done += chunk[1]
    house = partial(house_digests.write_due, terms=terms, now_ms=now_ms)
    done += await _until_nobody(database, house)
    return JobReport(done, f"digests written: {done}")


async def _remind(database: Database, terms: Terms, now_ms: int) -> JobReport:
    return JobReport(done := await remind(database, now_ms), f"people reminded: {done}")


async def _roles(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = await database.write(partial(servers.roles_differ, now_ms=now_ms), bulk=True)
    return JobReport(done, f"members whose roles are to be looked at: {done}")


async def _until_nobody(database: Database, step: Callable[[Tx], pushes.Chunk]) -> int:
    done = 0
    while (chunk := await database.write(step, bulk=True)).seen:
        done += chunk.done
    return done


async def _expire(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = 0
    overdue = await database.read(partial(expiry.due, now_ms=now_ms, most=OVERDUE_MOST))
    for first in range(0, len(overdue), OVERDUE_AT_ONCE):
        some = overdue[first : first + OVERDUE_AT_ONCE]
        step = partial(expiry.expire_some, overdue=some, now_ms=now_ms)
        done += await database.write(step, bulk=True)
    return JobReport(done, f"tasks taken back: {done}")


async def _payout(database: Database, terms: Terms, now_ms: int) -> JobReport:
    runs = await pay_out(database, terms, now_ms)
    people = sum(run.people for run in runs)
    if not runs:
        return JobReport(0, "no payout run is due")
    return JobReport(people, f"payout runs: {len(runs)}, people credited: {people}")


async def _pay(
    database: Database, terms: Terms, now_ms: int, *, keys: Keys | None = None
) -> JobReport:
    sent = await pay(database, terms, now_ms, keys=keys)
    return JobReport(sent.done, f"payouts sent: {sent.done}, waiting: {sent.waiting}")


async def _credits(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = 0
    idle = await database.read(partial(credit_expiry.due, terms=terms, now_ms=now_ms))
    for first in range(0, len(idle), credit_expiry.DONE_AT_ONCE):
        some = idle[first : first + credit_expiry.DONE_AT_ONCE]
        step = partial(credit_expiry.expire_some, account_ids=some, terms=terms, now_ms=now_ms)
        done += await database.write(step, bulk=True)
    return JobReport(done, f"people whose credits expire, or who were told so: {done}")


async def _sweep(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = 0
    for project_id in await database.read(campaigns.to_sweep):
        done += await _sweep_one(database, project_id, terms, now_ms)
    return JobReport(done, f"projects moved on: {done}")


async def _sweep_one(database: Database, project_id: int, terms: Terms, now_ms: int) -> bool:
    look = partial(sweeping.look, project_id=project_id)
    seen = await database.read(look)
    if seen is not None and sweeping.has_waiting(seen):
        settle = partial(sweeping.settle_closed, project_id=project_id, terms=terms, now_ms=now_ms)
        while await database.write(settle, bulk=True):
            pass
        seen = await database.read(look)
    if seen is None or sweeping.wish(seen) is None:
        return False
    sweep = partial(sweeping.sweep, project_id=project_id, now_ms=now_ms, seen=seen)
    return (await database.write(sweep, bulk=True)).done


async def _extras(database: Database, terms: Terms, now_ms: int) -> JobReport:
    counted = await extras.count_days(database, now_ms)
    paid = await extras.pay(database, now_ms)
    return JobReport(counted + paid, f"days counted: {counted}, bonuses and top-ups paid: {paid}")


async def _bonuses(database: Database, terms: Terms, now_ms: int) -> JobReport:
    given = await extras.give_house_bonuses(database, terms, now_ms)
    return JobReport(given, f"bonuses of the house given: {given}")


async def _fold(database: Database, terms: Terms, now_ms: int) -> JobReport:
    through_id = await database.write(ledger.fold_target, bulk=True)
    done = await _until_zero(database, partial(ledger.fold_some, through_id=through_id))
    return JobReport(done, f"transfers folded: {done}")


async def _tidy(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = await _until_zero(database, partial(tidying.tidy_some, now_ms=now_ms))
    files = await tidy(database, terms, Store(Path(terms.media.folder)), now_ms)
    text = f"old events and messages forgotten: {done}, files removed: {files}"
    return JobReport(done + files, text)


async def _vouchers(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = await _until_zero(database, partial(vouchers.expire_some, now_ms=now_ms))
    return JobReport(done, f"vouchers that end: {done}")


async def _accept(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = await appealing.accept(database, terms, now_ms)
    return JobReport(done, f"answers accepted that waited long enough: {done}")


async def _appeals(database: Database, terms: Terms, now_ms: int) -> JobReport:
    due, over = await appealing.look(database, terms, now_ms)
    return JobReport(due + over, f"appeals: {due}, windows that ended: {over}")


async def _reviews(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = 0
    for project_id in await database.read(review_cases.to_bring):
        done += await _bring(database, project_id, terms, now_ms)
    while some := await database.read(review_cases.due):
        for found in some:
            step = partial(review_cases.settle, found=found, terms=terms, now_ms=now_ms)
            done += await database.write(step, bulk=True)
    return JobReport(done, f"answers brought before reviewers, or decided by them: {done}")


async def _bring(database: Database, project_id: int, terms: Terms, now_ms: int) -> int:
    """Bring a project's answers before reviewers; those that nobody can be paid for go back."""
    one: dict[str, Any] = {"project_id": project_id, "now_ms": now_ms}
    try:
        return await _until_zero(database, partial(review_cases.bring, **one, terms=terms))
    except Refused:
        return await _until_zero(database, partial(review_cases.hand_over, **one))


async def _estimate(database: Database, terms: Terms, now_ms: int) -> JobReport:
    fits, rows = await estimating.estimate(database, terms, now_ms)
    return JobReport(fits, f"projects estimated anew: {fits}, rows that changed by it: {rows}")


async def _brakes(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = 0
    since_ms = now_ms - BRAKES_LOOK_BACK_MS
    for owner_id in await database.read(partial(brakes.to_look_at, since_ms=since_ms)):
        found = await database.read(partial(brakes.figures, owner_id=owner_id))
        step = partial(
            brakes.put_on, owner_id=owner_id, found=found, terms=terms, now_ms=now_ms
        )
        done += await database.write(step, bulk=True)
    return JobReport(done, f"requesters who may reject no more: {done}")


async def _honesty(database: Database, terms: Terms, now_ms: int) -> JobReport:
    done = await honest.look(database, terms, now_ms)
    return JobReport(done, f"people whose answers had a consequence, or have none any more: {done}")


async def _until_zero(database: Database, step: Callable[[Tx], int]) -> int:
    done = 0
    while some := await database.write(step, bulk=True):
        done += some
    return done


async def _pace(database: Database, terms: Terms, now_ms: int) -> JobReport:
    measured = await database.read(stats.paces)
    if measured:
        await database.write(partial(stats.set_paces, measured=measured), bulk=True)
    return JobReport(len(measured), f"projects whose pace was measured: {len(measured)}")


async def _balances(database: Database, terms: Terms, now_ms: int) -> JobReport:
    problems = await database.read(ledger.check)
    for problem in problems:
        log.error("ledger problem", kind=problem.kind, where=problem.name)
    note = partial(house_digests.note_check, problems=problems, now_ms=now_ms)
    await database.write(note, bulk=True)
    if not problems:
        return JobReport(0, "the ledger fits")
    return JobReport(len(problems), "; ".join(problem.text for problem in problems[:3]))


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "push": Job(_push, "offer tasks to people who said yes", 30),
        "expire": Job(_expire, "take back tasks whose time is up", 10),
        "remind": Job(_remind, "remind people whose time runs out, and tidy what is near", 60),
        "payout": Job(_payout, "credit what is pending, where a payout run is due", 30),
        "pay": Job(_pay, "send payouts, look up those in doubt", 3, sealed=True),
        "credits": Job(_credits, "let credits that nobody uses expire", 3_600, 45),
        "summary": Job(_summary, "say good morning", 60),
        "digest": Job(_digest, "sum up the day for servers, requesters and admins", 60),
        "roles": Job(_roles, "find people whose roles are not those of their level", 60, 15),
        "accept": Job(_accept, "accept answers that waited long enough", 600, 10),
        "appeals": Job(_appeals, "ask people about appeals, and end what nobody appeals", 30, 5),
        "reviews": Job(_reviews, "bring answers before paid reviewers, do what they say", 5, 4),
        "estimate": Job(_estimate, "estimate people and answers anew", 5, 6, apart=True),
        "brakes": Job(_brakes, "stop requesters who reject far too much", 60, 20),
        "honesty": Job(_honesty, "look whether answers were given in earnest", 60, 25),
        "sweep": Job(_sweep, "open more rows, end projects that are done", 15),
        "vouchers": Job(_vouchers, "take vouchers that end out of what is given", 3_600, 30),
        "extras": Job(_extras, "count and pay the bonuses and fees of days that are over", 60, 20),
        "bonuses": Job(_bonuses, "give for days in a row and for people who stay", 3_600, 40),
        "fold": Job(_fold, "bring the balances of holds and the house up to date", 30),
        "pace": Job(_pace, "measure how long answers take", 600, 10),
        "tidy": Job(_tidy, "forget old events, messages and unused files", 3_600, 60),
        "balances": Job(_balances, "check the ledger", 86_400, 20),
    }
)


async def run_job(
    name: str, database: Database, terms: Terms, now_ms: int, *, keys: Keys | None = None
) -> JobReport:
    """Run a job now; raises NotFound where there is none of that name."""
    job = JOBS.get(name)
    if job is None:
        raise NotFound("There is no job {name}; the jobs are {names}.", name=name, names=NAMES)
    if job.sealed:
        return await job.run(database, terms, now_ms, keys=keys)
    return await job.run(database, terms, now_ms)


NAMES = ", ".join(JOBS)


class Timer:
    """The alarm clock: rings for every job, at first soon after the start."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        clock: Callable[[], int] = system_clock,
        *,
        keys: Keys | None = None,
        url: str | None = None,
        config: Path | None = None,
    ) -> None:
        self._database, self._terms, self._clock, self._keys = database, terms, clock, keys
        self._url, self._config = url, config
        self._scheduler: Any = None

    def start(self) -> None:
        """Begin to ring; needs a running event loop."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone="UTC")
        start = datetime.now(UTC)
        for name, job in JOBS.items():
            self._scheduler.add_job(
                self._ring,
                "interval",
                args=[name],
                seconds=job.every_seconds,
                next_run_time=start + timedelta(seconds=job.first_seconds),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Ring no more; what runs may finish its transaction."""
        self._scheduler.shutdown(wait=False)

    async def _ring(self, name: str) -> None:
        begun = perf_counter()
        try:
            report = await self._run(name)
        except Exception:
            log.exception("job failed", job=name)
            return
        ms = round((perf_counter() - begun) * 1000, 1)
        note = log.info if report.done else log.debug
        note("job done", job=name, done=report.done, ms=ms)

    async def _run(self, name: str) -> JobReport:
        if not JOBS[name].apart or self._url is None:
            now_ms = self._clock()
            return await run_job(name, self._database, self._terms, now_ms, keys=self._keys)
        due = len(await estimating.due(self._database))
        if due:
            await estimating.apart(self._url, self._config)
        return JobReport(due, f"projects estimated anew: {due}")
