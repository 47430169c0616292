"""Payouts and who approved them, as the database has them."""

from dataclasses import dataclass
from typing import NamedTuple

from storage.tx import Tx

ID_MOST = 2**62


class Payout(NamedTuple):
    """Money that leaves, or wants to; `destination` is sealed, `shown` may be shown.

    state: requested, approved, sent, unknown, settled, returned. `version` counts its changes.
    `sent_ms` is when sending was last begun.
    """

    id: int
    account_id: int
    rail: str
    state: str
    amount_minor: int
    currency: str
    out_minor: int
    out_currency: str
    fee_minor: int
    destination: str
    shown: str
    rail_key: str
    rail_ref: str | None
    version: int
    automatic: int
    attempts: int
    next_ms: int | None
    lease_ms: int | None
    reason: str | None
    created_ms: int
    approved_ms: int | None
    sent_ms: int | None
    ended_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a payout is to be; `approved_ms` where nobody has to approve it."""

    rail: str
    amount_minor: int
    currency: str
    out_minor: int
    out_currency: str
    destination: str
    shown: str
    next_ms: int
    approved_ms: int | None

    @property
    def state(self) -> str:
        """Whether it waits for an admin."""
        return "requested" if self.approved_ms is None else "approved"


def add(
    tx: Tx, account_id: int, asked: Asked, *, key: str, automatic: bool, now_ms: int
) -> int | None:
    """Add a payout and give its id; None where the key was used before."""
    payout_id: int | None = tx.queries.payout_add(
        tx.connection,
        account_id=account_id,
        rail=asked.rail,
        state=asked.state,
        amount_minor=asked.amount_minor,
        currency=asked.currency,
        out_minor=asked.out_minor,
        out_currency=asked.out_currency,
        destination=asked.destination,
        shown=asked.shown,
        rail_key=key,
        automatic=int(automatic),
        next_ms=asked.next_ms,
        approved_ms=asked.approved_ms,
        now_ms=now_ms,
    )
    return payout_id


def find(tx: Tx, payout_id: int) -> Payout | None:
    """Give a payout."""
    row = tx.queries.payout_find(tx.connection, payout_id=payout_id)
    return Payout._make(row) if row else None


def find_by_key(tx: Tx, key: str) -> int | None:
    """Give the id of the payout with a key."""
    payout_id: int | None = tx.queries.payout_find_by_key(tx.connection, rail_key=key)
    return payout_id


def of_account(tx: Tx, account_id: int, *, most: int, before_id: int = 0) -> list[Payout]:
    """Give somebody's payouts, the newest first, or those before one."""
    rows = tx.queries.payout_of_account(
        tx.connection, account_id=account_id, before_id=before_id or ID_MOST, most=most
    )
    return [Payout._make(row) for row in rows]


def everything(tx: Tx, *, most: int, before_id: int = 0) -> list[Payout]:
    """Give everybody's payouts, the newest first, or those before one."""
    rows = tx.queries.payout_list(tx.connection, before_id=before_id or ID_MOST, most=most)
    return [Payout._make(row) for row in rows]


def unended(tx: Tx, *, most: int, after_id: int = 0) -> list[Payout]:
    """Give the payouts that have not ended, the oldest first, behind one."""
    rows = tx.queries.payout_open(tx.connection, after_id=after_id, most=most)
    return [Payout._make(row) for row in rows]


def waiting(tx: Tx, *, most: int, after_id: int = 0) -> list[Payout]:
    """Give the payouts that wait for an admin, the oldest first, behind one."""
    rows = tx.queries.payout_waiting_for_admins(tx.connection, after_id=after_id, most=most)
    return [Payout._make(row) for row in rows]


def hold(tx: Tx, payout: Payout) -> bool:
    """Lock a payout until the transaction ends; False where it is not as one saw it any more."""
    held: int = tx.queries.payout_hold(
        tx.connection, payout_id=payout.id, state=payout.state, version=payout.version
    )
    return held == 1


def approve(tx: Tx, payout: Payout, *, next_ms: int, now_ms: int) -> bool:
    """Let a requested payout be sent; False where it is not as one saw it any more."""
    changed: int = tx.queries.payout_approve(
        tx.connection,
        payout_id=payout.id,
        version=payout.version,
        next_ms=next_ms,
        now_ms=now_ms,
    )
    return changed == 1


