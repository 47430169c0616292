"""A grid over the earth whose cells are numbers: near places have near numbers (a Z-order curve).

A cell of any size is one range of numbers, so that an index finds what lies in it.
"""

import math

from domain.places import Place

BITS = 24  # of each coordinate: a cell is 360° / 2^24 wide, 2.4 m at the equator
_SIDE = 1 << BITS
_METRES_A_DEGREE = 111_320
_NARROWEST = 0.05  # near a pole a degree of longitude is no shorter than this part of one


def cell(place: Place) -> int:
    """Give the number of the smallest cell around a place."""
    column, row = _at(place)
    return _woven(column, row)


def ranges(place: Place, radius_m: float) -> list[tuple[int, int]]:
    """Give four ranges of cells (first, behind the last) that have all within a radius in them."""
    narrow = max(_NARROWEST, math.cos(math.radians(place[0])))
    wanted = 2 * radius_m / (_METRES_A_DEGREE * narrow) * _SIDE / 360
    shift = min(BITS - 1, max(0, math.ceil(math.log2(max(1.0, wanted)))))
    column, row = _at(place)
    half = 1 << shift >> 1
    found = []
    for x in ((column - half) >> shift, ((column - half) >> shift) + 1):
        for y in ((row - half) >> shift, ((row - half) >> shift) + 1):
            first = _woven((x << shift) % _SIDE, y << shift) if y >= 0 else 0
            found.append((first, first + (1 << 2 * shift) if y >= 0 else 0))
    return found


def _at(place: Place) -> tuple[int, int]:
    column = int((place[1] + 180) / 360 * _SIDE) % _SIDE
    return column, int((place[0] + 90) / 360 * _SIDE)


def _woven(column: int, row: int) -> int:
    """Weave the bits of two numbers into one."""
    return _spread(column) | _spread(row) << 1


def _spread(number: int) -> int:
    number = (number | number << 16) & 0x0000_FFFF_0000_FFFF
    number = (number | number << 8) & 0x00FF_00FF_00FF_00FF
    number = (number | number << 4) & 0x0F0F_0F0F_0F0F_0F0F
    number = (number | number << 2) & 0x3333_3333_3333_3333
    return (number | number << 1) & 0x5555_5555_5555_5555
