"""Appeals as time passes and people come and go; the money that stays held meanwhile."""

from bot.platforms.plain import plain
from domain.actions import Action
from domain.views import View
from services import Tx, appeals, projects
from services.projects import Closed
from storage.campaigns import owed
from storage.ledger import folded
from tests import invariants
from tests.people.world import World, rows
from tests.stories.driver import SPAM, Person
from tests.stories.test_linking import links
from tests.stories.test_reviews import answers, rejects

REVIEWED = SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "review"')
TIGHT = REVIEWED.replace("least = 2, most = 5", "least = 1, most = 1").replace("250.00", "0.02")


async def joins(world: World, *names: str, role: str = "worker") -> list[Person]:
    found = [world.person(name) for name in names]
    for person in found:
        await person.sends("/start")
        await person.taps("Start earning")
        await world.becomes(person, role)
    return found


async def rejected(world: World, toml: str = REVIEWED, count: int = 1) -> tuple[Person, int]:
    """Rita rejects ann's answer, and ann appeals: ann, and the project."""
    project_id = await world.project(toml, rows={"1": "Call now", **rows(count - 1)})
    [rita] = await joins(world, "rita", role="reviewer")
    ann = world.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    await rejects(rita)
    return ann, project_id


async def appeals_for(world: World, ann: Person) -> None:
    await ann.presses(action(world, await last(world, ann), "Appeal"))
    await ann.fills(words="It is from my own bank.")
    ann.sees("Your appeal is in")
    await world.job("appeals")


async def last(world: World, person: Person) -> View:
    await world.deliver()
    return [view for user, view in world.platform.sent if user == person.name][-1]


def action(world: World, view: View, label: str) -> Action:
    return next(c.action for row in view.choices for c in row if c.label == label)


async def says(person: Person, label: str, words: str = "") -> None:
    await person.sends("/appeals")
    await person.taps(label)
    if words:
        await person.fills(words=words)


async def held(world: World, project_id: int) -> int:
    return await world.database.read(
        lambda tx: folded(tx, f"project:{project_id}:hold", "credits")
    )


async def closes(world: World, project_id: int) -> Closed:
    return await world.write(lambda tx: projects.close(tx, project_id, world.clock()))


async def test_the_pay_of_what_may_be_appealed_stays_held_when_a_project_is_closed(
    world: World,
) -> None:
    _, project_id = await rejected(world)
    await closes(world, project_id)
    assert await held(world, project_id) == 2
    await world.job("sweep")
    assert await held(world, project_id) == 2
    world.clock.passes(days=7)
    for job in ("appeals", "fold", "sweep"):
        await world.job(job)
    assert await held(world, project_id) == 0
    await invariants.hold(world.database)


async def test_an_appeal_goes_on_after_the_project_was_closed(world: World) -> None:
    ann, project_id = await rejected(world)
    looking = await joins(world, "lena", "luis", "lou", role="reviewer")
    await appeals_for(world, ann)
    await closes(world, project_id)
    world.clock.passes(days=0.5)
    for person in looking[:2]:
        await says(person, "Pay the answer")
    await ann.sends("/balance")
    ann.sees("Pending: 0.02")
    assert await held(world, project_id) == 0
    await invariants.hold(world.database)


async def test_where_the_budget_covers_one_answer_nobody_else_is_asked_meanwhile(
    world: World,
) -> None:
    ann, project_id = await rejected(world, TIGHT)
    await world.job("sweep")
    ben = world.person("ben")
    await ben.comes_in()
    ben.sees("That was everything")
    await invariants.hold(world.database)
    assert (await world.database.read(lambda tx: owed(tx, project_id))).free_minor == 0
    appeal = action(world, await last(world, ann), "Appeal")
    world.clock.passes(days=7)
    await ann.presses(appeal)
    ann.sees("The time to appeal for that answer is up.")
    await world.job("appeals")
    await ben.sends("/work")
    ben.sees("Call now")
    await ben.taps("ham")
    await invariants.hold(world.database)


async def test_with_a_larger_budget_somebody_else_is_asked_at_once(world: World) -> None:
    toml = TIGHT.replace("0.02\"\naccept", "0.04\"\naccept")
    ann, project_id = await rejected(world, toml)
    await answers(world, ben="spam")
    await invariants.hold(world.database)
    looking = await joins(world, "lena", "luis", "lou", role="reviewer")
    await appeals_for(world, ann)
    for person in looking[:2]:
        await says(person, "Pay the answer")
    await invariants.hold(world.database)
    assert await held(world, project_id) == 2  # ben's, who waits
    await ann.sends("/balance")
    ann.sees("Pending: 0.02")


async def test_who_does_not_answer_in_a_day_is_asked_no_more(world: World) -> None:
    ann, _ = await rejected(world)
    await joins(world, "lena", "luis", "lou", "lea", role="reviewer")
    await appeals_for(world, ann)
    await world.deliver()
    first = {user for user, view in world.platform.sent if "they appeal" in plain(view)}
    assert len(first) == 3
    world.clock.passes(days=1)
    await world.job("appeals")
    await world.deliver()
    asked = {user for user, view in world.platform.sent if "they appeal" in plain(view)}
    assert asked == {"lena", "luis", "lou", "lea"}
    slow = world.person(min(first))
    await slow.sends("/appeals")
    slow.sees("No appeal waits for you")
    await invariants.hold(world.database)


async def test_admins_decide_where_too_few_people_may(world: World) -> None:
    ann, _ = await rejected(world)
    [ada] = await joins(world, "ada", role="admin")
    await appeals_for(world, ann)  # ada alone is asked, and does not answer
    world.clock.passes(days=3)
    await world.job("appeals")
    await ada.presses(action(world, await last(world, ada), "It was rejected rightly"))
    await ada.fills(words="The number is a premium one.")
    ada.sees("The rejection stands")
    assert "The number is a premium one." in plain(await last(world, ann))
    await invariants.hold(world.database)


