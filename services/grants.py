"""Rewards that an admin gives by hand: out of their own credits, to anybody, with a reason.

They come from the admin's account and not from the house, since credits come in by deposits alone:
what is given away was brought in, and the ledger can show by which one.
"""

from dataclasses import dataclass

from domain import ledger
from domain.amounts import N_, Money
from domain.errors import NotEnough, Refused
from domain.ids import public
from domain.people import Person
from services import audit, notices, people
from services.ledger import balances, move
from storage.tx import Tx

REASON_LENGTH_LEAST, REASON_LENGTH_MAX = 3, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """Who was given something, and what the giver has left."""

    to: Person
    left_minor: int


def grant(
    tx: Tx,
    admin: Person,
    account_id: int,
    amount: Money,
    reason: str,
    now_ms: int,
    *,
    ref: str,
) -> Granted:
    """Give somebody credits and tell them why, once for a reference. Raises Refused."""
    words = " ".join(reason.split())[:REASON_LENGTH_MAX]
    if len(words) < REASON_LENGTH_LEAST:
        raise Refused(N_("Say why in a few words: the person reads them."))
    to = people.load(tx, account_id, lock=True)
    if to.account_id == admin.account_id:
        raise Refused(N_("That is your own account. A reward goes to somebody else."))
    if to.state == "deleted":
        raise Refused(N_("{account} has left."), account=public(account_id))
    has_minor = balances(tx, admin.account_id, amount.currency).available_minor
    if has_minor < amount.minor:
        raise NotEnough(
            N_(
                "Rewards come out of your own credits, and you have {available}: {missing} are "
                "missing."
            ),
            available=Money(has_minor, amount.currency),
            missing=Money(amount.minor - has_minor, amount.currency),
            account=public(admin.account_id),
        )
    _book(tx, admin, to, amount, words, now_ms, ref=ref)
    return Granted(to=to, left_minor=has_minor - amount.minor)


def _book(
    tx: Tx, admin: Person, to: Person, amount: Money, words: str, now_ms: int, *, ref: str
) -> None:
    booked = move(
        tx,
        kind="grant",
        ref=ref,
        debit=ledger.available(admin.account_id),
        credit=ledger.available(to.account_id),
        amount_minor=amount.minor,
        currency=amount.currency,
        now_ms=now_ms,
    )
    if not booked:
        raise Refused(N_("That reward was granted before. Send the command anew for another one."))
    told = {"amount_minor": amount.minor, "currency": amount.currency, "reason": words}
    notices.tell(tx, account_id=to.account_id, kind="granted", params=told, now_ms=now_ms)
    audit.record(
        tx,
        actor_id=admin.account_id,
        action="reward.grant",
        subject=f"account:{to.account_id}",
        details=told,
        now_ms=now_ms,
    )
