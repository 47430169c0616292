"""What a project pays besides rewards, a day after the work: bonuses, top-ups to the pay floor, the
house's fee.

Nothing of it touches an answer. After a UTC day is over its transfers are looked through on a
reader; then each project's day is counted once: what everybody gets is noted (`extra`), the fee is
booked, and what was reserved for the day's extras is free. What is noted is paid in chunks: bonuses
from what was reserved for them, top-ups as far as the hold reaches, before new rows are opened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain import consensus, ledger
from domain.extras import Terms, Worked
from services.ledger import move
from storage import extras as store
from storage.extras import Day as Day
from storage.extras import Paid as Paid
from storage.extras import Recent as Recent
from storage.tx import Tx

GRACE_MS = 600_000  # after midnight, until whatever was on its way is committed or taken back
SCANNED_AT_ONCE = 2_000
NOTED_AT_ONCE = 100
RECENT_MOST = 5
DAY_MS = 86_400_000


@dataclass(slots=True)
class Work:
    """What was done for one project on a day: rewards it paid, in all and by person."""

    terms: Terms
    rewards_minor: int = 0
    other_minor: int = 0  # what else left its hold as pay, or came back
    people: dict[int, Worked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extra:
    """What one person gets for a day."""

    kind: str
    account_id: int
    amount_minor: int


def of_day(tx: Tx, account_id: int, date: str) -> list[Paid]:
    """Give what somebody got on top for a day: bonuses, top-ups, what the house gave."""
    return store.of_day(tx, account_id, date)


def recent(tx: Tx, account_id: int) -> list[Recent]:
    """Give what somebody got on top last, the newest first."""
    return store.recent(tx, account_id, RECENT_MOST)


# --- Which day ---------------------------------------------------------------


def begun(tx: Tx) -> Day | None:
    """Give the day that somebody has begun to count, and maybe was killed at."""
    last = store.last_day(tx)
    return last if last is not None and last.done_ms is None else None


def is_due(tx: Tx, now_ms: int) -> bool:
    """Tell whether a day that is over has transfers nobody has looked through."""
    last = store.last_day(tx)
    after_id, after_date = (last.through_id, last.date) if last else (0, "")
    first = store.transfer_from(tx, after_id + 1)
    return first is not None and _date(first[1], after_date) < date_of(now_ms - GRACE_MS)


def next_day(tx: Tx, target_id: int, now_ms: int) -> Day | None:
    """Give the next day that is over; `target_id` is a transfer before which none comes in any
    more. Days without a transfer are passed over.
    """
    last = store.last_day(tx)
    after_id, after_date = (last.through_id, last.date) if last else (0, "")
    first = store.transfer_from(tx, after_id + 1)
    if first is None or first[0] > target_id:
        return None
    date = _date(first[1], after_date)
    if date >= date_of(now_ms - GRACE_MS):
        return None
    return Day(date, after_id, _boundary(tx, first[0], target_id, _end_ms(date)))


def begin(tx: Tx, day: Day) -> None:
    """Note which transfers make a day, once and for all."""
    store.begin_day(tx, day)


def end(tx: Tx, day: Day, now_ms: int) -> None:
    """Say that all of a day is counted."""
    store.end_day(tx, day.date, now_ms)


def date_of(ms: int) -> str:
    """Give the UTC date of a moment."""
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


def _date(ms: int, after_date: str) -> str:
    """Give the date of a transfer, which is behind those that were looked through whatever its
    clock said.
    """
    date = date_of(ms)
    if date > after_date:
        return date
    return (datetime.fromisoformat(after_date) + timedelta(days=1)).date().isoformat()


def _end_ms(date: str) -> int:
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp() * 1000) + DAY_MS


def _boundary(tx: Tx, first_id: int, target_id: int, end_ms: int) -> int:
    """Find the last transfer before a moment; their moments grow with their ids."""
    low, high = first_id, target_id
    while low < high:
        middle = (low + high + 1) // 2
        at = store.transfer_from(tx, middle)
        if at is None or at[0] > target_id or at[1] >= end_ms:
            high = middle - 1
        else:
            low = at[0]
    return low


# --- What was done on it -----------------------------------------------------


def scan(tx: Tx, after_id: int, through_id: int, works: dict[int, Work]) -> int:
    """Look through some transfers on a reader, add up what they paid, and give the last of them."""
    last_id = min(after_id + SCANNED_AT_ONCE, through_id)
    for earned in store.earned(tx, after_id, last_id):
        work = _work(tx, works, earned.project_id)
        work.rewards_minor += earned.reward_minor
        if not work.terms.have_people:
            continue
        worked = work.people.setdefault(earned.account_id, Worked())
        worked.answers += 1
        worked.earned_minor += earned.reward_minor
        if work.terms.bonus is not None and earned.result:
            given, decided = earned.read()
            worked.decided += 1
            worked.agreed += decided is not None and consensus.agrees(
                given, decided, work.terms.questions
            )
    for debit, credit, amount_minor in store.others(tx, after_id, last_id):
        for name, sign in ((debit, 1), (credit, -1)):
            owner, _, rest = name.partition(":")
            number, _, of = rest.partition(":")
            if (owner, of) == ("project", "hold"):
                _work(tx, works, int(number)).other_minor += sign * amount_minor
    return last_id


def _work(tx: Tx, works: dict[int, Work], project_id: int) -> Work:
    if project_id not in works:
        works[project_id] = Work(store.terms(tx, project_id))
    return works[project_id]


def of_work(work: Work) -> list[Extra]:
    """Give what people get for a day of a project, in the order of their accounts."""
    found = []
    for account_id, worked in sorted(work.people.items()):
        bonus_minor = worked.bonus_minor(work.terms.bonus)
        topup_minor = worked.answers * work.terms.missing_minor
        found += [
            Extra(kind, account_id, amount_minor)
            for kind, amount_minor in (("bonus", bonus_minor), ("topup", topup_minor))
            if amount_minor
        ]
    return found


def is_counted(tx: Tx, project_id: int, date: str) -> bool:
    """Tell whether a project's day was counted."""
    return (store.terms(tx, project_id).counted_date or "") >= date


def note(tx: Tx, project_id: int, date: str, some: Iterable[Extra], currency: str) -> None:
    """Note what some people get for a day, unless it was counted meanwhile."""
    if store.lock(tx, project_id) >= date:
        return
    for extra in some:
        store.owe(
            tx,
            kind=extra.kind,
            ref=f"{project_id}:{date}:{extra.account_id}",
            account_id=extra.account_id,
            project_id=project_id,
            date=date,
            amount_minor=extra.amount_minor,
            currency=currency,
        )


def count(tx: Tx, project_id: int, date: str, work: Work, now_ms: int) -> bool:
    """Count a project's day, once: what is noted is owed, the fee is booked, and what was reserved
    for the day is free.
    """
    store.lock(tx, project_id)
    fee_minor = work.terms.fee_minor(work.rewards_minor)
    covered_minor = work.rewards_minor + work.other_minor
    if not store.count(
        tx, project_id, date, covered_minor=covered_minor, fee_minor=fee_minor
    ):
        return False
    if fee_minor:
        move(
            tx,
            kind="fee",
            ref=f"{project_id}:{date}",
            debit=ledger.hold(project_id),
            credit=ledger.FEES,
            amount_minor=fee_minor,
            currency=work.terms.currency,
            now_ms=now_ms,
        )
    return True
