"""How far two answers may be apart and still agree.

A question's `tolerance` is a number in the answer's unit ("0.5") or a share of it ("5%"): of a
number or sum of money; days of a date; metres of a place; pixels of a point, or a share of the
picture; of a text a share of its characters or words.
"""

import re
from functools import lru_cache

from domain.questions import Question

NUMBER_SHARE = 0.02
PLACE_M = 100.0
POINT_SHARE = 0.05
TEXT_SHARE = 0.2
_TOLERANCE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?) ?(%?)")
_EITHER = frozenset({"number", "money", "points"})
_UNITS_ALONE = frozenset({"date", "place"})


@lru_cache(maxsize=1024)
def read(tolerance: str) -> tuple[float, bool]:
    """Give a tolerance's number and whether it is a share (0.05 for "5%"); ValueError: neither."""
    found = _TOLERANCE.fullmatch(tolerance.strip())
    if found is None:
        raise ValueError(tolerance)
    number = float(found[1])
    if found[2] and number > 100:
        raise ValueError(tolerance)
    return (number / 100, True) if found[2] else (number, False)


def fits(kind: str, agree: str, tolerance: str) -> bool:
    """Tell whether a question of a type, whose texts agree so, can have a tolerance."""
    try:
        _, is_share = read(tolerance)
    except ValueError:
        return False
    if kind == "text":
        return is_share and agree in ("similar", "words")
    return kind in _EITHER or (kind in _UNITS_ALONE and not is_share)


def of_size(question: Question) -> tuple[float, float]:
    """Give how far a number, sum or date may be from the result: in its unit (days of a date), and
    as a share of the result; the larger one counts.

    Without a setting numbers with decimals may differ by 2 %, all else has to be equal.
    """
    if not question.tolerance:
        decimals = question.type == "number" and not question.integer
        return 0.0, NUMBER_SHARE if decimals else 0.0
    number, is_share = read(question.tolerance)
    return (0.0, number) if is_share else (number, 0.0)


def of_place_m(question: Question) -> float:
    """Give how many metres a place may be away."""
    return read(question.tolerance)[0] if question.tolerance else PLACE_M


def of_points(question: Question, reach: float) -> float:
    """Give how many pixels a point may be away; `reach` is how far points go from the corner, the
    least that the picture can measure.
    """
    number, is_share = read(question.tolerance) if question.tolerance else (POINT_SHARE, True)
    return number * reach if is_share else number


def of_text(question: Question) -> float:
    """Give the share of characters or words by which a text may differ."""
    return read(question.tolerance)[0] if question.tolerance else TEXT_SHARE
