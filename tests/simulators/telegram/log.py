"""A log of the calls that came in: what, with what, when, and how it went."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `code` is 200, an error code, or 0 where the connection was cut."""

    method: str
    params: dict[str, Any]
    at: float
    code: int
    words: str = ""
    through: str = "http"


@dataclass
class Log:
    """Counts always; the calls themselves while `keeps` is true."""

    keeps: bool = True
    calls: list[Call] = field(default_factory=list)
    by_method: Counter[str] = field(default_factory=Counter)
    by_code: Counter[int] = field(default_factory=Counter)
    by_way: Counter[str] = field(default_factory=Counter)  # "http", or "webhook": in its answer

    def add(self, method: str, params: dict[str, Any], code: int, words: str, through: str) -> None:
        self.by_method[method] += 1
        self.by_code[code] += 1
        self.by_way[through] += 1
        if self.keeps:
            self.calls.append(Call(method, params, time.monotonic(), code, words, through))

    def of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if not methods or call.method in methods]

    def clear(self) -> None:
        self.calls.clear()
        self.by_method.clear()
        self.by_code.clear()
        self.by_way.clear()
