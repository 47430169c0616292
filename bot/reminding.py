"""The job that reminds people of tasks whose time runs out, and keeps `/near` short."""

from functools import partial

from services import near, reminders
from storage.database import Database

LOOK_BACK_MS = 3_600_000


async def remind(database: Database, now_ms: int) -> int:
    """Remind whose time runs out, and leave out of `/near` what was decided; gives how many people
    were reminded.
    """
    done = 0
    step = partial(reminders.remind_due, now_ms=now_ms)
    while (chunk := await database.write(step, bulk=True))[0]:
        done += chunk[1]
    since_ms = now_ms - LOOK_BACK_MS
    await database.write(partial(near.tidy, since_ms=since_ms), bulk=True)
    return done
