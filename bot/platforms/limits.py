"""How fast we may speak, and who speaks first.

A platform takes so many messages a second from a bot (Telegram about 30, Discord 50), about one a
second for a chat (with small bursts), Telegram 20 a minute for a group, and refuses what is above
(429) with the seconds to wait. Answers to
somebody who waits go before pushes, always; a push leaves room for the next answer besides.
"""

import asyncio
from array import array
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

CHATS_MAX = 20_000
MARGIN = 0.95  # of the limit: what is sent evenly arrives less evenly
BURST_SHARE = 1 / 10  # of a second's messages at once
RESERVE_MOST = 2.0  # what pushes leave for answers; with 1, every 200th answer waited over 50 ms
FLOODED_TOGETHER_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a platform takes: Telegram's, until others are named."""

    messages_a_second: float = 30.0
    chat_messages_a_second: float = 1.0
    chat_burst: int = 3
    group_messages_a_minute: float = 20.0


class Limiter:
    """Gives leave to send. Whoever has got leave sends at once."""

    def __init__(self, limits: Limits, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or asyncio.get_running_loop().time
        a_second = limits.messages_a_second
        self._rate = a_second * MARGIN
        self._burst = max(1.0, a_second * BURST_SHARE)
        self._reserve = min(RESERVE_MOST, self._burst - 1.0)
        self._tokens = self._burst
        self._at = self._clock()
        self._waiting: tuple[deque[asyncio.Future[None]], deque[asyncio.Future[None]]] = (
            deque(),
            deque(),
        )
        self._timer: asyncio.TimerHandle | None = None
        # What arrived in the last second, by the latest that it can have: when it was answered.
        self._most = max(1, int(a_second))
        self._in_flight = 0
        self._recent: deque[float] = deque()
        self._blocked_until = 0.0
        self._chats = _Chats(limits)
        self._flooded_at = (0.0, "")

    async def leave(self, chat: str, *, push: bool) -> None:
        """Wait until a message may go to a chat, and say `done` when it was answered."""
        while (wait := self._chats.reserve(chat, self._clock())) > 0:
            await asyncio.sleep(wait)
            if not self._chats.is_blocked(chat, self._clock()):
                break
        if not self._waiting[0] and not (push and self._waiting[1]) and self._take(push):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[push].append(turn)
        self._arm()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._tokens += 1.0  # leave that nobody uses
                self._in_flight -= 1
                self._arm()
            raise

    def done(self) -> None:
        """A message that had leave was answered, or given up."""
        self._in_flight -= 1
        self._recent.append(self._clock())
        if any(self._waiting):
            self._arm()

    def flooded(self, chat: str, seconds: float) -> None:
        """The platform refuses for so many seconds: this chat where it has heard much, else all."""
        now = self._clock()
        at, other = self._flooded_at
        together = other != chat and now - at < FLOODED_TOGETHER_SECONDS
        self._flooded_at = (now, chat)
        self._chats.block(chat, now + seconds)
        if together or not self._chats.is_busy(chat, now):
            self._blocked_until = max(self._blocked_until, now + seconds)
            self._tokens = min(self._tokens, 0.0)
            self._rearm()

    def _take(self, push: bool) -> bool:
        now = self._clock()
        if now < self._blocked_until:
            return False
        begun = max(self._at, self._blocked_until)
        self._tokens = min(self._burst, self._tokens + max(0.0, now - begun) * self._rate)
        self._at = now
        reserve = self._reserve if push else 0.0
        if self._tokens < 1.0 + reserve or self._is_full(now, reserve):
            return False
        self._tokens -= 1.0
        self._in_flight += 1
        return True

    def _is_full(self, now: float, reserve: float) -> bool:
        """Tell whether one more might be one too many in some second at the other end."""
        recent = self._recent
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        return len(recent) + self._in_flight + reserve >= self._most

    def _rearm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._arm()

    def _arm(self) -> None:
        """Look again when the next one may go."""
        if self._timer is None and any(self._waiting):
            reserve = 0.0 if self._waiting[0] else self._reserve
            wait = max(0.0, 1.0 + reserve - self._tokens) / self._rate
            now = self._clock()
            if self._is_full(now, reserve):
                wait = max(wait, self._recent[0] + 1.0 - now if self._recent else 0.05)
            wait = max(wait, self._blocked_until - now, 0.001)
            self._timer = asyncio.get_running_loop().call_later(wait, self._pump)

    def _pump(self) -> None:
        self._timer = None
        for push in (0, 1):
            queue = self._waiting[push]
            while queue:
                if queue[0].done():
                    queue.popleft()
                elif self._take(bool(push)):
                    queue.popleft().set_result(None)
                else:
                    self._arm()
                    return


class _Chats:
    """When each chat may hear something again: at most so many in any so many seconds.

    A burst of 3 at 1 a second is 3 in any 3 seconds, so that what counts in seconds or in bursts
    at the other end finds neither too many.
    """

    def __init__(self, limits: Limits) -> None:
        burst = limits.chat_burst
        a_minute = limits.group_messages_a_minute
        at_once = max(1, int(a_minute / 4))
        self._private = burst / (limits.chat_messages_a_second * MARGIN), burst
        self._group = 60.0 * at_once / (a_minute * MARGIN), at_once
        self._taken: OrderedDict[str, array[float]] = OrderedDict()  # the latest moments of each
        self._blocked: dict[str, float] = {}

    def reserve(self, chat: str, now: float) -> float:
        """Take the next place in a chat's time; gives the seconds until then."""
        seconds, most = self._of(chat)
        taken = self._taken.get(chat)
        if taken is None:
            taken = self._taken[chat] = array("d")
            if len(self._taken) > CHATS_MAX:
                self._taken.popitem(last=False)
        else:
            self._taken.move_to_end(chat)
        at = now
        if len(taken) >= most:
            at = max(now, taken.pop(0) + seconds)
        taken.append(at)
        blocked = self._blocked.get(chat, 0.0) - now if self._blocked else 0.0
        return max(at - now, blocked)

    def is_blocked(self, chat: str, now: float) -> bool:
        return self._blocked.get(chat, 0.0) > now

    def is_busy(self, chat: str, now: float) -> bool:
        """Tell whether a chat has heard so much that it is what Telegram complains about."""
        seconds, most = self._of(chat)
        taken = self._taken.get(chat, ())
        much = min(2, most)
        return len(taken) >= much and taken[-much] > now - seconds

    def block(self, chat: str, until: float) -> None:
        for name in [name for name, over in self._blocked.items() if over < until - 3600.0]:
            del self._blocked[name]
        self._blocked[chat] = max(until, self._blocked.get(chat, 0.0))

    def _of(self, chat: str) -> tuple[float, int]:
        """Give the seconds, and how many there may be in any so many seconds."""
        return self._group if chat.startswith("-") else self._private
