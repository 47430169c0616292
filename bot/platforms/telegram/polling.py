"""Asking Telegram for updates, by a loop of our own.

Telegram forgets an update when it is asked for those behind it. So the offset moves past an update
only when it and all before it are committed: what a kill interrupts comes again.
"""

import asyncio
import random
from contextlib import suppress
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.platforms.telegram.api import Api
from bot.platforms.telegram.conversation import Conversation, Taken
from bot.platforms.telegram.errors import Flooded
from domain.errors import Unusable

LONG_POLL_SECONDS = 25
TOGETHER_SECONDS = 0.03  # how long a batch may take before the next is asked for beside it
STALLED_SECONDS = 0.25
WAIT_SECONDS_FIRST = 0.5
WAIT_SECONDS_MOST = 30.0
FINISH_SECONDS_MAX = 5.0
CONFIRM_SECONDS = 1.0

log = structlog.get_logger()


class Polling:
    """The loop. Raises Unusable where the token is not (or no longer) one of Telegram's."""

    def __init__(self, api: Api, conversation: Conversation) -> None:
        self._api = api
        self._conversation = conversation
        self._open: dict[int, asyncio.Future[Taken]] = {}
        self._done: set[int] = set()  # committed, and Telegram may not know it yet
        self._next = 0  # behind everything that was ever received
        self._trouble = ""
        self._failures = 0

    @property
    def offset(self) -> int:
        """The first update that is not committed, or what comes after all of them."""
        return min(self._open, default=self._next)

    async def run(self) -> None:
        """Poll until cancelled."""
        try:
            while True:
                await self._round()
        finally:
            # Shielded: a second cancellation must not take back what is committed already.
            await asyncio.shield(self._confirm())

    async def _round(self) -> None:
        asked = self.offset
        try:
            updates = await self._api.updates(
                asked, seconds=0 if self._open else LONG_POLL_SECONDS
            )
        except InvalidToken:
            raise refused_token() from None
        except TelegramError as error:
            await self._wait(error)
            return
        self._well()
        ordered = sorted(updates, key=_number)
        new = [update for update in ordered if self._take(update)]
        # What lay before the offset that was asked for does not come again; the rest may.
        self._done = {number for number in self._done if number >= asked}
        if self._open:
            # When all that came is known, only something that gets done makes a difference.
            await self._some_done(TOGETHER_SECONDS if new else STALLED_SECONDS, all_=bool(new))

    def _take(self, update: dict[str, Any]) -> bool:
        number = _number(update)
        if number in self._open or number in self._done:
            return False
        self._next = max(self._next, number + 1)
        future = self._conversation.take(update)
        self._open[number] = future
        if future.done():
            self._finished(number)
        else:
            future.add_done_callback(lambda _: self._finished(number))
        return True

    def _finished(self, number: int) -> None:
        del self._open[number]
        self._done.add(number)

    async def _some_done(self, seconds: float, *, all_: bool) -> None:
        when = asyncio.ALL_COMPLETED if all_ else asyncio.FIRST_COMPLETED
        await asyncio.wait(tuple(self._open.values()), timeout=seconds, return_when=when)

    async def _confirm(self) -> None:
        """Tell Telegram what is done, so that it does not come again after the next start."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS_MAX):
                await self._conversation.finish()
        if self._next:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await self._api.updates(self.offset, seconds=0)

    async def _wait(self, error: TelegramError) -> None:
        """Say once what is wrong, and try again after a growing wait."""
        self._failures += 1
        wait = min(WAIT_SECONDS_MOST, WAIT_SECONDS_FIRST * 2 ** min(self._failures - 1, 10))
        said = "telegram cannot be reached: trying again"
        if isinstance(error, Conflict):
            said = "another process polls with this token, or a webhook is set: trying again"
        if isinstance(error, Flooded):
            said, wait = "telegram asks the poller for patience", error.seconds
        if said != self._trouble:
            log.warning(said, error=type(error).__name__, retry_ms=wait * 1000)
            self._trouble = said
        await asyncio.sleep(wait * (0.75 + random.random() / 4))  # noqa: S311 - it only spreads

    def _well(self) -> None:
        self._failures = 0
        if self._trouble:
            self._trouble = ""
            log.info("telegram answers again")


def _number(update: dict[str, Any]) -> int:
    return int(update["update_id"])


def refused_token() -> Unusable:
    """Say what is wrong with the token, and where the right one comes from."""
    return Unusable(
        "Telegram does not know the token in [telegram] token: it may be mistyped or revoked. "
        "BotFather shows the right one (/mybots, API Token)."
    )
