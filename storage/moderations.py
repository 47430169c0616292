"""What moderators want done about messages that a jury has judged."""

from dataclasses import dataclass
from typing import Literal

from storage.tx import Tx

Act = Literal["delete", "time_out", "dismiss"]


@dataclass(frozen=True, slots=True)
class Moderation:
    """One thing that a moderator wants done; `actor` is the platform's id of them."""

    id: int
    case_id: int
    action: Act
    actor_id: int
    actor: str
    state: str  # asked, done, refused
    reason: str
    attempts: int
    created_ms: int


def ask(tx: Tx, *, case_id: int, action: Act, actor_id: int, actor: str, now_ms: int) -> bool:
    """Want something done; False where it is being done, or is done."""
    asked = tx.queries.moderation_ask(
        tx.connection,
        case_id=case_id,
        action=action,
        actor_id=actor_id,
        actor=actor,
        now_ms=now_ms,
    )
    return asked is not None


def due(tx: Tx, now_ms: int, most: int) -> list[Moderation]:
    """Give what moderators want done."""
    rows = tx.queries.moderation_due(tx.connection, now_ms=now_ms, most=most)
    return [Moderation(*row) for row in rows]


def of_case(tx: Tx, case_id: int) -> list[Moderation]:
    """Give what moderators did about a message."""
    rows = tx.queries.moderation_of_case(tx.connection, case_id=case_id)
    return [Moderation(*row) for row in rows]


def end(tx: Tx, moderation_id: int, state: str, reason: str = "") -> None:
    """It is done, or can't be."""
    tx.queries.moderation_end(
        tx.connection, moderation_id=moderation_id, state=state, reason=reason
    )


def later(tx: Tx, moderation_id: int, next_ms: int) -> None:
    """The platform is in trouble."""
    tx.queries.moderation_later(tx.connection, moderation_id=moderation_id, next_ms=next_ms)


def told(tx: Tx, case_id: int, *, chat: str, message: str) -> None:
    """Note where a verdict was posted."""
    tx.queries.jury_case_told(tx.connection, case_id=case_id, told_chat=chat, told_message=message)


def last_verdicts(tx: Tx, account_id: int, most: int) -> list[str]:
    """Give what juries said of the last messages that somebody reported, the newest first."""
    rows = tx.queries.jury_case_last_verdicts(tx.connection, account_id=account_id, most=most)
    return [row[0] for row in rows]
