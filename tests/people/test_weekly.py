"""The week's message: for who asked for it, on Monday mornings, once, also where one was missed."""

import pytest

from domain import localtime
from domain.views import Chart
from services import mornings, people
from tests.people.test_summaries import at
from tests.people.world import World, rows
from tests.stories.driver import Person

MONDAY = "2026-01-05"


async def worked_a_week(world: World) -> Person:
    """Ann works on Thursday, Friday and Saturday; 1 January is a Thursday."""
    await world.project(rows=rows(40))
    ann = world.person("ann")
    await ann.comes_in()
    for day, tasks in (("01", 2), ("02", 3), ("03", 1)):
        world.clock.now_ms = at(f"2026-01-{day}T10:00")
        await world.expire()
        await ann.sends("/work")
        for _ in range(tasks):
            world.clock.passes(seconds=20)
            await ann.taps("ham")
    return ann


async def test_ann_asks_for_the_week_and_hears_it_on_monday(world: World) -> None:
    ann = await worked_a_week(world)
    await ann.sends("/settings")
    ann.sees("In the morning: every day")
    await ann.taps("In the morning")
    await ann.taps("once a week")
    ann.sees("✓ In the morning: once a week", "In the morning: once a week")
    for day in ("04T08:00", "05T07:59"):
        world.clock.now_ms = at(f"2026-01-{day}")
        assert await world.summarise() == 0
    world.clock.now_ms = at(f"{MONDAY}T08:00")
    assert await world.summarise() == 1
    assert await world.summarise() == 0
    await world.deliver()
    week = world.platform.to("ann")[-1]
    assert "Last week: 6 tasks, 0.12 earned" in week
    assert "3 days at work: 2 min, ≈ 3.60 an hour. The week before: 0.00." in week
    assert "Your last 4 days; the best was 2 January with 0.06." in week
    assert "Best paying now: Is this message spam?" in week
    world.clock.now_ms = at("2026-01-06T08:00")
    assert await world.summarise() == 0
    world.clock.now_ms = at("2026-01-12T08:00")
    assert await world.summarise() == 0, "a week off, and nothing was credited"


async def test_both_and_none(world: World) -> None:
    ann = await worked_a_week(world)
    await ann.sends("/settings morning both")
    ann.sees("In the morning: both")
    world.clock.now_ms = at(f"{MONDAY}T08:00")
    assert await world.summarise() == 2
    await ann.sends("/settings morning none")
    ann.sees("In the morning: nothing")
    await ann.sends("/settings timezone lisbon")
    await ann.sends("/work")
    await ann.taps("ham")
    world.clock.now_ms = at("2026-01-06T08:00")
    assert await world.summarise() == 0, "nothing stays nothing, wherever she lives"
    await ann.sends("/settings morning hourly")
    ann.sees("Write one of these: daily, weekly, both, none.")


@pytest.mark.parametrize(
    ("up", "heard"), [("06T08:00", 1), ("07T09:30", 1), ("07T22:00", 0), ("08T08:00", 0)]
)
async def test_a_monday_that_was_missed_is_caught_up_with_by_wednesday(
    sqlite_world: World, up: str, heard: int
) -> None:
    world = sqlite_world
    ann = await worked_a_week(world)
    await ann.sends("/settings morning weekly")
    world.clock.now_ms = at(f"{MONDAY}T22:00")
    assert await world.summarise() == 0, "nobody hears about the morning at night"
    world.clock.now_ms = at(f"2026-01-{up}")
    assert await world.summarise() == heard
    await world.deliver()
    assert len(world.platform.to("ann")) == heard


async def test_who_flies_west_on_monday_hears_it_once(world: World) -> None:
    ann = await worked_a_week(world)
    await ann.sends("/settings morning weekly")
    world.clock.now_ms = at(f"{MONDAY}T08:00")
    assert await world.summarise() == 1
    await ann.sends("/settings timezone Los Angeles")  # it is midnight there, Monday again
    world.clock.now_ms = at(f"{MONDAY}T16:00")
    assert await world.summarise() == 0


async def test_somebody_suspended_or_gone_hears_nothing(world: World) -> None:
    ann = await worked_a_week(world)
    await ann.sends("/settings morning both")
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: people.set_state(tx, account_id, "suspended", "a reason"))
    world.clock.now_ms = at(f"{MONDAY}T08:00")
    assert await world.summarise() == 0
    await world.write(lambda tx: people.set_state(tx, account_id, "active", None))
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    world.clock.now_ms = at("2026-01-12T08:00")
    assert await world.summarise() == 0
    gone = await world.write(lambda tx: people.load(tx, account_id))
    has = await world.database.read(lambda tx: mornings.chosen(tx, gone))
    assert (has.daily, has.weekly) == (False, False)


async def test_a_chart_of_a_goal_has_its_line(world: World) -> None:
    ann = await worked_a_week(world)
    await ann.sends("/goal 2 tasks")
    world.clock.now_ms = at("2026-01-04T08:00")
    await world.summarise()
    await world.deliver()
    morning = world.platform.to("ann")[-1]
    assert "Goal 1 of 2 tasks · streak 3 days" in morning
    view = world.platform.sent[-1][1]
    (chart,) = (block for block in view.blocks if isinstance(block, Chart))
    assert (chart.title, chart.goal, chart.goal_label) == ("tasks a day", 2.0, "goal 2")
    assert [value for _, value in chart.points] == [2.0, 3.0, 1.0]


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe"])
async def test_every_monday_has_its_morning_over_the_nights_of_change(
    sqlite_world: World, zone: str
) -> None:
    world = sqlite_world
    ann = world.person("ann")
    await ann.comes_in()
    person = (await world.who(ann))._replace(time_zone=zone)
    now_ms, seen = at("2026-01-01T00:00"), []
    for _ in range(50):
        now_ms = mornings.next_monday_ms(person, world.terms, now_ms)
        seen.append(localtime.moment_of(now_ms, zone))
    assert {(moment.weekday(), moment.hour, moment.minute) for moment in seen} == {(0, 8, 0)}
    assert len({moment.date() for moment in seen}) == 50
