"""Removing files that nothing refers to any more, some at a time."""

import asyncio
from functools import partial

from bot.media.store import Store
from domain.terms import Terms
from services import media
from storage.database import Database

PREFIXES_AT_ONCE = 16  # of 256 sub-folders: all are looked through in sixteen rounds
_PREFIXES = tuple(f"{number:02x}" for number in range(256))


async def tidy(database: Database, terms: Terms, store: Store, now_ms: int) -> int:
    """Forget what is of no use, then remove its files; gives how many files went."""
    days = terms.media.unused_days
    before = now_ms / 1000 - days * 86_400
    gone = 0
    while True:
        answers, idle = await database.read(
            partial(media.left, unused_days=days, now_ms=now_ms)
        )
        if not answers and not idle:
            break
        step = partial(
            media.forget, answer_ids=answers, shas=idle, unused_days=days, now_ms=now_ms
        )
        forgotten = await database.write(step, bulk=True)
        for sha256 in forgotten:
            gone += await asyncio.to_thread(store.remove, sha256, before)
        if not answers and not forgotten:
            break  # they have come again meanwhile
    return gone + await _strays(database, store, before, now_ms)


async def _strays(database: Database, store: Store, before: float, now_ms: int) -> int:
    """Remove files that nobody wrote down: whoever brought them was killed."""
    await asyncio.to_thread(store.clear)
    start = now_ms // 3_600_000 * PREFIXES_AT_ONCE % len(_PREFIXES)
    gone = 0
    for prefix in _PREFIXES[start : start + PREFIXES_AT_ONCE]:
        old = await asyncio.to_thread(store.old, prefix, before)
        if old:
            strays = await database.read(partial(media.unknown, shas=old))
            for sha256 in strays:
                gone += await asyncio.to_thread(store.remove, sha256, before)
    return gone
