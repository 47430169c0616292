"""Goals for a day: set, seen while working, reached once, in tasks and in minutes."""

import pytest

from domain import goals
from domain.errors import Invalid
from domain.goals import Goal
from tests.people.world import World, rows


async def test_ann_works_for_a_goal_of_tasks(world: World) -> None:
    await world.project(rows=rows(30))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/goal 3 tasks")
    ann.sees("✓ Your goal: 3 tasks a day", "today 0 of 3 tasks")
    await ann.sends("/work")
    await ann.taps("ham")
    ann.sees("today 1 task, 0.02 · goal 1 of 3 tasks")
    await ann.taps("ham")
    await ann.taps("ham")
    ann.sees("today 3 tasks, 0.06 · that's your goal for today: 3 tasks")
    await ann.taps("ham")
    ann.sees("today 4 tasks, 0.08")
    assert "goal" not in ann.text, "it is said once"
    await ann.sends("/me")
    ann.sees("Goal: 4 of 3 tasks")
    world.clock.passes(days=1)
    await ann.sends("/goal")
    ann.sees("today 0 of 3 tasks")
    await ann.taps("No goal")
    ann.sees("✓ No goal any more.")
    await ann.sends("/me")
    assert "Goal" not in ann.text


async def test_ben_works_for_minutes_and_a_task_in_his_pocket_is_no_work(world: World) -> None:
    await world.project(rows=rows(30))
    ben = world.person("ben")
    await ben.comes_in()
    await ben.sends("/goal 3 min")
    await ben.sends("/work")
    for _ in range(2):
        world.clock.passes(seconds=50)
        await ben.taps("spam")
    ben.sees("goal 1 of 3 minutes")
    world.clock.passes(seconds=90)
    await ben.taps("spam")
    ben.sees("that's your goal for today: 3 minutes")
    account = await world.who(ben)
    assert account.today_worked_ms == 190_000
    await ben.taps("Undo")
    assert (await world.who(ben)).today_worked_ms == 100_000


async def test_a_goal_is_typed_or_tapped(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/goal")
    ann.sees("Tap one, or type yours")
    await ann.sends("25")
    ann.sees("✓ Your goal: 25 tasks a day")
    await ann.sends("/goal")
    await ann.taps("30 minutes")
    ann.sees("✓ Your goal: 30 minutes a day")
    await ann.sends("/goal tomorrow")
    ann.sees("Write it like this: 20 tasks, or 30 minutes, or off.")
    await ann.sends("/goal 5000")
    ann.sees("A goal is 1 to 1,000 tasks a day, or 1 to 960 minutes.")


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("20 tasks", Goal("tasks", 20)), ("20", Goal("tasks", 20)), ("1 TASK", Goal("tasks", 1)),
        ("30 min.", Goal("minutes", 30)), ("45m", Goal("minutes", 45)),
        ("2 hours", Goal("minutes", 120)), ("off", None), ("0", None),
    ],
)  # fmt: skip
def test_how_goals_are_written(text: str, goal: Goal | None) -> None:
    assert goals.parse(text) == goal


@pytest.mark.parametrize("text", ["", "many", "-3", "0 tasks", "17 h", "20 cats", "1 2 tasks"])
def test_what_is_no_goal(text: str) -> None:
    with pytest.raises(Invalid):
        goals.parse(text)
