"""Forms that were opened before something changed: what they are about, or who may fill them in."""

from typing import Any

import pytest

from domain.actions import Action, encode
from domain.ids import public
from services import projects, work
from storage import work as store
from tests.discord.conftest import Running, comes_in
from tests.discord.test_requesters import ROWS, requester
from tests.simulators.discord import Person, Simulator, Upload
from tests.stories.driver import Chat

TEXTS = """
title = "T"
kind = "survey"
reward = "0.10"
respondents = 5
budget = "10"
[[question]]
id = "q"
text = "What do you see?"
type = "text"
"""


async def opens_answer(sim: Simulator, chat: Chat, name: str = "ann") -> Person:
    """Somebody has a task before them, and the form for its answer open."""
    person = sim.person(name)
    await comes_in(person)
    await person.sees("What do you see?")
    number = await assignment(chat)
    await person.is_answered(person.forges(*form_button(person, number)))
    await person.sees_form("What do you see?")
    return person


def form_button(person: Person, number: int) -> tuple[str, Any]:
    message = person.message()
    found = [one["custom_id"] for one in message.interactive if "fill" in one["custom_id"]]
    custom_id = found[0] if found else encode(Action("fill", number))
    return custom_id, message if found else person.keeps(custom_id)


async def assignment(chat: Chat) -> int:
    return await chat.database.read(
        lambda tx: tx.connection.execute("SELECT MAX(id) FROM assignment").fetchone()[0]
    )


async def submissions(chat: Chat) -> int:
    return await chat.database.read(
        lambda tx: tx.connection.execute("SELECT COUNT(*) FROM submission").fetchone()[0]
    )


async def test_an_answer_s_form_outlives_a_restart_and_counts_once(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(TEXTS)
    ann = await opens_answer(sim, chat)
    opened = ann.modal
    await bot.stop()
    await bot.start()
    await bot.is_up()
    await ann.is_answered(await ann.fills({"What do you see?": "A cat"}))
    await ann.finds("✓")
    ann.modal = opened  # the same form, still open on another of their devices
    await ann.is_answered(await ann.fills({"What do you see?": "A dog"}))
    await ann.finds("⚠")
    assert await submissions(chat) == 1


async def test_an_answer_s_form_after_its_task_was_let_go(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(TEXTS)
    ann = await opens_answer(sim, chat)
    account_id = await chat.account(chat.person(str(ann.id), "discord"))

    def lets_go(tx: Any) -> None:
        hand = work.current(tx, account_id)
        assert hand is not None
        found = tx.connection.execute("SELECT task_id FROM assignment").fetchone()
        store.end(tx, hand.assignment_id, found[0], "expired", chat.clock())

    await chat.database.write(lets_go)
    await ann.is_answered(await ann.fills({"What do you see?": "A cat"}))
    await ann.finds("⚠")
    assert await submissions(chat) == 0


@pytest.mark.parametrize("what", ["role", "suspended", "closed", "restart"])
async def test_a_requester_s_form_after_things_have_changed(
    sim: Simulator, bot: Running, chat: Chat, what: str
) -> None:
    number = await chat.project(is_open=True, rows={"a": "Call now"})
    rita = await requester(sim, chat)
    await rita.sends("/project import", project=public(number))
    await rita.presses("Upload rows")
    await rita.sees_form("The file with the rows")
    who = chat.person(str(rita.id), "discord")
    account_id = await chat.account(who)
    at_ms = chat.clock()
    said = "5 rows imported"
    if what == "role":
        await chat.becomes(who, "worker")
        said = "That is for people with another role here"
    elif what == "suspended":
        await chat.database.write(
            lambda tx: tx.connection.execute(
                "UPDATE account SET state = 'suspended', state_reason = 'x' WHERE id = ?",
                (account_id,),
            )
        )
        said = "Your account is paused"
    elif what == "closed":
        await chat.database.write(lambda tx: projects.close(tx, number, at_ms))
        said = "closed"
    else:
        await bot.stop()
        await bot.start()
        await bot.is_up()
    await rita.is_answered(await rita.fills(rows=Upload("rows.csv", ROWS.encode())))
    await rita.finds(said)
    rows = (await chat.database.read(lambda tx: projects.find(tx, number))).places
    assert rows == (6 if what == "restart" else 1)


async def test_a_typed_word_s_form_after_another_question_was_asked(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    ann = sim.person("ann")
    await comes_in(ann)
    form = {
        "custom_id": encode(Action("type", choice="zone")),
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": "text", "value": "Berlin"}}
        ],
    }
    await ann.is_answered(sim.world.interact(5, ann.user, ann.chat, form))
    await ann.finds("That question is not open any more")
