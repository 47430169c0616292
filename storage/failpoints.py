"""Places at which a test may end the process, or let it fail: around every commit of any work at
all, and in payouts and payout runs around every step, every sending and every look-up.

`reach("payout.sent")` does nothing unless somebody armed this process, and only tests do.
"""

from collections.abc import Callable

NAMES = (
    # every transaction that writes, on both databases: what jobs, people and commands do
    "commit.beginning", "commit.done",
    # a payout on its way out (bot.paying)
    "payout.claiming", "payout.claimed",
    "payout.preparing", "payout.prepared", "payout.noting", "payout.noted",
    "payout.sending", "payout.sent", "payout.recording", "payout.recorded",
    "payout.looking_up", "payout.looked_up",
    # a payout run, and the automatic payouts at its end (bot.payout_runs)
    "run.beginning", "run.begun", "run.crediting", "run.credited",
    "run.asking", "run.asked", "run.finishing", "run.finished",
)  # fmt: skip

_armed: Callable[[str], None] | None = None


def reach(name: str) -> None:
    """Say that a place was reached."""
    if _armed is not None:
        _armed(name)


def arm(action: Callable[[str], None] | None) -> None:
    """Have something done wherever a place is reached; None: nothing any more."""
    global _armed
    _armed = action
