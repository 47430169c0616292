"""Payouts on their way: taken for a while, marked, ended."""

from storage.payouts import Payout
from storage.tx import Tx


def due(tx: Tx, *, may_send: bool, now_ms: int, most: int) -> list[Payout]:
    """Give what is to be sent or looked up now; without `may_send`, looked up alone."""
    rows = tx.queries.payout_due(
        tx.connection, may_send=int(may_send), now_ms=now_ms, most=most
    )
    return [Payout._make(row) for row in rows]


def take_turn(tx: Tx) -> None:
    """Let nobody else claim until the transaction ends."""
    tx.queries.payout_claim_turn(tx.connection)


def claim(tx: Tx, payout: Payout, *, lease_ms: int, now_ms: int) -> bool:
    """Take a payout until `lease_ms`; False where it is not as one saw it any more."""
    changed: int = tx.queries.payout_claim(
        tx.connection,
        payout_id=payout.id,
        state=payout.state,
        version=payout.version,
        lease_ms=lease_ms,
        now_ms=now_ms,
    )
    return changed == 1


def sent_since(tx: Tx, currency: str, since_ms: int, now_ms: int) -> dict[str, int]:
    """Give how much began to be sent since a moment, by rail."""
    return dict(
        tx.queries.payout_sent_since(
            tx.connection, currency=currency, since_ms=since_ms, now_ms=now_ms
        )
    )


def wait(tx: Tx, payout: Payout, *, next_ms: int, reason: str, now_ms: int) -> bool:
    """Let a payout that nobody has taken wait; False where it is not as one saw it any more."""
    changed: int = tx.queries.payout_wait(
        tx.connection,
        payout_id=payout.id,
        version=payout.version,
        next_ms=next_ms,
        reason=reason,
        now_ms=now_ms,
    )
    return changed == 1


def reconsider(tx: Tx, payout: Payout, now_ms: int) -> bool:
    """Let an approved payout wait for an admin; False where it is not as one saw it any more."""
    changed: int = tx.queries.payout_reconsider(
        tx.connection, payout_id=payout.id, version=payout.version, now_ms=now_ms
    )
    return changed == 1


def put_off(tx: Tx, payout_id: int, lease_ms: int, *, next_ms: int, reason: str) -> bool:
    """Let a payout wait as it is; False where it is not in these hands any more."""
    changed: int = tx.queries.payout_put_off(
        tx.connection, payout_id=payout_id, lease_ms=lease_ms, next_ms=next_ms, reason=reason
    )
    return changed == 1


def mark_sent(tx: Tx, payout_id: int, lease_ms: int, rail_ref: str) -> bool:
    """Note, before it is sent, that the rail may have it; False: it is in other hands."""
    changed: int = tx.queries.payout_mark_sent(
        tx.connection, payout_id=payout_id, lease_ms=lease_ms, rail_ref=rail_ref
    )
    return changed == 1


def settle(tx: Tx, payout_id: int, *, rail_ref: str, fee_minor: int, now_ms: int) -> bool:
    """Note that it arrived; False where it had ended."""
    changed: int = tx.queries.payout_settle(
        tx.connection, payout_id=payout_id, rail_ref=rail_ref, fee_minor=fee_minor, now_ms=now_ms
    )
    return changed == 1


def give_back(tx: Tx, payout_id: int, reason: str, now_ms: int, *, lease_ms: int = 0) -> bool:
    """Note that it won't arrive; False where it had ended or is in other hands."""
    changed: int = tx.queries.payout_return(
        tx.connection, payout_id=payout_id, reason=reason, lease_ms=lease_ms, now_ms=now_ms
    )
    return changed == 1


def bounce(tx: Tx, payout_id: int, reason: str, now_ms: int) -> bool:
    """Note that what had arrived came back; False where it was not settled."""
    changed: int = tx.queries.payout_bounce(
        tx.connection, payout_id=payout_id, reason=reason, now_ms=now_ms
    )
    return changed == 1


def unknown(tx: Tx, payout_id: int, lease_ms: int, *, reason: str, next_ms: int) -> bool:
    """Note that nobody can tell; False where it had ended or is in other hands."""
    changed: int = tx.queries.payout_unknown(
        tx.connection, payout_id=payout_id, lease_ms=lease_ms, reason=reason, next_ms=next_ms
    )
    return changed == 1


def handed_over(tx: Tx, payout_id: int, lease_ms: int, rail_ref: str) -> bool:
    """Note that somebody confirms it later; False where it had ended or is in other hands."""
    changed: int = tx.queries.payout_handed_over(
        tx.connection, payout_id=payout_id, lease_ms=lease_ms, rail_ref=rail_ref
    )
    return changed == 1
