"""The morning's message and the week's: once a local date, to people who have something to hear.

Somebody who has not worked for a week and was not credited anything is left in peace.
"""

from dataclasses import dataclass

from domain import localtime
from domain.people import Person
from domain.terms import Terms
from services import mornings, notices, people
from services.pushes import Chunk
from services.stats import Rank
from services.stats import ranks as everybody
from storage import stats
from storage import summaries as store
from storage.summaries import DueMorning
from storage.tx import Tx

CHUNK = 50
SILENT_DAYS = 7
AT_ONCE = 500  # mornings that go out as quickly as they can
EACH_MS = 40  # of more than that: what else is to be said meanwhile doesn't wait behind them
_SCATTER = 2_654_435_761  # numbers times this, of 32 bits, lie evenly


def schedule_first(tx: Tx, person: Person, terms: Terms, now_ms: int) -> None:
    """Set the next morning of somebody who has just agreed to take part."""
    store.schedule(tx, person.account_id, mornings.next_ms(person, terms, now_ms))


def ranks(tx: Tx, now_ms: int) -> dict[int, Rank]:
    """Give everybody's rank for the mornings that have come; none where none has."""
    return everybody(tx, now_ms) if store.any_due(tx, now_ms) else {}


def spread_ms(tx: Tx, now_ms: int) -> int:
    """Give the time over which the mornings that have come are sent."""
    return max(0, store.count_due(tx, now_ms) - AT_ONCE) * EACH_MS


def summarise_due(
    tx: Tx, terms: Terms, now_ms: int, ranks: dict[int, Rank], spread_ms: int = 0
) -> Chunk:
    """Tell some of those whose morning has come; nobody seen: nobody is left."""
    if not terms.summary.enabled:
        return Chunk(0, 0)
    burst = Burst(ranks, spread_ms)
    if due := store.due(tx, now_ms, CHUNK):
        return Chunk(len(due), sum(_daily(tx, each, terms, now_ms, burst) for each in due))
    weekly = store.weekly_due(tx, now_ms, CHUNK)
    return Chunk(len(weekly), sum(_weekly(tx, each, terms, now_ms, burst) for each in weekly))


@dataclass(frozen=True, slots=True)
class Burst:
    """What the mornings of one moment share: everybody's rank, and how far they are spread."""

    ranks: dict[int, Rank]
    spread_ms: int

    def later_ms(self, account_id: int) -> int:
        """Give how much later than others somebody hears."""
        return (account_id * _SCATTER % (1 << 32)) * self.spread_ms >> 32


def is_there(person: Person) -> bool:
    """Tell whether somebody is still one of us: who has left hears nothing any more."""
    return person.state not in ("deleted", "merged") and person.consent_ms is not None


def _daily(tx: Tx, due: DueMorning, terms: Terms, now_ms: int, burst: Burst) -> bool:
    person = people.load(tx, due.account_id)
    if person.account_id != due.account_id or not is_there(person):
        store.done(tx, due.account_id, next_ms=None, date=due.last_date)
        return False
    turn = mornings.of_day(person, due.last_date, terms, now_ms)
    store.done(tx, due.account_id, next_ms=turn.next_ms, date=turn.last_date)
    if not turn.is_now or not _can_hear(tx, person):
        return False
    today = localtime.date_of(now_ms, person.time_zone)
    yesterday = localtime.days_before(today, 1)
    since_ms = _morning_ms(person, yesterday, terms)
    silent_since = localtime.days_before(today, SILENT_DAYS)
    return _tell(tx, person, "summary", yesterday, today, since_ms, silent_since, now_ms, burst)


def _weekly(tx: Tx, due: DueMorning, terms: Terms, now_ms: int, burst: Burst) -> bool:
    person = people.load(tx, due.account_id)
    if person.account_id != due.account_id or not is_there(person):
        store.weekly_done(tx, due.account_id, next_ms=None, date=due.last_date)
        return False
    turn = mornings.of_week(person, due.last_date, terms, now_ms)
    store.weekly_done(tx, due.account_id, next_ms=turn.next_ms, date=turn.last_date)
    if not turn.is_now or not _can_hear(tx, person):
        return False
    monday = mornings.monday_of(localtime.date_of(now_ms, person.time_zone))
    first = localtime.days_before(monday, 7)
    since_ms = _morning_ms(person, first, terms)
    return _tell(tx, person, "weekly", first, monday, since_ms, first, now_ms, burst)


def _can_hear(tx: Tx, person: Person) -> bool:
    return person.state == "active" and bool(notices.reach(tx, person.account_id))


def _morning_ms(person: Person, iso: str, terms: Terms) -> int:
    return localtime.start_of(iso, person.time_zone, mornings.minute(person, terms))


def _tell(
    tx: Tx,
    person: Person,
    kind: str,
    about: str,
    until: str,
    since_ms: int,
    silent_since: str,
    now_ms: int,
    burst: Burst,
) -> bool:
    """Tell somebody about the days from `about` to before `until`, where there is anything."""
    credited_minor = store.credited_minor(tx, person.account_id, since_ms)
    worked = stats.tallies(tx, person.account_id, silent_since)
    if not credited_minor and not any(day.tasks for day in worked if day.date < until):
        return False
    rank = burst.ranks.get(person.account_id)
    notices.tell(
        tx,
        account_id=person.account_id,
        kind=kind,
        params={
            "date": about,
            "credited_minor": credited_minor,
            "rank": rank.place if rank else 0,
            "of": rank.of if rank else 0,
        },
        now_ms=now_ms,
        later_ms=burst.later_ms(person.account_id),
    )
    return True
