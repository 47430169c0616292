"""Accounts, identities, sessions, and the events that were seen."""

import orjson

from domain.notices import Identity
from domain.people import Person
from storage.tx import Tx

Session = dict[str, object]


def by_identity(
    tx: Tx, *, platform: str, external_id: str, chat: str, lock: bool
) -> tuple[Person, Session] | None:
    """Give the person behind a platform's id, and their session in a chat ({}: none)."""
    find = tx.queries.person_by_identity_locked if lock else tx.queries.person_by_identity
    row = find(tx.connection, platform=platform, external_id=external_id, chat=chat)
    if row is None:
        return None
    return Person._make(row[:-1]), orjson.loads(row[-1]) if row[-1] else {}


def identity(tx: Tx, identity_id: int) -> Identity | None:
    """Give an identity."""
    row = tx.queries.identity_find(tx.connection, identity_id=identity_id)
    return (
        Identity(id=row[0], platform=row[1], external_id=row[2], chat=row[3]) if row else None
    )


def by_account(tx: Tx, account_id: int, *, lock: bool) -> Person | None:
    """Give an account, seen without an identity."""
    find = tx.queries.person_by_account_locked if lock else tx.queries.person_by_account
    row = find(tx.connection, account_id=account_id)
    return Person._make(row) if row else None


def named(tx: Tx, text: str, *, most: int) -> list[tuple[int, str]]:
    """Give the newest people whose name has a text in it: account, name."""
    pattern = f"%{text.replace('%', '_')}%"
    return list(tx.queries.account_named(tx.connection, pattern=pattern, most=most))


def successor(tx: Tx, account_id: int) -> int:
    """Give the account that another has become part of; the same where it has not."""
    found: int | None = tx.queries.account_successor(tx.connection, account_id=account_id)
    return account_id if found is None else found


def event_is_new(tx: Tx, *, platform: str, event_id: str, at_ms: int) -> bool:
    """Note an event's id; False where it was noted before."""
    noted: int = tx.queries.event_seen(
        tx.connection, platform=platform, event_id=event_id, at_ms=at_ms
    )
    return noted == 1


def event_moment(tx: Tx, *, platform: str, event_id: str) -> int | None:
    """Give when an event was noted."""
    at_ms: int | None = tx.queries.event_moment(
        tx.connection, platform=platform, event_id=event_id
    )
    return at_ms


def save_session(tx: Tx, *, identity_id: int, chat: str, state: Session, now_ms: int) -> None:
    """Keep what a chat is in the middle of."""
    text = orjson.dumps(state).decode()
    tx.queries.session_save(
        tx.connection, identity_id=identity_id, chat=chat, state=text, now_ms=now_ms
    )
