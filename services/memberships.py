"""Who belongs to a group that has a jury: known people who were seen there."""

from storage.tx import Tx


def seen(tx: Tx, account_id: int, platform: str, chat: str, now_ms: int) -> None:
    """Somebody we know did something in a group; noted where that group has a jury."""
    tx.queries.membership_seen(
        tx.connection, account_id=account_id, platform=platform, chat=chat, now_ms=now_ms
    )


def left(tx: Tx, account_id: int, platform: str, chat: str) -> None:
    """Somebody is not in a group any more."""
    tx.queries.membership_left(
        tx.connection, account_id=account_id, platform=platform, chat=chat
    )
