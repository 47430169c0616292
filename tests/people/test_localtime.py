"""A person's own day, daylight saving included."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import localtime

ZONES = (
    "UTC",
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "Africa/Casablanca",
)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("date", "zone", "minute", "moment"),
    [
        ("2026-01-01", "Europe/Lisbon", 480, "2026-01-01T08:00"),
        ("2026-07-01", "Europe/Lisbon", 480, "2026-07-01T07:00"),
        ("2026-03-29", "Europe/Lisbon", 90, "2026-03-29T01:00"),  # 01:30 never comes
        ("2026-10-25", "Europe/Lisbon", 90, "2026-10-25T00:30"),  # 01:30 comes twice
        ("2026-09-06", "America/Santiago", 0, "2026-09-06T04:00"),  # a day begins at 01:00
        ("2011-12-30", "Pacific/Apia", 480, "2011-12-30T10:00"),  # a day that never was
        ("2026-10-04", "Australia/Lord_Howe", 135, "2026-10-03T15:30"),  # half an hour's change
    ],
)
def test_the_first_moment_of_a_local_minute(date: str, zone: str, minute: int, moment: str) -> None:
    assert localtime.start_of(date, zone, minute) == ms(moment)


@given(
    st.integers(ms("2015-01-01"), ms("2035-01-01")),
    st.sampled_from(ZONES),
    st.integers(0, 1439),
)
def test_the_next_morning_comes_within_two_days_and_is_not_before_its_minute(
    now_ms: int, zone: str, minute: int
) -> None:
    found = localtime.next_at(now_ms, zone, minute)
    assert now_ms < found <= now_ms + 49 * localtime.MS_PER_HOUR
    assert localtime.minute_of(found, zone) >= minute


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_hours_and_the_rest_of_the_day_share_no_minute(minute: int, first: int, last: int) -> None:
    if first != last:
        assert localtime.in_hours(minute, first, last) != localtime.in_hours(minute, last, first)
    else:
        assert not localtime.in_hours(minute, first, last)
