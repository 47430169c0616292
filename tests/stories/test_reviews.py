"""What a rejection means for the row: somebody else is asked, as long as the project goes on."""

import asyncio
from io import BytesIO

from bot.exporting import export_now
from bot.schedule import run_job
from domain.actions import Action
from domain.rejections import REASONS
from services import projects, work
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_linking import delivered, links

REVIEWED = SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "review"')
CONSENSUS = SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "consensus"')


async def answers(chat: Chat, **given: str) -> None:
    """Let people answer the row, one after the other."""
    for name, answer in given.items():
        person = chat.person(name)
        await person.comes_in()
        person.sees("Call now")
        await person.taps(answer)


async def rejects(reviewer: Person, words: str = "Please read the whole message.") -> None:
    await reviewer.sends("/review")
    await reviewer.taps("Reject")
    await fills_in(reviewer, reason="It does not follow the instructions.", words=words)
    reviewer.sees("Rejected")


async def fills_in(person: Person, *, reason: str = "", words: str) -> None:
    """Fill in what opened: a form, or its fields one after another where there are no forms."""
    if person.platform == "telegram":
        if reason:
            await person.taps(reason)
        await person.sends(words)
        return
    codes = {each.text: code for code, each in REASONS.items()}
    await person.fills(**({"reason": codes[reason]} if reason else {}), words=words)


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


async def test_what_was_reviewed_is_not_taken_back(chat: Chat) -> None:
    """Taken back and accepted again, it would bring its reviewer points each time."""
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita = chat.person("rita")
    await rita.comes_in()
    await rita.taps("Skip")
    await chat.becomes(rita, "reviewer")
    await answers(chat, ann="ham")
    await rita.sends("/review")
    await rita.taps("Accept")
    ann = chat.person("ann")
    await ann.sends("/undo")
    ann.sees("Somebody has looked at that answer already, so it stays.")
    await invariants.hold(chat.database)


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


async def sends_back(reviewer: Person, reason: str) -> None:
    await reviewer.sends("/review")
    await reviewer.taps("Ask for revision")
    await reviewer.sends(reason)
    reviewer.sees("Sent back, with your reason.")


async def reviewer_of(chat: Chat) -> Person:
    rita = chat.person("rita")
    await rita.comes_in()
    await rita.taps("Skip")
    await chat.becomes(rita, "reviewer")
    return rita


async def test_an_answer_is_sent_back_given_anew_and_paid_once(chat: Chat) -> None:
    project_id = await chat.project(REVIEWED, rows={"1": "Call now"})
    rita, ann = await reviewer_of(chat), chat.person("ann")
    await answers(chat, ann="ham")
    await sends_back(rita, "Please read the whole message.")
    rita.sees("Nothing waits for a review")
    await invariants.hold(chat.database)
    [(to, words)] = await delivered(chat)
    assert (to, words) == (
        ann.sender.user,
        "An answer of yours to “Is this message spam?” was sent back.",
    )
    assignment_id = await sent_back_to(chat, ann)
    await ann.presses(Action("redo", assignment_id))
    ann.sees("This one was sent back to you: Please read the whole message.", "Call now")
    await ann.taps("spam")
    ann.sees("to be checked")
    await ann.presses(Action("redo", assignment_id))
    ann.sees("There is nothing left to be done about that one")
    await rita.sends("/review")
    rita.sees("handed in 2 times", "spam")
    await rita.taps("Accept")
    await invariants.hold(chat.database)
    await ann.sends("/balance")
    ann.sees("0.02")
    await ann.sends("/history")
    ann.sees("sent back: Please read the whole message.")
    file = BytesIO()
    await asyncio.to_thread(export_now, chat.database, project_id, "answers", "csv", file)
    lines = file.getvalue().decode().splitlines()
    assert [line.rsplit(",", 3)[1] for line in lines[1:]] == ["spam"]


async def sent_back_to(chat: Chat, person: Person) -> int:
    account_id = await chat.account(person)
    found = await chat.database.read(lambda tx: work.sent_back(tx, account_id, chat.clock()))
    assert found is not None
    return found


