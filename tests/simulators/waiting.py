"""Time in a simulated world: it can pass at once, and whoever waits for a change is woken."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

LOOKS_SECONDS = 0.05  # not everything that changes says so


class Waiting:
    """What every simulated world is. `ahead_seconds` is how far its clock is before ours."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0
        self._waiters: list[asyncio.Future[None]] = []

    def now(self) -> float:
        return time.time() + self.ahead_seconds

    def bump(self) -> None:
        """Wake whoever waits for something to change."""
        if self._waiters:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    async def until(self, check: Callable[[], Any], within: float) -> Any:
        """Wait until `check` gives something true; give what it gave last."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not (found := check()) and (left := end - loop.time()) > 0:
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiters.append(waiter)
            await asyncio.wait((waiter,), timeout=min(left, LOOKS_SECONDS))
        return found
