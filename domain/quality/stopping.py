"""When a task has answers enough: it is sure, or further answers would hardly change anything.

Sure: a label has the project's confidence. Futile: all answers that the task may still get would
make the decision right more often by less than `GAIN_LEAST`. How often they would is told by the
normal approximation of the log-odds between the leading label `a` and the next one `b`: an answer
of somebody drawn from the pool of workers by activity moves them by log p(answer | b) - log
p(answer | a), whose mean and variance under either truth are the `Drift`. (The moments are those of
Wald's sequential test; A. Wald, "Sequential analysis", 1947.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.quality.crowd import Floats
from domain.quality.deciding import GAIN_LEAST as GAIN_LEAST
from domain.quality.shrunk import Estimate

ODDS_SMALLEST = 1e-12
VARIANCE_SMALLEST = 1e-9


@dataclass(frozen=True, kw_only=True)
class Drift:
    """What one more answer does to the log-odds of b against a, where b is true.

    `mean` and `variance` are (a, b); the other way round, where a is true, they are read at (b, a).
    """

    mean: Floats
    variance: Floats


def drift_of(estimate: Estimate, activity: Floats) -> Drift:
    """Give the moments over workers, of whom `activity` (workers) says how much they answer."""
    share = activity / activity.sum()
    logs = np.log(estimate.confusions)
    count = len(estimate.prior)
    mean, variance = np.zeros((count, count)), np.full((count, count), VARIANCE_SMALLEST)
    for a in range(count):
        for b in range(count):
            if a != b:
                moved = logs[:, :, b] - logs[:, :, a]
                weight = share[:, None] * estimate.confusions[:, :, b]
                mean[a, b] = (weight * moved).sum()
                square = (weight * moved * moved).sum()
                variance[a, b] = max(square - mean[a, b] ** 2, VARIANCE_SMALLEST)
    return Drift(mean=mean, variance=variance)


def gain(posterior: Floats, odds: Floats, more: NDArray[np.integer], drift: Drift) -> Floats:
    """Give how much more often a decision would be right after `more` (tasks) answers each.

    `posterior` is (tasks, labels); `odds` (tasks, labels) the logarithms that further answers are
    added to.
    """
    rows = np.arange(len(posterior))
    two = np.argpartition(posterior, -2, axis=1)[:, -2:]
    swap = posterior[rows, two[:, 0]] > posterior[rows, two[:, 1]]
    a, b = np.where(swap, two[:, 0], two[:, 1]), np.where(swap, two[:, 1], two[:, 0])
    ahead = odds[rows, a] - odds[rows, b]
    left = np.maximum(more, 1)
    crossing = np.stack([drift.mean[a, b], -drift.mean[b, a]]) * left - ahead
    spread = np.sqrt(np.stack([drift.variance[a, b], drift.variance[b, a]]) * left)
    right, wrong = _below(crossing / spread)
    found = posterior[rows, b] * right - posterior[rows, a] * wrong
    return np.where(more > 0, found, 0.0)


def _below(deviations: Floats) -> Floats:
    """Give the standard normal distribution function, right to 1e-7.

    Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), formula 26.2.17.
    """
    far = np.abs(deviations)
    t = 1 / (1 + 0.2316419 * far)
    series = t * (
        0.319381530
        + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    )
    tail = np.exp(-0.5 * far * far) / np.sqrt(2 * np.pi) * series
    found: Floats = np.where(deviations >= 0, 1 - tail, tail)
    return found
