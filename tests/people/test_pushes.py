"""Pushed tasks: to people who said yes, in their hours, never too many, and fairly."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.delivery import Later, Unreachable
from domain import localtime
from domain.terms import PushTerms, Terms
from services import Tx, answers, expiry, people, pushes, work
from storage.database import Database
from tests.people.world import World, rows
from tests.stories.driver import Person

MINUTE_MS = 60_000
DAY_MS = 86_400_000


async def says_yes(person: Person) -> None:
    await person.sends("/start")
    await person.taps("Start earning")
    await person.taps("Yes, and show me a task")


async def test_ann_is_pushed_a_task_and_answers_it(world: World) -> None:
    ann, ben = world.person("ann"), world.person("ben")
    await says_yes(ann)
    ann.sees("That was everything for you at the moment")
    await ben.comes_in()
    assert await world.push() == 0, "nothing is open"
    await world.project(rows=rows(5))
    assert await world.push() == 1, "ben did not say yes"
    await world.deliver()
    (message,) = world.platform.to("ann")
    assert "A task for you, if you have a moment. It waits 30 min." in message
    assert "Message number 1" in message
    assert "No more of these" in message
    await ann.sends("spam")
    ann.sees("✓ spam · +0.02", "Message number 2")


async def test_nobody_is_pushed_a_second_task_before_the_first_is_gone(world: World) -> None:
    ann = world.person("ann")
    await says_yes(ann)
    await world.project(rows=rows(50))
    assert await world.push() == 1
    for _ in range(5):
        world.clock.passes(minutes=5)
        assert await world.push() == 0
    world.clock.passes(minutes=6)
    await world.expire()
    assert await world.push() == 0, "an hour lies between two pushes"
    await world.deliver()
    assert world.platform.to("ann") == [], "the task is gone, and who let it pass is not told"


async def test_an_ignored_push_doubles_the_wait_and_an_answered_one_resets_it(
    world: World,
) -> None:
    ann = world.person("ann")
    await says_yes(ann)
    await ann.sends("/settings quiet none")
    await ann.sends("/settings push 20")
    await world.project(rows=rows(50))
    begun = world.clock()
    pushed: list[int] = []

    async def passes(hours: float) -> None:
        for _ in range(round(hours * 12)):
            world.clock.passes(minutes=5)
            await world.expire()
            if await world.push():
                pushed.append((world.clock() - begun) // MINUTE_MS)

    assert await world.push() == 1
    await passes(6.25)
    assert pushed == [120, 360], "two hours, then four"
    await ann.sends("/work")
    await ann.sends("ham")
    world.clock.passes(minutes=3)
    await passes(2)
    assert 420 <= pushed[2] < 430, "an hour after the one that was answered"


async def test_stop_ends_it_and_a_task_in_hand_holds_it_back(world: World) -> None:
    ann, ben = world.person("ann"), world.person("ben")
    await says_yes(ann)
    await world.project(rows=rows(50))
    await says_yes(ben)
    ben.sees("Message number 1")
    assert await world.push() == 1, "ben is at work already"
    await ann.sends("/stop")
    await ann.sends("/skip")
    for _ in range(6):
        world.clock.passes(minutes=60)
        await world.expire()
        await world.push()
    await world.deliver()
    assert not any("A task for you" in message for message in world.platform.to("ann"))


async def test_quiet_hours_end_when_the_persons_clock_says_so(world: World) -> None:
    ann = world.person("ann")
    await says_yes(ann)
    await ann.sends("/settings timezone Tokyo")  # 19:00 there, quiet from 22:00 to 08:00
    await ann.sends("/settings quiet 18:00-08:00")
    await world.project(rows=rows(50))
    pushed = []
    for _ in range(15 * 4):
        if await world.push():
            pushed.append(localtime.moment_of(world.clock(), "Asia/Tokyo").strftime("%H:%M"))
        world.clock.passes(minutes=15)
        await world.expire()
    assert pushed[0] == "08:00"


async def test_a_push_that_finds_nobody_goes_back_at_once_and_counts_for_nothing(
    world: World,
) -> None:
    ann, ben = world.person("ann"), world.person("ben")
    await says_yes(ann)
    await world.project(rows=rows(1))
    world.platform.react = lambda place, view: Later()
    assert await world.push() == 1
    await world.deliver()
    assert await world.outbox("dropped") == [("push", "nobody was there for it")]
    await ben.comes_in()
    ben.sees("Message number 1")
    await ben.sends("/skip")
    account_id = (await world.who(ann)).account_id
    interval_ms, count = await world.database.read(lambda tx: _standing(tx, account_id))
    assert (interval_ms, count) == (60 * MINUTE_MS, 0)


def _standing(tx: Tx, account_id: int) -> tuple[int, int]:
    mark = "?" if tx.dialect == "sqlite" else "%s"
    row = tx.connection.execute(
        f"SELECT push_interval_ms FROM account WHERE id = {mark}",  # noqa: S608
        (account_id,),
    ).fetchone()
    count = tx.queries.notice_pushes_since(tx.connection, account_id=account_id, since_ms=0)
    return row[0], count


async def test_who_blocked_us_is_not_pushed_to_until_they_write_again(world: World) -> None:
    ann = world.person("ann")
    await says_yes(ann)
    await world.project(rows=rows(50))
    world.platform.react = lambda place, view: Unreachable("bot was blocked by the user")
    assert await world.push() == 1
    await world.deliver()
    assert await world.outbox("dead") == [("push", "bot was blocked by the user")]
    for _ in range(4):
        world.clock.passes(minutes=61)
        assert await world.push() == 0
    await ann.sends("/balance")
    await ann.sends("/me")
    world.clock.passes(minutes=61)
    assert await world.push() == 1


async def test_two_processes_at_once_push_and_say_good_morning_once(world: World) -> None:
    crowd = [world.person(f"p{number}") for number in range(24)]
    for person in crowd:
        await says_yes(person)
    await world.project(rows=rows(60))
    pushed = await asyncio.gather(world.push(), world.push())
    assert sum(pushed) == len(crowd)
    await world.deliver()
    for person in crowd:
        assert len(world.platform.to(person.name)) == 1, person.name
        await person.sends("ham")
    world.clock.now_ms = 1_767_340_800_000  # 2 January, 08:00
    await world.expire()
    told = await asyncio.gather(world.summarise(), world.summarise())
    assert sum(told) == len(crowd)


@dataclass
class Habit:
    """How somebody lives with pushes: their zone, how many they want, and what they do."""

    zone: str
    daily: int
    answers: bool = True
    quiet: tuple[int, int] = (1320, 480)
    pushed: list[int] = field(default_factory=list)


HABITS = [
    *(Habit("Europe/Lisbon", 5) for _ in range(4)),
    *(Habit("America/New_York", 5) for _ in range(2)),
    Habit("Pacific/Auckland", 20),
    Habit("Asia/Kathmandu", 3, quiet=(600, 1200)),
    Habit("Europe/Lisbon", 5, answers=False),
    Habit("Asia/Tokyo", 20, answers=False),
    Habit("UTC", 1, quiet=(0, 0)),
]
WEEK_STEPS = 7 * 24 * 6  # every ten minutes


async def test_a_week_of_pushes_is_fair(sqlite_database: Database, tmp_path: object) -> None:
    """Simulated in ten-minute steps; the clock is passed in, so a week takes seconds."""
    world = World(sqlite_database, tmp_path, Terms(push=PushTerms(daily_most=20)))  # type: ignore[arg-type]
    await world.project(rows=rows(400))
    habits: dict[int, Habit] = {}
    for number, habit in enumerate(HABITS):
        person = world.person(f"p{number}")
        await person.comes_in()
        await person.sends("/skip")
        habits[(await world.who(person)).account_id] = habit
    await world.write(lambda tx: _settle_in(tx, habits, world.terms, world.clock()))
    await world.write(lambda tx: _week(tx, habits, world.terms, world.clock()))
    for habit in habits.values():
        _check_one(habit)
    same = [len(h.pushed) for h in HABITS if h.zone == "Europe/Lisbon" and h.answers]
    assert max(same) - min(same) <= 2, f"the same wish, the same share: {same}"
    ignoring = next(h for h in HABITS if h.zone == "Europe/Lisbon" and not h.answers)
    assert len(ignoring.pushed) <= min(same) / 2, "who ignores them gets fewer and fewer"
    assert min(same) >= 30, "five a day over a week, but for the edges"


def _settle_in(tx: Tx, habits: dict[int, Habit], terms: Terms, now_ms: int) -> None:
    for account_id, habit in habits.items():
        hand = work.current(tx, account_id)
        if hand is not None:
            work.put_back(tx, hand.assignment_id, now_ms)
        people.set_time_zone(tx, account_id, habit.zone)
        first, last = habit.quiet
        people.set_quiet_hours(tx, account_id, from_minute=first, to_minute=last)
        people.set_push(tx, account_id, on=True, daily=habit.daily, terms=terms.push, now_ms=now_ms)


def _week(tx: Tx, habits: dict[int, Habit], terms: Terms, begun_ms: int) -> None:
    seen = 0
    for step in range(WEEK_STEPS):
        now_ms = begun_ms + step * 10 * MINUTE_MS
        expiry.expire_some(tx, expiry.due(tx, now_ms, 100), now_ms)
        while pushes.push_due(tx, terms, now_ms).seen:
            pass
        rows_ = tx.connection.execute(
            "SELECT id, account_id FROM notice WHERE kind = 'push' AND id > ? ORDER BY id", (seen,)
        ).fetchall()
        for notice_id, account_id in rows_:
            seen = notice_id
            habits[account_id].pushed.append(now_ms)
            if habits[account_id].answers:
                person = people.load(tx, account_id)
                hand = work.current(tx, account_id)
                assert hand is not None
                answers.answer(
                    tx,
                    person,
                    hand.assignment_id,
                    0,
                    lambda hand, question: "ham",
                    now_ms + MINUTE_MS,
                    terms,
                )


def _check_one(habit: Habit) -> None:
    """In their hours, at most as many a day as they said, and an hour apart."""
    by_day: dict[str, int] = defaultdict(int)
    for moment in habit.pushed:
        minute = localtime.minute_of(moment, habit.zone)
        assert not localtime.in_hours(minute, *habit.quiet), f"{habit} at minute {minute}"
        by_day[localtime.date_of(moment, habit.zone)] += 1
    assert max(by_day.values()) <= habit.daily
    assert len(by_day) >= 5, f"{habit.zone} is hardly ever thought of: {Counter(by_day)}"
    gaps = [b - a for a, b in zip(habit.pushed, habit.pushed[1:], strict=False)]
    assert min(gaps, default=DAY_MS) >= 60 * MINUTE_MS