async def test_what_was_sent_back_waits_for_its_worker_alone(chat: Chat) -> None:
    await chat.project(REVIEWED.replace("least = 2, most = 5", "least = 1, most = 1"),
                       rows={"1": "Call now", "2": "For rita", "3": "Hello"})
    rita, ann, ben = await reviewer_of(chat), chat.person("ann"), chat.person("ben")
    await answers(chat, ann="ham")
    ann.sees("Hello")
    await sends_back(rita, "Look at the number.")
    await ben.comes_in()
    ben.sees_no("Call now")
    await ann.presses(Action("redo", await sent_back_to(chat, ann)))  # “Hello” goes back
    ann.sees("Call now")
    await invariants.hold(chat.database)
    await ann.taps("spam")
    await invariants.hold(chat.database)


async def test_work_shows_what_was_sent_back_first(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita, ann = await reviewer_of(chat), chat.person("ann")
    await answers(chat, ann="ham")
    await rita.sends("/review")
    await rita.taps("Ask for revision")
    await rita.taps("Please write a little more.")
    await ann.sends("/work")
    ann.sees("sent back to you: Please write a little more.", "Call now")
    await ann.taps("Skip")
    ann.sees("That was everything")
    await invariants.hold(chat.database)
    await answers(chat, ben="ham", cleo="ham")
    await invariants.hold(chat.database)


async def test_what_does_not_come_again_within_a_day_goes_to_others(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita = await reviewer_of(chat)
    await answers(chat, ann="ham")
    await sends_back(rita, "Look again.")
    assignment_id = await sent_back_to(chat, chat.person("ann"))
    chat.clock.passes(days=1)
    await run_job("expire", chat.database, chat.terms, chat.clock())
    await invariants.hold(chat.database)
    await chat.person("ann").presses(Action("redo", assignment_id))
    chat.person("ann").sees("There is nothing left to be done about that one")
    await answers(chat, ben="ham", cleo="ham")
    await invariants.hold(chat.database)


def other(chat: Chat) -> str:
    """Name another platform than the one that the story is about."""
    return "telegram" if chat.platform == "discord" else "discord"


async def test_what_was_sent_back_comes_along_when_accounts_become_one(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita, ann = await reviewer_of(chat), chat.person("ann")
    await answers(chat, ann="ham")
    await sends_back(rita, "Look again.")
    ann_too = chat.person("ann elsewhere", other(chat))
    await links(ann, ann_too)
    await invariants.hold(chat.database)
    await ann_too.sends("/work")
    ann_too.sees("sent back to you: Look again.")
    await ann_too.taps("spam")
    await rita.sends("/review")
    await rita.taps("Accept")
    await invariants.hold(chat.database)
    await ann.sends("/balance")
    ann.sees("0.02")


async def test_what_waits_for_a_review_is_paid_to_the_account_it_became(chat: Chat) -> None:
    """Both had answered the row: each answer is paid, and all of it to the one account."""
    await chat.project(REVIEWED, rows={"1": "Call now"})
    rita, ann = await reviewer_of(chat), chat.person("ann")
    ann_too = chat.person("ann elsewhere", other(chat))
    await answers(chat, ann="ham")
    await ann_too.comes_in()
    await ann_too.taps("spam")
    await links(ann, ann_too)
    await rita.sends("/review")
    await rita.taps("Accept")
    await rita.taps("Ask for revision")
    await rita.taps("Please write a little more.")
    rita.sees("Its worker can't hand it in anew")
    await rita.sends("/review")
    await rita.taps("Accept")
    await invariants.hold(chat.database)
    await ann_too.sends("/balance")
    ann_too.sees("0.04")


async def test_closing_takes_back_what_was_sent_back(chat: Chat) -> None:
    project_id = await chat.project(REVIEWED, rows={"1": "Call now"})
    rita, ann = await reviewer_of(chat), chat.person("ann")
    await answers(chat, ann="ham")
    await sends_back(rita, "Look again.")
    await chat.database.write(lambda tx: projects.close(tx, project_id, chat.clock()))
    await invariants.hold(chat.database)
    await ann.sends("/work")
    ann.sees("That was everything")
