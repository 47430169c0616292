"""Points, levels and streaks: what is folded from recorded events."""

from collections.abc import Iterable
from math import isqrt

from domain.localtime import days_before

LEVEL_FACTOR = 100


def level(points: int) -> int:
    """Give the level that points reach: level n begins at 100·n² points."""
    return isqrt(points // LEVEL_FACTOR)


def points_for(level: int) -> int:
    """Give the points at which a level begins."""
    return LEVEL_FACTOR * level * level


def fold(points: Iterable[int]) -> int:
    """Add up the points of events in the order they were recorded; they never fall below 0."""
    total = 0
    for change in points:
        total = max(0, total + change)
    return total


def streak(days: int, last_date: str | None, today: str) -> int | None:
    """Give the length of a streak after an accepted answer today.

    None where today has been counted already, or where the last day lies after today: somebody
    who flew west lives a date twice, and gains nothing and loses nothing by it.
    """
    if last_date is not None and last_date >= today:
        return None
    return days + 1 if last_date == days_before(today, 1) else 1


def current_streak(days: int, last_date: str | None, today: str) -> int:
    """Give the streak as it stands: it is alive until a whole day has gone without an answer."""
    return days if last_date is not None and last_date >= days_before(today, 1) else 0
