"""The jobs of appeals: answers that waited long enough, people to be asked, windows that end."""

from functools import partial
from typing import Any

from domain.terms import Terms
from services import appeal_rounds
from storage.database import Database

AT_ONCE = 25  # in one transaction
MOST = 1_000  # in one look


async def accept(database: Database, terms: Terms, now_ms: int) -> int:
    """Accept answers that waited long enough; give how many."""
    done = after_id = 0
    look = partial(appeal_rounds.waited, now_ms=now_ms, most=MOST)
    while waiting := await database.read(partial(look, after_id=after_id)):
        after_id = waiting[-1].submission_id
        for first in range(0, len(waiting), AT_ONCE):
            some = waiting[first : first + AT_ONCE]
            step = partial(appeal_rounds.accept_some, waiting=some, terms=terms, now_ms=now_ms)
            done += await database.write(step, bulk=True)
    return done


async def look(database: Database, terms: Terms, now_ms: int) -> tuple[int, int]:
    """Ask people about appeals, and end what nobody appeals; give how many of each."""
    due = await database.read(partial(appeal_rounds.due, now_ms=now_ms, most=MOST))
    for appeal_id in due:
        one: dict[str, Any] = {"appeal_id": appeal_id, "terms": terms}
        those = await database.read(partial(appeal_rounds.candidates, **one))
        step = partial(appeal_rounds.look, **one, those=those, now_ms=now_ms)
        await database.write(step, bulk=True)
    over = await database.read(partial(appeal_rounds.over, now_ms=now_ms, most=MOST))
    for first in range(0, len(over), AT_ONCE):
        some = over[first : first + AT_ONCE]
        release = partial(appeal_rounds.release_some, ended=some, now_ms=now_ms)
        await database.write(release, bulk=True)
    return len(due), len(over)
