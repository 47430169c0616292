"""What a person earned, day by day, and what of it has reached them."""

from typing import NamedTuple

from domain import ledger
from storage.tx import Tx


class Day(NamedTuple):
    """One local day with accepted answers."""

    date: str
    tasks: int
    earned_minor: int
    worked_ms: int


class Paid(NamedTuple):
    """A payout that has arrived: what it was in credits, and in what the rail sent."""

    at_ms: int
    rail: str
    amount_minor: int
    currency: str
    out_minor: int
    out_currency: str


class Answer(NamedTuple):
    """An accepted answer."""

    at_ms: int
    kind: str
    reward_minor: int
    worked_ms: int


def days(tx: Tx, account_id: int, first: str, last: str) -> list[Day]:
    """Give a person's days from one to another; days without work are missing."""
    rows = tx.queries.earnings_days(
        tx.connection, account_id=account_id, first=first, last=last
    )
    return [Day(*row) for row in rows]


def extras(
    tx: Tx, account_id: int, currency: str, from_ms: int, until_ms: int
) -> list[tuple[int, int]]:
    """Give (moment, amount) of what a person got beside the pay of answers."""
    return list(
        tx.queries.earnings_extras(
            tx.connection,
            pending=ledger.pending(account_id),
            available=ledger.available(account_id),
            currency=currency,
            from_ms=from_ms,
            until_ms=until_ms,
        )
    )


def payouts(tx: Tx, account_id: int, from_ms: int, until_ms: int) -> list[Paid]:
    """Give the payouts that arrived between two moments."""
    rows = tx.queries.earnings_payouts(
        tx.connection, account_id=account_id, from_ms=from_ms, until_ms=until_ms
    )
    return [Paid(*row) for row in rows]


def answers(tx: Tx, account_id: int, from_ms: int, until_ms: int, most: int) -> list[Answer]:
    """Give the newest accepted answers between two moments."""
    rows = tx.queries.earnings_answers(
        tx.connection, account_id=account_id, from_ms=from_ms, until_ms=until_ms, most=most
    )
    return [Answer(*row) for row in rows]
