"""Where people's money goes: sealed, with what may be shown of it."""

from typing import NamedTuple

from storage.tx import Tx


class Kept(NamedTuple):
    """A destination as it is kept; nothing is sent there before `usable_ms`."""

    id: int
    account_id: int
    rail: str
    sealed: str
    shown: str
    digest: str
    created_ms: int
    usable_ms: int


def current(tx: Tx, account_id: int, rail: str) -> Kept | None:
    """Give where somebody's money goes by a rail."""
    row = tx.queries.destination_current(tx.connection, account_id=account_id, rail=rail)
    return Kept._make(row) if row else None


def of_account(tx: Tx, account_id: int) -> list[Kept]:
    """Give where somebody's money goes, by rail."""
    rows = tx.queries.destination_all(tx.connection, account_id=account_id)
    return [Kept._make(row) for row in rows]


def has_had(tx: Tx, account_id: int, rail: str) -> bool:
    """Tell whether somebody ever had a destination by a rail."""
    return bool(tx.queries.destination_any(tx.connection, account_id=account_id, rail=rail))


def retire(tx: Tx, account_id: int, rail: str, now_ms: int) -> bool:
    """Use somebody's destination no more; False where there is none."""
    changed: int = tx.queries.destination_retire(
        tx.connection, account_id=account_id, rail=rail, now_ms=now_ms
    )
    return changed == 1


def add(
    tx: Tx,
    account_id: int,
    rail: str,
    *,
    sealed: str,
    shown: str,
    digest: str,
    usable_ms: int,
    now_ms: int,
) -> None:
    """Keep a destination; the one before has to be retired."""
    tx.queries.destination_add(
        tx.connection,
        account_id=account_id,
        rail=rail,
        sealed=sealed,
        shown=shown,
        digest=digest,
        usable_ms=usable_ms,
        now_ms=now_ms,
    )


def shared_with(tx: Tx, account_id: int, kin: int | None, digest: str) -> int:
    """Count the other accounts that have or had a destination, kin left out."""
    count: int = tx.queries.destination_shared(
        tx.connection, account_id=account_id, kin=-1 if kin is None else kin, digest=digest
    )
    return count
