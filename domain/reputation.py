"""Points, levels and streaks: what is folded from recorded events."""

from collections.abc import Iterable
from datetime import date
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


def joined_streak(
    one: tuple[int, str | None], other: tuple[int, str | None]
) -> tuple[int, str | None]:
    """Give the streak (days, last date) of two accounts that become one person's.

    Days that follow each other or lie over each other are counted once; of two streaks with a gap
    between them the later one goes on.
    """
    if not one[0] or not other[0]:  # of a chat that was taken off there may be the date alone
        return max(one, other, key=lambda each: (each[0], each[1] or ""))
    if one[1] is None or other[1] is None:
        return one if other[1] is None else other
    (days, last), (days_later, latest) = sorted(((one[0], one[1]), (other[0], other[1])), key=_last)
    first_later = days_before(latest, days_later - 1)
    if last < days_before(first_later, 1):
        return days_later, latest
    first = min(first_later, days_before(last, days - 1))
    return (date.fromisoformat(latest) - date.fromisoformat(first)).days + 1, latest


def _last(streak: tuple[int, str]) -> str:
    return streak[1]
