"""Groups: who belongs to one that has a jury (known people who were seen there), and moves."""

from storage.tx import Tx


def seen(tx: Tx, account_id: int, platform: str, chat: str, now_ms: int) -> None:
    """Somebody we know did something in a group; noted where that group has a jury."""
    tx.queries.membership_seen(
        tx.connection, account_id=account_id, platform=platform, chat=chat, now_ms=now_ms
    )


def moved(tx: Tx, platform: str, old_chat: str, new_chat: str) -> None:
    """A group has another id from now on: its boards and its jury go with it."""
    ids = {"platform": platform, "old_chat": old_chat, "new_chat": new_chat}
    tx.queries.board_moved(tx.connection, **ids)
    tx.queries.community_moved(tx.connection, **ids)


def left(tx: Tx, account_id: int, platform: str, chat: str) -> None:
    """Somebody is not in a group any more."""
    tx.queries.membership_left(
        tx.connection, account_id=account_id, platform=platform, chat=chat
    )
