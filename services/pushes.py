"""Pushed tasks: offered to people who said yes, in their hours, and never too many."""

from dataclasses import dataclass

from domain import localtime
from domain.notices import Notice
from domain.people import Person
from domain.terms import Terms
from services import notices, people, work
from services.work import InHand
from storage import notices as outbox
from storage import pushes as store
from storage import work as assignments
from storage.pushes import DuePerson
from storage.tx import Tx

CHUNK = 20
LOOK_AGAIN_MS = 10 * localtime.MS_PER_MINUTE
SOON_MS = localtime.MS_PER_MINUTE
DAY_MS = 24 * localtime.MS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Chunk:
    """How many people were looked at, and how many of them got something."""

    seen: int
    done: int


def push_due(tx: Tx, terms: Terms, now_ms: int) -> Chunk:
    """Offer tasks to some of those whose turn it is; nobody seen: nobody is left.

    Whoever is looked at gets a later turn, so that a loop over chunks ends.
    """
    if not terms.push.enabled or not store.any_open(tx):
        return Chunk(0, 0)
    due = store.due(tx, now_ms, CHUNK)
    return Chunk(len(due), sum(_consider(tx, each, terms, now_ms) for each in due))


def _consider(tx: Tx, due: DuePerson, terms: Terms, now_ms: int) -> bool:
    person = people.load(tx, due.account_id)
    later_ms = _not_before(tx, person, terms, now_ms)
    if later_ms is None:
        last = outbox.last_push(tx, person.account_id)
        interval_ms = _interval(tx, due, last, terms)
        later_ms = last[1] + interval_ms if last else now_ms
    if later_ms > now_ms:
        store.look_again(tx, person.account_id, later_ms)
        return False
    given = _reserve(tx, person, now_ms, terms)
    if given is None:
        store.look_again(tx, person.account_id, now_ms + LOOK_AGAIN_MS)
        return False
    notices.tell(
        tx,
        account_id=person.account_id,
        kind="push",
        params={"assignment_id": given.assignment_id},
        now_ms=now_ms,
    )
    store.pushed(tx, person.account_id, next_ms=now_ms + _base_ms(terms), interval_ms=interval_ms)
    return True


def _reserve(tx: Tx, person: Person, now_ms: int, terms: Terms) -> InHand | None:
    """Hand a person the best task there is, or None; it waits longer than a task asked for.

    A visit is nothing to be pushed: whoever goes somewhere chooses that.
    """
    within_ms = terms.push.answer_within_minutes * 60_000
    for offer in work.open_projects(tx, person, now_ms):
        if offer.project.at:
            continue
        taken = work.take(tx, person, offer.id, now_ms, answer_within_ms=within_ms)
        if taken is not None:
            return taken
    return None


def _not_before(tx: Tx, person: Person, terms: Terms, now_ms: int) -> int | None:
    """Give the moment before which this person is not to be disturbed; None where now is fine."""
    if person.state != "active" or person.consent_ms is None:
        return now_ms + DAY_MS
    if not notices.reach(tx, person.account_id):
        return now_ms + localtime.MS_PER_HOUR
    minute = localtime.minute_of(now_ms, person.time_zone)
    if localtime.in_hours(minute, person.quiet_from_minute, person.quiet_to_minute):
        return localtime.next_at(now_ms, person.time_zone, person.quiet_to_minute)
    in_hand = work.current(tx, person.account_id)
    if in_hand is not None:
        return max(in_hand.deadline_ms, now_ms) + SOON_MS
    today = localtime.date_of(now_ms, person.time_zone)
    since_ms = localtime.start_of(today, person.time_zone)
    most = min(person.push_daily, terms.push.daily_most)
    if outbox.pushes_since(tx, person.account_id, since_ms) >= most:
        return localtime.next_at(now_ms, person.time_zone, 0)
    return None


def _interval(tx: Tx, due: DuePerson, last: tuple[int, int] | None, terms: Terms) -> int:
    """Give the wait after the last push: twice what it was where that was ignored."""
    base_ms = _base_ms(terms)
    if last is None or store.outcome(tx, last[0]) != "expired":
        return base_ms
    doubled_ms = 2 * max(due.interval_ms, base_ms)
    return min(doubled_ms, max(base_ms, terms.push.interval_minutes_most * 60_000))


def _base_ms(terms: Terms) -> int:
    return terms.push.interval_minutes * localtime.MS_PER_MINUTE


def reconsider(tx: Tx, person: Person, now_ms: int) -> None:
    """A person's hours have changed: look at them at once, whatever was planned."""
    if person.push_on:
        store.look_again(tx, person.account_id, now_ms)


def withdraw(tx: Tx, notice: Notice, now_ms: int) -> None:
    """A pushed task could not be shown to the person: it goes back at once, and nothing counts."""
    assignment = assignments.find(tx, int(str(notice.params["assignment_id"])))
    if assignment is not None and assignment.account_id == notice.account_id:
        work.release(tx, assignment, now_ms)
