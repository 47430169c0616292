"""The daily digest of a server: what its people did on the day before, once a local date."""

from dataclasses import dataclass

from domain import localtime
from domain.terms import Terms
from services import posts
from services.servers import Server
from storage import servers as store
from storage.servers import Day as Day
from storage.tx import Tx

CHUNK = 20
BEST = 3


@dataclass(frozen=True, slots=True)
class Digest:
    """What a server's people did on one local day; the best of it by points, the first first."""

    date: str
    people: int
    tasks: int
    earned_minor: int
    best: tuple[Day, ...]


def of_day(tx: Tx, server_id: int, date: str) -> Digest:
    """Sum a day up."""
    days = store.day(tx, server_id, date)
    best = sorted(days, key=lambda day: (-day.points, -day.tasks, day.account_id))[:BEST]
    return Digest(
        date,
        len(days),
        sum(day.tasks for day in days),
        sum(day.earned_minor for day in days),
        tuple(best),
    )


def write_due(tx: Tx, terms: Terms, now_ms: int) -> tuple[int, int]:
    """Write the digests that are due; gives (servers looked at, digests written).

    A day on which nobody worked has none, and one that was missed comes late on the same day.
    """
    due = store.digests_due(tx, now_ms, CHUNK)
    return len(due), sum(_write(tx, server, terms, now_ms) for server in due)


def _write(tx: Tx, server: Server, terms: Terms, now_ms: int) -> bool:
    minute = terms.summary.hour * 60
    store.digest_next(tx, server.id, localtime.next_at(now_ms, server.time_zone, minute))
    yesterday = localtime.days_before(localtime.date_of(now_ms, server.time_zone), 1)
    if not of_day(tx, server.id, yesterday).tasks:
        return False
    return posts.say(
        tx,
        platform=server.platform,
        chat=server.digest_chat,
        kind="digest",
        ref=f"{server.id}:{yesterday}",
        params={"server_id": server.id, "date": yesterday},
        now_ms=now_ms,
    )
