"""What goes wrong on purpose on every platform, by chance from a seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Fault = Literal["", "drop_before", "drop_after", "cut", "server_error", "too_many"]


@dataclass
class CallFaults:
    """Shares (0 to 1) of calls that something happens to; `kinds` are those of the platform.

    `drop_before`: the connection ends before the call has any effect. `drop_after`: it has its
    effect, and the answer never comes. `server_error`: 502 before any effect. `too_many`: 429 for
    `retry_after` seconds. `delay_seconds`: each answer waits up to that long. `only`: the calls
    meant, as the platform names them; empty for all.
    """

    kinds: ClassVar[tuple[Fault, ...]] = ("drop_before", "drop_after", "server_error", "too_many")

    seed: int = 0
    drop_before: float = 0.0
    drop_after: float = 0.0
    server_error: float = 0.0
    too_many: float = 0.0
    retry_after: float = 1
    delay_seconds: float = 0.0
    only: frozenset[str] = frozenset()
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def quiet(self) -> bool:
        """Whether calls are left in peace."""
        return not self.delay_seconds and not any(getattr(self, kind) for kind in self.kinds)

    def share(self, kind: Fault, call: str) -> float:
        """How often that happens to such a call."""
        share: float = getattr(self, kind)
        return share

    def strike(self, call: str) -> Fault:
        """Choose what happens to a call."""
        if self.only and call not in self.only:
            return ""
        left = self.random.random()
        for kind in self.kinds:
            left -= self.share(kind, call)
            if left < 0:
                self.happened[kind] += 1
                return kind
        return ""

    def delay(self) -> float:
        return self.random.random() * self.delay_seconds

    def chance(self, what: str) -> bool:
        """Whether this happens now, which is no matter of a call."""
        share: float = getattr(self, what)
        if share and self.random.random() < share:
            self.happened[what] += 1
            return True
        return False
