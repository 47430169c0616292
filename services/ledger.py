"""Money: transfers, balances, and the proof that they fit.

One row is one transfer: a debit, a credit, a positive amount, and a reference that is unique within
its kind, so the sum is zero by construction and nothing is booked twice. Corrections are new
transfers.
"""

from dataclasses import dataclass

from domain import ledger
from domain.amounts import N_, Money
from domain.errors import Refused
from services.ledger_check import LedgerProblem as LedgerProblem
from services.ledger_check import check as check
from storage import ledger as rows
from storage.tx import Tx

FOLDED_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Balances:
    """What a person has earned and not yet got, has, has been paid out, and what is on its way."""

    pending_minor: int
    available_minor: int
    paid_minor: int
    in_flight_minor: int = 0


def move(
    tx: Tx,
    *,
    kind: str,
    ref: str,
    debit: str,
    credit: str,
    amount_minor: int,
    currency: str,
    now_ms: int,
) -> bool:
    """Book a transfer and bring the cached balances of people up to date.

    False, and nothing done, where (kind, ref) is booked already. Raises Refused where a person has
    less than the amount; the transaction has to be given up then.
    """
    if amount_minor <= 0:
        raise ValueError(f"{kind} {ref}: a transfer moves a positive amount, not {amount_minor}")
    if not rows.add(tx, kind, ref, debit, credit, amount_minor, currency, now_ms):
        return False
    if not ledger.is_folded(debit) and not rows.shrink(tx, debit, amount_minor, currency):
        raise Refused(N_("There is less than {amount} left."), amount=Money(amount_minor, currency))
    if not ledger.is_folded(credit):
        rows.grow(tx, credit, amount_minor, currency)
    return True


def balances(tx: Tx, account_id: int, currency: str) -> Balances:
    """Give a person's balances."""
    pending, available = ledger.pending(account_id), ledger.available(account_id)
    paid, in_flight = ledger.paid(account_id), ledger.in_flight(account_id)
    found = rows.of_person(tx, (pending, available, in_flight, paid), currency)
    return Balances(
        found.get(pending, 0), found.get(available, 0), found.get(paid, 0), found.get(in_flight, 0)
    )


def fold_target(tx: Tx) -> int:
    """Give the transfer up to which balances can be folded; do nothing else in its transaction."""
    return rows.fold_target(tx)


def fold_some(tx: Tx, through_id: int) -> int:
    """Bring the folded balances forward by some transfers and give how many; 0: all are folded."""
    after_id = rows.fold_through(tx)
    next_id = min(through_id, after_id + FOLDED_AT_ONCE)
    if next_id <= after_id or not rows.fold(tx, after_id, next_id):
        return 0
    return next_id - after_id


def reverse(
    tx: Tx,
    *,
    kind: str,
    ref: str,
    account_id: int,
    credit: str,
    amount_minor: int,
    currency: str,
    now_ms: int,
) -> bool:
    """Take an amount back from a person: what is pending, then available, the rest from LOSS.

    `credit` gets the whole amount. False, and nothing done, where this was reversed already. The
    parts are booked as `ref`, `ref:available` and `ref:loss`.
    """
    refs = (ref, f"{ref}:available", f"{ref}:loss")
    if rows.any_booked(tx, kind, refs):
        return False
    has = balances(tx, account_id, currency)
    from_pending = min(amount_minor, has.pending_minor)
    from_available = min(amount_minor - from_pending, has.available_minor)
    from_loss = amount_minor - from_pending - from_available
    names = (ledger.pending(account_id), ledger.available(account_id), ledger.LOSS)
    parts = zip(refs, names, (from_pending, from_available, from_loss), strict=True)
    for part_ref, debit, part_minor in parts:
        if part_minor:
            move(
                tx,
                kind=kind,
                ref=part_ref,
                debit=debit,
                credit=credit,
                amount_minor=part_minor,
                currency=currency,
                now_ms=now_ms,
            )
    return True


def deposit(
    tx: Tx, *, account_id: int, amount_minor: int, currency: str, ref: str, now_ms: int
) -> bool:
    """Bring credits in for an account, once for a reference; False where it was done before.

    Raises Refused where the reference belongs to another deposit.
    """
    credit = ledger.available(account_id)
    if move(
        tx,
        kind="deposit",
        ref=ref,
        debit=ledger.DEPOSITS,
        credit=credit,
        amount_minor=amount_minor,
        currency=currency,
        now_ms=now_ms,
    ):
        return True
    booked = rows.find(tx, "deposit", ref)
    if booked and (booked.credit, booked.amount_minor, booked.currency) != (
        credit,
        amount_minor,
        currency,
    ):
        raise Refused(
            N_("The reference {ref} belongs to another deposit, of {amount}."),
            ref=ref,
            amount=Money(booked.amount_minor, booked.currency),
        )
    return False


def foreign(tx: Tx, currency: str) -> list[str]:
    """Say what people have in a currency that was configured before: no payout run credits it."""
    return [
        f"people have {amount_minor} minor units of {old} in {count} balances, and payouts and "
        f"chats know {currency} alone: [money] currency was changed"
        for old, count, amount_minor in rows.foreign(tx, currency)
    ]
