"""Points, levels, streaks; and that replaying what was recorded gives the same points."""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import reputation as rules
from domain.people import Person
from domain.terms import PushTerms, Terms
from services import Tx, people, reputation
from storage.database import open_database
from tests.people.world import World, rows

DAY_MS = 86_400_000
START_MS = 1_767_261_600_000
TERMS = Terms()


@pytest.mark.parametrize(
    ("points", "level"), [(0, 0), (99, 0), (100, 1), (399, 1), (400, 2), (899, 2), (900, 3)]
)
def test_level_n_begins_at_100_n_squared(points: int, level: int) -> None:
    assert rules.level(points) == level
    assert rules.points_for(level) <= points < rules.points_for(level + 1)


@given(st.integers(0, 10**12))
def test_every_number_of_points_lies_in_its_level(points: int) -> None:
    level = rules.level(points)
    assert 100 * level**2 <= points < 100 * (level + 1) ** 2


def test_points_never_fall_below_zero() -> None:
    assert rules.fold([5, -20, 10]) == 10


def test_a_streak_grows_day_by_day_and_begins_again_after_a_day_off() -> None:
    assert rules.streak(0, None, "2026-03-01") == 1
    assert rules.streak(1, "2026-02-28", "2026-03-01") == 2
    assert rules.streak(5, "2026-02-27", "2026-03-01") == 1
    assert rules.streak(5, "2026-03-01", "2026-03-01") is None
    assert rules.streak(5, "2026-03-02", "2026-03-01") is None, "a date that came again"


async def test_ann_works_three_days_and_sees_her_streak_and_her_level(world: World) -> None:
    await world.project(rows=rows(12))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/me")
    ann.sees("Level 0", "0 points", "100 points to level 1: 10 accepted answers")
    ann.sees("none yet: it begins with today's first answer")
    points = 0
    for day in (1, 2, 3):
        await ann.sends("/work")
        await ann.taps("ham")
        await ann.taps("ham")
        points += 2 * 10 + day
        await ann.sends("/me")
        ann.sees(f"{points} points", "2 tasks, 0.04", "1 of 1")
        ann.sees(f"{day} day")
        world.clock.passes(days=1)
        await world.expire()
    await ann.sends("/me")
    ann.sees("3 days; an answer today keeps it", "0 tasks, 0.00")
    world.clock.passes(days=1)
    await ann.sends("/me")
    ann.sees("none yet: it begins")


async def test_the_streak_follows_the_persons_own_midnight(world: World) -> None:
    await world.project(rows=rows(8))
    ann = world.person("ann")
    await ann.comes_in()  # 10:00 UTC
    await ann.sends("/settings timezone Auckland")  # 23:00 there
    await ann.sends("/work")
    await ann.taps("ham")
    await ann.sends("/me")
    ann.sees("1 day")
    world.clock.passes(minutes=90)
    await world.expire()
    await ann.sends("/work")
    await ann.taps("ham")
    await ann.sends("/me")
    ann.sees("2 days", "1 task, 0.02")


async def test_undoing_takes_the_points_back_and_leaves_the_streak(world: World) -> None:
    await world.project(rows=rows(3))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    await ann.taps("Undo")
    account = await world.who(ann)
    assert (account.points, account.streak_days, account.tally(world.clock())) == (1, 1, (0, 0))
    await ann.taps("spam")
    ann.sees("today 1 task, 0.02")
    assert (await world.who(ann)).points == 11
    assert await world.database.read(reputation.differences) == []


async def test_undoing_after_midnight_takes_it_out_of_the_day_it_was_in(world: World) -> None:
    await world.project(rows=rows(6))
    ann = world.person("ann")
    await ann.comes_in()
    world.clock.passes(minutes=13 * 60 + 59, seconds=55)  # 23:59:55
    await world.expire()
    await ann.sends("/work")
    await ann.taps("ham")
    late = ann.button("Undo").action
    world.clock.passes(seconds=6)
    await ann.taps("ham")
    await ann.presses(late)
    ann.sees("Taken back")
    account = await world.who(ann)
    assert account.tally(world.clock()) == (1, 2)
    assert account.points == 10 + 1 + 10 + 2 - 10
    assert await world.database.read(reputation.differences) == []


