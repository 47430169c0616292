"""A task of several steps: walked through, put aside, taken up again, nothing lost."""

from functools import partial
from pathlib import Path
from random import Random

import orjson

from domain.actions import Action
from services import work
from storage import work as assignments
from storage.database import Database
from tests import invariants
from tests.stories.driver import Chat, Person

TEST = """
title = "Try our shop"
kind = "website_test"
reward = "2.00"
budget = "40.00"
respondents = 5
instructions = "You are not tested, the page is."

[[step]]
title = "Find a book"
text = "Open the shop and look for a book about bees."

[[step.question]]
id = "found"
text = "Did you find one?"
type = "yes_no"

[[step.question]]
id = "where"
text = "What was in the way?"
type = "text"

[[step]]
title = "Put it into the basket"

[[step.question]]
id = "basket"
text = "How many clicks did it take?"
type = "number"

[[question]]
id = "ease"
text = "How easy was it?"
type = "scale"
least = 1
most = 5
"""
OTHER = """
title = "Is it spam?"
kind = "moderation"
show = "{{message}}"
reward = "0.02"
answers = { least = 1, most = 1 }
budget = "5.00"

[[question]]
id = "verdict"
text = "Spam or not?"
type = "choice"
options = ["ham", "spam"]
"""


async def test_steps_are_walked_through_and_taken_up_again(chat: Chat) -> None:
    await chat.project(TEST)
    await chat.project(OTHER, rows={"1": "Win a prize"})
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees("Step 1 of 2: Find a book", "about bees", "1 of 2: Did you find one?")
    await ann.taps("yes")
    ann.sees("Step 1 of 2", "2 of 2: What was in the way?")
    await ann.sends("The search did not know bees")
    ann.sees("Step 2 of 2: Put it into the basket", "How many clicks")
    ann.sees_no("1 of 1", "about bees")
    await ann.taps("Later")
    ann.sees("Put aside", "“Try our shop” is yours until")
    await ann.taps("Another task")
    ann.sees("Spam or not?")
    await ann.taps("spam")
    ann.sees("That was everything")
    await ann.sends("/work")
    ann.sees("What you have put aside", "2 answers so far")
    await invariants.hold(chat.database)
    await ann.taps("Go on: Try our shop")
    ann.sees("Step 2 of 2", "How many clicks")
    await ann.sends("/later")
    await ann.sends("/later")
    ann.sees("What you have put aside")
    await ann.taps("Go on: Try our shop")
    await ann.sends("7")
    ann.sees("How easy was it?")
    ann.sees_no("Step")
    await ann.taps("4")
    ann.sees("to be checked")
    await ann.sends("/later")
    ann.sees("You have put nothing aside")
    await invariants.hold(chat.database)


async def test_what_is_aside_goes_to_others_when_its_time_is_up(chat: Chat) -> None:
    await chat.project(TEST)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("yes")
    old = ann.button("Later").action
    await ann.taps("Later")
    chat.clock.passes(minutes=46)
    await ann.presses(old)
    ann.sees("not in your hands any more")
    await ann.sends("/later")
    ann.sees("You have put nothing aside")
    await ann.sends("/work")
    await invariants.hold(chat.database)


ANSWERS = {"found": "yes", "where": "Bees were unknown", "basket": "7", "ease": "4"}
ORDERS = ("answer", "later", "later", "go on", "/work", "another", "restart")


async def does(ann: Person, order: str, assignment_id: int, account_id: int) -> None:
    hand = await ann.chat.database.read(partial(work.current, account_id=account_id))
    if order == "answer" and hand is not None:
        await ann.sends(ANSWERS.get(hand.question.id, "spam"))
    elif order == "go on":
        await ann.presses(Action("go_on", assignment_id))
    elif order == "another":
        await ann.presses(Action("work", choice="other"))
    elif order in ("later", "/work"):
        await ann.sends("/" + order.strip("/"))


async def test_no_order_of_putting_aside_and_going_on_loses_an_answer(
    sqlite_database: Database, tmp_path: Path
) -> None:
    chat = Chat(sqlite_database, tmp_path)
    project_id = await chat.project(TEST)
    await chat.project(OTHER, rows={str(n): f"Message {n}" for n in range(200)})
    for seed in range(5):
        ann = chat.person(f"ann {seed}")
        await ann.comes_in()
        account_id = await chat.account(ann)
        hand = await chat.database.read(partial(work.current, account_id=account_id))
        assert hand is not None and hand.project_id == project_id
        dice, kept = Random(seed), 0
        for _ in range(25):
            order = dice.choice(ORDERS)
            if order == "restart":
                ann.chat.dispatcher = Chat(sqlite_database, tmp_path).dispatcher
            await does(ann, order, hand.assignment_id, account_id)
            find = partial(assignments.find, assignment_id=hand.assignment_id)
            found = await chat.database.read(find)
            assert found is not None
            if found.state == "submitted":
                break
            draft = orjson.loads(found.draft or "{}")
            assert len(draft) >= kept, (seed, order)
            assert all(str(draft[name]) == ANSWERS[name] for name in draft), draft
            kept = len(draft)
    await invariants.hold(sqlite_database)
