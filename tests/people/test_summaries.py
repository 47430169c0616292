"""The morning's message: at everybody's own morning, once a local date, also when clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import localtime
from services import Tx, ledger, mornings, people
from services import summaries as service
from services.stats import ranks
from tests.people.world import World, rows
from tests.stories.driver import Person

HOUR_MS = 3_600_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


async def works(person: Person, tasks: int) -> None:
    await person.sends("/work")
    for _ in range(tasks):
        await person.taps("ham")


async def test_anns_morning_says_what_yesterday_was(world: World) -> None:
    await world.project(rows=rows(30))
    ann, ben, cleo = (world.person(name) for name in ("ann", "ben", "cleo"))
    for person, tasks in ((ann, 3), (ben, 3), (cleo, 5)):
        await person.comes_in()
        await works(person, tasks)
    world.clock.now_ms = at("2026-01-02T07:59")
    assert await world.summarise() == 0
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await world.summarise() == 3
    await world.deliver()
    (morning,) = world.platform.to("ann")
    assert "Yesterday: 3 tasks, 0.06 earned, 100% in agreement, 31 points" in morning
    assert "Available 0.00. Pending: 0.06." in morning
    assert "Streak 1 day · rank 2 of 3 in the last 7 days · level 0 (69 points to 1)" in morning
    assert "Best paying now: Is this message spam?, 0.02, about" in morning
    assert "1. Work" in morning
    assert "3. Settings" in morning
    world.clock.passes(minutes=60)
    assert await world.summarise() == 0, "once a local date"


async def test_a_payout_run_is_told_in_the_morning(world: World) -> None:
    await world.project(rows=rows(5))
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 2)
    account_id = (await world.who(ann)).account_id

    def credit(tx: Tx) -> None:
        run = tx.connection.execute(
            "INSERT INTO payout_run (schedule, period, state, created_ms) "
            "VALUES ('nightly', '2026-01-02T02:00', 'done', 1767319200000) RETURNING id"
        ).fetchone()[0]
        ledger.move(
            tx,
            kind="payout_run",
            ref=f"{run}:{account_id}",
            debit=f"person:{account_id}:pending",
            credit=f"person:{account_id}:available",
            amount_minor=4,
            currency="credits",
            now_ms=at("2026-01-02T02:00"),
        )

    await world.write(credit)
    world.clock.now_ms = at("2026-01-02T08:00")
    await world.summarise()
    await world.deliver()
    (morning,) = world.platform.to("ann")
    assert "Credited since yesterday: 0.04 → available 0.04. Pending: 0.00." in morning


async def test_the_chart_begins_with_the_first_day_of_work(world: World) -> None:
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    for tasks in (2, 4, 3):
        await works(ann, tasks)
        world.clock.passes(days=1)
        await world.expire()
    await world.summarise()
    await world.deliver()
    morning = world.platform.to("ann")[-1]
    assert "Your last 3 days; the best was 2 January with 0.08." in morning


async def test_somebody_silent_for_a_week_is_left_in_peace(world: World) -> None:
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 1)
    heard = 0
    for _ in range(12):
        world.clock.passes(days=1)
        await world.expire()
        heard += await world.summarise()
    assert heard == 7
    await world.deliver()
    assert world.platform.to("ann") == [], "none of them is about yesterday any more"


async def test_a_day_off_is_said_kindly(world: World) -> None:
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 1)
    world.clock.passes(days=2)
    await world.expire()
    await world.summarise()
    await world.deliver()
    assert "Good morning. Yesterday was a day off." in world.platform.to("ann")[-1]


async def test_nobody_hears_of_the_morning_at_night(world: World) -> None:
    """The bot was down from before eight until the evening."""
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 1)
    world.clock.now_ms = at("2026-01-02T21:00")
    assert await world.summarise() == 0
    world.clock.now_ms = at("2026-01-03T08:00")
    assert await world.summarise() == 1


async def test_newcomers_and_people_who_left_hear_nothing(world: World) -> None:
    await world.project(rows=rows(30))
    ann, ben = world.person("ann"), world.person("ben")
    await ann.sends("/start")
    await ben.comes_in()
    await works(ben, 1)
    await ben.sends("/delete_me")
    await ben.taps("Delete me")
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await world.summarise() == 0


async def test_the_morning_waits_for_the_end_of_quiet_hours(world: World) -> None:
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 1)
    await ann.sends("/settings quiet 23:00-11:30")
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await world.summarise() == 0
    world.clock.now_ms = at("2026-01-02T11:30")
    assert await world.summarise() == 1


async def test_who_flies_west_has_one_morning_a_date(world: World) -> None:
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 1)
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await world.summarise() == 1
    await ann.sends("/settings timezone Los Angeles")  # it is midnight there, 2 January
    world.clock.now_ms = at("2026-01-02T16:00")
    assert await world.summarise() == 0, "2 January had its morning in UTC"
    world.clock.now_ms = at("2026-01-03T16:00")
    assert await world.summarise() == 1


ZONES = ("UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
         "America/Santiago", "Pacific/Auckland", "Pacific/Honolulu")  # fmt: skip


@pytest.mark.parametrize("first_day", ["2026-03-05", "2026-03-27", "2026-10-02", "2026-10-23"])
async def test_every_date_has_one_morning_in_every_zone_over_the_nights_of_change(
    sqlite_world: World, first_day: str
) -> None:
    """Half-hourly for twelve days around changes of clocks; everybody works every day."""
    world = sqlite_world
    world.clock.now_ms = at(f"{first_day}T00:00")
    accounts = {}
    for zone in ZONES:
        person = world.person(zone)
        await person.comes_in()
        await person.sends(f"/settings timezone {zone}")
        accounts[(await world.who(person)).account_id] = zone
    mornings = await world.write(lambda tx: _live(tx, world, set(accounts)))
    for account_id, zone in accounts.items():
        dates = [localtime.date_of(moment, zone) for moment in mornings[account_id]]
        assert len(dates) >= 11
        first = datetime.fromisoformat(dates[0]).date()
        expected = [(first + timedelta(days=n)).isoformat() for n in range(len(dates))]
        assert dates == expected, f"{zone}: a date without a morning, or with two"
        hours = {localtime.moment_of(moment, zone).hour for moment in mornings[account_id]}
        assert hours == {8}, zone


def _live(tx: Tx, world: World, accounts: set[int]) -> dict[int, list[int]]:
    """Run the job half-hourly in one transaction; give the moments at which people were told."""
    told: dict[int, list[int]] = {account_id: [] for account_id in accounts}
    seen = 0
    mark = tx.connection.execute
    for step in range(12 * 48):
        now_ms = world.clock.now_ms + step * HOUR_MS // 2
        mark(
            "UPDATE account SET today_date = date(?, 'unixepoch', '-1 day'), today_tasks = 1",
            (now_ms // 1000,),
        )
        while service.summarise_due(tx, world.terms, now_ms, {}).seen:
            pass
        for notice_id, account_id in mark(
            "SELECT id, account_id FROM notice WHERE id > ? ORDER BY id", (seen,)
        ).fetchall():
            told[account_id].append(now_ms)
            seen = notice_id
    return told


async def test_equal_points_share_a_rank(world: World) -> None:
    await world.project(rows=rows(30))
    people_ = [world.person(name) for name in ("ann", "ben", "cleo")]
    for person, tasks in zip(people_, (2, 2, 1), strict=True):
        await person.comes_in()
        await works(person, tasks)
    board = await world.database.read(lambda tx: ranks(tx, world.clock()))
    accounts = [(await world.who(person)).account_id for person in people_]
    assert [board[account].place for account in accounts] == [1, 1, 3]
    assert {rank.of for rank in board.values()} == {3}


async def test_a_morning_lies_outside_of_quiet_hours(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    account = await world.who(ann)
    night = account._replace(quiet_from_minute=6 * 60, quiet_to_minute=18 * 60)
    assert mornings.minute(night, world.terms) == 18 * 60
    assert people.minute("18:00") == 18 * 60


async def test_many_mornings_are_spread_and_few_are_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    await world.project(rows=rows(30))
    for name in ("ann", "ben", "cleo", "dora"):
        person = world.person(name)
        await person.comes_in()
        await works(person, 1)
    world.clock.now_ms = at("2026-01-02T08:00")
    spread = await world.database.read(lambda tx: service.spread_ms(tx, world.clock()))
    assert spread == 2 * service.EACH_MS
    assert await world.summarise() == 4
    waits = await world.write(_waits)
    assert len(set(waits)) == 4 and all(0 <= wait < spread for wait in waits)
    world.clock.passes(seconds=1)
    await world.deliver()
    assert len({name for name, _ in world.platform.sent}) == 4


def _waits(tx: Tx) -> list[int]:
    rows_ = tx.connection.execute("SELECT next_ms - created_ms FROM notice WHERE kind = 'summary'")
    return [row[0] for row in rows_.fetchall()]
