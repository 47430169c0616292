"""Stopping between two steps, not in the middle of one: what was sent is also written down."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

FINISH_SECONDS_MAX = 3.0

T = TypeVar("T")


async def unbroken(work: Coroutine[Any, Any, T], stops: Callable[[], None]) -> T:
    """Do some work. Cancelled meanwhile, it calls `stops` and lets the work come to an end first.

    What takes longer than FINISH_SECONDS_MAX then is broken off.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stops()
        await asyncio.wait({task}, timeout=FINISH_SECONDS_MAX)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


class InHand:
    """How much is being sent: whoever closes the connections waits for it."""

    def __init__(self) -> None:
        self._many = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Something is being sent."""
        self._many += 1
        self._none.clear()
        try:
            yield
        finally:
            self._many -= 1
            if not self._many:
                self._none.set()

    async def finish(self) -> None:
        """Wait until nothing is."""
        await self._none.wait()
