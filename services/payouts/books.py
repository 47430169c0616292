"""How payouts are booked: each step once, by its kind and the payout's id."""

from domain import ledger
from domain.amounts import N_
from domain.errors import NotFound
from domain.people import Person
from services import people
from services.ledger import move
from storage import payouts as rows
from storage.payouts import Payout
from storage.tx import Tx


def load(tx: Tx, payout_id: int) -> Payout:
    """Give a payout; raises NotFound."""
    found = rows.find(tx, payout_id)
    if found is None:
        raise NotFound(N_("There is no such payout."))
    return found


def locked(tx: Tx, payout_id: int) -> tuple[Payout, Person]:
    """Give a payout and its person, whose account is locked: two accounts may become one."""
    person = people.load(tx, load(tx, payout_id).account_id, lock=True)
    return load(tx, payout_id), person


def reserve(tx: Tx, payout: Payout, now_ms: int) -> None:
    """What is available goes in flight."""
    _book(
        tx, payout, "payout", str(payout.id), now_ms,
        ledger.available(payout.account_id), ledger.in_flight(payout.account_id),
        payout.amount_minor, payout.currency,
    )  # fmt: skip


def adjust(tx: Tx, before: Payout, after: Payout, now_ms: int) -> None:
    """More, or less, of what is available is in flight."""
    more = after.amount_minor - before.amount_minor
    names = [ledger.available(after.account_id), ledger.in_flight(after.account_id)]
    debit, credit = names if more > 0 else reversed(names)
    if more:
        _book(
            tx, after, "payout_changed", f"{after.id}:{after.version}", now_ms,
            debit, credit, abs(more), after.currency,
        )  # fmt: skip


def put_back(tx: Tx, payout: Payout, person: Person, now_ms: int) -> None:
    """What was in flight is available again; nobody has it where its person left."""
    to = ledger.FORFEITED if person.state == "deleted" else ledger.available(payout.account_id)
    _book(
        tx, payout, "payout_returned", str(payout.id), now_ms,
        ledger.in_flight(payout.account_id), to, payout.amount_minor, payout.currency,
    )  # fmt: skip


def settle(tx: Tx, payout: Payout, now_ms: int) -> None:
    """What was in flight is paid; what went out, and what sending it cost, in its own currency."""
    ref, wallet = str(payout.id), ledger.rail(payout.rail)
    _book(
        tx, payout, "payout_settled", ref, now_ms, ledger.in_flight(payout.account_id),
        ledger.paid(payout.account_id), payout.amount_minor, payout.currency,
    )  # fmt: skip
    _book(
        tx, payout, "payout_out", ref, now_ms, wallet, ledger.received(payout.account_id),
        payout.out_minor, payout.out_currency,
    )  # fmt: skip
    if payout.fee_minor:
        _book(
            tx, payout, "payout_fee", ref, now_ms, wallet, ledger.FEES, payout.fee_minor,
            payout.out_currency,
        )  # fmt: skip


def reverse(tx: Tx, payout: Payout, person: Person, now_ms: int) -> None:
    """What was settled came back: booked the other way round; the fee is spent."""
    ref = str(payout.id)
    to = ledger.FORFEITED if person.state == "deleted" else ledger.available(payout.account_id)
    _book(
        tx, payout, "payout_reversed", ref, now_ms, ledger.paid(payout.account_id), to,
        payout.amount_minor, payout.currency,
    )  # fmt: skip
    _book(
        tx, payout, "payout_out_reversed", ref, now_ms, ledger.received(payout.account_id),
        ledger.rail(payout.rail), payout.out_minor, payout.out_currency,
    )  # fmt: skip


def _book(
    tx: Tx, payout: Payout, kind: str, ref: str, now_ms: int, debit: str, credit: str,
    amount_minor: int, currency: str,
) -> None:  # fmt: skip
    booked = move(
        tx, kind=kind, ref=ref, debit=debit, credit=credit, amount_minor=amount_minor,
        currency=currency, now_ms=now_ms,
    )  # fmt: skip
    if not booked:  # the payout's state is changed once, so this can't be: give all of it up
        raise RuntimeError(f"payout {payout.id}: {kind} was booked before")
