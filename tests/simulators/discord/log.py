"""A log of the calls that came in: what, with what, when, and how it went."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Called:
    """One call: `what` is "POST /channels/{channel_id}/messages". `status` 0: it was cut."""

    what: str
    path: str
    body: Any
    at: float
    status: int
    words: str = ""


@dataclass
class Log:
    """Counts always; the calls themselves while `keeps` is true."""

    keeps: bool = True
    calls: list[Called] = field(default_factory=list)
    by_what: Counter[str] = field(default_factory=Counter)
    by_status: Counter[int] = field(default_factory=Counter)

    def add(self, what: str, path: str, body: Any, status: int, words: str = "") -> None:
        self.by_what[what] += 1
        self.by_status[status] += 1
        if self.keeps:
            self.calls.append(Called(what, path, body, time.monotonic(), status, words))

    def of(self, *whats: str) -> list[Called]:
        return [call for call in self.calls if not whats or call.what in whats]

    def clear(self) -> None:
        self.calls.clear()
        self.by_what.clear()
        self.by_status.clear()
