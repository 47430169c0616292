"""What admins look at: payouts that wait for a yes, those in doubt, and what speaks for or against.
"""

from dataclasses import dataclass

from services import people
from services.payouts import books
from storage import destinations
from storage import payouts as rows
from storage.payouts import Payout as Payout
from storage.tx import Tx

COUNTED_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """How many wait, the next one, and those of which nobody knows whether they arrived."""

    waiting: int
    next: Payout | None
    in_doubt: list[Payout]


@dataclass(frozen=True, slots=True)
class About:
    """What an admin wants to know: payouts that arrived before, who uses the same destination."""

    before: int
    shared_with: int
    is_suspended: bool
    approvals: tuple[int, ...]


def look(tx: Tx, after_id: int) -> Seen:
    """Give the queue, from behind a payout on; past its end it begins anew."""
    waiting = rows.waiting(tx, most=COUNTED_MOST)
    later = [payout for payout in waiting if payout.id > after_id]
    found = next(iter(later or waiting), None)
    in_doubt = [one for one in rows.unended(tx, most=COUNTED_MOST) if one.state == "unknown"]
    return Seen(len(waiting), found, in_doubt)


def find(tx: Tx, payout_id: int) -> Payout:
    """Give a payout; raises NotFound."""
    return books.load(tx, payout_id)


def newest(tx: Tx, *, most: int, before_id: int = 0) -> list[Payout]:
    """Give everybody's payouts, the newest first, or those before one."""
    return rows.everything(tx, most=most, before_id=before_id)


def unended(tx: Tx, *, most: int) -> list[Payout]:
    """Give the payouts that have not ended, the newest first."""
    return rows.unended(tx, most=most)[::-1]


def about(tx: Tx, payout: Payout) -> About:
    """Give what speaks for or against a payout."""
    person = people.load(tx, payout.account_id)
    past = rows.of_account(tx, person.account_id, most=COUNTED_MOST)
    kept = destinations.current(tx, person.account_id, payout.rail)
    shared = 0
    if kept is not None:
        shared = destinations.shared_with(tx, person.account_id, person.kin, kept.digest)
    return About(
        before=sum(one.state == "settled" for one in past),
        shared_with=shared,
        is_suspended=person.state == "suspended",
        approvals=tuple(account_id for account_id, _ in rows.approvals(tx, payout)),
    )
