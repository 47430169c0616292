"""What was booked on a person's names, the newest first, by indexes that cost the hot path nothing.

The pay of an answer is found by the answers, everything else by partial indexes over the names.
"""

from typing import NamedTuple

from storage.tx import Tx


class Booked(NamedTuple):
    """A transfer of somebody's; `id` is its own, and of an answer's pay that of the answer."""

    id: int
    at_ms: int
    kind: str
    ref: str
    debit: str
    credit: str
    amount_minor: int
    project_id: int | None
    title: str | None


def accounts(tx: Tx, account_id: int) -> list[int]:
    """Give an account and those that became part of it."""
    rows = tx.queries.statement_accounts(tx.connection, account_id=account_id)
    return [row[0] for row in rows]


def balances(tx: Tx, names: tuple[str, str, str, str], currency: str) -> dict[str, int]:
    """Give what is kept of pending, available, in flight and received, by name."""
    pending, available, in_flight, received = names
    return dict(
        tx.queries.statement_balances(
            tx.connection, pending=pending, available=available, in_flight=in_flight,
            received=received, currency=currency,
        )
    )  # fmt: skip


def earned(tx: Tx, account_id: int, *, before_id: int, most: int) -> list[Booked]:
    """Give what an account's answers earned, those before one."""
    rows = tx.queries.statement_earned(
        tx.connection, account_id=account_id, before_id=before_id, most=most
    )
    return [Booked(*row) for row in rows]


def taken(tx: Tx, name: str, currency: str, *, before_id: int, most: int) -> list[Booked]:
    """Give what else was taken from a name, before a transfer."""
    rows = tx.queries.statement_taken(
        tx.connection, name=name, currency=currency, before_id=before_id, most=most
    )
    return [Booked(*row) for row in rows]


def brought(tx: Tx, name: str, currency: str, *, before_id: int, most: int) -> list[Booked]:
    """Give what else was brought to a name, before a transfer."""
    rows = tx.queries.statement_brought(
        tx.connection, name=name, currency=currency, before_id=before_id, most=most
    )
    return [Booked(*row) for row in rows]
