"""What goes wrong on purpose, by chance from a seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["", "drop_before", "drop_after", "server_error", "too_many"]


@dataclass
class Faults:
    """Shares (0 to 1) of calls and of the gateway's events that something happens to.

    `drop_before`: the connection ends before the call has any effect. `drop_after`: it has its
    effect, and the answer never comes. `server_error`: 502 before any effect. `too_many`: 429 for
    `retry_after` seconds. `delay_seconds`: each answer waits up to that long. `gateway_cut`: the
    gateway's connection ends behind an event. `repeats`: so many events that had come already come
    again when the bot resumes. `only`: the calls meant, by template; empty for all.
    """

    seed: int = 0
    drop_before: float = 0.0
    drop_after: float = 0.0
    server_error: float = 0.0
    too_many: float = 0.0
    retry_after: float = 0.3
    delay_seconds: float = 0.0
    gateway_cut: float = 0.0
    repeats: int = 0
    only: frozenset[str] = frozenset()
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def quiet(self) -> bool:
        """Whether calls are left in peace."""
        return not (
            self.drop_before
            or self.drop_after
            or self.server_error
            or self.too_many
            or self.delay_seconds
        )

    def strike(self, template: str) -> Fault:
        """Choose what happens to a call."""
        if self.only and template not in self.only:
            return ""
        shares: list[tuple[Fault, float]] = [
            ("drop_before", self.drop_before),
            ("drop_after", self.drop_after),
            ("server_error", self.server_error),
            ("too_many", self.too_many),
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

    def cuts(self) -> bool:
        """Whether the gateway's connection ends now."""
        if self.gateway_cut and self.random.random() < self.gateway_cut:
            self.happened["gateway_cut"] += 1
            return True
        return False
