"""Files for a bank, with the payouts in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Due:
    """A payout that waits for a file; `destination` is sealed."""

    payout_id: int
    rail_key: str
    out_minor: int
    out_currency: str
    destination: str


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file that was made; `name` is its message's id."""

    id: int
    format: str
    name: str
    payouts: int
    total_minor: int
    currency: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class BankPayment:
    """A payout in a file: by which id the bank's answer names it, and what became of it."""

    payout_id: int
    end_to_end_id: str
    account_id: int
    state: str
    out_minor: int
    out_currency: str
    shown: str
    reason: str | None


def due(tx: Tx, rail: str, most: int) -> list[Due]:
    """Give payouts that wait for a file, in the order in which they were asked for."""
    return [Due(*row) for row in tx.queries.bank_due(tx.connection, rail=rail, most=most)]


def bind(tx: Tx, payout: Due, *, rail: str, name: str) -> bool:
    """Say in which file a payout is; False where it is in another one, or has ended."""
    changed: int = tx.queries.bank_bind(
        tx.connection, payout_id=payout.payout_id, rail_key=payout.rail_key, rail=rail, name=name
    )
    return changed == 1


def add(
    tx: Tx, *, format: str, name: str, sealed: str, payments: Sequence[tuple[int, str]],
    total_minor: int, currency: str, now_ms: int,
) -> int:  # fmt: skip
    """Keep a file and which (payout, EndToEndId) are in it; give its id."""
    file_id: int = tx.queries.bank_file_add(
        tx.connection, format=format, name=name, sealed=sealed, payouts=len(payments),
        total_minor=total_minor, currency=currency, now_ms=now_ms,
    )  # fmt: skip
    rows = [{"payout_id": id, "file_id": file_id, "end_to_end_id": end} for id, end in payments]
    tx.queries.bank_payment_add(tx.connection, rows)
    return file_id


def find(tx: Tx, file_id: int) -> BankFile | None:
    """Give a file without its bytes."""
    row = tx.queries.bank_file_find(tx.connection, file_id=file_id)
    return BankFile(*row) if row else None


def named(tx: Tx, name: str) -> int | None:
    """Give the file of a name."""
    found: int | None = tx.queries.bank_file_named(tx.connection, name=name)
    return found


def name_of(tx: Tx, payout_id: int) -> str | None:
    """Give the name of the file that a payout is in."""
    name: str | None = tx.queries.bank_file_of(tx.connection, payout_id=payout_id)
    return name


def sealed(tx: Tx, file_id: int) -> str:
    """Give a file's bytes, sealed."""
    text: str = tx.queries.bank_file_sealed(tx.connection, file_id=file_id)
    return text


def newest(tx: Tx, most: int) -> list[tuple[BankFile, int]]:
    """Give files, the newest first, each with how many of its payouts have not ended."""
    rows = tx.queries.bank_file_list(tx.connection, most=most)
    return [(BankFile(*row[:-1]), row[-1]) for row in rows]


def payments(tx: Tx, file_id: int) -> list[BankPayment]:
    """Give the payouts of a file, in its order."""
    return [BankPayment(*row) for row in tx.queries.bank_payments(tx.connection, file_id=file_id)]


def payment(tx: Tx, end_to_end_id: str) -> BankPayment | None:
    """Give the payout that a bank's answer names."""
    row = tx.queries.bank_payment_find(tx.connection, end_to_end_id=end_to_end_id)
    return BankPayment(*row) if row else None


def payment_of(tx: Tx, payout_id: int) -> BankPayment | None:
    """Give a payout where it is in a file."""
    row = tx.queries.bank_payment_of(tx.connection, payout_id=payout_id)
    return BankPayment(*row) if row else None
