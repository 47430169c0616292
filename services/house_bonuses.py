"""What the house gives of its own: for days in a row, and for bringing somebody who stays.

Who is due something is found on a reader, and given one by one: each bonus has a reference of its
own, so that it is given once, whoever looks and however often. An account that became part of
another took its bonuses with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain import ledger, localtime
from domain.people import Person
from domain.terms import Terms
from services import notices, people
from services.extras import date_of
from services.ledger import move
from storage import extras as store
from storage.tx import Tx

LATE_DAYS = 7  # for how long what nobody has looked at is still given
PAGE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A bonus that somebody may be due; `about_id` is whom an invitation brought."""

    kind: str
    account_id: int
    ref: str
    date: str
    amount_minor: int
    about_id: int = 0


def due(tx: Tx, terms: Terms, now_ms: int) -> list[Due]:
    """Find what is due, on a reader."""
    return [*_streaks(tx, terms, now_ms), *_referrals(tx, terms, now_ms)]


def give(tx: Tx, found: Due, terms: Terms, now_ms: int) -> bool:
    """Give a bonus, once, and say so; False where it was given, or is not due any more."""
    accounts = sorted({found.account_id, found.about_id} - {0})
    persons = {each: people.load(tx, each, lock=True) for each in accounts}
    gone = any(
        person.state != "active" or person.account_id != account_id
        for account_id, person in persons.items()
    )
    if gone or _was_given(tx, found):
        return False
    if found.kind == "referral" and not _is_sound(tx, found, persons):
        return False
    currency = terms.money.currency
    if not store.give(
        tx, kind=found.kind, ref=found.ref, account_id=found.account_id, date=found.date,
        amount_minor=found.amount_minor, currency=currency, now_ms=now_ms,
    ):  # fmt: skip
        return False
    move(
        tx,
        kind=found.kind,
        ref=found.ref,
        debit=ledger.BONUSES,
        credit=ledger.pending(found.account_id),
        amount_minor=found.amount_minor,
        currency=currency,
        now_ms=now_ms,
    )
    _tell(tx, found, terms, now_ms)
    return True


def _streaks(tx: Tx, terms: Terms, now_ms: int) -> Iterator[Due]:
    """Look at days in a row that are over: today's may be taken back yet."""
    minor, days = terms.minor(terms.bonuses.streak), terms.bonuses.streak_days
    after_id = 0
    while minor and (page := store.streaks(tx, after_id, days, PAGE)):
        after_id = page[-1][0]
        for account_id, time_zone, streak_days, last in page:
            today = localtime.date_of(now_ms, time_zone)
            full = streak_days - (last >= today)
            times = full // days
            if not times or last < localtime.days_before(today, LATE_DAYS):
                continue
            first = date.fromisoformat(last) - timedelta(days=streak_days - 1)
            reached = first + timedelta(days=times * days - 1)
            if reached.isoformat() < localtime.days_before(today, LATE_DAYS):
                continue
            ref = f"{account_id}:{first.isoformat()}:{times}"
            found = Due("streak", account_id, ref, reached.isoformat(), minor)
            if not _was_given(tx, found):
                yield found


def _referrals(tx: Tx, terms: Terms, now_ms: int) -> Iterator[Due]:
    minor, after_id = terms.minor(terms.bonuses.referral), 0
    least = {"tasks": terms.bonuses.referral_tasks, "days": terms.bonuses.referral_days}
    while minor and (page := store.stayed(tx, after_id, most=PAGE, **least)):
        after_id = page[-1][0]
        for account_id, inviter_id in page:
            found = Due(
                "referral", inviter_id, str(account_id), date_of(now_ms), minor, account_id
            )
            if not _was_given(tx, found):
                yield found


def _was_given(tx: Tx, found: Due) -> bool:
    """Tell whether it was given before, or for an account that became part of this one."""
    of_id = found.about_id or found.account_id
    rest = found.ref.removeprefix(str(of_id))
    accounts = [of_id, *store.parts(tx, of_id)]
    return any(store.exists(tx, found.kind, f"{account_id}{rest}") for account_id in accounts)


def _is_sound(tx: Tx, found: Due, persons: dict[int, Person]) -> bool:
    """Tell whether the invitation still stands between two who never were one."""
    inviter, invited = persons[found.account_id], persons[found.about_id]
    if inviter.kin is not None and inviter.kin == invited.kin:
        return False
    return store.inviter(tx, found.about_id) == found.account_id


def _tell(tx: Tx, found: Due, terms: Terms, now_ms: int) -> None:
    params = {"amount_minor": found.amount_minor, "currency": terms.money.currency}
    if found.kind == "streak":
        params["days"] = terms.bonuses.streak_days
    notices.tell(
        tx, account_id=found.account_id, kind=f"{found.kind}_bonus", params=params, now_ms=now_ms
    )
    if found.about_id:
        notices.tell(
            tx, account_id=found.about_id, kind="referral_stayed", params=params, now_ms=now_ms
        )
