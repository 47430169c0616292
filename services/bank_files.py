"""Bank files: approved payouts are bound to one, and what the bank says of them ends them.

A file and its payouts are one transaction: a payout is in one file at most, and whatever changed
since the file was made takes all of it back. The bytes are made once and kept sealed; writing them
out again gives the same ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.amounts import N_
from domain.bank_answers import Judged, Said
from domain.errors import NotFound, Refused
from domain.ids import public
from domain.seals import Seal
from services import audit
from services.payouts import books, sending, switch
from storage import bank_files as rows
from storage.bank_files import BankFile as BankFile
from storage.bank_files import BankPayment as BankPayment
from storage.bank_files import Due as Due
from storage.bank_files import name_of as name_of
from storage.bank_files import newest as newest
from storage.bank_files import payments as payments
from storage.tx import Tx

RAIL = "bank"
PAYMENTS_MAX = 1_000  # in one file
ID_LENGTH_MAX = 35
_ID_SIGNS = "+?():.,'-"

REFUSED = N_("The bank did not carry it out.")
REASONS = {
    "AC01": N_("The account number is wrong."),
    "AC03": N_("The account number is wrong."),
    "AC04": N_("The account is closed."),
    "AC06": N_("The account is blocked."),
    "AC07": N_("The account is closed."),
    "BE01": N_("The name is not that of the account's holder."),
    "BE04": N_("The bank needs the account holder's address."),
    "MD07": N_("The account is closed."),
    "RC01": N_("The bank is not known."),
}

Fate = Literal["settled", "returned", "again", "underway", "unknown", "contradicts"]


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of one thing that the bank, or the operator, said; `text` has it in words."""

    id: str
    fate: Fate
    text: str = ""


def due(tx: Tx) -> list[Due]:
    """Give the payouts that would be in the next file: they were approved, and wait for it."""
    return rows.due(tx, RAIL, PAYMENTS_MAX)


def end_to_end_id(payout: Due) -> str:
    """Give the id under which the bank knows a payout: its key, in the standard's letters."""
    kept = (
        letter
        for letter in payout.rail_key
        if letter.isascii() and (letter.isalnum() or letter in _ID_SIGNS)
    )
    return "".join(kept)[:ID_LENGTH_MAX].lstrip(_ID_SIGNS)


def keep(
    tx: Tx, seal: Seal, content: bytes, payouts: Sequence[Due], *, name: str, format: str,
    now_ms: int,
) -> BankFile:  # fmt: skip
    """Keep a file that was made, and note that its payouts are in it.

    Raises Refused, and the transaction has to be given up, where one of them changed meanwhile, and
    while payouts are stopped: a file that is made will be sent.
    """
    if switch.is_on(tx):
        raise Refused("Payouts are stopped: no file is made until `bitework payout start`.")
    for payout in payouts:
        if not rows.bind(tx, payout, rail=RAIL, name=name):
            raise Refused(N_("A payout was changed while its file was made: nothing was kept."))
    total_minor = sum(payout.out_minor for payout in payouts)
    file_id = rows.add(
        tx, format=format, name=name, sealed=seal.seal(content.decode()),
        payments=[(payout.payout_id, end_to_end_id(payout)) for payout in payouts],
        total_minor=total_minor, currency=payouts[0].out_currency, now_ms=now_ms,
    )  # fmt: skip
    details = {"name": name, "payouts": len(payouts), "total_minor": total_minor}
    audit.record(
        tx, actor_id=None, action="bank.file", subject=f"bank_file:{file_id}", details=details,
        now_ms=now_ms,
    )  # fmt: skip
    return find(tx, file_id)


def find(tx: Tx, file_id: int) -> BankFile:
    """Give a file; raises NotFound."""
    found = rows.find(tx, file_id)
    if found is None:
        raise NotFound("There is no bank file {file}.", file=public(file_id))
    return found


def content(tx: Tx, seal: Seal, file_id: int) -> bytes:
    """Give a file's bytes, as they were made; raises NotFound."""
    find(tx, file_id)
    return seal.open(rows.sealed(tx, file_id)).encode()


