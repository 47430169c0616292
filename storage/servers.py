"""Servers: what they are set to, who was seen there, and whose roles are to be looked at."""

from dataclasses import dataclass
from typing import Literal

from storage.tx import Tx

Place = Literal["moderators", "jury", "digest", "welcome"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server, or a group, and the channels of it in which we speak (empty: in none)."""

    id: int
    platform: str
    chat: str
    locale: str
    time_zone: str
    moderators_chat: str
    jury_chat: str
    digest_chat: str
    welcome_chat: str
    trouble: str

    def place(self, what: Place) -> str:
        """Give the channel for something."""
        return {
            "moderators": self.moderators_chat,
            "jury": self.jury_chat,
            "digest": self.digest_chat,
            "welcome": self.welcome_chat,
        }[what]


@dataclass(frozen=True, slots=True)
class DueRoles:
    """A member whose roles are to be looked at; `server` and `user` are the platform's ids.

    Without an identity (0) it is somebody who has left us.
    """

    server_id: int
    server: str
    identity_id: int
    user: str
    points: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Day:
    """What one person of a server did on a day."""

    account_id: int
    name: str
    is_shown: bool
    tasks: int
    earned_minor: int
    points: int


def add(tx: Tx, *, platform: str, chat: str, locale: str, time_zone: str, now_ms: int) -> None:
    """Know a server; nothing happens where it is known."""
    tx.queries.server_add(
        tx.connection,
        platform=platform,
        chat=chat,
        locale=locale,
        time_zone=time_zone,
        now_ms=now_ms,
    )


def find(tx: Tx, platform: str, chat: str) -> Server | None:
    """Give a server by the platform's id of it."""
    row = tx.queries.server_find(tx.connection, platform=platform, chat=chat)
    return Server(*row) if row else None


def get(tx: Tx, server_id: int) -> Server | None:
    """Give a server by its number."""
    row = tx.queries.server_get(tx.connection, server_id=server_id)
    return Server(*row) if row else None


def set_place(tx: Tx, server_id: int, what: Place, chat: str) -> None:
    """Speak in a channel about something, or nowhere; a digest is set by `set_digest`."""
    change = {
        "moderators": tx.queries.server_moderators_chat,
        "jury": tx.queries.server_jury_chat,
        "welcome": tx.queries.server_welcome_chat,
    }[what]
    change(tx.connection, server_id=server_id, chat=chat)


def set_digest(
    tx: Tx, server_id: int, *, chat: str, next_ms: int | None, locale: str, time_zone: str
) -> None:
    """Have a digest in a channel from a moment on, in somebody's language and zone."""
    tx.queries.server_digest_chat(
        tx.connection,
        server_id=server_id,
        chat=chat,
        next_ms=next_ms,
        locale=locale,
        time_zone=time_zone,
    )


def chat_gone(tx: Tx, platform: str, chat: str) -> None:
    """Say nothing in a channel any more."""
    tx.queries.server_chat_gone(tx.connection, platform=platform, gone=chat)


def seen(
    tx: Tx, *, platform: str, chat: str, channel: str, identity_id: int, now_ms: int
) -> bool:
    """Note somebody where they were seen; False where nothing had to be written."""
    changed: int = tx.queries.server_member_seen(
        tx.connection,
        platform=platform,
        chat=chat,
        channel=channel,
        identity_id=identity_id,
        now_ms=now_ms,
    )
    return changed > 0


def channel_of(tx: Tx, platform: str, external_id: str) -> str:
    """Give the channel of a server in which somebody was last; empty where none is known."""
    found: str | None = tx.queries.server_member_channel(
        tx.connection, platform=platform, external_id=external_id
    )
    return found or ""


def manages(tx: Tx, server_id: int, identity_id: int, now_ms: int) -> None:
    """Note that somebody manages a server."""
    tx.queries.server_member_manages(
        tx.connection, server_id=server_id, identity_id=identity_id, now_ms=now_ms
    )


def managed_ms(tx: Tx, server_id: int, identity_id: int) -> int | None:
    """Give when somebody was last seen to manage a server; 0: never; None: never seen there."""
    found: int | None = tx.queries.server_member_managed(
        tx.connection, server_id=server_id, identity_id=identity_id
    )
    return found


def digests_due(tx: Tx, now_ms: int, most: int) -> list[Server]:
    """Give servers whose digest is due."""
    return [
        Server(*row)
        for row in tx.queries.server_digest_due(tx.connection, now_ms=now_ms, most=most)
    ]


def digest_next(tx: Tx, server_id: int, next_ms: int) -> None:
    """Set when the next digest is due."""
    tx.queries.server_digest_next(tx.connection, server_id=server_id, next_ms=next_ms)


def day(tx: Tx, server_id: int, date: str) -> list[Day]:
    """Give what people of a server did on a day."""
    rows = tx.queries.server_day(tx.connection, server_id=server_id, date=date)
    return [
        Day(account_id, name, bool(is_shown), tasks, minor, points)
        for account_id, name, is_shown, tasks, minor, points in rows
    ]


def roles_due(tx: Tx, platform: str, now_ms: int, most: int) -> list[DueRoles]:
    """Give members whose roles are to be looked at, and people who have left us with theirs."""
    due = {"platform": platform, "now_ms": now_ms, "most": most}
    gone = tx.queries.server_farewells_due(tx.connection, **due)
    rows = tx.queries.server_roles_due(tx.connection, **due)
    return [DueRoles(*row) for row in (*gone, *rows)][:most]


def roles_done(tx: Tx, due: DueRoles, level: int) -> None:
    """A member has the roles of a level."""
    if not due.identity_id:
        tx.queries.server_farewell_done(tx.connection, server_id=due.server_id, user=due.user)
        return
    tx.queries.server_roles_done(
        tx.connection, server_id=due.server_id, identity_id=due.identity_id, level=level
    )


def roles_later(tx: Tx, due: DueRoles, next_ms: int) -> None:
    """A member's roles could not be changed."""
    if not due.identity_id:
        tx.queries.server_farewell_later(
            tx.connection, server_id=due.server_id, user=due.user, next_ms=next_ms
        )
        return
    tx.queries.server_roles_later(
        tx.connection, server_id=due.server_id, identity_id=due.identity_id, next_ms=next_ms
    )


def roles_differ(tx: Tx, now_ms: int) -> int:
    """Look soon at everybody whose level is not the one whose roles they have."""
    changed: int = tx.queries.server_roles_differ(tx.connection, now_ms=now_ms)
    return changed


def level_changed(tx: Tx, account_id: int, now_ms: int) -> None:
    """Look soon at somebody's roles, wherever they are."""
    tx.queries.server_member_level_changed(tx.connection, account_id=account_id, now_ms=now_ms)


def member_gone(tx: Tx, due: DueRoles) -> None:
    """Somebody is not in a server any more."""
    if not due.identity_id:
        tx.queries.server_farewell_done(tx.connection, server_id=due.server_id, user=due.user)
        return
    tx.queries.server_member_gone(
        tx.connection, server_id=due.server_id, identity_id=due.identity_id
    )


def trouble(tx: Tx, server_id: int, text: str) -> bool:
    """Note why roles can't be given in a server (empty: they can); False where that is known."""
    changed: int = tx.queries.server_trouble(tx.connection, server_id=server_id, trouble=text)
    return changed > 0
