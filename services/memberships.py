"""Groups: who belongs to one that has a jury (known people who were seen there), and moves."""

from domain.people import Person
from storage.tx import Tx


def seen(tx: Tx, account_id: int, platform: str, chat: str, now_ms: int) -> None:
    """Somebody we know did something in a group; noted where that group has a jury.

    Who wrote something that it judges does not become their own judge by coming in now.
    """
    facts = {"account_id": account_id, "platform": platform, "chat": chat, "now_ms": now_ms}
    if tx.queries.membership_seen(tx.connection, **facts):
        tx.queries.jury_recuse_author(tx.connection, **facts)


def moved(tx: Tx, platform: str, old_chat: str, new_chat: str) -> None:
    """A group has another id from now on: its boards and its jury go with it."""
    ids = {"platform": platform, "old_chat": old_chat, "new_chat": new_chat}
    tx.queries.board_moved(tx.connection, **ids)
    tx.queries.community_moved(tx.connection, **ids)
    tx.queries.server_moved(tx.connection, **ids)


def left(tx: Tx, person: Person, platform: str, chat: str) -> None:
    """Somebody is not in a group any more."""
    tx.queries.membership_left(
        tx.connection, account_id=person.account_id, platform=platform, chat=chat
    )
    tx.queries.server_member_left(
        tx.connection, identity_id=person.identity_id, platform=platform, chat=chat
    )
