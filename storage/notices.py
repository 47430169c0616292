"""The outbox, and where people can be reached."""

import orjson

from domain.notices import Identity, Notice
from storage.tx import Tx


def insert(
    tx: Tx,
    *,
    account_id: int,
    kind: str,
    params: dict[str, object],
    now_ms: int,
    next_ms: int,
) -> None:
    """Put a message into the outbox, to be sent from a moment on."""
    tx.queries.notice_insert(
        tx.connection,
        account_id=account_id,
        kind=kind,
        params=orjson.dumps(params).decode(),
        now_ms=now_ms,
        next_ms=next_ms,
    )


def any_due(tx: Tx, now_ms: int) -> bool:
    """Tell whether anything waits to be sent now."""
    return tx.queries.notice_due(tx.connection, now_ms=now_ms) is not None


def claim(tx: Tx, *, now_ms: int, lease_ms: int, most: int) -> list[Notice]:
    """Take waiting messages until `lease_ms`, in the order in which they were written."""
    rows = tx.queries.notice_claim(tx.connection, now_ms=now_ms, lease_ms=lease_ms, most=most)
    taken = [
        Notice(
            id=row[0],
            account_id=row[1],
            kind=row[2],
            params=orjson.loads(row[3]),
            attempts=row[4],
            created_ms=row[5],
            lease_ms=lease_ms,
        )
        for row in rows
    ]
    return sorted(taken, key=lambda notice: notice.id)


def sent(tx: Tx, notice: Notice, now_ms: int) -> None:
    """Note that a message has arrived."""
    tx.queries.notice_sent(
        tx.connection, notice_id=notice.id, lease_ms=notice.lease_ms, now_ms=now_ms
    )


def wait(tx: Tx, notice: Notice, *, next_ms: int, attempts: int, error: str | None) -> None:
    """Put a message back for another attempt."""
    tx.queries.notice_wait(
        tx.connection,
        notice_id=notice.id,
        lease_ms=notice.lease_ms,
        next_ms=next_ms,
        attempts=attempts,
        error=error,
    )


def end(tx: Tx, notice: Notice, *, state: str, error: str) -> None:
    """Give a message up: 'dead' with the reason, or 'dropped'."""
    tx.queries.notice_end(
        tx.connection, notice_id=notice.id, lease_ms=notice.lease_ms, state=state, error=error
    )


def hurry(tx: Tx, account_id: int, now_ms: int) -> int:
    """Make what waits for a person due now; give how many there are."""
    moved: int = tx.queries.notice_hurry(tx.connection, account_id=account_id, now_ms=now_ms)
    return moved


def last_push(tx: Tx, account_id: int) -> tuple[int, int] | None:
    """Give (assignment, created_ms) of the last task that was pushed to a person."""
    row = tx.queries.notice_last_push(tx.connection, account_id=account_id)
    return (orjson.loads(row[0])["assignment_id"], row[1]) if row else None


def pushes_since(tx: Tx, account_id: int, since_ms: int) -> int:
    """Count the tasks that were pushed to a person since a moment."""
    count: int = tx.queries.notice_pushes_since(
        tx.connection, account_id=account_id, since_ms=since_ms
    )
    return count


def tidy(tx: Tx, *, before_ms: int, most: int) -> int:
    """Remove messages that were settled long ago; give how many."""
    removed: int = tx.queries.notice_tidy(tx.connection, before_ms=before_ms, most=most)
    return removed


def forget(tx: Tx, account_id: int) -> None:
    """Remove all messages to a person."""
    tx.queries.notice_forget(tx.connection, account_id=account_id)


def identities(tx: Tx, account_id: int) -> list[Identity]:
    """Give the places where a person can be reached, the newest first."""
    rows = tx.queries.identity_of_account(tx.connection, account_id=account_id)
    return [Identity(id=row[0], platform=row[1], external_id=row[2], chat=row[3]) for row in rows]


def set_unreachable(tx: Tx, identity_id: int, now_ms: int) -> None:
    """Note that a person can't be reached there, until they write again."""
    tx.queries.identity_unreachable(tx.connection, identity_id=identity_id, now_ms=now_ms)
