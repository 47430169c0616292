"""Who has credits that nobody has used for long, and who was told."""

from typing import NamedTuple

from storage.tx import Tx


class Idle(NamedTuple):
    """Somebody with credits, when they last answered and got some, and what they were told of."""

    account_id: int
    amount_minor: int
    answered_ms: int
    got_ms: int
    warned_since_ms: int | None
    told_ms: int | None

    @property
    def since_ms(self) -> int:
        """Since when nothing has happened."""
        return max(self.answered_ms, self.got_ms)


def idle(tx: Tx, currency: str, *, after_id: int, most: int) -> list[Idle]:
    """Give the next people with something available, by account."""
    rows = tx.queries.credit_idle(tx.connection, currency=currency, after_id=after_id, most=most)
    return [Idle._make(row) for row in rows]


def warn(tx: Tx, account_id: int, since_ms: int, now_ms: int) -> None:
    """Note that somebody was told."""
    tx.queries.credit_warn(
        tx.connection, account_id=account_id, since_ms=since_ms, now_ms=now_ms
    )


def forget(tx: Tx, account_id: int) -> None:
    """Remember no more that somebody was told."""
    tx.queries.credit_warning_forget(tx.connection, account_id=account_id)
