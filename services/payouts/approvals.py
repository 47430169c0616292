"""What admins do: say yes to a payout, one or two of them, or no with a reason.

Nobody approves a payout of their own, or of an account that they were one with. A yes holds for one
version: a changed payout has to be approved anew.
"""

from dataclasses import dataclass

from domain.amounts import N_
from domain.errors import NotAllowed, Refused
from domain.people import Person
from domain.terms import Terms
from services import audit
from services.payouts import books, telling
from storage import payouts as rows
from storage.payouts import Payout
from storage.tx import Tx

REASON_LENGTH_LEAST, REASON_LENGTH_MAX = 3, 300


@dataclass(frozen=True, slots=True)
class Approved:
    """A payout after a yes, and how many more admins have to say it."""

    payout: Payout
    left: int


def needed(terms: Terms, person: Person, amount_minor: int, *, is_strange: bool = False) -> int:
    """Tell how many admins have to approve an amount; 0: it is approved by itself."""
    if amount_minor <= terms.minor(terms.payouts.automatic_most):
        return int(is_strange or person.state != "active")
    return _most(terms, amount_minor)


def _most(terms: Terms, amount_minor: int) -> int:
    second = terms.minor(terms.payouts.second_admin_above)
    return 2 if second and amount_minor > second else 1


def approve(
    tx: Tx, admin: Person, payout_id: int, version: int, terms: Terms, now_ms: int
) -> Approved:
    """Say yes to a version of a payout. Raises Refused where it isn't waiting for that."""
    payout, person = books.locked(tx, payout_id)
    if payout.state != "requested":
        raise _moved_on()
    if payout.version != version:
        raise Refused(N_("This payout was changed since then: look at it again, in /payouts."))
    if telling.is_own(person, admin.account_id, admin.kin):
        raise NotAllowed(N_("Nobody approves a payout of their own. Another admin has to."))
    if not rows.hold(tx, payout):
        raise _moved_on()
    if not rows.add_approval(tx, payout, admin.account_id, now_ms):
        raise Refused(N_("You said yes to this one before. Another admin has to say it, too."))
    given = {kin or -account_id for account_id, kin in rows.approvals(tx, payout)}
    left = _most(terms, payout.amount_minor) - len(given)
    audit.record(
        tx,
        actor_id=admin.account_id,
        action="payout.approve",
        subject=f"payout:{payout_id}",
        details={"version": version, "left": max(0, left)},
        now_ms=now_ms,
    )
    if left > 0:
        return Approved(payout, left)
    next_ms = max(now_ms, payout.next_ms or 0)
    if not rows.approve(tx, payout, next_ms=next_ms, now_ms=now_ms):
        raise _moved_on()
    telling.person(tx, payout, "approved", now_ms)
    return Approved(books.load(tx, payout_id), 0)


def refuse(
    tx: Tx, admin: Person, payout_id: int, reason: str, now_ms: int
) -> Payout:
    """Say no with a reason, which the person reads: it is theirs again."""
    words = " ".join(reason.split())[:REASON_LENGTH_MAX]
    if len(words) < REASON_LENGTH_LEAST:
        raise Refused(N_("Say why in a few words: the person reads them."))
    payout, person = books.locked(tx, payout_id)
    if not rows.withdraw(tx, payout_id, words, now_ms):
        raise Refused(N_("It is on its way or has ended, so it can't be refused any more."))
    books.put_back(tx, payout, person, now_ms)
    telling.person(tx, payout, "returned", now_ms)
    audit.record(
        tx,
        actor_id=admin.account_id,
        action="payout.refuse",
        subject=f"payout:{payout_id}",
        details={"reason": words},
        now_ms=now_ms,
    )
    return books.load(tx, payout_id)


def _moved_on() -> Refused:
    return Refused(N_("This payout doesn't wait for a yes any more. /payouts lists those that do."))
