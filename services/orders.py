"""What was ordered and has not come yet: handed over by an admin, given by Discord, or given back.
"""

from domain import ledger
from domain.amounts import N_
from domain.errors import Refused
from services import audit, notices, people
from services.catalogue import found_order
from services.ledger import move
from storage import rewards as store
from storage.rewards import DueRole as DueRole
from storage.rewards import Order as Order
from storage.tx import Tx

REASON_CHARACTERS_LEAST, REASON_CHARACTERS_MOST = 3, 300
WAITING_MOST = 50
ROLES_AT_ONCE = 20
ATTEMPTS_MOST = 12
RETRY_MS, RETRY_MS_MOST = 30_000, 6 * 3_600_000
GONE = N_("your chat in Discord is not linked to this account any more")
NO_ANSWER = N_("Discord would not take it for a day")


def waiting(tx: Tx) -> list[Order]:
    """Give what waits, the oldest first."""
    return store.waiting(tx, WAITING_MOST)


def hand_over(tx: Tx, order_id: int, *, actor_id: int | None, now_ms: int) -> Order:
    """Note that a thing was handed over, and tell its person. Raises Refused where it ended before.
    """
    order = found_order(tx, order_id)
    if order.kind != "thing":
        raise Refused(N_("Nobody hands that over: it comes by itself, or comes back."))
    _end(tx, order, "given", "", actor_id, now_ms)
    return order


def give_back(
    tx: Tx, order_id: int, reason: str, *, actor_id: int | None, now_ms: int
) -> Order:
    """Give somebody their credits back, with the reason. Raises Refused where it ended before."""
    words = " ".join(reason.split())[:REASON_CHARACTERS_MOST]
    if len(words) < REASON_CHARACTERS_LEAST:
        raise Refused(N_("Say why in a few words: the person reads them."))
    order = found_order(tx, order_id)
    _end(tx, order, "returned", words, actor_id, now_ms)
    return order


def abandon(tx: Tx, account_id: int, now_ms: int) -> None:
    """Take back what somebody who leaves has ordered: the credits are theirs again for a moment."""
    for order_id in store.waiting_of(tx, account_id):
        order = found_order(tx, order_id)
        if store.end(
            tx, order_id, state="returned", note="", actor_id=None, now_ms=now_ms
        ):
            _refund(tx, order, account_id, now_ms)


def _end(
    tx: Tx, order: Order, state: str, note: str, actor_id: int | None, now_ms: int
) -> None:
    owner = people.load(tx, order.account_id, lock=True)
    if not store.end(tx, order.id, state=state, note=note, actor_id=actor_id, now_ms=now_ms):
        ended = found_order(tx, order.id)
        if ended.state == "given":
            raise Refused(N_("“{title}” was handed over already."), title=order.title)
        raise Refused(N_("“{title}” was given back already."), title=order.title)
    if state == "returned":
        _refund(tx, order, owner.account_id, now_ms)
    notices.tell(
        tx,
        account_id=owner.account_id,
        kind=f"order_{state}",
        params={"order_id": order.id},
        now_ms=now_ms,
    )
    audit.record(
        tx,
        actor_id=actor_id,
        action=f"order.{state}",
        subject=f"order:{order.id}",
        details={"account": owner.account_id, "note": note},
        now_ms=now_ms,
    )


def _refund(tx: Tx, order: Order, account_id: int, now_ms: int) -> None:
    store.put_back(tx, order.reward_id)
    move(
        tx,
        kind="reward_returned",
        ref=str(order.id),
        debit=ledger.REWARDS,
        credit=ledger.available(account_id),
        amount_minor=order.price_minor,
        currency=order.currency,
        now_ms=now_ms,
    )


# --- Roles -------------------------------------------------------------------


def roles_due(tx: Tx, now_ms: int) -> list[DueRole]:
    """Give the roles that are to be given in Discord now."""
    return store.roles_due(tx, now_ms, ROLES_AT_ONCE)


def role_given(tx: Tx, due: DueRole, now_ms: int) -> None:
    """Discord gave a role: its person is told. Nothing where the order ended meanwhile."""
    order = found_order(tx, due.order_id)
    if order.state == "ordered":
        _end(tx, order, "given", "", None, now_ms)


def role_refused(tx: Tx, due: DueRole, reason: str, now_ms: int) -> None:
    """Discord will never give a role: the credits come back, with the reason."""
    order = found_order(tx, due.order_id)
    if order.state == "ordered":
        _end(tx, order, "returned", reason, None, now_ms)


def role_failed(tx: Tx, due: DueRole, now_ms: int) -> None:
    """A role could not be given: tried again after ever longer waits, and given back in the end."""
    if due.attempts + 1 >= ATTEMPTS_MOST:
        role_refused(tx, due, NO_ANSWER, now_ms)
        return
    wait_ms = min(RETRY_MS_MOST, RETRY_MS << due.attempts)
    store.later(tx, due.order_id, now_ms + wait_ms)