async def test_ranks_count_the_points_of_seven_days(world: World) -> None:
    await world.project(rows=rows(20))
    ann, ben, eve = (world.person(name) for name in ("ann", "ben", "eve"))
    for person, tasks in ((ann, 3), (ben, 1), (eve, 1)):
        await person.comes_in()
        for _ in range(tasks):
            await person.taps("ham")
    await ann.sends("/me")
    ann.sees("1 of 3")
    await eve.sends("/me")
    eve.sees("2 of 3")
    world.clock.passes(days=8)
    await world.expire()
    await eve.sends("/work")
    await eve.taps("ham")
    await eve.sends("/me")
    eve.sees("1 of 1")
    await ann.sends("/me")
    ann.sees("none yet")


EVENT = st.one_of(
    st.tuples(st.just("accepted"), st.integers(1, 12)),
    st.tuples(st.just("undone"), st.integers(1, 12)),
    st.tuples(st.just("rejected"), st.integers(1, 12)),
    st.tuples(st.sampled_from(["right", "wrong"]), st.integers(1, 12)),
    st.tuples(st.just("hours"), st.integers(1, 40)),
    st.tuples(st.just("zone"), st.sampled_from([0, 1, 2])),
)
ZONES = ("UTC", "Pacific/Auckland", "Pacific/Honolulu")


@pytest.fixture(scope="module")
def replay_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("replay") / "bitework.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(EVENT, max_size=40))
def test_whatever_happens_replaying_gives_the_same_points(
    replay_url: str, events: list[tuple[str, int]]
) -> None:
    """Also when things are recorded twice, undone, and when people travel against the sun."""
    database = open_database(replay_url)
    try:
        account_id, expected = database.write_now(lambda tx: _live(tx, events))
        person = database.read_now(lambda tx: people.load(tx, account_id))
        assert person.points == database.read_now(lambda tx: reputation.replay(tx, account_id))
        assert person.points == expected
    finally:
        database.close_now()


def _live(tx: Tx, events: list[tuple[str, int]]) -> tuple[int, int]:
    """Let one person live through events; give their account and the points they should have."""
    account_id = people.add(tx, name="", locale="en", push=PushTerms(), now_ms=START_MS)
    now_ms, points, seen = START_MS, 0, set()
    for kind, number in events:
        if kind == "hours":
            now_ms += number * 3_600_000
            continue
        person = people.load(tx, account_id)
        if kind == "zone":
            people.set_time_zone(tx, account_id, ZONES[number])
            continue
        change = _happen(tx, person, kind, number, now_ms)
        if kind == "undone" and ("accepted", number) not in seen:
            change = 0
        is_new = (kind, number) not in seen
        points = max(0, points + change) if is_new else points
        if kind != "undone" or ("accepted", number) in seen:
            seen.add((kind, number))
    return account_id, points


def _happen(tx: Tx, person: Person, kind: str, number: int, now_ms: int) -> int:
    match kind:
        case "accepted":
            return reputation.accepted(tx, person, number, TERMS, now_ms, earned_minor=2)
        case "undone":
            reputation.undone(tx, person, number, now_ms, earned_minor=2)
            return -TERMS.reputation.accepted
        case "rejected":
            return reputation.rejected(tx, person.account_id, number, TERMS, now_ms)
    return reputation.gold(tx, person.account_id, number, TERMS, now_ms, right=kind == "right")


def test_an_accepted_answer_costs_two_statements_and_one_more_at_the_first_of_a_day(
    replay_url: str,
) -> None:
    database = open_database(replay_url)
    statements: list[str] = []

    def work(tx: Tx) -> list[int]:
        account_id = people.add(tx, name="", locale="en", push=PushTerms(), now_ms=START_MS)
        numbers = itertools.count(10_000)
        counts = []
        for at_ms in (START_MS, START_MS, START_MS + DAY_MS, START_MS + DAY_MS):
            person = people.load(tx, account_id)
            statements.clear()
            tx.connection.set_trace_callback(statements.append)
            reputation.accepted(tx, person, next(numbers), TERMS, at_ms, earned_minor=2)
            tx.connection.set_trace_callback(None)
            counts.append(len(statements))
        return counts

    try:
        assert database.write_now(work) == [3, 2, 3, 2]
    finally:
        database.close_now()
