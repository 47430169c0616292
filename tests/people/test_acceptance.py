"""Acceptance by time, and requesters: their figures, and the brake on who rejects far too much."""

from functools import partial
from pathlib import Path

from bot.platforms.plain import plain
from domain.terms import AppealTerms, Terms
from services import Tx, brakes, projects
from storage.database import Database
from tests import invariants
from tests.people.test_appeals import REVIEWED, action, appeals_for, joins, last, says
from tests.people.world import World, rows
from tests.stories.driver import SPAM, Person
from tests.stories.test_reviews import fills_in, rejects

CONSENSUS = SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "consensus"')
ONE = REVIEWED.replace("least = 2, most = 5", "least = 1, most = 2")


async def accepts(world: World) -> None:
    """Let seven days pass, and what waited so long be accepted."""
    world.clock.passes(days=7)
    await world.job("accept")


async def has(person: Person, pending: str) -> None:
    await person.sends("/balance")
    person.sees(f"Pending: {pending}")


async def test_silence_of_a_paused_and_of_a_closed_project_pays_too(world: World) -> None:
    for name, end in (("ann", projects.pause), ("ben", projects.close)):
        project_id = await world.project(REVIEWED, rows=rows(1))
        person = world.person(name)
        await person.comes_in()
        await person.taps("ham")
        await world.write(partial(end, project_id=project_id, now_ms=world.clock()))
        await accepts(world)
        await has(person, "0.02")
    await invariants.hold(world.database)


async def test_a_row_that_never_gets_its_consensus_keeps_nobody_waiting(world: World) -> None:
    await world.project(CONSENSUS, rows=rows(1))
    ann, ben, cleo = (world.person(name) for name in ("ann", "ben", "cleo"))
    await ann.comes_in()
    await ann.taps("ham")
    await accepts(world)
    await has(ann, "0.02")
    for person in (ben, cleo):
        await person.comes_in()
        await person.taps("spam")
    await invariants.hold(world.database)


async def test_what_was_sent_back_is_not_silence(world: World) -> None:
    await world.project(REVIEWED, rows=rows(1))
    [rita] = await joins(world, "rita", role="reviewer")
    ann = world.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    world.clock.passes(days=6.9)
    await rita.sends("/review")
    await rita.taps("Ask for revision")
    await rita.taps("Please write a little more.")
    await ann.sends("/work")
    await ann.taps("spam")
    world.clock.passes(days=1)
    await world.job("accept")
    await has(ann, "0.00")
    await accepts(world)
    await has(ann, "0.02")
    await invariants.hold(world.database)


async def tried(world: World, count: int) -> Person:
    """Ann answers so many rows of a project; gives rita, who looks at them."""
    await world.project(ONE, rows=rows(count))
    [rita] = await joins(world, "rita", role="reviewer")
    ann = world.person("ann")
    await ann.comes_in()
    for _ in range(count):
        await ann.taps("ham")
    return rita


async def test_who_rejects_far_more_than_is_to_be_expected_is_stopped(
    database: Database, tmp_path: Path
) -> None:
    world = World(database, tmp_path, Terms(appeals=AppealTerms(brake_least=5)))
    [ada] = await joins(world, "ada", role="admin")
    rita = await tried(world, 7)
    for _ in range(5):
        await rejects(rita)
        await world.job("brakes")
    await rita.sends("/review")
    await rita.taps("Reject")
    rita.sees("Rejecting is stopped", "of the last 5 answers 5 were rejected", "about 10%")
    await rita.sends("/review")
    await rita.taps("Accept")
    rita.sees("Accepted and paid")
    told = await last(world, ada)
    assert "Of the last 5 answers" in plain(told)
    await ada.presses(action(world, told, "Let it go on"))
    ada.sees("can be rejected again")
    await world.job("brakes")  # what was before the admin looked at it doesn't count again
    await rejects(rita)
    await invariants.hold(world.database)


async def test_who_loses_half_of_the_appeals_is_stopped(world: World) -> None:
    rita = await tried(world, 6)
    looking = await joins(world, "lena", "luis", "lou", role="reviewer")
    ann = world.person("ann")
    for _ in range(5):
        await rejects(rita)
        await appeals_for(world, ann)
        for person in looking[:2]:
            await says(person, "Pay the answer")
        world.clock.passes(minutes=1)
    await world.job("brakes")
    await rita.sends("/review")
    await rita.taps("Reject")
    rita.sees("Rejecting is stopped", "of the last 5 appeals 5 were won")
    await invariants.hold(world.database)


async def test_a_requesters_figures_are_shown_before_the_work(world: World) -> None:
    rita = await tried(world, 4)
    ben = world.person("ben")
    await ben.comes_in()
    await ben.taps("Instructions")
    ben.sees_no("This requester")
    world.clock.passes(minutes=90)
    await rejects(rita)
    for _ in range(3):
        await rita.sends("/review")
        await rita.taps("Accept")
    await ben.sends("/work")
    await ben.taps("Instructions")
    ben.sees("This requester: 25% of the last 4 answers rejected · accepted within 1 h 30 min")

    def figures(tx: Tx) -> brakes.Requester:
        return brakes.requester(tx, projects.find(tx, 1).owner_id)

    found = await world.database.read(figures)
    assert (found.settled, found.rejected, found.accept_ms) == (4, 1, 5_400_000)


async def test_a_rejection_needs_a_reason_and_words(world: World) -> None:
    rita = await tried(world, 1)
    await rita.sends("/review")
    await rita.taps("Reject")
    await fills_in(rita, reason="It does not answer the question.", words="no")
    rita.sees("Say why, in words that the person can learn from.")
    await rita.fills(words="It is about another number.")
    rita.sees("Rejected, with your reason.")
