"""What somebody earned: by day, week, month and year, on their own clock, and as files."""

import pytest

from bot import earnings_files, reports
from domain import spans
from domain.errors import Invalid
from domain.spans import Days
from domain.views import Chart, Report
from services import Tx, ledger
from tests.people.test_summaries import at, works
from tests.people.world import World, rows
from tests.stories.driver import Person


async def three_days(world: World) -> Person:
    """Ann works on 1, 2 and 5 January: 2, 3 and 1 tasks, 30 s each."""
    await world.project(rows=rows(40))
    ann = world.person("ann")
    await ann.comes_in()
    for day, tasks in (("01", 2), ("02", 3), ("05", 1)):
        world.clock.now_ms = at(f"2026-01-{day}T10:00")
        await world.expire()
        await ann.sends("/work")
        for _ in range(tasks):
            world.clock.passes(seconds=30)
            await ann.taps("ham")
    return ann


async def test_ann_looks_at_her_earnings(world: World) -> None:
    ann = await three_days(world)
    await ann.sends("/earnings")
    ann.sees("5 January – 11 January · 1 task", "Earned: 0.02", "Time at work: 30 s")
    ann.sees("An hour: ≈ 2.40", "Moderation · 1 · 0.02 · ≈ 2.40")
    await ann.taps("‹ Before")
    ann.sees("29 December – 4 January · 5 tasks", "Earned: 0.10", "Time at work: 2 min")
    ann.sees("Thu 1 Jan · 2 · 1 min · 0.04", "Fri 2 Jan · 3 · 2 min · 0.06")
    ann.sees("The best: 2 January with 0.06.")
    await ann.taps("Month")
    ann.sees("January 2026 · 6 tasks", "Earned: 0.12", "1 Jan – 4 Jan · 5 · 2 min · 0.10")
    assert ann.view is not None
    (chart,) = (block for block in ann.view.blocks if isinstance(block, Chart))
    assert [value for _, value in chart.points] == [0.04, 0.06, 0.0, 0.0, 0.02]
    await ann.taps("Year")
    ann.sees("2026 · 6 tasks", "Jan · 6 · 3 min · 0.12")
    await ann.taps("Day")
    ann.sees("Today, 5 January · 1 task")
    await ann.taps("‹ Before")
    ann.sees("4 January", "Nothing was earned in this time.")


async def test_what_came_beside_and_what_was_paid_out(world: World) -> None:
    ann = await three_days(world)
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: _bonus_and_payout(tx, account_id))
    await ann.sends("/earnings month")
    ann.sees("Bonuses and other: 0.01", "Paid out: 0.10", "3 Jan · 0.10 · 0.09 EUR")


def _bonus_and_payout(tx: Tx, account_id: int) -> None:
    ledger.move(
        tx, kind="bonus", ref="1:1:2026-01-01", debit="project:1:hold",
        credit=f"person:{account_id}:pending", amount_minor=1, currency="credits",
        now_ms=at("2026-01-02T02:00"),
    )  # fmt: skip
    tx.connection.execute(
        "INSERT INTO payout (account_id, rail, state, amount_minor, currency, out_minor,"  # noqa: S608
        " out_currency, rail_key, created_ms, ended_ms) VALUES"
        f" ({account_id}, 'bank', 'settled', 10, 'credits', 9, 'EUR', 'k',"
        f" {at('2026-01-03T09:00')}, {at('2026-01-03T12:00')})"
    )


async def test_the_days_are_a_csv_file_and_the_year_a_page(world: World) -> None:
    ann = await three_days(world)
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: _bonus_and_payout(tx, account_id))
    await ann.sends("/earnings year 2026")
    ann.sees("2026 · 6 tasks")
    await ann.taps("Yearly statement")
    assert ann.view is not None
    csv, page = (block for block in ann.view.blocks if isinstance(block, Report))
    assert (csv.file_name, page.file_name) == ("earnings-2026.csv", "earnings-2026.html")
    async with reports.made(world.database, csv, 1 << 20) as path:
        lines = path.read_text().splitlines()
    assert lines == [
        "date,tasks,minutes,earned,extras,paid_out,currency",
        "2026-01-01,2,1.0,0.04,0.00,0.00,credits",
        "2026-01-02,3,1.5,0.06,0.01,0.00,credits",
        "2026-01-03,0,0.0,0.00,0.00,0.10,credits",
        "2026-01-05,1,0.5,0.02,0.00,0.00,credits",
    ]
    async with reports.made(world.database, page, 1 << 20) as path:
        text = path.read_text()
    for part in ("Earnings in 2026", "January 2026", "December 2026", "Bank account", "0.09 EUR"):
        assert part in text


async def test_who_asks_for_nonsense_is_told(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/earnings decade")
    ann.sees("There are earnings of a day, a week, a month and a year.")
    await ann.sends("/earnings year 2031")
    ann.sees("Write it like this: /earnings year 2026")
    await ann.sends("/earnings year")
    ann.sees("2026", "Nothing was earned in this time.")


@pytest.mark.parametrize(
    ("zone", "night", "hours"),
    [("Europe/Lisbon", "2026-03-29", 23), ("America/New_York", "2026-11-01", 25)],
)
async def test_a_day_is_the_persons_own_also_when_clocks_change(
    sqlite_world: World, zone: str, night: str, hours: int
) -> None:
    world = sqlite_world
    world.clock.now_ms = at(f"{night}T00:00") - 86_400_000
    await world.project(rows=rows(40))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends(f"/settings timezone {zone.partition('/')[2].replace('_', ' ')}")
    person = await world.who(ann)
    from domain import localtime

    start = localtime.start_of(night, zone)
    after = localtime.start_of(localtime.days_before(night, -1), zone)
    assert (after - start) // 3_600_000 == hours
    for moment in (start - 1000, start + 1000, after - 1000, after + 1000):
        world.clock.now_ms = moment
        await world.expire()
        await works(ann, 1)

    def moves(tx: Tx) -> None:
        for number, moment in enumerate((start, after - 1, after)):
            ledger.move(
                tx, kind="bonus", ref=str(number), debit="project:1:hold",
                credit=f"person:{person.account_id}:pending", amount_minor=1 + number,
                currency="credits", now_ms=moment,
            )  # fmt: skip

    await world.write(moves)
    days = await world.database.read(
        lambda tx: earnings_files.rows(tx, person.account_id, Days(night, night))
    )
    assert [(row[0], row[1], row[4]) for row in days] == [(night, "2", "0.03")]


def test_periods() -> None:
    today = "2026-03-04"  # a Wednesday
    assert spans.days_of("day", today, 4) == Days("2026-02-28", "2026-02-28")
    assert spans.days_of("week", today) == Days("2026-03-02", "2026-03-08")
    assert spans.days_of("month", today, 3) == Days("2025-12-01", "2025-12-31")
    assert spans.days_of("year", today, 1) == Days("2025-01-01", "2025-12-31")
    weeks = Days("2026-03-01", "2026-03-31").parts("week")
    assert [week.first[-2:] for week in weeks] == ["01", "02", "09", "16", "23", "30"]


@pytest.mark.parametrize(
    ("first", "last", "file_format"),
    [
        ("2026-01-01", "2027-12-31", "csv"), ("2026-02-01", "2026-12-31", "html"),
        ("2026-01-31", "2026-01-01", "csv"), ("soon", "later", "csv"), ("", "", "html"),
        ("2026-01-01", "2026-01-31", "exe"),
    ],
)  # fmt: skip
def test_no_other_files_are_made(first: str, last: str, file_format: str) -> None:
    with pytest.raises(Invalid):
        earnings_files.wanted(1, first, last, file_format)
