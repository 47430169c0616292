"""Credits that nobody uses expire, where an operator wants that: never without being said before.

They expire after so many days without an answer and without anything that came in, and 30 days
after the person was told: whoever shortens the time takes nothing from anybody at once.
"""

from domain import ledger
from domain.terms import Terms
from services import notices, people
from services.ledger import move
from storage import credit_expiry as rows
from storage.credit_expiry import Idle
from storage.tx import Tx

DAY_MS = 86_400_000
WARNING_MS = 30 * DAY_MS
SEEN_AT_ONCE, DONE_AT_ONCE = 1_000, 50


def due(tx: Tx, terms: Terms, now_ms: int) -> list[int]:
    """Give, on a reader, the accounts of all who are to be told, or whose credits expire."""
    found: list[int] = []
    after_id = 0
    while terms.payouts.credits_expire_days:
        page = rows.idle(tx, terms.money.currency, after_id=after_id, most=SEEN_AT_ONCE)
        found += [one.account_id for one in page if _step(one, terms, now_ms)]
        if len(page) < SEEN_AT_ONCE:
            break
        after_id = page[-1].account_id
    return found


def expire_some(tx: Tx, account_ids: list[int], terms: Terms, now_ms: int) -> int:
    """Tell some people, or book what has expired; give how many."""
    done = 0
    for account_id in sorted(account_ids):
        people.load(tx, account_id, lock=True)
        page = rows.idle(tx, terms.money.currency, after_id=account_id - 1, most=1)
        if not page or page[0].account_id != account_id:
            continue
        match _step(page[0], terms, now_ms):
            case "warn":
                _warn(tx, page[0], terms, now_ms)
            case "expire":
                _expire(tx, page[0], terms, now_ms)
            case _:
                continue
        done += 1
    return done


def _step(one: Idle, terms: Terms, now_ms: int) -> str:
    """Say what is to be done about somebody's credits now: warn, expire or nothing."""
    end_ms = one.since_ms + terms.payouts.credits_expire_days * DAY_MS
    is_warned = one.warned_since_ms == one.since_ms and one.told_ms is not None
    if not is_warned:
        return "warn" if now_ms >= end_ms - WARNING_MS else ""
    return "expire" if now_ms >= max(end_ms, (one.told_ms or 0) + WARNING_MS) else ""


def _warn(tx: Tx, one: Idle, terms: Terms, now_ms: int) -> None:
    rows.warn(tx, one.account_id, one.since_ms, now_ms)
    end_ms = one.since_ms + terms.payouts.credits_expire_days * DAY_MS
    told = {"amount_minor": one.amount_minor, "end_ms": max(end_ms, now_ms + WARNING_MS)}
    notices.tell(tx, account_id=one.account_id, kind="expiring", params=told, now_ms=now_ms)


def _expire(tx: Tx, one: Idle, terms: Terms, now_ms: int) -> None:
    move(
        tx,
        kind="expired",
        ref=f"{one.account_id}:{one.since_ms}",
        debit=ledger.available(one.account_id),
        credit=ledger.FORFEITED,
        amount_minor=one.amount_minor,
        currency=terms.money.currency,
        now_ms=now_ms,
    )
    rows.forget(tx, one.account_id)
    told = {"amount_minor": one.amount_minor, "days": terms.payouts.credits_expire_days}
    notices.tell(
        tx, account_id=one.account_id, kind="credits_expired", params=told, now_ms=now_ms
    )
