"""Payouts on their way out, as the loop in `bot.paying` takes them, step by step.

A payout is claimed by a lease, in turns; it is marked as sent, with what the rail will know it by,
before the rail is asked to send; what became of it is recorded once. After a kill the lease runs
out, and whoever claims it then finds it marked: it is looked up before anything else.
"""

from dataclasses import dataclass

from domain.amounts import N_
from domain.errors import Refused
from domain.ids import public
from domain.people import Person
from domain.rails import NotPaid, Outcome, Paid, Unknown, Waiting
from domain.terms import Terms
from services import audit, people
from services.payouts import books, limits, switch, telling
from storage import payouts as rows
from storage import sendings
from storage.payouts import Payout
from storage.tx import Tx

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
RETRY_MS_FIRST, RETRY_MS_MOST = 5_000, 6 * HOUR_MS
UNKNOWN_MINUTES, UNKNOWN_DAYS = 10, 3  # then its person is told that nobody knows, then admins
TOMORROW = "tomorrow"  # why a payout waits: the day's limit is reached
REASON_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """A payout in our hands until its lease runs out."""

    payout: Payout
    lease_ms: int

    @property
    def was_marked(self) -> bool:
        """Whether the rail may have it already."""
        return self.payout.state in ("sent", "unknown")


def any_due(tx: Tx, now_ms: int) -> bool:
    """Tell whether anything is to be sent or looked up now."""
    return bool(sendings.due(tx, may_send=not switch.is_on(tx), now_ms=now_ms, most=1))


def claim(tx: Tx, terms: Terms, *, now_ms: int, lease_ms: int, most: int) -> list[Taken]:
    """Take what is due until `lease_ms`; what is too much for today waits till tomorrow.

    What was approved by itself for somebody who was suspended since then waits for an admin. While
    payouts are stopped, what was marked as sent is looked up, and nothing is sent.
    """
    sendings.take_turn(tx)
    due = sendings.due(tx, may_send=not switch.is_on(tx), now_ms=now_ms, most=most)
    day, taken = limits.today(tx, terms, now_ms), []
    for payout in due:
        if payout.state == "approved" and _is_doubtful(tx, payout):
            if sendings.reconsider(tx, payout, now_ms):
                telling.admins(tx, payout, "waiting", now_ms)
                telling.person(tx, payout, "waiting", now_ms)
        elif payout.state == "approved" and not day.takes(payout.rail, payout.amount_minor):
            _wait_till_tomorrow(tx, payout, terms, now_ms)
        elif sendings.claim(tx, payout, lease_ms=lease_ms, now_ms=now_ms):
            taken.append(Taken(books.load(tx, payout.id), lease_ms))
    return taken


def mark_sent(tx: Tx, taken: Taken, ref: str) -> bool:
    """Store what the rail will know it by; False: it must not be sent, or not by us."""
    if switch.is_on(tx):
        return False
    return sendings.mark_sent(tx, taken.payout.id, taken.lease_ms, ref)


def put_off(tx: Tx, taken: Taken, why: str, now_ms: int) -> None:
    """Try later: nothing was sent."""
    payout = taken.payout
    next_ms = now_ms + wait_ms(payout.attempts)
    sendings.put_off(
        tx, payout.id, taken.lease_ms, next_ms=next_ms, reason=why[:REASON_LENGTH_MAX]
    )


def record(tx: Tx, taken: Taken, outcome: Outcome, now_ms: int) -> bool:
    """Write down what became of a payout, once; False where it is in other hands or has ended."""
    payout, person = books.locked(tx, taken.payout.id)
    match outcome:
        case Paid():
            return _settled(tx, payout, outcome, now_ms)
        case NotPaid():
            lease_ms = taken.lease_ms
            return _returned(tx, payout, person, outcome.reason, now_ms, lease_ms=lease_ms)
        case Waiting():
            done = sendings.handed_over(tx, payout.id, taken.lease_ms, outcome.ref)
            if done:
                telling.person(tx, payout, "sent", now_ms)
            return done
        case Unknown():
            return _unknown(tx, payout, taken.lease_ms, outcome.reason, now_ms)


def settle_by_hand(
    tx: Tx, payout_id: int, ref: str, now_ms: int, *, actor_id: int | None, fee_minor: int = 0
) -> Payout:
    """Say that a payout arrived, as a bank's answer does; raises Refused where it was not sent."""
    payout, _ = books.locked(tx, payout_id)
    if payout.state not in ("sent", "unknown"):
        raise Refused(
            N_("Payout {id} is {state}: what was sent can be settled."),
            id=public(payout_id),
            state=payout.state,
        )
    _settled(tx, payout, Paid(ref, fee_minor), now_ms)
    _written_down(tx, "payout.settle", payout_id, actor_id, now_ms, ref=ref)
    return books.load(tx, payout_id)


