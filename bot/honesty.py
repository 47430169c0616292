"""The job that looks at people's answers: on a reader, person by person, with short writes between.
"""

from functools import partial

from domain.honesty import steps
from domain.terms import Terms
from services import consequences, honesty
from storage.database import Database

CLAIM = "honesty"
COUNTED_AT_ONCE = 20_000
LOOKED_AT_MOST = 100  # people in one run: the rest is due a minute later
FADING_AT_ONCE = 500


async def look(database: Database, terms: Terms, now_ms: int) -> int:
    """Look at people with new answers enough; give for how many a step came or went."""
    claim = database.claim(CLAIM) if terms.honesty.enabled else None
    if claim is None:
        return 0  # it is off, or another process is at it
    try:
        await _count(database)
        return await _look(database, terms, now_ms) + await _fade(database, terms, now_ms)
    finally:
        claim.release()


async def _count(database: Database) -> None:
    """Count everybody's new answers."""
    while (some := await database.read(partial(honesty.page, most=COUNTED_AT_ONCE))) is not None:
        after_id, through_id = some
        count = partial(honesty.count, after_id=after_id, through_id=through_id)
        await database.write(count, bulk=True)


async def _look(database: Database, terms: Terms, now_ms: int) -> int:
    least, done = terms.honesty.answers_least, 0
    for account_id in await database.read(
        partial(honesty.due, least=least, most=LOOKED_AT_MOST)
    ):
        found = await database.read(partial(honesty.look, account_id=account_id))
        act = partial(
            consequences.act, account_id=account_id, found=found, terms=terms, now_ms=now_ms
        )
        done += await database.write(act, bulk=True)
    return done


async def _fade(database: Database, terms: Terms, now_ms: int) -> int:
    done = after_id = 0
    page = partial(consequences.fading, step_most=steps.HOLD, most=FADING_AT_ONCE)
    while some := await database.read(partial(page, after_id=after_id)):
        after_id = some[-1][0]
        for account_id, step, days in some:
            if steps.fades(step, days, wanted=terms.honesty.good_days):
                fade = partial(
                    consequences.fade, account_id=account_id, step=step, good_days=days,
                    terms=terms, now_ms=now_ms,
                )  # fmt: skip
                done += await database.write(fade, bulk=True)
    return done
