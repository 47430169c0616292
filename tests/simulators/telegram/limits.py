"""How many messages a bot may send: sliding windows, each of which can be off."""

import math
from collections import deque
from dataclasses import dataclass, field

from tests.simulators.telegram.refusals import too_many
from tests.simulators.telegram.state import Chat

GROUPS = ("group", "supergroup", "channel")


@dataclass(slots=True)
class Window:
    """At most `most` within any `seconds`."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """The seconds until there is room; 0 where there is."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) < self.most:
            return 0.0
        return self.taken[-self.most] + self.seconds - now


@dataclass
class Limits:
    """Telegram's limits on messages sent and edited. None: not enforced.

    `per_chat` messages fit into any `per_chat_seconds` (a burst of 3 in 3 seconds is one a second
    with bursts of 3).
    """

    per_second: int | None = None
    per_chat: int | None = None
    per_chat_seconds: float = 3.0
    per_group_minute: int | None = None
    refused: int = 0
    _all: Window | None = None
    _chats: dict[int, Window] = field(default_factory=dict)
    _groups: dict[int, Window] = field(default_factory=dict)

    @classmethod
    def telegrams(cls) -> "Limits":
        """What Telegram's FAQ tells bots to expect."""
        return cls(per_second=30, per_chat=3, per_group_minute=20)

    def take(self, chat: Chat, now: float) -> None:
        """Count one message to this chat; raises Refusal 429 where a window is full."""
        windows = self._windows(chat)
        if not windows:
            return
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        for window in windows:
            window.taken.append(now)

    def _windows(self, chat: Chat) -> list[Window]:
        windows = []
        if self.per_second is not None:
            if self._all is None or self._all.most != self.per_second:
                self._all = Window(self.per_second, 1.0)
            windows.append(self._all)
        if chat.kind in GROUPS:
            if self.per_group_minute is not None:
                if chat.id not in self._groups:
                    self._groups[chat.id] = Window(self.per_group_minute, 60.0)
                windows.append(self._groups[chat.id])
        elif self.per_chat is not None:
            if chat.id not in self._chats:
                self._chats[chat.id] = Window(self.per_chat, self.per_chat_seconds)
            windows.append(self._chats[chat.id])
        return windows
