"""Marks that several people made, brought together: which of them mean the same thing.

All pairs of marks by different people that overlap by half or more are looked at, those that
overlap most first, and their groups become one where nobody would be in it twice (greedy
matching). A group is a thing that is there where more than half of the people marked it. Equal
marks are one from the beginning, and ties go by where marks are, so the order of people changes
nothing.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from typing import Any, NamedTuple

OVERLAP_LEAST = 0.5


class Mark(NamedTuple):
    """A mark: its label, where it begins and ends from left to right, and from top to bottom."""

    label: str
    left: float
    right: float
    top: float = 0
    bottom: float = 0


Overlap = Callable[[Mark, Mark], float]


class Group(NamedTuple):
    """Marks of one thing, each with the people who made it; bit i of a mask is the i-th person."""

    marks: list[tuple[Mark, int]]
    people: int

    @property
    def label(self) -> str:
        return self.marks[0][0].label

    def each(self, at: int) -> list[Any]:
        """Give one of the coordinates of all its marks in order, once for each person."""
        return sorted(mark[at] for mark, mask in self.marks for _ in range(mask.bit_count()))


def groups(marked: Sequence[Set[Mark]], overlap: Overlap, reach: float = 0) -> list[Group]:
    """Give what more than half of the people marked, by what each of them marked.

    `reach` is how far apart marks may be that still overlap.
    """
    masks: dict[Mark, int] = {}
    for person, marks in enumerate(marked):
        for mark in marks:
            masks[mark] = masks.get(mark, 0) | 1 << person
    group_of = {mark: Group([(mark, mask)], mask) for mark, mask in masks.items()}
    for _, one, other in sorted(_pairs(masks, overlap, reach)):
        first, second = group_of[one], group_of[other]
        if not first.people & second.people:
            both = Group(first.marks + second.marks, first.people | second.people)
            for mark, _ in both.marks:
                group_of[mark] = both
    enough = len(marked) // 2 + 1
    found = {id(g): g for g in group_of.values() if g.people.bit_count() >= enough}
    return list(found.values())


def _pairs(
    masks: dict[Mark, int], overlap: Overlap, reach: float
) -> Iterator[tuple[float, Mark, Mark]]:
    """Give the pairs that overlap enough, with how much they do below 0: the most comes first."""
    ordered = sorted(masks)
    for at, one in enumerate(ordered, start=1):
        label, until, mask = one.label, one.right + reach, masks[one]
        for other in ordered[at:]:
            if other.left > until or other.label != label:
                break
            if not masks[other] & mask and (much := overlap(one, other)) >= OVERLAP_LEAST:
                yield -much, one, other


def right(marked: Sequence[Set[Mark]], groups: Sequence[Group]) -> list[int]:
    """Give for each person how many of the groups they are in."""
    people = [group.people for group in groups]
    return [sum(mask >> person & 1 for mask in people) for person in range(len(marked))]