def return_by_hand(
    tx: Tx, payout_id: int, reason: str, now_ms: int, *, actor_id: int | None
) -> Payout:
    """Say that a payout did not arrive, or came back after it had. Raises Refused."""
    words = " ".join(reason.split())[:REASON_LENGTH_MAX]
    payout, person = books.locked(tx, payout_id)
    if payout.state == "settled" and sendings.bounce(tx, payout_id, words, now_ms):
        books.reverse(tx, payout, person, now_ms)
        _told_back(tx, payout, person, now_ms)
    elif not _returned(tx, payout, person, words, now_ms):
        raise Refused(
            N_("Payout {id} is {state}, or in the hands of the bot: it can't be returned now."),
            id=public(payout_id),
            state=payout.state,
        )
    _written_down(tx, "payout.return", payout_id, actor_id, now_ms, reason=words)
    return books.load(tx, payout_id)


def wait_ms(attempts: int) -> int:
    """Give the wait after so many attempts: doubling."""
    return min(RETRY_MS_MOST, RETRY_MS_FIRST << min(max(0, attempts - 1), 20))


def _settled(tx: Tx, payout: Payout, paid: Paid, now_ms: int) -> bool:
    ref = paid.ref or payout.rail_ref or ""
    done = sendings.settle(
        tx, payout.id, rail_ref=ref, fee_minor=paid.fee_minor, now_ms=now_ms
    )
    if done:
        books.settle(tx, payout._replace(fee_minor=paid.fee_minor), now_ms)
        if not paid.is_told:
            telling.person(tx, payout, "settled", now_ms)
        _forget_left(tx, payout)
    elif payout.state == "returned":  # it was given back by hand, and arrived all the same
        telling.admins(tx, payout, "twice", now_ms)
    return done


def _returned(
    tx: Tx, payout: Payout, person: Person, reason: str, now_ms: int, *, lease_ms: int = 0
) -> bool:
    done = sendings.give_back(tx, payout.id, reason, now_ms, lease_ms=lease_ms)
    if done:
        books.put_back(tx, payout, person, now_ms)
        _told_back(tx, payout, person, now_ms)
    return done


def _told_back(tx: Tx, payout: Payout, person: Person, now_ms: int) -> None:
    telling.person(tx, payout, "returned", now_ms)
    _forget_left(tx, payout)


def _unknown(tx: Tx, payout: Payout, lease_ms: int, why: str, now_ms: int) -> bool:
    """Look it up later. Where there is no answer for a while its person is told, and after some
    days admins are, each once.
    """
    sent_ms = payout.sent_ms or payout.created_ms
    person_ms, admins_ms = sent_ms + UNKNOWN_MINUTES * MINUTE_MS, sent_ms + UNKNOWN_DAYS * DAY_MS
    later = [tell_ms for tell_ms in (person_ms, admins_ms) if tell_ms > now_ms]
    next_ms = min([now_ms + wait_ms(payout.attempts), *later])
    done = sendings.unknown(
        tx, payout.id, lease_ms, reason=why[:REASON_LENGTH_MAX], next_ms=next_ms
    )
    for tell_ms, tell in ((person_ms, telling.person), (admins_ms, telling.admins)):
        if done and (payout.next_ms or 0) <= tell_ms <= now_ms:  # the time before was earlier
            tell(tx, payout, "unknown", now_ms)
    return done


def _is_doubtful(tx: Tx, payout: Payout) -> bool:
    """Tell whether somebody was suspended, and no admin has said yes to this payout."""
    of = people.load(tx, payout.account_id)
    return of.state == "suspended" and not rows.approvals(tx, payout)


def _wait_till_tomorrow(tx: Tx, payout: Payout, terms: Terms, now_ms: int) -> None:
    next_ms = limits.tomorrow_ms(terms, now_ms)
    if sendings.wait(tx, payout, next_ms=next_ms, reason=TOMORROW, now_ms=now_ms) and (
        payout.reason != TOMORROW
    ):
        telling.person(tx, payout, TOMORROW, now_ms)


def _forget_left(tx: Tx, payout: Payout) -> None:
    """Where the payout of somebody who left went is nobody's business once it has ended."""
    if people.load(tx, payout.account_id).state == "deleted":
        rows.forget(tx, payout.account_id)


def _written_down(
    tx: Tx, action: str, payout_id: int, actor_id: int | None, now_ms: int, **details: str
) -> None:
    audit.record(
        tx, actor_id=actor_id, action=action, subject=f"payout:{payout_id}", details=details,
        now_ms=now_ms,
    )  # fmt: skip
