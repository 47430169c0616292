"""A person's own day: dates, minutes and mornings in a time zone, daylight saving included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.people import day_of
from domain.people import zone as zone_of

MS_PER_MINUTE = 60_000
MS_PER_HOUR = 60 * MS_PER_MINUTE


def moment_of(now_ms: int, time_zone: str) -> datetime:
    """Give a moment as the clock on the wall of that zone shows it."""
    return datetime.fromtimestamp(now_ms / 1000, zone_of(time_zone))


def date_of(now_ms: int, time_zone: str) -> str:
    """Give the local calendar day, ISO 8601."""
    return day_of(now_ms, time_zone)


def minute_of(now_ms: int, time_zone: str) -> int:
    """Give the minutes since midnight that the clock on the wall shows."""
    here = moment_of(now_ms, time_zone)
    return here.hour * 60 + here.minute


def days_before(iso: str, days: int) -> str:
    """Give the calendar day that many days earlier."""
    return (date.fromisoformat(iso) - timedelta(days=days)).isoformat()


def start_of(iso: str, time_zone: str, minute: int = 0) -> int:
    """Give the first moment of a local day at which its clock shows `minute` or later.

    In the night when the clocks go back a time of day comes twice: the first counts. In the night
    when they go forward some never come: the moment of the change counts.
    """
    zone = zone_of(time_zone)
    wall = datetime.combine(date.fromisoformat(iso), time(minute // 60, minute % 60))
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return _ms(first)
    later = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _first_after_gap(later, first, zone)


def _first_after_gap(before: datetime, after: datetime, zone: ZoneInfo) -> int:
    """Find the moment of a change of the clock between two moments, to the second."""
    offset = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high * 1000


def next_at(now_ms: int, time_zone: str, minute: int) -> int:
    """Give the next moment, later than now, at which a local day reaches that minute."""
    today = date.fromisoformat(date_of(now_ms, time_zone))
    for days in range(3):
        moment = start_of((today + timedelta(days=days)).isoformat(), time_zone, minute)
        if moment > now_ms:
            return moment
    raise AssertionError("a day is never longer than two days")


def in_hours(minute: int, from_minute: int, to_minute: int) -> bool:
    """Tell whether a minute lies in hours that may go over midnight; equal ends: no hours."""
    if from_minute <= to_minute:
        return from_minute <= minute < to_minute
    return minute >= from_minute or minute < to_minute


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
