"""What a rejection means for the row: somebody else is asked, as long as the project goes on."""

import asyncio
from io import BytesIO

from bot.exporting import export_now
from bot.schedule import run_job
from services import projects
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person

REVIEWED = SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "review"')
CONSENSUS = SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "consensus"')


async def answers(chat: Chat, **given: str) -> None:
    """Let people answer the row, one after the other."""
    for name, answer in given.items():
        person = chat.person(name)
        await person.comes_in()
        person.sees("Call now")
        await person.taps(answer)


async def rejects(reviewer: Person) -> None:
    await reviewer.sends("/review")
    await reviewer.taps("Reject")
    await reviewer.sends("Please read the whole message.")
    reviewer.sees("Rejected")


async def test_a_rejected_answer_counts_no_more_and_somebody_else_is_asked(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita, eve = chat.person("rita"), chat.person("eve")
    await rita.comes_in()
    await rita.taps("Skip")
    await chat.becomes(rita, "reviewer")
    await answers(chat, ann="ham", ben="spam", cleo="spam")
    await rejects(rita)
    await invariants.hold(chat.database)
    await eve.comes_in()
    eve.sees("That was everything")  # ben and cleo agree


async def test_an_open_row_is_asked_again_after_a_rejection(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita = chat.person("rita")
    await rita.comes_in()
    await rita.taps("Skip")
    await chat.becomes(rita, "reviewer")
    await answers(chat, ann="ham")
    await rejects(rita)
    ann = chat.person("ann")
    await ann.sends("/undo")
    ann.sees("That answer was not accepted, so there is nothing to take back.")
    await invariants.hold(chat.database)
    await answers(chat, ben="spam", cleo="spam")
    eve = chat.person("eve")
    await eve.comes_in()
    eve.sees("That was everything")


async def test_a_decided_row_is_asked_again_too(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita = chat.person("rita")
    await rita.comes_in()
    await rita.taps("Skip")
    await chat.becomes(rita, "reviewer")
    await answers(chat, ann="ham", ben="ham")
    await run_job("sweep", chat.database, chat.terms, chat.clock())
    await rejects(rita)
    await invariants.hold(chat.database)
    await answers(chat, cleo="ham")


async def test_in_a_closed_project_those_who_are_left_have_to_do(chat: Chat) -> None:
    project_id = await chat.project(REVIEWED, rows={"1": "Call now"})
    rita = chat.person("rita")
    await rita.comes_in()
    await rita.taps("Skip")
    await chat.becomes(rita, "reviewer")
    await answers(chat, ann="ham", ben="ham")
    await chat.database.write(
        lambda tx: projects.close(tx, project_id, chat.clock())
    )
    await rejects(rita)
    await invariants.hold(chat.database)
    file = BytesIO()
    await asyncio.to_thread(export_now, chat.database, project_id, "results", "csv", file)
    assert file.getvalue().decode().splitlines()[1] == "1,Call now,ham,1.0,1,done"


async def test_who_is_outvoted_has_voted(chat: Chat) -> None:
    await chat.project(CONSENSUS.replace("least = 2", "least = 3"), rows={"1": "Call now"})
    await answers(chat, ann="ham", ben="spam", cleo="spam", dan="spam")
    await invariants.hold(chat.database)
    eve = chat.person("eve")
    await eve.comes_in()
    eve.sees("That was everything")


async def test_what_is_left_after_an_undo_may_decide_and_pays_at_once(chat: Chat) -> None:
    await chat.project(CONSENSUS, rows={"1": "Call now"})
    ann, ben, cleo = (chat.person(name) for name in ("ann", "ben", "cleo"))
    await answers(chat, ann="ham", ben="spam", cleo="ham")
    await ben.taps("Undo")
    await invariants.hold(chat.database)
    for person in (ann, cleo):
        await person.sends("/balance")
        person.sees("0.02")
    await ben.sends("/work")
    await ben.taps("spam")
    ben.sees("to be checked")
    await invariants.hold(chat.database)
