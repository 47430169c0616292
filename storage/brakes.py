"""What people decided about requesters' answers, and who may reject no more for now."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from storage.judged import Judged, read
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Brake:
    """What keeps a requester from rejecting: the figures, since when, and when it was lifted."""

    params: dict[str, Any]
    since_ms: int
    lifted_ms: int | None


class Settled(NamedTuple):
    """An answer that somebody accepted or rejected."""

    account_id: int
    is_rejected: bool
    settled_ms: int
    waited_ms: int


def find(tx: Tx, account_id: int) -> Brake | None:
    """Give the brake of a requester, if there ever was one."""
    row = tx.queries.brake_find(tx.connection, account_id=account_id)
    return Brake(orjson.loads(row[0]), row[1], row[2]) if row else None


def put_on(tx: Tx, account_id: int, params: dict[str, object], now_ms: int) -> bool:
    """Put the brake on; False where it is on."""
    text = orjson.dumps(params).decode()
    changed: int = tx.queries.brake_set(
        tx.connection, account_id=account_id, params=text, now_ms=now_ms
    )
    return changed == 1


def lift(tx: Tx, account_id: int, now_ms: int) -> bool:
    """Lift the brake; False where it isn't on."""
    changed: int = tx.queries.brake_lift(tx.connection, account_id=account_id, now_ms=now_ms)
    return changed == 1


def to_look_at(tx: Tx, since_ms: int) -> list[int]:
    """Give requesters about whose answers something was decided against the worker, or overturned,
    since a moment.
    """
    queries, connection = tx.queries, tx.connection
    rows = queries.brake_owners(connection, since_ms=since_ms)
    rows += queries.brake_appealed(connection, since_ms=since_ms)
    return sorted({row[0] for row in rows})


def settled(
    tx: Tx, owner_id: int, *, since_ms: int, projects: int, most: int
) -> list[Settled]:
    """Give what people decided last about a requester's answers, the newest first."""
    queries, connection = tx.queries, tx.connection
    found: list[Settled] = []
    for (project_id,) in queries.brake_projects(connection, owner_id=owner_id, most=projects):
        rows = queries.brake_settled(
            connection, project_id=project_id, since_ms=since_ms, most=most
        )
        found += [Settled(row[0], bool(row[1]), row[2], row[3]) for row in rows]
    return sorted(found, key=lambda each: -each.settled_ms)[:most]


def appeals(tx: Tx, owner_id: int, *, since_ms: int, most: int) -> list[str]:
    """Give how the last appeals against a requester's rejections ended: upheld, overturned."""
    rows = tx.queries.brake_appeals(
        tx.connection, owner_id=owner_id, since_ms=since_ms, most=most
    )
    return [row[0] for row in rows]


def judged(
    tx: Tx, owner_id: int, account_id: int, most: int
) -> list[Judged]:
    """Give a person's answers to other requesters' rows, each with what was decided."""
    rows = tx.queries.brake_judged(
        tx.connection, owner_id=owner_id, account_id=account_id, most=most
    )
    return read(tx, rows)


def judged_all(
    tx: Tx, owner_id: int, *, newest: int, most: int
) -> list[Judged]:
    """Give everybody's, among so many of the newest answers."""
    rows = tx.queries.brake_judged_all(
        tx.connection, owner_id=owner_id, newest=newest, most=most
    )
    return read(tx, rows)
