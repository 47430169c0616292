"""Whether the database answers, for whoever supervises this process."""

import asyncio
import time

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.replies import json
from services import Tx
from storage import integrity
from storage.database import Database

ANSWER_SECONDS_MAX = 3.0
KEPT_SECONDS = 1.0


class Health:
    """Reads, then writes a word in a transaction that waits its turn like any other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: tuple[float, str] = (-KEPT_SECONDS, "")
        self._turn = asyncio.Lock()

    async def answer(self, _request: Request) -> Response:
        """200 where reads and writes are answered in time, else 503 with what is not."""
        async with self._turn:
            measured_at, trouble = self._last
            if time.monotonic() - measured_at >= KEPT_SECONDS:
                trouble = await self._trouble()
                self._last = (time.monotonic(), trouble)
        if trouble:
            return json({"status": "unwell", "trouble": trouble}, 503)
        return json({"status": "ok"})

    async def _trouble(self) -> str:
        attempts = (
            ("read", self._database.read, _nothing),
            ("write", self._database.write, _beat),
        )
        for name, attempt, work in attempts:
            try:
                async with asyncio.timeout(ANSWER_SECONDS_MAX):
                    await attempt(work)
            except TimeoutError:
                return f"the database does not answer: {name}"
            except Exception as error:  # noqa: BLE001 - an edge: whatever it is, it is not well
                return f"the database fails: {name}: {type(error).__name__}"
        return ""


def _nothing(_tx: Tx) -> None:
    """Ask for a transaction and no more: it has to be begun and ended."""


def _beat(tx: Tx) -> None:
    integrity.beat(tx, time.time_ns() // 1_000_000)
