"""Qualifications: learned, failed, waited out, passed and renewed; granted; what else is needed."""

from domain.actions import Action
from domain.ids import public
from domain.qualifications import parse
from services import accounts, qualifications
from storage.tx import Tx
from tests.stories.driver import SPAM, Chat, Person

POLISH = """
title = "Polish spam"
about = "Spam in Polish sells things that nobody asked for."
pass = "60%"
attempts = 2
cool_down = "24h"
valid = "60d"

[[training]]
text = "Is it spam?"
show = "Wygrana czeka!"
type = "choice"
options = ["ham", "spam"]
answer = "spam"
why = "A prize that nobody entered for."

[[test]]
text = "Which word is a prize?"
type = "choices"
options = ["wygrana", "obiad", "nagroda"]
answer = ["wygrana", "nagroda"]

[[test]]
text = "How many letters has ham?"
type = "number"
answer = 3
"""
NEEDS = SPAM.replace('budget = "250.00"', 'budget = "250.00"\nneeds = { %s }')


async def made(chat: Chat, toml: str = POLISH) -> int:
    def create(tx: Tx) -> int:
        owner = accounts.operator(tx, chat.clock())
        return qualifications.create(tx, parse(toml), owner, chat.clock())

    return await chat.database.write(create)


async def comes(chat: Chat, name: str) -> Person:
    person = chat.person(name)
    await person.comes_in()
    return person


async def takes_it(person: Person, *, prizes: tuple[str, ...], letters: str) -> None:
    for word in prizes:
        await person.taps(word)
    await person.taps("Done")
    person.sees("How many letters", "2 of 2")
    await person.sends(letters)


async def test_failed_waited_out_and_passed_a_project_opens(chat: Chat) -> None:
    await made(chat)
    await chat.project(NEEDS % 'qualifications = ["polish spam"]', {"1": "Wygrana!"})
    ann = await comes(chat, "ann")
    ann.sees("That was everything", "One step opens more", "“Polish spam”: a test of about")
    await ann.taps("Take the test: Polish spam")
    ann.sees("open to you, 2 attempts", "2 of 2 right", "60 days")
    await ann.taps("Start with the training")
    ann.sees("Wygrana czeka!", "Training", "1 of 1")
    await ann.sends("ham")
    ann.sees("Not quite: right is “spam”. A prize that nobody entered for.", "Now the test")
    await ann.taps("Not now")
    await ann.taps("Go on")
    await takes_it(ann, prizes=("obiad",), letters="3")
    ann.sees("1 of 2 right; 2 are needed.", "1 more attempt")
    await ann.sends("/qualifications")
    ann.sees("Polish spam", "not passed; again from")
    await ann.sends("/work")
    ann.sees_no("Take the test")
    chat.clock.passes(days=1.1)
    await ann.sends("/tasks")
    await ann.taps("Take the test: Polish spam")
    await ann.taps("Take the test")
    await takes_it(ann, prizes=("nagroda", "wygrana"), letters="3")
    ann.sees("2 of 2 right", "You have passed.", "It counts until 3 March")
    await ann.taps("Show what is open")
    await ann.taps("Is this message spam?")
    ann.sees("Wygrana!")
    await ann.taps("Skip")
    await chat.import_rows(1, "id,message\n2,Obiad?\n")
    chat.clock.passes(days=61)  # a score counts for so long, and no longer
    await ann.sends("/work")
    ann.sees("That was everything", "Take the test: Polish spam")
    await ann.sends("/qualifications")
    ann.sees("ended on 3 March; the test renews it")
