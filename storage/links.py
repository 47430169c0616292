"""One-time codes that link two chats, and how often somebody entered one in vain."""

from storage.tx import Tx


def keep(
    tx: Tx, *, account_id: int, identity_id: int, code_hash: str, expires_ms: int
) -> None:
    """Keep an account's code in the place of the one it had."""
    tx.queries.link_code_keep(
        tx.connection,
        account_id=account_id,
        identity_id=identity_id,
        code_hash=code_hash,
        expires_ms=expires_ms,
    )


def find(tx: Tx, code_hash: str, now_ms: int) -> tuple[int, int] | None:
    """Give (account, identity) of who asked for a code that is still valid."""
    row = tx.queries.link_code_find(tx.connection, code_hash=code_hash, now_ms=now_ms)
    return (row[0], row[1]) if row else None


def remove(tx: Tx, account_id: int) -> None:
    """Make an account's code void."""
    tx.queries.link_code_remove(tx.connection, account_id=account_id)


def tries(tx: Tx, identity_id: int) -> tuple[int, int]:
    """Give (how many, since when): codes that somebody entered in vain."""
    row = tx.queries.link_try_find(tx.connection, identity_id=identity_id)
    return (row[0], row[1]) if row else (0, 0)


def tried(tx: Tx, identity_id: int, *, now_ms: int, before_ms: int) -> None:
    """Count one more in vain; afresh where the count began before a moment."""
    tx.queries.link_try_add(
        tx.connection, identity_id=identity_id, now_ms=now_ms, before_ms=before_ms
    )


def forget_tries(tx: Tx, identity_id: int) -> None:
    """The right code was entered."""
    tx.queries.link_try_forget(tx.connection, identity_id=identity_id)


def chats(tx: Tx, account_id: int) -> list[tuple[int, str]]:
    """Give (identity, platform) of an account's chats, the oldest first."""
    rows = tx.queries.link_identities(tx.connection, account_id=account_id)
    return [(identity_id, platform) for identity_id, platform in rows]