def change(tx: Tx, payout: Payout, asked: Asked, now_ms: int) -> bool:
    """Make a new version of a payout; False where it can't be changed any more."""
    changed: int = tx.queries.payout_change(
        tx.connection,
        payout_id=payout.id,
        version=payout.version,
        amount_minor=asked.amount_minor,
        out_minor=asked.out_minor,
        out_currency=asked.out_currency,
        destination=asked.destination,
        shown=asked.shown,
        state=asked.state,
        approved_ms=asked.approved_ms,
        next_ms=asked.next_ms,
        now_ms=now_ms,
    )
    return changed == 1


def withdraw(tx: Tx, payout_id: int, reason: str | None, now_ms: int) -> bool:
    """End a payout that nobody began to send; False where somebody did."""
    changed: int = tx.queries.payout_withdraw(
        tx.connection, payout_id=payout_id, reason=reason, now_ms=now_ms
    )
    return changed == 1


def add_approval(tx: Tx, payout: Payout, account_id: int, now_ms: int) -> bool:
    """Note that an admin said yes to this version; False where they did before."""
    added: int = tx.queries.payout_approval_add(
        tx.connection,
        payout_id=payout.id,
        version=payout.version,
        account_id=account_id,
        now_ms=now_ms,
    )
    return added == 1


def approvals(tx: Tx, payout: Payout) -> list[tuple[int, int | None]]:
    """Give (account, kin) of those who said yes to this version."""
    return list(
        tx.queries.payout_approvals(tx.connection, payout_id=payout.id, version=payout.version)
    )


def asked_since(tx: Tx, account_id: int, currency: str, since_ms: int) -> int:
    """Give how much somebody asked for, or took as vouchers, since a moment."""
    minor: int = tx.queries.payout_asked_since(
        tx.connection, account_id=account_id, currency=currency, since_ms=since_ms
    )
    return minor


def in_flight(tx: Tx, account_id: int, currency: str) -> int:
    """Give how much of somebody's is on its way."""
    minor: int = tx.queries.payout_in_flight(
        tx.connection, account_id=account_id, currency=currency
    )
    return minor


def admins(tx: Tx) -> list[tuple[int, int | None]]:
    """Give (account, kin) of all admins who can be reached."""
    return list(tx.queries.payout_admins(tx.connection))


def forget(tx: Tx, account_id: int) -> None:
    """Forget where the money of somebody who left went; what is on its way still gets there."""
    queries, connection = tx.queries, tx.connection
    queries.payout_forget_where(connection, account_id=account_id)
    queries.destination_forget(connection, account_id=account_id)
    queries.payout_choice_remove(connection, account_id=account_id)
    queries.credit_warning_forget(connection, account_id=account_id)


def choice(tx: Tx, account_id: int) -> tuple[str, int] | None:
    """Give (rail, least) of somebody who is paid out automatically."""
    found: tuple[str, int] | None = tx.queries.payout_choice_find(
        tx.connection, account_id=account_id
    )
    return found


def choose(tx: Tx, account_id: int, rail: str, least_minor: int) -> None:
    """Pay somebody out automatically from now on."""
    tx.queries.payout_choice_set(
        tx.connection, account_id=account_id, rail=rail, least_minor=least_minor
    )


def note_told(tx: Tx, account_id: int, why: str | None) -> bool:
    """Note why nothing goes out automatically; False where that is noted already."""
    changed: int = tx.queries.payout_choice_told(tx.connection, account_id=account_id, why=why)
    return changed == 1


def unchoose(tx: Tx, account_id: int) -> bool:
    """Pay somebody out no more; False where they weren't."""
    removed: int = tx.queries.payout_choice_remove(tx.connection, account_id=account_id)
    return removed == 1


def automatic(
    tx: Tx, run_id: int, currency: str, *, after_id: int, most: int, pending: bool = False
) -> list[tuple[int, str, int, int]]:
    """Give (account, rail, least, has) of the next people that a run pays out."""
    return list(
        tx.queries.payout_automatic(
            tx.connection,
            run_id=run_id,
            currency=currency,
            after_id=after_id,
            most=most,
            pending=int(pending),
        )
    )
