"""Several at once, on separate connections: nobody is paid twice, nothing is promised twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random
from threading import Barrier, Event
from time import sleep
from typing import TypeVar

import pytest

from domain.errors import Refused
from domain.ids import public
from services import accounts, ledger, merging, people, projects
from services.sweeping import look
from storage.database import open_database
from storage.tx import Tx
from tests import invariants
from tests.money.world import CREDITS, World, moderation

T = TypeVar("T")


@pytest.fixture
def pair(database_url: str) -> Iterator[tuple[World, World]]:
    """Two processes' worth of connections to one database."""
    first, second = open_database(database_url), open_database(database_url)
    yield World(first), World(second)
    first.close_now()
    second.close_now()


def at_once(*steps: Callable[[], T]) -> list[T | Refused]:
    """Run steps in threads of their own, begun at the same moment; refusals are results."""
    ready = Barrier(len(steps))

    def run(step: Callable[[], T]) -> T | Refused:
        ready.wait()
        try:
            return step()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(steps)) as pool:
        return [future.result() for future in [pool.submit(run, step) for step in steps]]


def test_opening_twice_at_once_holds_once(pair: tuple[World, World]) -> None:
    one, two = pair
    rita = one.owner(1_000)
    project = one.project(rita, moderation(reward=2, most=5), rows=10)

    opened = at_once(*(lambda world=world: world.open(project) for world in (one, two, one, two)))

    held = [each.held_minor for each in opened if isinstance(each, projects.Opened)]
    assert sorted(held) == [0, 0, 0, 100]
    assert one.balances(rita).available_minor == 900
    assert one.do(lambda tx: projects.find(tx, project)).horizon == 10


def test_two_who_need_the_operators_account_at_once_make_it_once(
    pair: tuple[World, World],
) -> None:
    one, two = pair

    made = at_once(
        *(
            lambda world=world: world.do(lambda tx: accounts.operator(tx, world.now_ms))
            for world in (one, two, one, two)
        )
    )

    assert len(set(made)) == 1
    (operator,) = one.do(lambda tx: list(accounts.everybody(tx)))
    assert operator.shown == "operator"


def test_two_projects_opened_at_once_do_not_spend_the_same_credits(
    pair: tuple[World, World],
) -> None:
    one, two = pair
    rita = one.owner(150)
    both = [one.project(rita, moderation(reward=2, most=5), rows=10) for _ in range(2)]

    opened = at_once(
        *(lambda world=w, project=p: world.open(project) for w, p in zip(pair, both, strict=True))
    )

    assert sorted(isinstance(each, Refused) for each in opened) == [False, True]
    assert two.balances(rita).available_minor == 50


def test_sweeping_twice_at_once_opens_what_the_money_covers_once(
    pair: tuple[World, World],
) -> None:
    one, two = pair
    rita, people = one.owner(), [one.account("ann"), one.account("bob")]
    project = one.project(rita, moderation(reward=1, least=2, most=3, budget=15), rows=40)
    assert one.open(project).offered == 5
    for _ in range(4):
        for person in people:
            one.answers(person, project)
    seen = one.do(lambda tx: look(tx, project))

    swept = at_once(
        *(
            lambda world=world: world.do(
                lambda tx: projects.sweep(tx, project, world.later(), seen)
            )
            for world in (one, two, one, two)
        )
    )

    assert sorted(each.opened for each in swept if isinstance(each, projects.Swept)) == [0, 0, 0, 1]
    assert one.owed(project).free_minor == 1
    assert one.do(ledger.check) == []


def test_closing_while_people_answer_pays_them_and_returns_the_rest(
    pair: tuple[World, World],
) -> None:
    one, _ = pair
    rita = one.owner()
    people = [one.account(f"worker {number}") for number in range(6)]
    for attempt in range(3):
        project = one.project(rita, moderation(reward=3, least=2, most=4), rows=60)
        one.open(project)
        before = one.balances(rita).available_minor
        steps = [
            *(_busy(pair[number % 2], person, project) for number, person in enumerate(people)),
            _closer(pair[attempt % 2], project),
        ]

        at_once(*steps)

        while one.sweep(project) != projects.Swept():
            pass
        card = one.progress(project)
        assert (card.state, card.held_minor, card.in_hand) == ("closed", 0, 0)
        assert one.balances(rita).available_minor == before + 60 * 4 * 3 - card.spent_minor
        assert one.do(ledger.check) == []


def _busy(world: World, person: int, project: int) -> Callable[[], object]:
    """Work until there is nothing left to do, with a little taking back."""
    chance = Random(person)

    def work() -> None:
        for _ in count():
            submission_id = world.answers(person, project)
            if submission_id is None:
                return
            if chance.random() < 0.2:
                world.undoes(person, submission_id)

    return work


def _closer(world: World, project: int) -> Callable[[], object]:
    def close() -> projects.Closed:
        while world.progress(project).spent_minor < 60:
            pass
        return world.do(lambda tx: projects.close(tx, project, world.later()))

    return close


def test_answering_and_sweeping_at_once_never_promises_more_than_is_held(
    pair: tuple[World, World],
) -> None:
    one, two = pair
    rita = one.owner()
    people = [one.account(f"worker {number}") for number in range(4)]
    project = one.project(rita, moderation(reward=1, least=2, most=4, budget=60), rows=80)
    one.open(project)
    over = [False]

    def work(world: World, person: int) -> None:
        while not over[0]:
            if world.answers(person, project) is None:
                sleep(0.001)  # until the sweep has opened more

    def look_and_sweep() -> projects.Swept:
        seen = two.do(lambda tx: look(tx, project))
        return two.do(lambda tx: projects.sweep(tx, project, two.later(), seen))

    def sweep() -> None:
        while not over[0]:
            swept = look_and_sweep()
            assert two.owed(project).free_minor >= 0
            over[0] = swept.state is not None

    at_once(sweep, *(lambda w=pair[n % 2], p=p: work(w, p) for n, p in enumerate(people)))

    card = one.progress(project)
    assert (card.state, card.held_minor) == ("spent", 0)
    assert 56 < card.spent_minor <= 60
    assert one.do(ledger.check) == []


def test_a_deposit_follows_an_account_that_is_just_becoming_part_of_another(
    pair: tuple[World, World],
) -> None:
    one, two = pair
    ann, too = one.account("ann"), one.account("ann too")
    is_linked = Event()

    def link(tx: Tx) -> None:
        both = [people.load(tx, each, lock=True) for each in (ann, too)]
        merging.merge(tx, merging.plan(tx, *both), one.now_ms, actor_id=ann)
        is_linked.set()
        sleep(0.3)  # not committed yet, while the deposit looks for its account

    def deposit(tx: Tx) -> None:
        found = accounts.receiver(tx, public(too), two.now_ms)
        ledger.deposit(
            tx, account_id=found.id, amount_minor=500, currency=CREDITS, ref="r",
            now_ms=two.now_ms,
        )  # fmt: skip

    def deposits() -> None:
        is_linked.wait(10)
        two.do(deposit)

    at_once(lambda: one.do(link), deposits)
    assert one.balances(ann).available_minor == 500
    assert one.do(invariants.broken) == []
