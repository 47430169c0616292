"""The job that counts what projects pay besides rewards, and pays it: day by day, in chunks.

What was begun and not finished, because the process was killed, is gone through anew: each step is
booked once.
"""

from functools import partial

from domain.terms import Terms
from services import extras, extras_paying, house_bonuses, ledger
from services.extras import Day, Work
from services.extras_paying import Seen
from storage.database import Database

TRIES_MOST = 3  # looks in a row at a project that others change meanwhile


async def count_days(database: Database, now_ms: int) -> int:
    """Count all days that are over, and give how many days of projects that were."""
    counted = 0
    while (day := await _next_day(database, now_ms)) is not None:
        counted += await _count_day(database, day, now_ms)
    return counted


async def _next_day(database: Database, now_ms: int) -> Day | None:
    begun = await database.read(extras.begun)
    if begun is not None:
        return begun
    if not await database.read(partial(extras.is_due, now_ms=now_ms)):
        return None
    target_id = await database.write(ledger.fold_target, bulk=True)
    day = await database.read(partial(extras.next_day, target_id=target_id, now_ms=now_ms))
    if day is not None:
        await database.write(partial(extras.begin, day=day), bulk=True)
    return await database.read(extras.begun)


async def _count_day(database: Database, day: Day, now_ms: int) -> int:
    counted, works = 0, dict[int, Work]()
    after_id = day.after_id
    while after_id < day.through_id:
        step = partial(extras.scan, after_id=after_id, through_id=day.through_id, works=works)
        after_id = await database.read(step)
    for project_id, work in sorted(works.items()):
        counted += await _count_project(database, project_id, day.date, work, now_ms)
    await database.write(partial(extras.end, day=day, now_ms=now_ms), bulk=True)
    return counted


async def _count_project(
    database: Database, project_id: int, date: str, work: Work, now_ms: int
) -> bool:
    if await database.read(partial(extras.is_counted, project_id=project_id, date=date)):
        return False
    found = extras.of_work(work)
    for first in range(0, len(found), extras.NOTED_AT_ONCE):
        some = found[first : first + extras.NOTED_AT_ONCE]
        step = partial(
            extras.note, project_id=project_id, date=date, some=some, currency=work.terms.currency
        )
        await database.write(step, bulk=True)
    count = partial(extras.count, project_id=project_id, date=date, work=work, now_ms=now_ms)
    return await database.write(count, bulk=True)


async def pay(database: Database, now_ms: int) -> int:
    """Pay what is owed as far as holds reach, and give how much of it."""
    paid = 0
    for project_id in await database.read(extras_paying.owing):
        bonuses = partial(extras_paying.pay_bonuses, project_id=project_id, now_ms=now_ms)
        while some := await database.write(bonuses, bulk=True):
            paid += some
        paid += await _top_up(database, project_id, now_ms)
    return paid


async def _top_up(database: Database, project_id: int, now_ms: int) -> int:
    """Pay what is missing to the floor; where not all of it can be paid, that is told."""
    paid = tried = 0
    look = partial(extras_paying.look, project_id=project_id)
    tell = partial(extras_paying.tell_short, project_id=project_id, now_ms=now_ms)
    while tried < TRIES_MOST and (seen := await database.read(look)) is not None:
        if seen.missing_minor > 0:
            more = partial(
                extras_paying.hold_more,
                project_id=project_id,
                needed_minor=seen.missing_minor,
                now_ms=now_ms,
            )
            if await database.write(more, bulk=True):
                continue
        if not seen.payable:
            await database.write(tell, bulk=True)
            break
        some = await _pay_some(database, seen, now_ms)
        paid, tried = paid + some, 0 if some else tried + 1
    return paid


async def _pay_some(database: Database, seen: Seen, now_ms: int) -> int:
    step = partial(extras_paying.pay_topups, seen=seen, now_ms=now_ms)
    try:
        return await database.write(step, bulk=True)
    except extras_paying.Changed:
        return 0


async def give_house_bonuses(database: Database, terms: Terms, now_ms: int) -> int:
    """Give what the house owes for days in a row and for people who stayed; gives how many."""
    given = 0
    for found in await database.read(partial(house_bonuses.due, terms=terms, now_ms=now_ms)):
        step = partial(house_bonuses.give, found=found, terms=terms, now_ms=now_ms)
        given += await database.write(step, bulk=True)
    return given
