"""The morning's message: once a local date, to people who have something to hear.

It is due when the local clock reaches `[summary] hour`, or when the person's quiet hours end, where
that hour lies in them. A morning that is missed by more than LATE_MS (the bot was down) is left
out: nobody hears about the morning at night. Somebody who has not worked for a week and was not
credited anything is left in peace.
"""


from domain import localtime
from domain.people import Person
from domain.terms import Terms
from services import notices, people
from services.pushes import Chunk
from services.stats import Rank
from services.stats import ranks as everybody
from storage import stats
from storage import summaries as store
from storage.summaries import DueMorning
from storage.tx import Tx

CHUNK = 50
LATE_MS = 4 * localtime.MS_PER_HOUR
SILENT_DAYS = 7


def morning_minute(person: Person, terms: Terms) -> int:
    """Give the minute of the day at which a person's morning is."""
    minute = terms.summary.hour * 60
    if localtime.in_hours(minute, person.quiet_from_minute, person.quiet_to_minute):
        return person.quiet_to_minute
    return minute


def next_morning_ms(person: Person, terms: Terms, now_ms: int) -> int:
    """Give the moment of a person's next morning."""
    return localtime.next_at(now_ms, person.time_zone, morning_minute(person, terms))


def schedule_first(tx: Tx, person: Person, terms: Terms, now_ms: int) -> None:
    """Set the next morning of somebody who has just agreed to take part."""
    store.schedule(tx, person.account_id, next_morning_ms(person, terms, now_ms))


def change_time_zone(tx: Tx, person: Person, time_zone: str, terms: Terms, now_ms: int) -> Person:
    """Let a person live in another zone; their next morning moves with it."""
    moved = person._replace(time_zone=time_zone)
    morning_ms = next_morning_ms(moved, terms, now_ms)
    people.set_time_zone(tx, person.account_id, time_zone, summary_next_ms=morning_ms)
    return moved


def change_quiet_hours(
    tx: Tx, person: Person, *, from_minute: int, to_minute: int, terms: Terms, now_ms: int
) -> Person:
    """Let a person have other quiet hours; their next morning moves with them."""
    moved = person._replace(quiet_from_minute=from_minute, quiet_to_minute=to_minute)
    people.set_quiet_hours(tx, person.account_id, from_minute=from_minute, to_minute=to_minute)
    store.schedule(tx, person.account_id, next_morning_ms(moved, terms, now_ms))
    return moved


def ranks(tx: Tx, now_ms: int) -> dict[int, Rank]:
    """Give everybody's rank for the mornings that have come; none where none has."""
    return everybody(tx, now_ms) if store.any_due(tx, now_ms) else {}


def summarise_due(tx: Tx, terms: Terms, now_ms: int, ranks: dict[int, Rank]) -> Chunk:
    """Tell some of those whose morning has come; nobody seen: nobody is left."""
    if not terms.summary.enabled:
        return Chunk(0, 0)
    due = store.due(tx, now_ms, CHUNK)
    return Chunk(len(due), sum(_consider(tx, each, terms, now_ms, ranks) for each in due))


def _consider(tx: Tx, due: DueMorning, terms: Terms, now_ms: int, ranks: dict[int, Rank]) -> bool:
    person = people.load(tx, due.account_id)
    if person.state == "deleted" or person.consent_ms is None:
        store.done(tx, due.account_id, next_ms=None, date=due.last_date)
        return False
    today = localtime.date_of(now_ms, person.time_zone)
    morning_ms = localtime.start_of(today, person.time_zone, morning_minute(person, terms))
    had_it = due.last_date is not None and due.last_date >= today
    is_early = now_ms < morning_ms
    store.done(
        tx,
        due.account_id,
        next_ms=next_morning_ms(person, terms, now_ms),
        date=due.last_date if had_it or is_early else today,
    )
    if had_it or is_early or now_ms - morning_ms > LATE_MS or person.state != "active":
        return False
    if not notices.reach(tx, person.account_id):
        return False
    return _tell(tx, person, terms, today, now_ms, ranks.get(person.account_id))


def _tell(tx: Tx, person: Person, terms: Terms, today: str, now_ms: int, rank: Rank | None) -> bool:
    """Tell somebody about yesterday, where there is something to tell."""
    yesterday = localtime.days_before(today, 1)
    since_ms = localtime.start_of(yesterday, person.time_zone, morning_minute(person, terms))
    credited_minor = store.credited_minor(tx, person.account_id, since_ms)
    worked = stats.tallies(tx, person.account_id, localtime.days_before(today, SILENT_DAYS))
    if not credited_minor and not any(day.tasks for day in worked if day.date < today):
        return False
    notices.tell(
        tx,
        account_id=person.account_id,
        kind="summary",
        params={
            "date": yesterday,
            "credited_minor": credited_minor,
            "rank": rank.place if rank else 0,
            "of": rank.of if rank else 0,
        },
        now_ms=now_ms,
    )
    return True
