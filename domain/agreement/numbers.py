"""Numbers, sums of money and dates: the median, and who is near to it.

The median is the lower of the two in the middle, so it is always an answer that somebody gave: it
has the right step, decimals and day. As many as half of the others can be anywhere without moving
it away from those that agree (its breakdown point; Huber and Ronchetti, Robust Statistics, 2009).

The confidence is the share of answers within the tolerance of it. More than a half means that the
median absolute deviation (MAD), the robust measure of spread, is within the tolerance.
"""

from collections.abc import Sequence
from datetime import date
from typing import cast

from domain.agreement import tolerances
from domain.agreement.agreed import Found
from domain.questions import Question, Value

SLACK = 1 + 1e-6  # 10.3 - 10.2 is a little more than 0.1 in binary


def size(value: Value) -> float:
    """Give a number, a sum's amount in its currency, or a date's day as a number to compare."""
    if isinstance(value, str):
        return date.fromisoformat(value).toordinal()
    if isinstance(value, dict):
        return float(value["amount"])
    return cast(float, value)


def reach(question: Question, around: float) -> float:
    """Give how far from a result an answer may be, in its unit."""
    units, share = tolerances.of_size(question)
    return max(units, share * abs(around)) * SLACK


def median(question: Question, given: Sequence[Value]) -> Found:
    """Give the median, the share of answers that are near to it, and which those are."""
    sizes = [size(value) for value in given]
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    answer = given[order[(len(order) - 1) // 2]]
    around = size(answer)
    most = reach(question, around)
    agreed = [abs(one - around) <= most for one in sizes]
    return Found(answer, sum(agreed) / len(agreed), agreed)


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether an answer is within the tolerance of what is known."""
    return abs(size(value) - size(known)) <= reach(question, size(known))
