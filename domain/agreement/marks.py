"""Boxes and points on a picture, spans in a text: what most people marked, and where it is.

Boxes match at an intersection over union (IoU) of half or more, spans the same with characters,
points where they are no further apart than the tolerance; all only with the same label. A thing's
box has the median of each edge, its point the median of each coordinate, its span the beginning
and the end that most gave. The confidence is the mean likeness (F1) of what each person marked with
the result.
"""

from collections.abc import Callable, Sequence, Set
from math import hypot
from typing import Any, cast

from domain.agreement import tolerances
from domain.agreement.agreed import PARTS_AGREE, Found, by_parts, likeness, middle
from domain.agreement.matching import Group, Mark, Overlap, groups, right
from domain.questions import Question, Value

LEFT, RIGHT, TOP, BOTTOM = 1, 2, 3, 4


def boxes(question: Question, given: Sequence[Value]) -> Found:
    """Give the boxes that most people drew, from top to bottom, with median edges in whole pixels.
    """
    marked = [set(map(_box, cast(list[Any], value))) for value in given]
    return _found(marked, iou, _boxed, lambda box: (box["y"], box["x"], box["height"]))


def points(question: Question, given: Sequence[Value]) -> Found:
    """Give the points that most people set, from top to bottom, in whole pixels."""
    marked = [set(map(_point, cast(list[Any], value))) for value in given]
    most = tolerances.of_points(question, _extent(marked))
    return _found(marked, _nearness(most), _pointed, lambda point: (point["y"], point["x"]), most)


def spans(question: Question, given: Sequence[Value]) -> Found:
    """Give the spans that most people marked, in the order of the text."""
    marked = [set(map(_span, cast(list[Any], value))) for value in given]
    return _found(marked, iou_of_lengths, _spanned, lambda span: (span["start"], span["end"]))


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether what one person marked is alike what is known by two thirds."""
    read = {"boxes": _box, "points": _point, "spans": _span}[question.type]
    marked = [set(map(read, cast(list[Any], value))), set(map(read, cast(list[Any], known)))]
    overlap: Overlap = iou
    most = 0.0
    if question.type == "points":
        most = tolerances.of_points(question, _extent(marked[1:]))
        overlap = _nearness(most)
    elif question.type == "spans":
        overlap = iou_of_lengths
    both = len(groups(marked, overlap, most))
    return likeness(both, len(marked[0]), len(marked[1])) >= PARTS_AGREE


def iou(one: Mark, other: Mark) -> float:
    """Give the area that two boxes share over the area that they cover together."""
    _, left, edge, top, bottom = one
    _, other_left, other_edge, other_top, other_bottom = other
    width = (edge if edge < other_edge else other_edge) - (
        left if left > other_left else other_left
    )
    height = (bottom if bottom < other_bottom else other_bottom) - (
        top if top > other_top else other_top
    )
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    area = (edge - left) * (bottom - top)
    return shared / (area + (other_edge - other_left) * (other_bottom - other_top) - shared)


def iou_of_lengths(one: Mark, other: Mark) -> float:
    """Give the characters that two spans share over those that they cover together."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return max(0.0, shared / (max(one.right, other.right) - min(one.left, other.left)))


def _nearness(most: float) -> Overlap:
    """Give 1 where two points are one, and a half where they are as far apart as they may be."""

    def near(one: Mark, other: Mark) -> float:
        far = hypot(one.left - other.left, one.top - other.top)
        return 1 - far / (2 * most) if most else float(not far)

    return near


def _found(
    marked: Sequence[Set[Mark]],
    overlap: Overlap,
    shape: Callable[[Group], dict[str, Any]],
    place: Callable[[dict[str, Any]], tuple[int, ...]],
    reach: float = 0,
) -> Found:
    """Bring marks together, give each group its shape, and put them in order."""
    there = groups(marked, overlap, reach)
    parts = [
        {**shape(group), "label": group.label} if group.label else shape(group) for group in there
    ]
    parts.sort(key=lambda part: (place(part), part.get("label", "")))
    return by_parts(parts, right(marked, there), [len(marks) for marks in marked], len(there))


def _box(part: dict[str, Any]) -> Mark:
    x, y = part["x"], part["y"]
    return Mark(part.get("label") or "", x, x + part["width"], y, y + part["height"])


def _point(part: dict[str, Any]) -> Mark:
    x, y = part["x"], part["y"]
    return Mark(part.get("label") or "", x, x, y, y)


def _span(part: dict[str, Any]) -> Mark:
    return Mark(part.get("label") or "", part["start"], part["end"])


def _boxed(group: Group) -> dict[str, Any]:
    left, edge, top, bottom = (_halfway(group.each(at)) for at in (LEFT, RIGHT, TOP, BOTTOM))
    return {"x": left, "y": top, "width": edge - left, "height": bottom - top}


def _pointed(group: Group) -> dict[str, Any]:
    return {"x": _halfway(group.each(LEFT)), "y": _halfway(group.each(TOP))}


def _spanned(group: Group) -> dict[str, Any]:
    starts, ends = group.each(LEFT), group.each(RIGHT)
    start, end = _mode(starts), _mode(ends)
    if start >= end:  # each of them from other people's spans
        start, end = middle(starts), middle(ends)
    return {"start": start, "end": end}


def _halfway(ordered: Sequence[float]) -> int:
    """Give the median in whole pixels; a half goes down."""
    size = len(ordered)
    return int((ordered[(size - 1) // 2] + ordered[size // 2]) // 2)


def _mode(ordered: Sequence[int]) -> int:
    """Give what is there most often; of several their middle one."""
    counts = {value: ordered.count(value) for value in dict.fromkeys(ordered)}
    most = max(counts.values())
    return middle([value for value, count in counts.items() if count == most])


def _extent(marked: Sequence[Set[Mark]]) -> float:
    """Give how far from the picture's corner people's points go: the median of each one's most."""
    furthest = sorted(max(max(m.left, m.top) for m in marks) for marks in marked if marks)
    return furthest[(len(furthest) - 1) // 2] if furthest else 0.0
