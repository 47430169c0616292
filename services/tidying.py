"""Forgetting what nobody needs any more, a little at a time."""

from services import notices, posts
from storage.tx import Tx

EVENTS_KEPT_MS = 7 * 86_400_000  # no platform delivers an event again after a week
EVENTS_AT_ONCE = 1_000


def tidy_some(tx: Tx, now_ms: int) -> int:
    """Forget some old events and settled messages; 0: there are none left."""
    forgotten: int = tx.queries.event_tidy(
        tx.connection, before_ms=now_ms - EVENTS_KEPT_MS, most=EVENTS_AT_ONCE
    )
    return forgotten + notices.tidy(tx, now_ms) + posts.tidy(tx, now_ms)
