"""Qualifications: learned, failed, waited out, passed and renewed; granted; what else is needed."""

from domain.actions import Action
from domain.ids import public
from domain.platforms import name_of
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
BASICS = """
title = "Basics"
valid = "60d"

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
    rows = {"1": "Wygrana!", "2": "Obiad?", "3": "Nagroda!"}
    await chat.project(NEEDS % 'qualifications = ["polish spam"]', rows)
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
    await ann.sends("/qualifications")
    await ann.taps("Polish spam")
    ann.sees("passed with 100%")
    assert "Take the test" not in ann.buttons
    chat.clock.passes(days=40)
    await ann.sends("/qualifications")
    await ann.taps("Polish spam")
    await ann.taps("Take the test")  # it can be renewed from half of its time on
    await takes_it(ann, prizes=("obiad",), letters="3")
    ann.sees("1 of 2 right; 2 are needed.")
    await ann.sends("/work")
    ann.sees("Is it spam?")  # who fails then keeps what still counts
    chat.clock.passes(days=21)  # a score counts for so long, and no longer
    await ann.sends("/work")
    ann.sees("That was everything", "Take the test: Polish spam")
    await ann.sends("/qualifications")
    ann.sees("ended on 3 March; the test renews it")


async def test_one_test_comes_before_another(chat: Chat) -> None:
    await made(chat, BASICS)
    before = 'level = 1\nneeds = { qualifications = ["Basics"], countries = ["PL"] }'
    await made(chat, POLISH.replace("attempts = 2", before))
    await chat.project(NEEDS % 'qualifications = ["Polish spam"]', {"1": "Wygrana!"})
    rita = await comes(chat, "rita")
    await chat.becomes(rita, "admin")
    await rita.sends(f"/qualification_list {public(2)}")
    rita.sees("Polish spam", f"What comes first: Basics ({public(1)})", "Nobody has it yet")
    await chat.project(SPAM, {str(number): f"Message {number}" for number in range(10)})
    ann = await comes(chat, "ann")
    await ann.sends("/tasks")
    ann.sees("It needs “Polish spam”, a test before which something else comes.")
    await ann.taps("What comes first: Polish spam")
    ann.sees("not open yet", "Before this test: It needs level 1", "people in Poland",
             "It needs “Basics”: a test of about")
    assert "Take the test" not in ann.buttons
    await ann.presses(Action("quiz_go", 2, "test"))  # a button from before, or a made-up one
    ann.sees("Before this test:")
    await ann.sends("/settings country PL")
    await ann.sends("/work")
    for _ in range(10):
        await ann.taps("spam")
    await ann.sends("/qualifications")
    ann.sees("Polish spam", "not open yet: something comes first", "Basics", "open to you")
    await ann.taps("Polish spam")
    ann.sees_no("level 1", "Poland")
    await ann.taps("Take the test: Basics")
    await ann.taps("Take the test")
    await ann.sends("3")
    ann.sees("You have passed.")
    await ann.sends("/tasks")
    await ann.taps("Take the test: Polish spam")
    await ann.taps("Take the test")
    await takes_it(ann, prizes=("nagroda", "wygrana"), letters="3")
    await ann.taps("Show what is open")
    await ann.taps("Is this message spam?")
    ann.sees("Wygrana!")


async def test_a_test_of_a_skill_opens_whatever_asks_for_it(chat: Chat) -> None:
    rita = await comes(chat, "rita")
    await chat.becomes(rita, "requester")
    await rita.sends("/qualification_new")
    await writes(rita, 'skill = "moderation"\n' + BASICS)
    rita.sees("Only admins make a test of a kind of work.")
    await made(chat, 'skill = "moderation"\n' + BASICS)
    await chat.project(NEEDS % 'skills = ["moderation"]', {"1": "Wygrana!"})
    await made(chat, 'skill = "moderation"\n' + BASICS.replace("Basics", "Newer"))
    ann = await comes(chat, "ann")
    ann.sees("It needs “Newer”: a test of about")
    await ann.sends("/qualifications")
    await ann.taps("Basics")
    ann.sees("all work that asks for this skill: Moderation")
    await ann.taps("Take the test")
    await ann.sends("3")
    await ann.taps("Show what is open")
    await ann.taps("Is this message spam?")
    ann.sees("Wygrana!")
    chat.clock.passes(days=61)
    await ann.sends("/work")
    ann.sees("That was everything", "Take the test: Newer")


async def test_a_requester_grants_it_and_takes_it_back(chat: Chat) -> None:
    number = public(await made(chat))
    await chat.project(NEEDS % f'qualifications = ["{number}"]', {"1": "Wygrana!", "2": "Obiad?"})
    ann, rita = await comes(chat, "ann"), await comes(chat, "rita")
    who = public(await chat.account(ann))
    await chat.becomes(rita, "requester")
    await rita.sends(f"/qualification_grant {number} {who}")
    rita.sees("There is no qualification")  # it is the operator's
    await chat.becomes(rita, "admin")
    await rita.sends(f"/qualification_grant {number} {who}")
    rita.sees("has it now", "granted, counts until 2 March")
    await ann.sends("/work")
    ann.sees("Wygrana!")
    await rita.sends(f"/qualification_revoke {number} {who}")
    rita.sees("doesn't have it any more", "taken back on 1 January")
    await ann.taps("ham")  # what is in hand stays theirs
    ann.sees("+0.02", "That was everything")
    ann.sees_no("Obiad?", "Take the test")
    await ann.sends(f"/qualifications {number}")
    ann.sees("taken back by its requester")
    await rita.sends("/qualification_list")
    rita.sees("Polish spam", "0 people have it")


async def test_a_requester_makes_one_in_chat(chat: Chat) -> None:
    ann, rita = await comes(chat, "ann"), await comes(chat, "rita")
    await chat.becomes(rita, "requester")
    await rita.sends("/qualification_new")
    await writes(rita, POLISH.replace("attempts = 2", "attempts = 0"))
    rita.sees("attempts: 0 is outside of 1 to 100")
    if rita.platform == "discord":
        await rita.sends("/qualification_new")
    await writes(rita, POLISH)
    rita.sees("is made", "Polish spam", "Nobody has it yet")
    await rita.sends("/qualification_list")
    rita.sees("0 people have it")
    number = public(1)
    await rita.sends(f"/qualification_grant {number} {public(await chat.account(ann))}")
    rita.sees("has it now")
    rita.sees_no("ann")  # requesters know people by a short id


async def writes(person: Person, toml: str) -> None:
    """Fill in the form, or send the text where there are no forms."""
    if person.platform == "telegram":
        await person.sends(toml)
    else:
        await person.fills(toml=toml)


async def test_what_else_a_project_needs_is_said_with_the_next_step(chat: Chat) -> None:
    needs = 'countries = ["PL"], ages = ["25-34"], languages = ["pl"]'
    await chat.project(NEEDS % needs, {"1": "Wygrana!"})
    ann = await comes(chat, "ann")
    ann.sees("people who speak Polish", "people in Poland", "people aged 25-34")
    await ann.taps("Tell my country")
    ann.sees("Type the country in which you live")
    await ann.sends("Atlantis")
    ann.sees("I know no country “Atlantis”")
    await ann.sends("/settings country poland")
    ann.sees("✓ Your country is changed.", "Poland", "requesters don't see it")
    await ann.taps("Age group")
    await ann.taps("25-34")
    ann.sees("25-34")
    await ann.taps("What is open")
    ann.sees("people who speak Polish")
    ann.sees_no("people in Poland", "people aged")
    await ann.taps("Tell my languages")
    await ann.sends("Polish, German")
    ann.sees("English, Polish, German")
    await ann.sends("/work")
    ann.sees("Wygrana!")
    ben = await comes(chat, "ben")
    await ben.sends("/settings country DE")
    await ben.sends("/tasks")
    ben.sees_no("Is this message spam?")  # nothing that he could do would open it
    await ben.presses(Action("work", 1))
    ben.sees("Is this message spam?", "people in Poland")


async def test_platforms_and_a_list_of_people(chat: Chat) -> None:
    ann, ben = await comes(chat, "ann"), await comes(chat, "ben")
    others = {"web", "telegram", "discord"} - {ann.platform}
    await chat.project(NEEDS % f'platforms = ["{min(others)}"]', {"1": "Elsewhere"})
    await ann.sends("/work")
    ann.sees("That was everything", f"It is done on {name_of(min(others))}")
    who = public(await chat.account(ann))
    needs = f'platforms = ["{ann.platform}"], people = ["{who}"]'
    await chat.project(NEEDS % needs, {"2": "Right here"})
    await ann.sends("/work")
    ann.sees("Right here")
    await ben.sends("/tasks")
    ben.sees("That was everything")
    await ben.presses(Action("work", 2))
    ben.sees("people whom its requester has chosen")


async def test_it_goes_on_after_a_restart_and_answers_count_once(chat: Chat) -> None:
    await made(chat)
    await chat.project(NEEDS % 'qualifications = ["Polish spam"]', {"1": "Wygrana!"})
    ann = await comes(chat, "ann")
    await ann.taps("Take the test: Polish spam")
    await ann.taps("Start with the training")
    old = ann.button("spam").action
    await ann.sends("a spam")
    ann.sees("Is it spam?")
    ann.sees_no("Now the test")
    await ann.presses(old)
    ann.sees("✓ Right: spam. A prize that nobody entered for.", "Now the test")
    await ann.presses(old)
    ann.sees_no("Right: spam")
    ann.sees("Test", "1 of 2")
    await ann.taps("Next task")
    ann.sees("That was everything")
    await ann.sends("/qualifications")
    ann.sees("begun")
    ben = await comes(chat, "ben")
    await ben.presses(old)
    ben.sees("That test is over")
