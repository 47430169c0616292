"""How likely something is by chance, at most."""

from collections.abc import Sequence
from math import erfc, exp, log, sqrt

SMALLEST = 1e-12
CHANCE_MOST = 1e-6  # of what is taken for a reason; a person is looked at many times


def at_least(hits: int, of: int, expected: float) -> float:
    """Bound the chance of so many hits or more, where `expected` is their mean share.

    Chernoff's bound, good for tries of different chances (Hoeffding 1956).
    """
    if not of or hits <= of * expected:
        return 1.0
    share, mean = hits / of, min(max(expected, SMALLEST), 1 - SMALLEST)
    apart = share * log(share / mean)
    if share < 1:
        apart += (1 - share) * log((1 - share) / (1 - mean))
    return exp(-of * apart)


def below(z: float) -> float:
    """Give the chance that a normal value is below `z` standard deviations."""
    return erfc(-z / sqrt(2)) / 2


def median(values: Sequence[float]) -> float:
    """Give the middle one of some values."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread(values: Sequence[float]) -> float:
    """Give the standard deviation of most of some values, whatever the others are: 1.4826 MAD."""
    middle = median(values)
    return 1.4826 * median([abs(value - middle) for value in values])
