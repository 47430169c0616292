"""The grid: what is within a radius is in the four ranges, anywhere on the earth."""

import math
from random import Random

import pytest

from domain import grid
from domain.places import distance_m


@pytest.mark.parametrize("radius_m", [300, 1_000, 3_000, 10_000, 30_000])
def test_all_within_a_radius_is_in_the_ranges(radius_m: int) -> None:
    dice = Random(radius_m)
    for _ in range(2_000):
        here = (dice.uniform(-80, 80), dice.uniform(-180, 180))
        angle, away = dice.uniform(0, 2 * math.pi), dice.uniform(0, radius_m)
        lat = here[0] + away * math.cos(angle) / 111_320
        lon = here[1] + away * math.sin(angle) / 111_320 / math.cos(math.radians(here[0]))
        there = (lat, (lon + 180) % 360 - 180)
        if distance_m(here, there) > radius_m * 0.999:
            continue
        number = grid.cell(there)
        assert any(first <= number < end for first, end in grid.ranges(here, radius_m))


def test_a_range_is_not_much_wider_than_what_is_looked_for() -> None:
    wide = sum(end - first for first, end in grid.ranges((52.52, 13.405), 300))
    side_m = math.sqrt(wide) * 360 / 2**grid.BITS * 111_320
    assert 600 <= side_m <= 8 * 600
