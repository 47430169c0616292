"""One task at a time in plain floats: what an answer changes, and when a task has answers enough.

The chat decides by this within the transaction of each answer, and the engine (`engine`) with each
answer that it takes in. It needs no numpy, so a bot that never fits doesn't pay for one. What is
about many tasks at once is in `stopping` and `routing`, by the same formulas.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

CONFIDENCE = 0.98
LEAST = 2  # nobody's word alone, however good they are
FIRST_FIT = 20  # answers
FITS_GROWTH = 0.15  # the share of new answers that makes the next fit due
GAIN_LEAST = 0.004  # see `stopping`
DOUBT = 0.6  # see `asking`
RIGHT_FIRST = 0.7  # how often people are thought right before there is any answer
LAST_ITERATIONS = 15  # of the fit when nothing more is asked for

Row = Sequence[float]
Table = Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """When a task is done: with so many answers at least, and at this confidence or when further
    answers gain less than this. Where people are routed a little less doubt is left (`asking`).
    """

    least: int = LEAST
    confidence: float = CONFIDENCE
    gain_least: float = GAIN_LEAST
    routed: bool = False

    @property
    def enough(self) -> float:
        """The chance of a label at which a task is done."""
        return 1 - (1 - self.confidence) * (DOUBT if self.routed else 1)


class Model(NamedTuple):
    """A question's estimate, without its workers.

    `prior` (labels) and `average` (given, true) are logarithms of chances, `average` an average
    worker's. `mean` and `variance` are the `stopping.Drift` (empty before the first fit).
    """

    prior: Row
    average: Table
    mean: Table = ()
    variance: Table = ()


@cache
def unseen(label_count: int) -> Model:
    """Give what is thought before there is any answer."""
    wrong = math.log((1 - RIGHT_FIRST) / max(1, label_count - 1))
    right, each = math.log(RIGHT_FIRST), range(label_count)
    average = tuple(tuple(right if given == true else wrong for true in each) for given in each)
    return Model((math.log(1 / label_count),) * label_count, average)


def fits_at(answers: int) -> int:
    """Tell at how many answers the next fit is due, the last one having seen so many."""
    return answers + max(FIRST_FIT, int(answers * FITS_GROWTH)) if answers else FIRST_FIT


def chances(odds: Row) -> list[float]:
    """Turn logarithms of joint chances into chances that add up to one."""
    most = max(odds)
    found = [math.exp(one - most) for one in odds]
    total = sum(found)
    return [one / total for one in found]


def is_settled(odds: Row, answers: int, more: int, model: Model, rules: Rules) -> bool:
    """Tell whether a task needs no further answer: a full one, a sure one, a hopeless one.

    `odds` are the logarithms that answers are added to, `more` the answers that it may still get.
    """
    if more <= 0:
        return True
    if answers < rules.least:
        return False
    posterior = chances(odds)
    if max(posterior) >= rules.enough:
        return True
    if rules.gain_least <= 0 or not model.mean:
        return False
    return gain(posterior, odds, more, model) < rules.gain_least


def gain(posterior: Row, odds: Row, more: int, model: Model) -> float:
    """Give how much more often a decision would be right after `more` answers."""
    a, b = sorted(range(len(posterior)), key=posterior.__getitem__, reverse=True)[:2]
    ahead = odds[a] - odds[b]
    right = _below((model.mean[a][b] * more - ahead) / math.sqrt(model.variance[a][b] * more))
    wrong = _below((-model.mean[b][a] * more - ahead) / math.sqrt(model.variance[b][a] * more))
    return posterior[b] * right - posterior[a] * wrong


def _below(deviations: float) -> float:
    """Give the standard normal distribution function as `stopping` has it."""
    far = abs(deviations)
    t = 1 / (1 + 0.2316419 * far)
    series = t * (
        0.319381530
        + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    )
    tail = math.exp(-0.5 * far * far) / math.sqrt(2 * math.pi) * series
    return 1 - tail if deviations >= 0 else tail
