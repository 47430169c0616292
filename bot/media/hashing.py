"""The perceptual hash: 64 bits that change little where a picture is scaled, packed or brightened.

A DCT hash as in Christoph Zauner, "Implementation and Benchmarking of Perceptual Image Hash
Functions" (2010), 3.2.1: grey, 32 × 32, the two-dimensional DCT-II, of it the 8 × 8 lowest
frequencies behind the first row and column, each bit tells whether one is above their median.
"""

from functools import cache
from math import cos, pi
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 32
LOW = range(1, 9)


def looks(image: "Image") -> int:
    """Hash a picture, which should be small already."""
    from PIL.Image import Resampling

    grey = image.convert("L").resize((SIDE, SIDE), Resampling.LANCZOS)
    values = list(grey.tobytes())
    rows = [values[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    waves = _waves()
    across = [[sum(map(_times, row, wave)) for wave in waves] for row in rows]
    columns = list(zip(*across, strict=True))
    low = [round(sum(map(_times, column, wave)), 3) for wave in waves for column in columns]
    middle = median(low)
    return sum((value > middle) << place for place, value in enumerate(low))


def _times(one: float, other: float) -> float:
    return one * other


@cache
def _waves() -> tuple[tuple[float, ...], ...]:
    """The cosines of the low frequencies; a factor that all have in common is no matter."""
    return tuple(
        tuple(cos(pi * (2 * at + 1) * frequency / (2 * SIDE)) for at in range(SIDE))
        for frequency in LOW
    )
