"""What goes wrong on purpose in Telegram, beside what does everywhere."""

from dataclasses import dataclass
from typing import ClassVar

from tests.simulators.faults import CallFaults, Fault


@dataclass
class Faults(CallFaults):
    """Shares of calls and of updates that something happens to.

    `cut`: half an answer comes. `duplicate`: an update comes again in the next batch. `reorder`: a
    batch (or a webhook's queue) is shuffled.
    """

    kinds: ClassVar[tuple[Fault, ...]] = (
        "drop_before", "drop_after", "cut", "server_error", "too_many",
    )  # fmt: skip

    cut: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0

    def share(self, kind: Fault, call: str) -> float:
        """How often that happens: asking for updates is never too much."""
        return 0.0 if (kind, call) == ("too_many", "getUpdates") else super().share(kind, call)