async def test_silence_pays(world: World) -> None:
    ann, _ = await rejected(world)
    await appeals_for(world, ann)
    world.clock.passes(days=7)
    await world.job("appeals")
    await ann.sends("/balance")
    ann.sees("Pending: 0.02")
    assert "silence pays" in plain(await last(world, ann))
    await invariants.hold(world.database)


async def test_who_had_a_part_in_it_is_not_asked(world: World) -> None:
    """Not ann, not rita who rejected it, not ben who answered the same row; eve has no points."""
    ann, _ = await rejected(world)
    await answers(world, ben="ham")
    for name in ("ann", "ben"):
        await world.becomes(world.person(name), "reviewer")
    await joins(world, "eve")
    await appeals_for(world, ann)
    await world.deliver()
    assert not [user for user, view in world.platform.sent if "they appeal" in plain(view)]


async def test_who_has_an_appeal_against_the_same_requester_is_not_asked(world: World) -> None:
    ann, _ = await rejected(world, count=2)
    ben = world.person("ben")
    await ben.comes_in()
    await ben.taps("Skip")
    await ben.taps("ham")
    await rejects(world.person("rita"))
    await ben.presses(action(world, await last(world, ben), "Appeal"))
    await ben.fills(words="It is right, too.")
    await world.becomes(ben, "reviewer")
    await appeals_for(world, ann)
    await world.deliver()
    assert not [user for user, view in world.platform.sent if "they appeal" in plain(view)]


async def test_a_worker_with_an_open_appeal_leaves(world: World) -> None:
    ann, project_id = await rejected(world, TIGHT)
    [lena, *_] = await joins(world, "lena", "luis", "lou", role="reviewer")
    await appeals_for(world, ann)
    await ann.sends("/delete_me")
    await ann.taps("Delete me")
    await lena.sends("/appeals")
    lena.sees("No appeal waits for you")
    await invariants.hold(world.database)
    await world.job("appeals")
    await answers(world, ben="ham")
    await invariants.hold(world.database)
    assert await held(world, project_id) == 2


async def test_somebody_who_is_asked_leaves(world: World) -> None:
    ann, _ = await rejected(world)
    await joins(world, "lena", "luis", "lou", role="reviewer")
    await appeals_for(world, ann)
    lena = world.person("lena")
    await lena.sends("/delete_me")
    await lena.taps("Delete me")
    [lea] = await joins(world, "lea", role="reviewer")
    await world.job("appeals")
    await lea.sends("/appeals")
    lea.sees("An appeal")
    await lea.taps("Let it pass")
    lea.sees("Somebody else is asked")
    await invariants.hold(world.database)


async def test_a_requester_leaves_when_nothing_can_be_appealed_any_more(world: World) -> None:
    _, project_id = await rejected(world)
    owner_id = await world.database.read(lambda tx: projects.find(tx, project_id).owner_id)
    await closes(world, project_id)

    def settling(tx: Tx) -> int:
        found: int = tx.queries.projects_settling(tx.connection, account_id=owner_id)
        return found

    assert await world.database.read(settling) == 1
    world.clock.passes(days=7)
    await world.job("appeals")
    assert await world.database.read(settling) == 0


async def test_at_most_five_appeals_of_one_person_are_open(world: World) -> None:
    await world.project(REVIEWED, rows=rows(6))
    [rita] = await joins(world, "rita", role="reviewer")
    ann = world.person("ann")
    await ann.comes_in()
    for _ in range(6):
        await ann.taps("ham")
        await rejects(rita)
        await ann.presses(action(world, await last(world, ann), "Appeal"))
        if ann.view is not None and ann.view.form is not None:
            await ann.fills(words="It is right.")
        await ann.sends("/work")
    assert len([text for text in ann.screen if "Your appeal is in" in text]) == appeals.OPEN_MOST
    assert "5 appeals of yours are open" in "\n".join(ann.screen)


async def test_accounts_that_become_one_look_at_no_appeal_of_their_own(world: World) -> None:
    ann, _ = await rejected(world)
    ann_too = world.person("ann elsewhere", "telegram")
    await ann_too.sends("/start")
    await ann_too.taps("Start earning")
    await world.becomes(ann_too, "reviewer")
    await joins(world, "luis", "lou", role="reviewer")
    await appeals_for(world, ann)  # all three are asked
    await links(ann, ann_too)
    await invariants.hold(world.database)
    await ann_too.sends("/appeals")
    ann_too.sees("No appeal waits for you")
    for name in ("luis", "lou"):
        await says(world.person(name), "Pay the answer")
    await ann_too.sends("/balance")
    ann_too.sees("Pending: 0.02")
    await invariants.hold(world.database)


async def test_who_votes_as_two_people_is_one(world: World) -> None:
    """Lena has two accounts that are asked; they say the same, and become one before the third."""
    ann, _ = await rejected(world)
    [lena, lou] = await joins(world, "lena", "lou", role="reviewer")
    lena_too = world.person("lena elsewhere", "telegram")
    await lena_too.sends("/start")
    await lena_too.taps("Start earning")
    await world.becomes(lena_too, "reviewer")
    await appeals_for(world, ann)
    await says(lena, "It was rejected rightly", "It is spam.")
    await links(lena, lena_too)
    await invariants.hold(world.database)
    await lena_too.sends("/appeals")
    lena_too.sees("No appeal waits for you")
    await says(lou, "It was rejected rightly", "It is spam indeed.")
    await ann.sends("/balance")
    ann.sees("Pending: 0.00")
    assert "It is spam." in plain(await last(world, ann))
    await invariants.hold(world.database)
