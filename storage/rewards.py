"""The catalogue of rewards, and what was ordered of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Reward:
    """Something that people can have for credits; `stock` None: any number."""

    id: int
    title: str
    kind: str
    price_minor: int
    currency: str
    details: Mapping[str, str]
    stock: int | None
    state: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class Order:
    """A reward that somebody ordered: `ordered`, `given` or `returned` (`note` says why)."""

    id: int
    reward_id: int
    account_id: int
    state: str
    price_minor: int
    currency: str
    note: str
    attempts: int
    created_ms: int
    ended_ms: int | None
    title: str
    kind: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DueRole:
    """A Discord role that was ordered; `user` None: its person has no chat there any more."""

    order_id: int
    server: str
    role: str
    attempts: int
    user: str | None


def add(
    tx: Tx,
    *,
    title: str,
    kind: str,
    price_minor: int,
    currency: str,
    details: Mapping[str, str],
    stock: int | None,
    now_ms: int,
) -> int:
    """Offer a reward and give its number."""
    number: int = tx.queries.reward_add(
        tx.connection,
        title=title,
        kind=kind,
        price_minor=price_minor,
        currency=currency,
        details=orjson.dumps(dict(details)).decode(),
        stock=stock,
        now_ms=now_ms,
    )
    return number


def get(tx: Tx, reward_id: int) -> Reward | None:
    """Give a reward by its number."""
    row = tx.queries.reward_get(tx.connection, reward_id=reward_id)
    return _reward(row) if row else None


def offered(tx: Tx, currency: str, *, skipped: int, most: int) -> list[Reward]:
    """Give what is offered for a currency, the cheapest first."""
    rows = tx.queries.reward_offered(
        tx.connection, currency=currency, skipped=skipped, most=most
    )
    return [_reward(row) for row in rows]


def everything(tx: Tx, most: int) -> list[Reward]:
    """Give what is or was offered, the newest first."""
    return [_reward(row) for row in tx.queries.reward_all(tx.connection, most=most)]


def withdraw(tx: Tx, reward_id: int) -> bool:
    """Offer a reward no more; False where it isn't offered."""
    changed: int = tx.queries.reward_withdraw(tx.connection, reward_id=reward_id)
    return changed == 1


def take(tx: Tx, reward_id: int) -> bool:
    """Take one of a reward; False where it isn't offered, or none is left."""
    changed: int = tx.queries.reward_take(tx.connection, reward_id=reward_id)
    return changed == 1


def put_back(tx: Tx, reward_id: int) -> None:
    """One of a reward came back."""
    tx.queries.reward_put_back(tx.connection, reward_id=reward_id)


def order(tx: Tx, reward: Reward, *, account_id: int, request: str, now_ms: int) -> int | None:
    """Note an order and give its number; None where this request made one before."""
    number: int | None = tx.queries.order_add(
        tx.connection,
        reward_id=reward.id,
        account_id=account_id,
        request=request,
        price_minor=reward.price_minor,
        currency=reward.currency,
        now_ms=now_ms,
    )
    return number


def get_order(tx: Tx, order_id: int) -> Order | None:
    """Give an order by its number."""
    row = tx.queries.order_get(tx.connection, order_id=order_id)
    return _order(row) if row else None


def order_of_request(tx: Tx, request: str) -> Order | None:
    """Give the order that a press made."""
    row = tx.queries.order_of_request(tx.connection, request=request)
    return _order(row) if row else None


def orders_of(tx: Tx, account_id: int, most: int) -> list[Order]:
    """Give what somebody ordered, the newest first."""
    rows = tx.queries.order_of_account(tx.connection, account_id=account_id, most=most)
    return [_order(row) for row in rows]


def waiting(tx: Tx, most: int) -> list[Order]:
    """Give what waits, the oldest first."""
    return [_order(row) for row in tx.queries.order_waiting(tx.connection, most=most)]


def waiting_of(tx: Tx, account_id: int) -> list[int]:
    """Give the orders of somebody that have not come yet."""
    rows = tx.queries.order_waiting_of(tx.connection, account_id=account_id)
    return [row[0] for row in rows]


def end(
    tx: Tx, order_id: int, *, state: str, note: str, actor_id: int | None, now_ms: int
) -> bool:
    """End an order; False where it has ended already."""
    changed: int = tx.queries.order_end(
        tx.connection, order_id=order_id, state=state, note=note, actor_id=actor_id, now_ms=now_ms
    )
    return changed == 1


def roles_due(tx: Tx, now_ms: int, most: int) -> list[DueRole]:
    """Give the roles that are to be given now."""
    rows: Iterable[Any] = tx.queries.order_roles_due(tx.connection, now_ms=now_ms, most=most)
    due = []
    for order_id, text, attempts, user in rows:
        details = orjson.loads(text)
        due.append(DueRole(order_id, details["server"], details["role"], attempts, user))
    return due


def later(tx: Tx, order_id: int, next_ms: int) -> None:
    """A role could not be given."""
    tx.queries.order_later(tx.connection, order_id=order_id, next_ms=next_ms)


def place(tx: Tx, account_id: int, platform: str) -> str | None:
    """Give somebody's id on a platform; None where they have no chat there."""
    found: str | None = tx.queries.order_place(
        tx.connection, account_id=account_id, platform=platform
    )
    return found


def _reward(row: Any) -> Reward:
    values: Any = (*row[:5], orjson.loads(row[5]), *row[6:])
    return Reward(*values)


def _order(row: Any) -> Order:
    values: Any = (*row[:12], orjson.loads(row[12]))
    return Order(*values)
