"""What goes wrong on purpose in Discord, beside what does everywhere."""

from dataclasses import dataclass

from tests.simulators.faults import CallFaults


@dataclass
class Faults(CallFaults):
    """Shares of calls (`only` has templates) and of the gateway's events that something happens to.

    `gateway_cut`: the gateway's connection ends behind an event. `repeats`: so many events that had
    come already come again when the bot resumes.
    """

    retry_after: float = 0.3
    gateway_cut: float = 0.0
    repeats: int = 0