def spread(tx: Tx, said: Sequence[Judged]) -> list[Judged]:
    """Have what is said of a whole file said of each of its payouts.

    What the bank says of one payout goes before what it says of its file. A sum that is not the
    file's contradicts.
    """
    own = {judged.said.id for judged in said if not judged.said.of_file}
    found: list[Judged] = []
    for judged in said:
        file_id = rows.named(tx, judged.said.id) if judged.said.of_file else None
        if file_id is None:
            found.append(judged)
            continue
        file, of = find(tx, file_id), judged.said
        fits = (of.amount_minor is None
                or (of.amount_minor, of.currency) == (file.total_minor, file.currency))  # fmt: skip
        if not fits or judged.outcome is None:
            found.append(Judged(of, None))
            continue
        found += [
            Judged(Said(id=each.end_to_end_id, outcome=of.outcome, reason=of.reason), of.outcome)
            for each in rows.payments(tx, file_id)
            if each.end_to_end_id not in own
        ]
    return found


def apply(tx: Tx, said: Sequence[Judged], now_ms: int) -> list[Handled]:
    """Settle or return what the bank has carried out or refused; doing it again does nothing."""
    handled = ((judged, _apply(tx, judged, now_ms)) for judged in said)
    return [each for judged, each in handled if each.fate != "unknown" or judged.said.is_ours]


def settle(tx: Tx, payout_id: int, now_ms: int) -> Handled:
    """Settle a payout that is in a file, on the operator's word; raises Refused, NotFound."""
    payment = rows.payment_of(tx, payout_id)
    if payment is None:
        raise NotFound("There is no payout {payout} in a bank file.", payout=public(payout_id))
    if _state(tx, payment) == "settled":
        return Handled(payment.end_to_end_id, "again")
    sending.settle_by_hand(tx, payout_id, payment.end_to_end_id, now_ms, actor_id=None)
    return Handled(payment.end_to_end_id, "settled")


def refuse(tx: Tx, payout_id: int, reason: str, now_ms: int) -> Handled:
    """Return a payout on the operator's word, in a file or not; raises Refused, NotFound.

    One that was settled came back.
    """
    payout, _ = books.locked(tx, payout_id)
    if payout.rail != RAIL:
        raise NotFound("There is no payout {payout} to a bank account.", payout=public(payout_id))
    if payout.state == "returned":
        return Handled(payout.rail_key, "again")
    sending.return_by_hand(tx, payout_id, reason, now_ms, actor_id=None)
    return Handled(payout.rail_key, "returned")


def _apply(tx: Tx, judged: Judged, now_ms: int) -> Handled:
    said = judged.said
    if said.of_file:
        known = rows.named(tx, said.id) is not None
        text = "what the bank says of the whole file contradicts itself, or is another sum"
        return Handled(said.id, "contradicts", text) if known else Handled(said.id, "unknown")
    payment = rows.payment(tx, said.id)
    if payment is None:
        return Handled(said.id, "unknown")
    state = _state(tx, payment)
    if contradiction := _contradiction(payment, state, judged):
        return Handled(said.id, "contradicts", contradiction)
    if judged.outcome == "underway":
        return Handled(said.id, "underway" if state == "sent" else "again")
    if judged.outcome == "executed":
        return settle(tx, payment.payout_id, now_ms)
    code = said.reason.partition(" ")[0]
    done = refuse(tx, payment.payout_id, REASONS.get(code, REFUSED), now_ms)
    return Handled(said.id, done.fate, said.reason)


def _contradiction(payment: BankPayment, state: str, judged: Judged) -> str:
    """Say what doesn't fit between what the bank says and what we know; "" where all does."""
    said = judged.said
    if judged.outcome is None:
        return "the answer contradicts itself"
    named = (said.amount_minor, said.currency)
    if said.amount_minor is not None and named != (payment.out_minor, payment.out_currency):
        return "it names another amount than the payout has"
    if judged.outcome == "executed" and state == "returned":
        return "it was returned to the person, and the bank says it was carried out"
    if judged.outcome == "refused" and state == "settled":
        return "it was settled, and the bank says that it refused it"
    return ""


def _state(tx: Tx, payment: BankPayment) -> str:
    """Give a payout's state, with its account locked: two answers may come at once."""
    return books.locked(tx, payment.payout_id)[0].state
