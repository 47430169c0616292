"""A project's money: held before its work is shown, paid out of the hold, the rest returned."""

import pytest

from domain.errors import NotEnough, NotFound, Refused
from domain.ids import public
from services import ledger, projects, reviews
from services.people import load
from services.sweeping import Swept
from tests.money.world import TERMS, World, moderation, survey


def test_opening_holds_the_largest_possible_cost(world: World) -> None:
    rita = world.owner(10_000)
    project = world.project(rita, moderation(reward=2, most=5), rows=100)

    opened = world.open(project)

    assert opened == projects.Opened(held_minor=1000, offered=100, units=100)
    assert world.balances(rita).available_minor == 9_000
    assert world.progress(project).held_minor == 1000


def test_opening_holds_the_budget_where_that_is_less_and_offers_what_it_covers(
    world: World,
) -> None:
    rita = world.owner(10_000)
    project = world.project(rita, moderation(reward=2, most=5, budget=255), rows=100)

    assert world.open(project) == projects.Opened(held_minor=255, offered=25, units=100)


def test_an_owner_with_too_little_is_told_what_is_missing(world: World) -> None:
    rita = world.owner(300)
    project = world.project(rita, moderation(reward=2, most=5), rows=100)

    with pytest.raises(Refused) as refused:
        world.open(project)

    values = refused.value.values
    assert [values[name].minor for name in ("needed", "available", "missing")] == [  # type: ignore[attr-defined]
        1000,
        300,
        700,
    ]
    assert isinstance(refused.value, NotEnough) and refused.value.account == public(rita)
    assert world.state(project) == "draft"
    assert world.balances(rita).available_minor == 300


def test_a_deposit_is_booked_once_for_its_reference(world: World) -> None:
    rita = world.owner(0)
    assert world.deposit(rita, 500, "invoice 7")
    assert not world.deposit(rita, 500, "invoice 7")
    assert world.balances(rita).available_minor == 500
    with pytest.raises(Refused, match="belongs to another deposit"):
        world.deposit(rita, 600, "invoice 7")


def test_rows_are_opened_as_finished_ones_leave_money_over_until_the_budget_is_spent(
    world: World,
) -> None:
    rita, people = world.owner(), [world.account(name) for name in ("ann", "bob", "cem")]
    project = world.project(rita, moderation(reward=1, least=2, most=4, budget=10), rows=20)
    assert world.open(project).offered == 2

    while world.state(project) == "open":
        answered = [world.answers(person, project) for person in people[:2]]
        owed = world.owed(project)
        assert owed.free_minor >= 0
        swept = world.sweep(project)
        assert isinstance(swept, Swept)
        assert any(answered) or swept.done

    card = world.progress(project)
    assert (card.state, card.decided, card.answers) == ("spent", 4, 8)
    assert (card.spent_minor, card.held_minor) == (8, 0)
    assert world.balances(rita).available_minor == 100_000 - 8
    assert sum(world.balances(person).pending_minor for person in people) == 8


def test_a_project_whose_rows_are_all_decided_is_finished_and_returns_the_rest(
    world: World,
) -> None:
    rita, ann, bob = world.owner(), world.account("ann"), world.account("bob")
    project = world.project(rita, moderation(reward=2, least=2, most=5), rows=3)
    world.open(project)
    for _ in range(3):
        world.answers(ann, project)
        world.answers(bob, project)

    assert world.sweep(project) == Swept(state="finished", returned_minor=3 * 10 - 12)
    assert world.sweep(project) == Swept()
    assert world.balances(rita).available_minor == 100_000 - 12
    with pytest.raises(Refused, match="decided already"):
        world.open(project)


def test_more_rows_can_be_opened_afterwards_and_take_a_further_hold(world: World) -> None:
    rita, ann, bob = world.owner(), world.account("ann"), world.account("bob")
    project = world.project(rita, moderation(reward=2, least=2, most=5), rows=1)
    world.open(project)
    world.answers(ann, project)
    world.answers(bob, project)
    world.sweep(project)

    world.rows(project, 2)
    assert world.state(project) == "finished"
    assert world.open(project) == projects.Opened(held_minor=20, offered=3, units=3)
    assert world.open(project).held_minor == 0
    assert world.answers(ann, project)
    assert world.progress(project).held_minor == 18


def test_a_pause_hands_nothing_out_and_opening_again_holds_nothing_more(world: World) -> None:
    rita, ann, bob = world.owner(), world.account("ann"), world.account("bob")
    project = world.project(rita, moderation(), rows=5)
    world.open(project)
    assert world.answers(ann, project)
    in_hand = world.takes(ann, project)
    assert in_hand

    world.do(lambda tx: projects.pause(tx, project, world.later()))

    assert world.takes(bob, project) is None
    assert world.hands_in(ann, in_hand)
    with pytest.raises(Refused, match="paused already"):
        world.do(lambda tx: projects.pause(tx, project, world.later()))
    assert world.open(project).held_minor == 0
    assert world.takes(bob, project)


