"""What a project may expect before it opens: answers a row, and how often results will be right.

Looked up in a table that was simulated once with ordinary people, some experts, some careless ones
and a few spammers, and taken between its cells. It is good for planning: what comes depends on who
comes. It needs no numpy, and microseconds.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from domain.projects import Project
from domain.quality import judging
from domain.quality.expected_table import TABLE
from domain.quality.parts import Part

PEOPLE = "experts=3,ordinary=15,careless=5,random=1,always=1"
LABELS, LEASTS, MOSTS = (2, 3, 5, 10), (1, 2, 3), (1, 2, 3, 5, 8, 12)
CONFIDENCES = (0.8, 0.9, 0.95, 0.98, 0.99)
PILOT_SHARE = 0.1  # of the rows, which get the most answers

Cell = tuple[int, int, int, float]


class Expected(NamedTuple):
    """Answers a row in the mean, and how often a question's result will be right (0..1)."""

    answers: float
    accuracy: float


class _Known(NamedTuple):
    """Of a cell: how often it is right, and the share of rows done with 0, 1, … answers."""

    accuracy: float
    done: tuple[float, ...]


def expected(project: Project) -> Expected | None:
    """Estimate a project of fifty rows or more; None where its rows are not decided by estimates.
    """
    asked = judging.estimated(project, judging.ROWS_LEAST)
    if not asked or judging.others(project):
        return None
    whole = [q for q in asked if not isinstance(q, Part)]
    counts = [known.count for known in map(judging.labels_for, whole) if known]
    options = Counter(q.whole for q in asked if isinstance(q, Part))
    return of_labels(
        [*counts, *[2] * len(options)],
        project.answers_least, project.answers_most, project.confidence,
        units=[*[1] * len(counts), *options.values()],
    )  # fmt: skip


def of_labels(
    counts: Sequence[int], least: int, most: int, confidence: float,
    *, units: Sequence[int] | None = None,
) -> Expected:  # fmt: skip
    """Estimate a row whose questions have so many labels each; it is done when all of them are.

    A question with `units` has so many things to be right in: the options of several.
    """
    of = units or [1] * len(counts)
    known = [_between(count, least, most, confidence) for count in counts]
    by_count = zip(*(one.done for one in known), strict=True)
    done = [prod(share**n for share, n in zip(each, of, strict=True)) for each in by_count]
    asked = sum(1 - share for share in done[:most])
    answers = PILOT_SHARE * most + (1 - PILOT_SHARE) * max(asked, least)
    right = [one.accuracy**n for one, n in zip(known, of, strict=True)]
    return Expected(answers, sum(right) / len(right))


def _between(labels: int, least: int, most: int, confidence: float) -> _Known:
    """Take the cells around it, each by how near it is."""
    accuracy, done = 0.0, [0.0] * (most + 1)
    axes = (
        _around(LABELS, labels), _around(LEASTS, min(least, LEASTS[-1])), _around(MOSTS, most),
        _around(CONFIDENCES, confidence),
    )  # fmt: skip
    for corner in product(*axes):
        share = prod(weight for _, weight in corner)
        cell = _cell(*(place for place, _ in corner))
        accuracy += share * cell.accuracy
        for count in range(most + 1):
            is_done = cell.done[count] if count < len(cell.done) else 1.0
            done[count] += share * (is_done if count >= least else 0.0)
    return _Known(accuracy, tuple(done))


def _around(places: Sequence[float], wanted: float) -> list[tuple[float, float]]:
    """Give the places next to what is wanted, with their weights; beyond the ends the last one."""
    for low, high in pairwise(places):
        if low < wanted < high:
            share = (wanted - low) / (high - low)
            return [(low, 1 - share), (high, share)]
    return [(min(places, key=lambda place: abs(place - wanted)), 1.0)]


def _cell(labels: float, least: float, most: float, confidence: float) -> _Known:
    """Give a cell; one whose least is above its most has the most alone, in one go."""
    if most == 1:
        confidence = CONFIDENCES[0]
    return _table()[int(labels), int(min(least, most)), int(most), confidence]


@cache
def _table() -> dict[Cell, _Known]:
    found = {}
    for line in TABLE.splitlines():
        labels, least, most, confidence, right, *done = map(int, line.split())
        shares = (*[0.0] * least, *(share / 1000 for share in done), 1.0)
        found[labels, least, most, confidence / 100] = _Known(right / 1000, shares)
    return found
