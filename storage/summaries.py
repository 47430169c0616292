"""Whose morning it is."""

from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class DueMorning:
    """A person whose morning has come; `last_date` is the day of the last one."""

    account_id: int
    last_date: str | None


def any_due(tx: Tx, now_ms: int) -> bool:
    """Tell whether anybody's morning has come."""
    return tx.queries.summary_any_due(tx.connection, now_ms=now_ms) is not None


def due(tx: Tx, now_ms: int, most: int) -> list[DueMorning]:
    """Give people whose morning has come, locked where a database has row locks."""
    rows = tx.queries.summary_due(tx.connection, now_ms=now_ms, most=most)
    return [DueMorning(*row) for row in rows]


def done(tx: Tx, account_id: int, *, next_ms: int | None, date: str | None) -> None:
    """A morning is over: when the next one is (None: never), and which day had the last."""
    tx.queries.summary_done(tx.connection, account_id=account_id, next_ms=next_ms, date=date)


def schedule(tx: Tx, account_id: int, next_ms: int) -> None:
    """Set when the next morning is."""
    tx.queries.account_set_summary(tx.connection, account_id=account_id, summary_next_ms=next_ms)


def credited_minor(tx: Tx, account_id: int, since_ms: int) -> int:
    """Give what payout runs credited to a person since a moment."""
    amount: int = tx.queries.summary_credited(
        tx.connection, suffix=f":{account_id}", since_ms=since_ms
    )
    return amount