def test_closing_takes_back_what_is_in_hand_and_returns_the_rest(world: World) -> None:
    rita, ann, bob = world.owner(), world.account("ann"), world.account("bob")
    project = world.project(rita, moderation(reward=2, most=5), rows=5)
    world.open(project)
    world.answers(ann, project)
    in_hand = world.takes(bob, project)
    assert in_hand

    closed = world.do(lambda tx: projects.close(tx, project, world.later()))

    assert closed == projects.Closed(returned_minor=48, released=1, pending=0)
    assert world.balances(rita).available_minor == 100_000 - 2
    with pytest.raises(Refused, match="project has ended"):
        world.hands_in(bob, in_hand)
    told = world.do(
        lambda tx: tx.connection.execute("SELECT account_id, kind FROM notice").fetchall()
    )
    assert told == [(bob, "closed")]
    with pytest.raises(Refused, match="closed already"):
        world.do(lambda tx: projects.close(tx, project, world.later()))
    with pytest.raises(Refused, match="closed for good"):
        world.open(project)


def test_a_survey_without_rows_asks_each_person_once(world: World) -> None:
    rita, people = world.owner(), [world.account(name) for name in ("ann", "bob", "cem", "dee")]
    project = world.project(rita, survey(reward=10, respondents=3))
    assert world.open(project) == projects.Opened(held_minor=30, offered=3, units=3)

    assert world.answers(people[0], project)
    assert world.takes(people[0], project) is None
    assert world.answers(people[1], project)
    card = world.progress(project)
    assert (card.by_answers, card.decided, card.total, card.spent_minor) == (True, 2, 3, 20)
    assert world.answers(people[2], project)
    assert world.takes(people[3], project) is None
    assert world.sweep(project) == Swept(state="finished")


def test_a_survey_asks_no_more_people_than_its_budget_pays(world: World) -> None:
    rita, people = world.owner(), [world.account(name) for name in ("ann", "bob", "cem")]
    project = world.project(rita, survey(reward=10, respondents=3, budget=25))
    assert world.open(project) == projects.Opened(held_minor=25, offered=2, units=3)

    assert world.answers(people[0], project)
    assert world.sweep(project) == Swept()
    assert world.answers(people[1], project)
    assert world.takes(people[2], project) is None
    assert world.sweep(project) == Swept(state="spent", returned_minor=5)
    with pytest.raises(Refused, match="is spent"):
        world.open(project)


def test_a_project_without_rows_cannot_be_opened(world: World) -> None:
    project = world.project(world.owner(), moderation())
    with pytest.raises(Refused, match="no rows yet"):
        world.open(project)
    with pytest.raises(NotFound, match="There is no project"):
        world.open(project + 1)
    with pytest.raises(Refused, match="isn't open yet"):
        world.do(lambda tx: projects.pause(tx, project, world.later()))


def test_what_waits_to_be_accepted_stays_held_when_a_project_closes(world: World) -> None:
    rita, ann = world.owner(), world.account("ann")
    project = world.project(rita, moderation(reward=2, most=5, accept="consensus"), rows=2)
    world.open(project)
    world.answers(ann, project)
    world.answers(ann, project)

    closed = world.do(lambda tx: projects.close(tx, project, world.later()))

    assert closed == projects.Closed(returned_minor=16, released=0, pending=2)
    assert world.progress(project).held_minor == 4


def test_money_for_a_row_that_a_reviewer_may_reject_is_not_given_to_other_rows(
    world: World,
) -> None:
    rita, people = world.owner(), [world.account(name) for name in ("ann", "bob")]
    rob = world.account("rob", "reviewer")
    reviewer = world.do(lambda tx: load(tx, rob))
    made = moderation(reward=1, least=2, most=5, budget=10, accept="review")
    project = world.project(rita, made, rows=4)
    assert world.open(project).offered == 2
    for _ in range(2):
        for person in people:
            world.answers(person, project)
    world.sweep(project)
    assert world.progress(project).offered == 2

    waiting = world.do(lambda tx: reviews.next_review(tx, reviewer))
    assert waiting
    why = "not what was asked"
    step = (reviewer, waiting.submission_id)
    world.do(lambda tx: reviews.reject(tx, *step, "question", why, TERMS, world.later()))
    assert world.owed(project).free_minor >= 0
    for _ in range(3):
        left = world.do(lambda tx: reviews.next_review(tx, reviewer))
        if left:
            world.do(
                lambda tx, left=left: reviews.accept(  # type: ignore[misc]
                    tx, reviewer, left.submission_id, TERMS, world.later()
                )
            )
    world.sweep(project)
    assert world.owed(project).free_minor >= 0
    assert world.do(ledger.check) == []


def test_nothing_is_held_for_a_project_that_something_else_has_closed_meanwhile(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    rita = world.owner(1_000)
    project = world.project(rita, moderation(reward=2, most=5), rows=10)
    world.do(
        lambda tx: tx.connection.execute(
            "CREATE TRIGGER meanwhile AFTER INSERT ON transfer WHEN NEW.kind = 'hold' "
            "BEGIN UPDATE project SET state = 'closed'; END"
        )
    )
    with pytest.raises(Refused, match="Something else has just changed this project"):
        world.open(project)
    assert world.balances(rita).available_minor == 1_000
    assert world.state(project) == "draft"
