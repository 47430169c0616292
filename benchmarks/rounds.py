"""Interleaved rounds: A B A B …, so that what else the machine does falls on both alike."""

import gc
from collections.abc import Callable, Mapping
from statistics import median

Rates = dict[str, list[float]]


def interleaved(rounds: int, sides: Mapping[str, Callable[[], float]]) -> Rates:
    """Run every side once a round, after one round that does not count; give what each returned."""
    found: Rates = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, run in sides.items():
            gc.collect()
            value = run()
            if number:
                found[name].append(value)
    return found


def ratio(found: Rates, one: str, other: str) -> float:
    """Give the median of one side's values against the other's, round by round."""
    return median(a / b for a, b in zip(found[one], found[other], strict=True))
