"""Vouchers as the database has them: their codes sealed."""

from dataclasses import dataclass, field

from storage.tx import Tx

NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Voucher:
    """A code that is worth something elsewhere; `ref` says what it was given for."""

    id: int
    pool: str
    face_minor: int
    face_currency: str
    sealed: str = field(repr=False)
    state: str
    account_id: int | None
    ref: str | None
    created_ms: int
    given_ms: int | None
    expires_ms: int | None


@dataclass(frozen=True, slots=True)
class Pool:
    """The vouchers of one name, all worth the same."""

    name: str
    face_minor: int
    face_currency: str
    free: int
    given: int
    expired: int
    next_expiry_ms: int | None


def add(
    tx: Tx,
    *,
    pool: str,
    face_minor: int,
    face_currency: str,
    sealed: str,
    digest: str,
    now_ms: int,
    expires_ms: int | None,
) -> bool:
    """Keep a code; False where it is there already."""
    added: int = tx.queries.voucher_add(
        tx.connection,
        pool=pool,
        face_minor=face_minor,
        face_currency=face_currency,
        sealed=sealed,
        digest=digest,
        now_ms=now_ms,
        expires_ms=expires_ms,
    )
    return added == 1


def face(tx: Tx, pool: str) -> tuple[int, str] | None:
    """Give what a pool's vouchers are worth (minor units, currency); None: there are none."""
    row = tx.queries.voucher_face(tx.connection, pool=pool)
    return (row[0], row[1]) if row else None


def pools(tx: Tx) -> list[Pool]:
    """Give all pools by their names."""
    return [Pool(*row) for row in tx.queries.voucher_pools(tx.connection)]


def stock(tx: Tx, pool: str, *, until_ms: int, most: int) -> int:
    """Count the vouchers of a pool that last beyond a moment, up to a most."""
    count: int = tx.queries.voucher_stock(
        tx.connection, pool=pool, until_ms=until_ms, most=most
    )
    return count


def take(
    tx: Tx, pool: str, *, account_id: int, ref: str, until_ms: int, now_ms: int
) -> Voucher | None:
    """Give one of a pool that lasts beyond a moment; None where there is none."""
    row = tx.queries.voucher_take(
        tx.connection, pool=pool, account_id=account_id, ref=ref, until_ms=until_ms, now_ms=now_ms
    )
    return Voucher(*row) if row else None


def get(tx: Tx, voucher_id: int) -> Voucher | None:
    """Give a voucher by its number."""
    row = tx.queries.voucher_get(tx.connection, voucher_id=voucher_id)
    return Voucher(*row) if row else None


def of_ref(tx: Tx, ref: str) -> Voucher | None:
    """Give the voucher that was given for something."""
    row = tx.queries.voucher_of_ref(tx.connection, ref=ref)
    return Voucher(*row) if row else None


def of_account(tx: Tx, account_id: int, *, before_id: int, most: int) -> list[Voucher]:
    """Give a person's vouchers, the newest first; `before_id` 0 begins with the newest."""
    rows = tx.queries.voucher_of_account(
        tx.connection, account_id=account_id, before_id=before_id or NEWEST, most=most
    )
    return [Voucher(*row) for row in rows]


def of_pool(tx: Tx, pool: str, most: int) -> list[Voucher]:
    """Give a pool's vouchers, the latest given first, then those that nobody has."""
    rows = tx.queries.voucher_of_pool(tx.connection, pool=pool, most=most)
    return [Voucher(*row) for row in rows]


def expire(tx: Tx, *, until_ms: int, most: int) -> int:
    """Mark free vouchers that don't last beyond a moment; gives how many."""
    changed: int = tx.queries.voucher_expire(tx.connection, until_ms=until_ms, most=most)
    return changed
