"""Working in Discord: in direct messages and in servers, by buttons, lists and forms."""

import pytest

from bot.platforms.discord.conversation import Conversation
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Simulator
from tests.stories.driver import Chat

ROWS = {"m1": "Ok lar", "m2": "WIN a prize", "m3": "See you at 5"}
TEXT = """
title = "What does it say?"
kind = "survey"

reward = "0.10"
respondents = 5
budget = "10.00"

[[question]]
id = "words"
text = "Write what you see"
type = "text"
"""
SEVERAL = """
title = "About you"
kind = "survey"
reward = "0.10"
respondents = 5
budget = "10.00"

[[question]]
id = "name"
text = "What do people call you?"
type = "text"

[[question]]
id = "age"
text = "How old are you?"
type = "number"

[[question]]
id = "likes"
text = "What do you like?"
type = "choices"
options = ["tea", "coffee", "milk"]

[[question]]
id = "again"
text = "Would you do that again?"
type = "yes_no"
"""


def calls(sim: Simulator) -> list[str]:
    return [call.what for call in sim.calls]


async def test_an_answer_is_one_call_that_shows_the_next_task(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("Is this message spam?", "Ok lar", "ham", "spam", "Skip")
    before = len(sim.calls)
    await ann.is_answered(await ann.presses("ham"))
    await ann.sees("✓ ham", "WIN a prize")
    assert len(calls(sim)[before:]) == 1
    assert len(ann.messages()) == 1  # one message all along


async def test_work_in_a_server_is_seen_by_one_person_alone(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann, ben = sim.person("ann"), sim.person("ben")
    server = sim.guild("cats", members=(ann, ben))
    general = server.channel("general")
    await comes_in(ann, general)
    await ann.sees("Ok lar", where=general)
    await ann.is_answered(await ann.presses("ham", where=general))
    await ann.sees("✓ ham", "WIN a prize", where=general)
    assert ben.messages(general) == []
    assert general.messages == []


async def test_a_typed_word_in_direct_messages_is_an_answer(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("Ok lar")
    await ann.says("ham")
    await ann.sees("✓ ham", "WIN a prize")


async def test_a_text_is_typed_into_a_form(sim: Simulator, bot: Running, chat: Chat) -> None:
    await chat.project(TEXT)
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann, general)
    await ann.presses("Answer", where=general)
    await ann.sees_form("What does it say?", "Write what you see")
    await ann.is_answered(await ann.fills(q0="A *red* house"))
    await ann.sees("✓ A", "red", "That was everything", where=general)


async def test_several_questions_are_answered_on_one_form(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(SEVERAL)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.presses("Answer on a form")
    await ann.sees_form("How old are you?", "What do you like?", "Would you do that again?")
    await ann.fills(q0="Ann", q1="thirty", q2=("tea", "milk"), q3="yes")
    await ann.sees("“How old are you?”: Answer with a number", "2 of 4")  # the name is kept
    await ann.presses("Answer on a form")
    await ann.fills(q1="30", q2=("tea", "milk"), q3="yes")
    await ann.sees("✓", "That was everything")


async def test_what_comes_twice_is_served_once(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("Ok lar")
    assert bot.discord is not None
    conversation: Conversation = bot.discord.conversation
    seen = len(conversation._known)
    sim.gateway.cut()
    await ann.is_answered(await ann.presses("ham"))
    await ann.sees("✓ ham", "WIN a prize")
    assert len(conversation._known) == seen + 1
    assert sim.gateway.resumes >= 1


async def test_words_are_typed_into_a_form_where_others_read(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann, general)
    await ann.sends("/settings", where=general)
    await ann.presses("Time zone", where=general)
    await ann.presses("Type it", where=general)
    await ann.fills(text="Nowhere/Land")
    await ann.sees("Nowhere", where=general)  # says that there is no such zone, and asks again
    await ann.presses("Type it", on=ann.message(general))
    await ann.fills(text="Europe/Lisbon")
    await ann.sees("Lisbon", where=general)
    assert general.messages == []


@pytest.mark.parametrize("kind", [1, 2, 3])
async def test_a_menu_or_a_command_of_an_older_version_is_answered(
    sim: Simulator, bot: Running, kind: int
) -> None:
    """An app that was open for long still shows what there was."""
    ann = sim.person("ann")
    await comes_in(ann)
    gone = {"id": "5", "name": "Check it", "type": kind, "target_id": str(ann.id)}
    await ann.is_answered(sim.world.interact(2, ann.user, ann.chat, gone))
    await ann.finds("There is no command /Check it.")


async def test_a_form_for_a_question_that_is_gone_answers_nothing(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sends("/settings")
    await ann.presses("Time zone")
    await ann.presses("Type it")
    await ann.sees_form("Your answer")
    form = ann.modal
    await ann.sends("/work")
    await ann.sees("That was everything")
    ann.modal = form
    await ann.fills(text="Europe/Lisbon")
    await ann.sees("That question is not open any more")


async def test_several_are_chosen_from_a_list_and_handed_in(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    options = ", ".join(f'"kind {n}"' for n in range(60))
    await chat.project(
        SEVERAL.partition("[[question]]")[0]
        + f'[[question]]\nid = "q"\ntext = "Which?"\ntype = "choices"\noptions = [{options}]\n'
    )
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("Which?", "2 / 3 ›")
    await ann.is_answered(await ann.picks("kind 0", "kind 3"))
    await ann.sees("● kind 3")
    await ann.presses("2 / 3 ›")
    await ann.sees("kind 26")
    await ann.is_answered(await ann.picks("kind 26"))
    await ann.sees("● kind 26", "‹ 1 / 3")  # they stay on their page
    await ann.presses("Done")
    await ann.sees("✓ kind 0, kind 3, kind 26")
