"""What goes wrong on purpose, by chance from a seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["", "drop_before", "drop_after", "server_error", "too_many", "cut"]


@dataclass
class Faults:
    """Shares (0 to 1) of calls and of updates that something happens to.

    `drop_before`: the connection ends before the call has any effect. `drop_after`: it has its
    effect, and the answer never comes. `cut`: half an answer comes. `server_error`: 502 before any
    effect. `too_many`: 429 for `retry_after` seconds, whoever was called. `delay_seconds`: each
    answer waits up to that long. `duplicate`: an update comes again in the next batch. `reorder`: a
    batch (or a webhook's queue) is shuffled. `only`: the methods meant; empty for all.
    """

    seed: int = 0
    drop_before: float = 0.0
    drop_after: float = 0.0
    cut: float = 0.0
    server_error: float = 0.0
    too_many: float = 0.0
    retry_after: int = 1
    delay_seconds: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    only: frozenset[str] = frozenset()
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def quiet(self) -> bool:
        """Whether calls are left in peace."""
        return not (
            self.drop_before
            or self.drop_after
            or self.cut
            or self.server_error
            or self.too_many
            or self.delay_seconds
        )

    def strike(self, method: str) -> Fault:
        """Choose what happens to a call."""
        if self.only and method not in self.only:
            return ""
        shares: list[tuple[Fault, float]] = [
            ("drop_before", self.drop_before),
            ("drop_after", self.drop_after),
            ("cut", self.cut),
            ("server_error", self.server_error),
            ("too_many", self.too_many if method != "getUpdates" else 0.0),
        ]
        left = self.random.random()
        for fault, share in shares:
            left -= share
            if left < 0:
                self.happened[fault] += 1
                return fault
        return ""

    def delay(self) -> float:
        return self.random.random() * self.delay_seconds

    def chance(self, what: Literal["duplicate", "reorder"]) -> bool:
        share: float = getattr(self, what)
        if share and self.random.random() < share:
            self.happened[what] += 1
            return True
        return False
