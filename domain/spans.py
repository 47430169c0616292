"""Spans of local days: a day, a week from Monday, a month, a year; and how they are parted."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Period = Literal["day", "week", "month", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
YEAR_LEAST, YEAR_MOST = 2000, 9998


@dataclass(frozen=True, slots=True)
class Days:
    """Local days, ISO 8601, the first and the last of them."""

    first: str
    last: str

    def parts(self, by: Literal["day", "week", "month"]) -> list["Days"]:
        """Part them into days, weeks from Monday or months; the ends may be cut."""
        found, start, end = [], date.fromisoformat(self.first), date.fromisoformat(self.last)
        while start <= end:
            last = min(end, _last_of(start, by))
            found.append(Days(start.isoformat(), last.isoformat()))
            start = last + timedelta(days=1)
        return found


def days_of(period: Period, today: str, back: int = 0) -> Days:
    """Give the period that a day is in, or one that lies so many periods before."""
    day = date.fromisoformat(today)
    if period == "day":
        first = day - timedelta(days=back)
    elif period == "week":
        first = day - timedelta(days=day.weekday() + 7 * back)
    elif period == "month":
        months = day.year * 12 + day.month - 1 - back
        first = date(months // 12, months % 12 + 1, 1)
    else:
        first = date(max(YEAR_LEAST, day.year - back), 1, 1)
    return Days(first.isoformat(), _last_of(first, period).isoformat())


def _last_of(day: date, period: Period) -> date:
    """Give the last day of the period that a day is in."""
    if period == "day":
        return day
    if period == "week":
        return day + timedelta(days=6 - day.weekday())
    if period == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return date(day.year, 12, 31)
