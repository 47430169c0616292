"""Updates on their way to the bot: kept until they are confirmed, given out again until then."""

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson

from tests.simulators.telegram.faults import Faults
from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import OTHER_POLLER, WEBHOOK_ACTIVE, bad, conflict

TIMEOUT_SECONDS_MAX = 50
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query",
    "my_chat_member", "chat_member", "message_reaction", "message_reaction_count", "inline_query",
    "chosen_inline_result", "poll", "poll_answer", "chat_join_request",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Update:
    """One update, encoded once. `chat` is the id of the chat it is about."""

    id: int
    kind: str
    chat: int
    body: bytes


class Updates:
    """The bot's queue. `arrived` is called with each new update while a webhook is set."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.pending: dict[int, Update] = {}
        self.again: list[Update] = []
        self.allowed: list[str] | None = None
        self.next_id = 700_000_001
        self.webhook_is_set = False
        self.arrived: Any = None
        self.polls = 0
        self._poll: asyncio.Future[None] | None = None

    def add(self, kind: str, payload: dict[str, Any], chat: int) -> int:
        """Queue an update; 0 where the bot has not asked for such."""
        if kind in UNASKED if self.allowed is None else kind not in self.allowed:
            return 0
        number = self.next_id
        self.next_id += 1
        body = orjson.dumps({"update_id": number, kind: payload})
        update = Update(number, kind, chat, body)
        self.pending[number] = update
        if self.webhook_is_set:
            self.arrived(update)
        elif self._poll is not None:
            _wake(self._poll)
        return number

    def repeat(self, update: Update) -> None:
        """Give out an update once more, though it was confirmed."""
        if self.webhook_is_set:
            self.arrived(update)
            return
        self.again.append(update)
        if self._poll is not None:
            _wake(self._poll)

    def allow(self, params: Params) -> None:
        """Remember which kinds the bot wants; an empty list means the usual ones."""
        if not params.has("allowed_updates"):
            return
        names = params.thing("allowed_updates")
        if not isinstance(names, list):
            raise bad("can't parse allowed updates JSON object")
        self.allowed = [name for name in names if name in KINDS] or None

    def end_poll(self, words: str) -> None:
        """Answer the poll that waits with 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(words))
        self._poll = None

    async def get(self, params: Params) -> bytes:
        """Serve getUpdates; the answer's `result` as bytes."""
        if self.webhook_is_set:
            raise conflict(WEBHOOK_ACTIVE)
        offset = params.number("offset")
        limit = min(100, max(1, params.number("limit", 100)))
        timeout = min(TIMEOUT_SECONDS_MAX, max(0, params.number("timeout")))
        self.allow(params)
        self.end_poll(OTHER_POLLER)
        self.confirm(offset)
        if not self.pending and not self.again and timeout:
            await self._wait(timeout)
        return self._batch(limit)

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one counts from the end."""
        if offset > 0:
            for number in [number for number in self.pending if number < offset]:
                del self.pending[number]
        elif offset < 0:
            for number in sorted(self.pending)[:offset]:
                del self.pending[number]

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._poll = poll = loop.create_future()
        timer = loop.call_later(seconds, _wake, poll)
        try:
            await poll
        finally:
            timer.cancel()
            if self._poll is poll:
                self._poll = None

    def _batch(self, limit: int) -> bytes:
        batch, self.again = self.again, []
        batch += list(self.pending.values())[:limit] if self.pending else []
        if self.faults.duplicate:
            self.again = [update for update in batch if self.faults.chance("duplicate")]
        if len(batch) > 1 and self.faults.chance("reorder"):
            self.faults.random.shuffle(batch)
        return b"[" + b",".join(update.body for update in batch) + b"]"


def _wake(poll: asyncio.Future[None]) -> None:
    if not poll.done():
        poll.set_result(None)
