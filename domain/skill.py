"""How well somebody does one kind of work: accuracy with its uncertainty, and pace.

Accuracy is the share of answers that agree with what was decided, and of known answers, drawn to
that of an average worker as if PRIOR answers of such a one had been seen. Its bounds are E. B.
Wilson's score interval ("Probable inference, the law of succession, and statistical inference",
1927) at nine in ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

Z = 1.645  # nine in ten lie within
PRIOR, PRIOR_ACCURACY = 4, 0.8
LEAST = 5  # answers below which nothing is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Of `answers` that could be judged: accuracy and its bounds, 0..1.

    `pace` is the time taken over the usual one of the same tasks (below 1: quicker), the median,
    with the quartiles; None where no time is known.
    """

    kind: str
    answers: int
    accuracy: float
    low: float
    high: float
    pace: float | None
    pace_low: float | None
    pace_high: float | None


def skill(kind: str, judged: Sequence[bool], paces: Sequence[float]) -> Skill | None:
    """Estimate a skill from whether answers were right, and how long they took; None where there
    are too few to say.
    """
    if len(judged) < LEAST:
        return None
    count = len(judged) + PRIOR
    accuracy = (sum(judged) + PRIOR * PRIOR_ACCURACY) / count
    low, high = interval(accuracy, count)
    quarters = _quarters(paces)
    return Skill(
        kind=kind,
        answers=len(judged),
        accuracy=accuracy,
        low=low,
        high=high,
        pace=quarters[1] if quarters else None,
        pace_low=quarters[0] if quarters else None,
        pace_high=quarters[2] if quarters else None,
    )


def interval(share: float, count: int) -> tuple[float, float]:
    """Give the bounds of a share of so many (Wilson)."""
    spread = Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _quarters(values: Sequence[float]) -> tuple[float, float, float] | None:
    if len(values) < LEAST:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return median(ordered[:half]), median(ordered), median(ordered[-half:])
