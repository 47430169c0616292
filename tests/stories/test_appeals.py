"""A rejected answer before three people who had no part in it; and silence, which pays."""

from bot.delivery import Delivery
from bot.platforms.plain import plain
from bot.schedule import run_job
from domain.actions import Action
from domain.views import View
from tests import invariants
from tests.stories.driver import Chat, Person
from tests.stories.test_linking import Post, links
from tests.stories.test_reviews import REVIEWED, answers, fills_in, rejects, reviewer_of

LOOKERS = ("lena", "luis", "lou")


async def hears(chat: Chat) -> dict[str, list[View]]:
    """Send what waits in the outbox: what came to whom."""
    post = Post()
    senders = dict.fromkeys(("web", "telegram", "discord"), post)
    await Delivery(chat.database, chat.terms, senders, keys=chat.keys, clock=chat.clock).round()
    found: dict[str, list[View]] = {}
    for place, view in post.brought:
        found.setdefault(place.external_id, []).append(view)
    return found


def words_of(views: list[View]) -> str:
    return "\n".join(plain(view) for view in views)


def pressed(view: View, label: str) -> Action:
    """The meaning of a notice's button."""
    return next(c.action for row in view.choices for c in row if c.label == label)


async def runs(chat: Chat, job: str = "appeals") -> None:
    await run_job(job, chat.database, chat.terms, chat.clock())


async def lookers(chat: Chat) -> list[Person]:
    """Three people who may look at appeals and have answered nothing."""
    found = [chat.person(name) for name in LOOKERS]
    for person in found:
        await person.sends("/start")
        await person.taps("Start earning")
        await chat.becomes(person, "reviewer")
    return found


async def rejected(chat: Chat) -> tuple[Person, View]:
    """Ann's answer is rejected by rita: what ann hears."""
    await reviewer_of(chat)
    await answers(chat, ann="ham")
    await rejects(chat.person("rita"))
    ann = chat.person("ann")
    [told] = (await hears(chat))[ann.sender.user]
    return ann, told


async def appeals(ann: Person, told: View, words: str = "It is from my own bank.") -> None:
    await ann.presses(pressed(told, "Appeal"))
    await fills_in(ann, words=words)
    ann.sees("Your appeal is in", "Three people")


async def test_two_of_three_say_that_it_is_to_be_paid(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    looking = await lookers(chat)
    ann, told = await rejected(chat)
    said = plain(told)
    for part in (
        "was not accepted", "It does not follow the instructions.",
        "Please read the whole message.", "read the instructions first", "20 points", "8 Jan",
    ):  # fmt: skip
        assert part in said
    await appeals(ann, told)
    await runs(chat)
    asked = await hears(chat)
    assert set(asked) == {person.sender.user for person in looking}
    assert "they appeal" in words_of(asked[looking[0].sender.user])
    for person in looking[:2]:
        await person.sends("/appeals")
        person.sees("An appeal", "Call now", "ham", "Please read the whole message.",
                    "It is from my own bank.")
        person.sees_no("ann", "rita")
        await person.taps("Pay the answer")
        person.sees("Thank you. +0.05")
    await invariants.hold(chat.database)
    await looking[2].sends("/appeals")
    looking[2].sees("No appeal waits for you")
    heard = words_of((await hears(chat))[ann.sender.user])
    assert "was right: +0.02" in heard
    await ann.sends("/balance")
    ann.sees("0.02")
    await ann.sends("/me")
    ann.sees("11 points")  # 10, one for the first day of a streak; the 20 are back
    await ann.presses(pressed(told, "Appeal"))
    ann.sees("it can be done once")


async def test_a_review_brings_points_unless_it_is_overturned(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now", "2": "Hello"})
    looking = await lookers(chat)
    ann, told = await rejected(chat)
    rita = chat.person("rita")
    await rita.sends("/me")
    rita.sees("5 points", "+5 on 1 January: your review counted, in “Is this message spam?”")
    await appeals(ann, told)
    await runs(chat)
    wrong, *right = looking
    for person in looking:
        await person.sends("/appeals")
        await person.taps("It was rejected rightly" if person is wrong else "Pay the answer")
        if person is wrong:
            await fills_in(person, words="It is spam.")
        person.sees("Thank you. +0.05")
    await rita.sends("/me")
    rita.sees("0 points", "\N{MINUS SIGN}5 on 1 January: a rejection of yours was overturned")
    await wrong.sends("/me")
    wrong.sees("0 points")
    for person in right:
        await person.sends("/me")
        person.sees("5 points", "+5 on 1 January: your review counted")
    await invariants.hold(chat.database)


async def test_points_are_taken_back_from_whoever_the_reviewer_is_by_then(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    looking = await lookers(chat)
    ann, told = await rejected(chat)
    rita = chat.person("rita")
    too = chat.person("rita on discord", "web" if rita.platform == "discord" else "discord")
    await too.comes_in()
    await links(too, rita)
    await rita.sends("/me")
    rita.sees("5 points")
    await appeals(ann, told)
    await runs(chat)
    for person in looking[:2]:
        await person.sends("/appeals")
        await person.taps("Pay the answer")
    await too.sends("/me")
    too.sees("0 points", "a rejection of yours was overturned")
    await invariants.hold(chat.database)


async def test_two_of_three_say_that_it_was_rejected_rightly(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    looking = await lookers(chat)
    ann, told = await rejected(chat)
    await appeals(ann, told)
    await runs(chat)
    for person in looking[1:]:
        await person.sends("/appeals")
        await person.taps("It was rejected rightly")
        await fills_in(person, words=f"It is spam, says {person.name[0]}.")
        person.sees("Thank you. +0.05")
    await invariants.hold(chat.database)
    heard = words_of((await hears(chat))[ann.sender.user])
    assert "stands" in heard
    assert "It is spam, says l." in heard
    await ann.sends("/balance")
    ann.sees("Pending: 0.00")


async def test_what_nobody_decides_is_paid_after_the_projects_days(chat: Chat) -> None:
    toml = REVIEWED.replace('accept = "review"', 'accept = "review"\naccept_after = "3d"')
    await chat.project(toml, rows={"1": "Call now"})
    await answers(chat, ann="ham")
    ann = chat.person("ann")
    ann.sees("to be checked, by 4 Jan, 10:00 at the latest")
    chat.clock.passes(days=2.9)
    await runs(chat, "accept")
    await ann.sends("/balance")
    ann.sees("Pending: 0.00")
    chat.clock.passes(days=0.2)
    await runs(chat, "accept")
    await ann.sends("/balance")
    ann.sees("Pending: 0.02")
    await invariants.hold(chat.database)


async def test_an_appeal_is_found_where_the_answer_is_too(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    await lookers(chat)
    ann, _ = await rejected(chat)
    await ann.sends("/history")
    ann.sees("not accepted")
    await ann.taps("Appeal: Is this message spam?, ham")
    await fills_in(ann, words="It is from my own bank.")
    ann.sees("Your appeal is in")
    await ann.sends("/history")
    assert ann.buttons == ["Next task"]  # it can be done once
