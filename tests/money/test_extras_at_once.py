"""Two processes count and pay the same days at once, while people work: everything once."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from domain import ledger as names
from services import ledger, projects
from services.sweeping import look
from storage.database import open_database
from tests.invariants import broken
from tests.money.extras_world import Days, paying, terms, with_bonus
from tests.money.test_extras import works
from tests.money.test_races import at_once

TERMS = terms(fee="10", floor="12", streak="0.50", streak_days=2)


@pytest.fixture
def pair(database_url: str) -> Iterator[tuple[Days, Days]]:
    """Two processes' worth of connections to one database."""
    first, second = open_database(database_url), open_database(database_url)
    yield Days(first, terms=TERMS), Days(second, terms=TERMS)
    first.close_now()
    second.close_now()


def test_a_day_that_two_count_at_once_is_paid_once(pair: tuple[Days, Days]) -> None:
    one, two = pair
    rita = one.owner()
    workers = [one.account(f"worker {number}") for number in range(5)]
    made = [one.project(rita, with_bonus(paying(least=5, most=5)), rows=4) for _ in range(2)]
    for each in made:
        one.open(each)
        one.pace(each, 90_000)
        for who in workers:
            works(one, who, each, 4)
    one.next_day()
    two.now_ms = one.now_ms

    at_once(one.counts, two.counts, one.counts, two.counts)
    one.counts()

    assert [one.pending(who) for who in workers] == [2 * (80 + 8 + 40)] * 5
    assert one.balance(names.FEES) == 2 * 40
    for each in made:
        while one.sweep(each) != projects.Swept():
            pass
        assert one.books(each).hold_minor == 0
    assert one.balances(rita).available_minor == 100_000 - 2 * (5 * 128 + 40)
    assert one.do(ledger.check) == []
    assert one.do(broken) == []


def test_paying_and_opening_at_once_never_promises_more_than_is_held(
    pair: tuple[Days, Days],
) -> None:
    one, two = pair
    rita = one.owner()
    workers = [one.account(f"worker {number}") for number in range(3)]
    project = one.project(rita, with_bonus(paying(least=1, most=3, budget=900)), rows=60)
    one.open(project)
    one.pace(project, 70_000)
    for who in workers:
        works(one, who, project, 3)
    for _ in range(3):
        one.next_day()
        two.now_ms = one.now_ms
        busy = [partial(_works, (one, two)[number % 2], who, project)
                for number, who in enumerate(workers)]  # fmt: skip
        steps: list[Callable[[], object]] = [one.counts, two.counts, _sweeper(two, project), *busy]
        at_once(*steps)
        assert one.owed(project).free_minor >= 0
        assert one.books(project).hold_minor >= 0
        assert one.do(ledger.check) == []
        assert one.do(broken) == []


def test_the_house_gives_once_whoever_looks(pair: tuple[Days, Days]) -> None:
    one, two = pair
    rita, ann = one.owner(), one.account("ann")
    project = one.project(rita, paying(), rows=9)
    one.open(project)
    for _ in range(2):
        works(one, ann, project, 1)
        one.next_day()
    two.now_ms = one.now_ms

    given = at_once(one.gives, two.gives, one.gives, two.gives)

    assert sorted(each for each in given if isinstance(each, int)) == [0, 0, 0, 1]
    assert one.balance(names.BONUSES) == -50


def _works(world: Days, who: int, project: int) -> None:
    for _ in range(4):
        world.answers(who, project)


def _sweeper(world: Days, project: int) -> Callable[[], object]:
    def sweep() -> None:
        for _ in range(12):
            seen = world.do(lambda tx: look(tx, project))
            world.do(lambda tx, seen=seen: projects.sweep(tx, project, world.later(), seen))  # type: ignore[misc]
            assert world.owed(project).free_minor >= 0

    return sweep
