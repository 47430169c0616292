"""When something is due: five cron fields, read in a time zone.

`minute hour day-of-month month day-of-week`, each `*`, a number, a range, a list, a step, or the
first three letters of a month or weekday; Sunday is 0 or 7. Where both kinds of day are given,
either will do, as in every cron. On the night the clocks go back a local time that comes twice
counts once, the first time; on the night they go forward one that does not come counts at the
moment it would have been.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Invalid

_DAY_MS = 86_400_000
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(\*|[a-z0-9]+(?:-[a-z0-9]+)?)(?:/([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    words: tuple[str, ...] = ()
    first: int = 0  # the number of the first word


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS, 1),
    _Field("day of the week", 0, 7, _WEEKDAYS),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Five sets of numbers and a zone. `key` names it: its fields with one space between, its
    zone.
    """

    key: str
    zone: ZoneInfo
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Sunday
    either_day: bool

    def due_moments(self, after_ms: int, until_ms: int) -> list[int]:
        """Give the moments that are due after one and up to another, in UTC milliseconds."""
        first = _local_date(after_ms, self.zone) - timedelta(days=1)
        last = _local_date(until_ms, self.zone) + timedelta(days=1)
        moments = {
            moment
            for day in _days(first, last)
            if self._has(day)
            for moment in self._moments(day)
            if after_ms < moment <= until_ms
        }
        return sorted(moments)

    def latest_due(self, after_ms: int, until_ms: int) -> int | None:
        """Give the last moment that was due after one and up to another, however long ago that
        was.
        """
        reach_ms = 2 * _DAY_MS
        while True:
            from_ms = max(after_ms, until_ms - reach_ms)
            moments = self.due_moments(from_ms, until_ms)
            if moments or from_ms == after_ms:
                return moments[-1] if moments else None
            reach_ms *= 8

    def _has(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return in_month or in_week if self.either_day else in_month and in_week

    def _moments(self, day: date) -> Iterator[int]:
        for hour in self.hours:
            for minute in self.minutes:
                local = datetime.combine(day, time(hour, minute), self.zone)  # fold 0: the first
                yield int(local.timestamp()) * 1000


def parse(text: str, zone: str) -> Schedule:
    """Read five cron fields; raises Invalid that says which field is wrong and what it may be."""
    words = text.lower().split()
    if len(words) != len(_FIELDS):
        raise Invalid(
            "A schedule has five fields, such as 0 2 * * * (minute, hour, day of the month, month, "
            "day of the week), and {text!r} has {count}.",
            text=text,
            count=len(words),
        )
    minutes, hours, days, months, weekdays = (
        _numbers(field, word, text) for field, word in zip(_FIELDS, words, strict=True)
    )
    schedule = Schedule(
        key=f"{' '.join(words)} {zone}",
        zone=ZoneInfo(zone),
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=days,
        months=months,
        weekdays=frozenset(number % 7 for number in weekdays),
        either_day=not words[2].startswith("*") and not words[4].startswith("*"),
    )
    if not schedule.either_day and all(_DAYS_IN_MONTH[m - 1] < min(days) for m in months):
        raise Invalid("The schedule {text!r} names days that no such month has.", text=text)
    return schedule


def _numbers(field: _Field, word: str, text: str) -> frozenset[int]:
    numbers: set[int] = set()
    for part in word.split(","):
        found = _PART.fullmatch(part)
        if not found:
            raise _wrong(field, part, text)
        span, step = found[1], int(found[2] or 1)
        if span == "*":
            low, high = field.least, field.most if field.name != "day of the week" else 6
        else:
            ends = [_number(field, end, part, text) for end in span.split("-")]
            low = ends[0]
            high = ends[-1] if len(ends) == 2 or not found[2] else field.most
        if low > high or not 1 <= step <= field.most + 1:
            raise _wrong(field, part, text)
        numbers.update(range(low, high + 1, step))
    return frozenset(numbers)


def _number(field: _Field, word: str, part: str, text: str) -> int:
    if word in field.words:
        return field.words.index(word) + field.first
    if not word.isdecimal() or not field.least <= int(word) <= field.most:
        raise _wrong(field, part, text)
    return int(word)


def _wrong(field: _Field, part: str, text: str) -> Invalid:
    names = f" or {field.words[0]} to {field.words[-1]}" if field.words else ""
    return Invalid(
        "In the schedule {text!r}, {part!r} is no {field}: that is {least} to {most}{names}, "
        "or *, with lists (1,15), ranges (1-5) and steps (*/2).",
        text=text,
        part=part,
        field=field.name,
        least=field.least,
        most=field.most,
        names=names,
    )


def _local_date(ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(zone).date()


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
