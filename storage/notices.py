"""The outbox."""

from storage.tx import Tx


def insert(tx: Tx, *, account_id: int, kind: str, params: str, now_ms: int) -> None:
    """Put a message into the outbox; `params` is JSON."""
    tx.queries.notice_insert(
        tx.connection, account_id=account_id, kind=kind, params=params, now_ms=now_ms
    )
