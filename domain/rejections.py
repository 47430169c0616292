"""Why an answer may be rejected: a short list, each with what its worker reads and can do better.

A reviewer says words besides; `CONSENSUS` is what a project's consensus rejects by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.amounts import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in a sentence, and a sentence of advice for the next time."""

    text: str
    advice: str


CONSENSUS = "consensus"
DISAGREED = N_("Most other people answered differently.")
# What reviewers choose from, in this order.
REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "instructions": Reason(
            N_("It does not follow the instructions."),
            N_("Next time read the instructions first: their button is below every task."),
        ),
        "question": Reason(
            N_("It does not answer the question."),
            N_("Next time read the question once more before you send; you can skip any task."),
        ),
        "careless": Reason(
            N_("It was answered without looking at the row."),
            N_("Next time take the time that the task shows; it is what you are paid for."),
        ),
        "thin": Reason(
            N_("It says too little to be of use."),
            N_("Next time write one sentence more than seems needed."),
        ),
        "copied": Reason(
            N_("It was copied, or written by a machine."),
            N_("Next time use your own words, even if they are few."),
        ),
    }
)
_BY_CONSENSUS = Reason(
    DISAGREED, N_("Next time skip what you are not sure about: that costs nothing.")
)


def reason(code: str) -> Reason | None:
    """Find a reason by its code."""
    return _BY_CONSENSUS if code == CONSENSUS else REASONS.get(code)
