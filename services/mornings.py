"""When somebody's morning is, and what of the mornings that have come is still to be said.

It is when the local clock reaches `[summary] hour`, or when the person's quiet hours end, where
that hour lies in them. What is missed by more than LATE_MS (the bot was down) is left out: nobody
hears about the morning at night.
"""

from dataclasses import dataclass
from datetime import date

from domain import localtime
from domain.people import Person
from domain.terms import Terms
from services import people
from storage import summaries as store
from storage.summaries import Chosen as Chosen
from storage.tx import Tx

LATE_MS = 4 * localtime.MS_PER_HOUR
MONDAY, WEDNESDAY = 0, 2  # a week is summed up on its first mornings


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of a morning: is it said now, when is the next, and which date had the last."""

    is_now: bool
    next_ms: int
    last_date: str | None


def minute(person: Person, terms: Terms) -> int:
    """Give the minute of the day at which a person's morning is."""
    at = terms.summary.hour * 60
    if localtime.in_hours(at, person.quiet_from_minute, person.quiet_to_minute):
        return person.quiet_to_minute
    return at


def next_ms(person: Person, terms: Terms, now_ms: int) -> int:
    """Give the moment of a person's next morning."""
    return localtime.next_at(now_ms, person.time_zone, minute(person, terms))


def next_monday_ms(person: Person, terms: Terms, now_ms: int) -> int:
    """Give the moment of a person's next Monday morning."""
    monday, at = monday_of(localtime.date_of(now_ms, person.time_zone)), minute(person, terms)
    moment = localtime.start_of(monday, person.time_zone, at)
    if moment > now_ms:
        return moment
    return localtime.start_of(localtime.days_before(monday, -7), person.time_zone, at)


def monday_of(iso: str) -> str:
    """Give the Monday of a day's week."""
    return localtime.days_before(iso, date.fromisoformat(iso).weekday())


def of_day(person: Person, last_date: str | None, terms: Terms, now_ms: int) -> Turn:
    """Tell what becomes of a daily message; `last_date` is the local date of the last one."""
    today = localtime.date_of(now_ms, person.time_zone)
    late_ms = now_ms - localtime.start_of(today, person.time_zone, minute(person, terms))
    had_it = last_date is not None and last_date >= today
    return Turn(
        is_now=not had_it and 0 <= late_ms <= LATE_MS,
        next_ms=next_ms(person, terms, now_ms),
        last_date=last_date if had_it or late_ms < 0 else today,
    )


def of_week(person: Person, last_date: str | None, terms: Terms, now_ms: int) -> Turn:
    """Tell what becomes of a weekly message, whose date is its Monday.

    A Monday that was missed is caught up with on the next morning, up to Wednesday.
    """
    today = localtime.date_of(now_ms, person.time_zone)
    monday = monday_of(today)
    is_over = last_date is not None and last_date >= monday
    if is_over or date.fromisoformat(today).weekday() > WEDNESDAY:
        return Turn(False, next_monday_ms(person, terms, now_ms), last_date)
    late_ms = now_ms - localtime.start_of(today, person.time_zone, minute(person, terms))
    if not 0 <= late_ms <= LATE_MS:
        return Turn(False, next_ms(person, terms, now_ms), last_date)
    return Turn(True, next_monday_ms(person, terms, now_ms), monday)


def chosen(tx: Tx, person: Person) -> Chosen:
    """Tell which messages a person gets in the morning."""
    return store.chosen(tx, person.account_id)


def choose(
    tx: Tx, person: Person, *, daily: bool, weekly: bool, terms: Terms, now_ms: int
) -> None:
    """Let a person have the day's message, the week's, both or none."""
    store.choose(
        tx,
        person.account_id,
        summary_next_ms=next_ms(person, terms, now_ms) if daily else None,
        weekly_next_ms=next_monday_ms(person, terms, now_ms) if weekly else None,
    )


def choose_digest(tx: Tx, person: Person, *, on: bool) -> None:
    """Let somebody who looks after projects have a digest of them, or none."""
    store.choose_digest(tx, person.account_id, on=on)


def change_time_zone(tx: Tx, person: Person, time_zone: str, terms: Terms, now_ms: int) -> Person:
    """Let a person live in another zone; their mornings move with it."""
    moved = person._replace(time_zone=time_zone)
    people.set_time_zone(tx, person.account_id, time_zone)
    _move(tx, moved, terms, now_ms)
    return moved


def change_quiet_hours(
    tx: Tx, person: Person, *, from_minute: int, to_minute: int, terms: Terms, now_ms: int
) -> Person:
    """Let a person have other quiet hours; their mornings move with them."""
    moved = person._replace(quiet_from_minute=from_minute, quiet_to_minute=to_minute)
    people.set_quiet_hours(tx, person.account_id, from_minute=from_minute, to_minute=to_minute)
    _move(tx, moved, terms, now_ms)
    return moved


def _move(tx: Tx, person: Person, terms: Terms, now_ms: int) -> None:
    morning_ms = next_ms(person, terms, now_ms)
    store.move(
        tx,
        person.account_id,
        summary_next_ms=morning_ms,
        weekly_next_ms=next_monday_ms(person, terms, now_ms),
        digest_next_ms=morning_ms,
    )
