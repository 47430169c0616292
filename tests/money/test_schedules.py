"""Five cron fields in a zone: what is due, and the two nights on which the clocks change."""

from datetime import UTC, datetime

import pytest

from domain.errors import Invalid
from domain.schedules import parse


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def due(fields: str, zone: str, after: str, until: str) -> list[str]:
    """What is due between two moments of UTC, in UTC, to the minute."""
    moments = parse(fields, zone).due_moments(ms(after), ms(until))
    return [datetime.fromtimestamp(m / 1000, UTC).strftime("%Y-%m-%d %H:%M") for m in moments]


LISBON_BACK = ("2026-10-24 12:00", "2026-10-26 12:00")  # 02:00 becomes 01:00 on the 25th
LISBON_FORWARD = ("2026-03-28 12:00", "2026-03-30 12:00")  # 01:00 becomes 02:00 on the 29th
YORK_BACK = ("2026-10-31 12:00", "2026-11-02 12:00")  # 02:00 becomes 01:00 on the 1st
YORK_FORWARD = ("2026-03-07 12:00", "2026-03-09 12:00")  # 02:00 becomes 03:00 on the 8th


@pytest.mark.parametrize(
    ("fields", "zone", "span", "expected"),
    [
        # a local time that comes twice counts once, the first time
        ("30 1 * * *", "Europe/Lisbon", LISBON_BACK, ["2026-10-25 00:30", "2026-10-26 01:30"]),
        ("30 1 * * *", "America/New_York", YORK_BACK, ["2026-11-01 05:30", "2026-11-02 06:30"]),
        # one that does not come counts at the moment it would have been
        ("30 1 * * *", "Europe/Lisbon", LISBON_FORWARD, ["2026-03-29 01:30", "2026-03-30 00:30"]),
        ("30 2 * * *", "America/New_York", YORK_FORWARD, ["2026-03-08 07:30", "2026-03-09 06:30"]),
        # the hours beside them are as on every day
        ("0 2 * * *", "Europe/Lisbon", LISBON_BACK, ["2026-10-25 02:00", "2026-10-26 02:00"]),
        ("0 4 * * *", "America/New_York", YORK_FORWARD, ["2026-03-08 08:00", "2026-03-09 08:00"]),
    ],
)
def test_the_nights_on_which_the_clocks_change(
    fields: str, zone: str, span: tuple[str, str], expected: list[str]
) -> None:
    assert due(fields, zone, *span) == expected


@pytest.mark.parametrize(
    ("zone", "back", "forward"),
    [
        ("Europe/Lisbon", LISBON_BACK, LISBON_FORWARD),
        ("America/New_York", YORK_BACK, YORK_FORWARD),
    ],
)
def test_every_local_time_is_due_once(
    zone: str, back: tuple[str, str], forward: tuple[str, str]
) -> None:
    """48 hours show 94 different half hours when two of them come twice, and 98 when the clock
    jumps over two, which fall together with the two behind them."""
    assert len(due("*/30 * * * *", zone, *back)) == 94
    assert len(due("*/30 * * * *", zone, *forward)) == 98 - 2


@pytest.mark.parametrize(
    ("fields", "after", "until", "expected"),
    [
        ("0 2 * * *", "2026-01-01 02:00", "2026-01-02 02:00", ["2026-01-02 02:00"]),
        ("0 2 * * *", "2026-01-01 01:59", "2026-01-01 01:59", []),
        ("0 2 * * *", "2026-01-05 00:00", "2026-01-01 00:00", []),
        (
            "0 6 * * mon",
            "2026-01-01 00:00",
            "2026-01-13 00:00",
            ["2026-01-05 06:00", "2026-01-12 06:00"],
        ),
        ("0 6 * * 1-5", "2026-01-02 12:00", "2026-01-05 12:00", ["2026-01-05 06:00"]),
        ("0 6 * * 7", "2026-01-01 00:00", "2026-01-05 00:00", ["2026-01-04 06:00"]),
        ("0 6 * * sun", "2026-01-01 00:00", "2026-01-05 00:00", ["2026-01-04 06:00"]),
        (
            "0 0 1 jan,JUL *",
            "2026-01-01 00:00",
            "2027-01-02 00:00",
            ["2026-07-01 00:00", "2027-01-01 00:00"],
        ),
        (
            "0 0 29 2 *",
            "2026-01-01 00:00",
            "2032-12-31 00:00",
            ["2028-02-29 00:00", "2032-02-29 00:00"],
        ),
        (
            "0 0 31 * *",
            "2026-01-31 12:00",
            "2026-05-31 12:00",
            ["2026-03-31 00:00", "2026-05-31 00:00"],
        ),
        # where both kinds of day are given, either will do
        (
            "0 0 13 * fri",
            "2026-01-01 00:00",
            "2026-01-14 00:00",
            ["2026-01-02 00:00", "2026-01-09 00:00", "2026-01-13 00:00"],
        ),
        (
            "15,45 8-9/1 * * *",
            "2026-01-01 00:00",
            "2026-01-01 23:00",
            ["2026-01-01 08:15", "2026-01-01 08:45", "2026-01-01 09:15", "2026-01-01 09:45"],
        ),
        (
            "0 20/2 * * *",
            "2026-01-01 00:00",
            "2026-01-02 00:00",
            ["2026-01-01 20:00", "2026-01-01 22:00"],
        ),
    ],
)
def test_fields(fields: str, after: str, until: str, expected: list[str]) -> None:
    assert due(fields, "UTC", after, until) == expected


def test_the_latest_is_found_however_long_ago() -> None:
    schedule = parse("0 0 29 2 *", "UTC")
    assert schedule.latest_due(ms("2020-01-01"), ms("2027-06-01")) == ms("2024-02-29")
    assert schedule.latest_due(ms("2024-02-29"), ms("2027-06-01")) is None
    assert parse("* * * * *", "UTC").latest_due(0, ms("2027-06-01")) == ms("2027-06-01")


def test_the_key_is_the_same_for_the_same_schedule() -> None:
    assert parse(" 0  2 * * * ", "UTC").key == parse("0 2 * * *", "UTC").key == "0 2 * * * UTC"
    assert parse("0 2 * * *", "Europe/Lisbon").key != parse("0 2 * * *", "UTC").key


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("0 2 * *", "A schedule has five fields, such as 0 2 * * *"),
        ("", "and '' has 0."),
        ("@daily", "and '@daily' has 1."),
        ("0 2 * * * *", "and '0 2 * * * *' has 6."),
        ("60 2 * * *", "'60' is no minute: that is 0 to 59"),
        ("0 24 * * *", "'24' is no hour: that is 0 to 23"),
        ("0 2 0 * *", "'0' is no day of the month: that is 1 to 31"),
        ("0 2 * 13 *", "'13' is no month: that is 1 to 12 or jan to dec"),
        ("0 2 * * 8", "'8' is no day of the week: that is 0 to 7 or sun to sat"),
        ("0 2 * * fun", "'fun' is no day of the week"),
        ("0 2 * * 5-1", "'5-1' is no day of the week"),
        ("*/0 2 * * *", "'*/0' is no minute"),
        ("-5 2 * * *", "'-5' is no minute"),
        ("1,,2 2 * * *", "'' is no minute"),
        ("0 2 30 feb *", "names days that no such month has"),
        ("0 2 31 4,6,9,11 *", "names days that no such month has"),
    ],
)
def test_what_is_wrong_is_named(fields: str, says: str) -> None:
    with pytest.raises(Invalid) as error:
        parse(fields, "UTC")
    assert says in str(error.value)
