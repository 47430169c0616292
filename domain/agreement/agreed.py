"""What answers to one question come to, and how many things somebody has right among several."""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from domain.questions import Value

PARTS_AGREE = 2 / 3


class Agreed(NamedTuple):
    """What answers come to: the answer (None: there is none), how sure it is (0..1), and for each
    answer in the order given whether it agrees; who abstained doesn't.
    """

    answer: Value
    confidence: float
    agreed: tuple[bool, ...]


class Found(NamedTuple):
    """The same of answers among which nobody abstains."""

    answer: Value
    confidence: float
    agreed: Sequence[bool]


def likeness(right: int, given: int, wanted: int) -> float:
    """Give how alike two sets of things are, `right` of them in both: F1 (Dice), 0..1.

    Two empty sets are alike.
    """
    return 2 * right / (given + wanted) if given + wanted else 1.0


def by_parts(answer: Value, rights: Sequence[int], givens: Sequence[int], wanted: int) -> Found:
    """Judge answers that are several things: `rights[i]` of `givens[i]` are among the `wanted`.

    The confidence is the mean likeness; who is alike by two thirds agrees.
    """
    alike = [likeness(*counts, wanted) for counts in zip(rights, givens, strict=True)]
    return Found(answer, fsum(alike) / len(alike), [one >= PARTS_AGREE for one in alike])


def middle(ordered: Sequence[int]) -> int:
    """Give the lower median of what is in order: a member, where a mean might be none."""
    return ordered[(len(ordered) - 1) // 2]
