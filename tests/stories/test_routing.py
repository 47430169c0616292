"""Who tells little is asked little: doubtful and fresh rows wait for others at first."""

import re

from bot.schedule import run_job
from domain.actions import Action
from domain.quality.asking import EACH_MOST
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person

ROWS = {f"r{number}": f"message {number}." for number in range(60)}
PATIENT = SPAM.replace("2m", "2h")
SAID = re.compile(r"message (\d+)\.")
WAITS = "Some tasks are with others first for a while. Look again in ten minutes"


def truth(row: int) -> str:
    return "spam" if row % 3 == 0 else "ham"


def row_of(person: Person) -> int | None:
    found = SAID.search(person.text)
    return int(found[1]) if found and "spam" in person.buttons else None


async def answers(person: Person, times: int, *, blindly: bool = False) -> int:
    """Answer so many rows as far as there are any; give how many there were."""
    for answered in range(times):
        row = row_of(person)
        if row is None:
            return answered
        person.chat.clock.passes(seconds=6)
        await person.taps(("spam", "ham")[answered % 2] if blindly else truth(row))
    return times


async def fits(chat: Chat) -> None:
    await run_job("estimate", chat.database, chat.terms, chat.clock())


async def seen(chat: Chat) -> tuple[list[Person], Person]:
    """Four who know and one who guesses, whom a fit has seen, and the guesser goes on."""
    good = [chat.person(f"good{number}") for number in range(4)]
    guesser = chat.person("guesser")
    for person in (*good, guesser):
        await person.comes_in()
    for person in good:
        await answers(person, 10)
    await answers(guesser, 16, blindly=True)
    await fits(chat)
    await answers(guesser, 12, blindly=True)  # what teaches about people is for everybody
    return good, guesser


async def test_who_tells_little_waits_while_others_are_asked(chat: Chat) -> None:
    await chat.project(PATIENT, rows=ROWS)
    good, guesser = await seen(chat)
    guesser.sees("That was everything for you at the moment", WAITS)
    assert "Look again" in guesser.buttons
    assert row_of(good[0]) is not None
    await answers(good[0], 3)
    assert row_of(good[0]) is not None
    chat.clock.passes(minutes=5)
    await guesser.sends("/work")
    guesser.sees(WAITS)
    chat.clock.passes(minutes=80)  # nobody waits for ever
    await guesser.sends("/work")
    assert row_of(guesser) is not None
    await invariants.hold(chat.database)


async def test_nobody_waits_where_there_is_more_than_better_people_could_do(chat: Chat) -> None:
    rows = {f"r{number}": f"message {number}." for number in range(5 * (EACH_MOST + 1))}
    await chat.project(PATIENT, rows=rows)
    _, guesser = await seen(chat)
    assert await answers(guesser, 30, blindly=True) == 30
    assert row_of(guesser) is not None
    await invariants.hold(chat.database)


async def test_what_waits_for_others_is_not_offered_and_another_project_says_that_it_is_one(
    chat: Chat
) -> None:
    number = await chat.project(PATIENT.replace("Is this", "First: is this"), rows=ROWS)
    good, guesser = await seen(chat)
    guesser.sees(WAITS)
    await chat.project(SPAM.replace("Is this", "Second: is this"), rows={"1": "message 1."})
    await guesser.sends("/tasks")
    guesser.sees("Second: is this message spam?")
    guesser.sees_no("First:")
    await good[0].sends("/tasks")
    good[0].sees("First:", "Second:")
    await guesser.presses(Action("work", number))
    guesser.sees("There is nothing for you in that project at the moment", "Second:")
