"""Whose turn it is to be pushed a task."""

from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class DuePerson:
    """A person for whom it may be time; `interval_ms` is the wait before their last push."""

    account_id: int
    next_ms: int
    interval_ms: int


def any_open(tx: Tx) -> bool:
    """Tell whether any project is open."""
    return tx.queries.project_any_open(tx.connection) is not None


def due(tx: Tx, now_ms: int, most: int) -> list[DuePerson]:
    """Give the people who waited longest, locked where a database has row locks."""
    return [DuePerson(*row) for row in tx.queries.push_due(tx.connection, now_ms=now_ms, most=most)]


def look_again(tx: Tx, account_id: int, next_ms: int) -> None:
    """Look at a person again at that moment."""
    tx.queries.push_look_again(tx.connection, account_id=account_id, next_ms=next_ms)


def pushed(tx: Tx, account_id: int, *, next_ms: int, interval_ms: int) -> None:
    """Note that a task was pushed, and the wait that came before it."""
    tx.queries.push_done(
        tx.connection, account_id=account_id, next_ms=next_ms, interval_ms=interval_ms
    )


def outcome(tx: Tx, assignment_id: int) -> str | None:
    """Give the state of the assignment that was pushed."""
    state: str | None = tx.queries.push_outcome(tx.connection, assignment_id=assignment_id)
    return state
