"""What is said in groups without being asked by anybody there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from storage.tx import Tx

Ended = Literal["sent", "dropped", "dead"]


@dataclass(frozen=True, slots=True)
class Post:
    """Something that waits to be said in a chat."""

    id: int
    platform: str
    chat: str
    kind: str
    ref: str
    params: dict[str, Any]
    attempts: int
    created_ms: int


def add(
    tx: Tx,
    *,
    platform: str,
    chat: str,
    kind: str,
    ref: str,
    params: Mapping[str, object],
    now_ms: int,
) -> bool:
    """Say something once; False where it is or was said already."""
    added = tx.queries.post_add(
        tx.connection,
        platform=platform,
        chat=chat,
        kind=kind,
        ref=ref,
        params=orjson.dumps(dict(params)).decode(),
        now_ms=now_ms,
    )
    return added is not None


def due(tx: Tx, now_ms: int, most: int) -> list[Post]:
    """Give what waits to be said."""
    rows = tx.queries.post_due(tx.connection, now_ms=now_ms, most=most)
    return [
        Post(post_id, platform, chat, kind, ref, orjson.loads(params), attempts, created_ms)
        for post_id, platform, chat, kind, ref, params, attempts, created_ms in rows
    ]


def end(tx: Tx, post_id: int, state: Ended) -> None:
    """It was said, or won't be."""
    tx.queries.post_end(tx.connection, post_id=post_id, state=state)


def later(tx: Tx, post_id: int, next_ms: int) -> None:
    """It could not be said."""
    tx.queries.post_later(tx.connection, post_id=post_id, next_ms=next_ms)


def tidy(tx: Tx, *, before_ms: int, most: int) -> int:
    """Forget some of what was settled long ago."""
    changed: int = tx.queries.post_tidy(tx.connection, before_ms=before_ms, most=most)
    return changed
