"""Screeners: questions before the task that decide whom it fits; a polite stop, paid or not."""

from services import projects
from tests import invariants
from tests.stories.driver import Chat, Person

DRIVERS = """
title = "Your car"
kind = "survey"
reward = "0.10"
budget = "%s"
respondents = 3

[screening]
pay = "0.02"
people = 2

[[screener]]
id = "drives"
text = "Do you drive a car?"
type = "yes_no"
fits = "yes"

[[screener]]
id = "often"
text = "How often?"
type = "choice"
options = ["daily", "weekly", "hardly ever"]
fits = ["daily", "weekly"]

[[question]]
id = "which"
text = "Which car do you drive?"
type = "text"
"""
SORTING = """
title = "Which language?"
kind = "categorisation"
show = "{{message}}"
reward = "0.02"
answers = { least = 1, most = 1 }
budget = "5.00"

[[screener]]
id = "reads"
text = "Do you read Polish?"
type = "yes_no"
fits = "yes"

[[question]]
id = "language"
text = "Is it Polish?"
type = "yes_no"
"""


async def comes(chat: Chat, name: str, *taps: str) -> Person:
    person = chat.person(name)
    await person.comes_in()
    for label in taps:
        await person.taps(label)
    return person


async def test_whom_it_fits_goes_on_and_the_others_are_thanked_and_paid(chat: Chat) -> None:
    project_id = await chat.project(DRIVERS % "2.00")
    ann = await comes(chat, "ann", "yes", "daily")
    ann.sees("Which car do you drive?")
    await ann.sends("A small red one")
    ann.sees("+0.10")
    ben = await comes(chat, "ben", "no")
    ben.sees("Thank you", "looks for others", "+0.02")
    ben.sees_no("Which car")
    await ben.sends("/balance")
    ben.sees("0.02")
    await ben.sends("/work")
    ben.sees("That was everything")
    cleo = await comes(chat, "cleo", "yes", "hardly ever")
    cleo.sees("Thank you", "+0.02")
    dan = await comes(chat, "dan", "no")
    dan.sees("Thank you")
    dan.sees_no("+0.02")  # two people were to be paid so
    await invariants.hold(chat.database)
    closed = await chat.database.write(lambda tx: projects.close(tx, project_id, chat.clock()))
    assert closed.returned_minor == 30 + 4 - 10 - 4
    await invariants.hold(chat.database)


async def test_what_is_kept_for_answering_pays_no_rewards(chat: Chat) -> None:
    await chat.project(DRIVERS % "0.20")
    await comes(chat, "ann", "yes", "daily")
    await chat.person("ann").sends("A small red one")
    ben = await comes(chat, "ben")
    ben.sees("That was everything")  # 0.20 pay for one answer, and 0.04 of them for who is asked
    await invariants.hold(chat.database)


async def test_they_are_asked_once_of_a_person(chat: Chat) -> None:
    await chat.project(SORTING, rows={"1": "Dzień dobry", "2": "Bom dia", "3": "Dobry wieczór"})
    ann = await comes(chat, "ann")
    ann.sees("Do you read Polish?")
    await ann.taps("yes")
    ann.sees("Is it Polish?")
    await ann.taps("yes")
    ann.sees("Bom dia", "Is it Polish?")
    await ann.taps("Skip")
    ann.sees("Dobry wieczór", "Is it Polish?")
    ben = await comes(chat, "ben", "no")
    ben.sees("Thank you", "That was everything")
    await ben.sends("/tasks")
    ben.sees_no("Which language?")
    await invariants.hold(chat.database)
