"""What an answer tells about many tasks at once, by the formula of `asking`."""

import numpy as np

from domain.quality.asking import SMALLEST
from domain.quality.crowd import Floats


def information(posterior: Floats, confusion: Floats) -> Floats:
    """Give what an answer tells about each task in nats, (tasks).

    `posterior` is (tasks, labels), `confusion` (given, true) the worker's.
    """
    expected = posterior @ confusion.T
    noise = _entropy(confusion, axis=0)
    found: Floats = _entropy(expected, axis=1) - posterior @ noise
    return found


def _entropy(chances: Floats, axis: int) -> Floats:
    found: Floats = -(chances * np.log(chances + SMALLEST)).sum(axis=axis)
    return found
