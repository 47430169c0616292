"""A requester makes a project in the conversation: as forms on the page, question by question
elsewhere.
"""

import pytest

from bot.dispatch import Dispatcher
from domain.actions import Action
from domain.ids import internal, public
from domain.shown import as_text
from domain.views import Title
from services import ledger, projects
from tests.stories.driver import Chat, Person

PLACES = ("web", "telegram")


async def requester(chat: Chat, platform: str = "telegram", credits_minor: int = 0) -> Person:
    rita = chat.person("rita", platform)
    await rita.comes_in()
    await chat.becomes(rita, "requester")
    if credits_minor:
        account_id = await chat.account(rita)
        await chat.database.write(
            lambda tx: ledger.deposit(
                tx,
                account_id=account_id,
                amount_minor=credits_minor,
                currency="credits",
                ref="for the story",
                now_ms=chat.clock(),
            )
        )
    return rita


async def answers_first_form(rita: Person) -> None:
    for said in ("Is this message spam?", "1", "Is it spam?", "ham, spam", "0.02"):
        await rita.sends(said)


def made(rita: Person) -> int:
    """Give the id of the project that is previewed."""
    assert rita.view is not None
    title = next(block for block in rita.view.blocks if isinstance(block, Title))
    return internal(title.aside[-1])


async def test_a_project_question_by_question(chat: Chat) -> None:
    rita = await requester(chat, credits_minor=1_000)
    await rita.sends("/project_new")
    rita.sees("New project · 1 of 5", "Title", "What people choose it by")
    await rita.sends("Is this message spam?")
    rita.sees("2 of 5", "What people do")
    await rita.taps("Judge messages or pictures, one by one")
    rita.sees("3 of 5", "The question they answer")
    await rita.sends("Is it spam?")
    rita.sees("The answers to choose from (optional)")
    await rita.sends("ham, spam")
    rita.sees("Reward for one answer in credits")
    await rita.sends("0.02")
    rita.sees("New project: answers and budget · 1 of 4", "The column of your file", "So far: text")
    await rita.sends("message")
    rita.sees("Answers for each row", "So far: 2-5")
    await rita.taps("Keep it")
    await rita.sends("5")
    rita.sees("Instructions (optional)")
    await rita.taps("Leave it out")
    rita.sees(
        "Is this message spam? · draft",
        "This is what people will see:",
        "(what stands under “message” in your file)",
        "Buttons: ham · spam",
        "One row costs at most: 0.10",
        "The budget pays for: 50 rows at least",
        "An hour of it pays",
        "You have: 10.00",
    )
    assert rita.buttons == ["Import rows", "Edit", "Cancel"]
    project_id = made(rita)
    project = await chat.database.read(lambda tx: projects.definition(tx, project_id))
    assert (project.reward_minor, project.answers_least, project.answers_most) == (2, 2, 5)
    assert as_text(project.show, {"message": "words"}) == "words"
    await chat.import_rows(project_id, "id,message\n1,Call now\n")
    await rita.sends(f"/project_open {public(project_id)}")
    rita.sees("✓ Open. 0.10 held now.")


async def test_the_same_project_on_the_page_in_two_forms(chat: Chat) -> None:
    rita = await requester(chat, "web")
    await rita.sends("/new")
    assert rita.view is not None
    assert rita.view.form is not None
    assert rita.view.form.title == "New project"
    assert len(rita.view.form.fields) == 5
    await rita.fills(
        title="Is this message spam?",
        kind="moderation",
        question="Is it spam?",
        options="ham\nspam",
        reward="0,02",
    )
    assert rita.view.form is not None
    names = [of.name for of in rita.view.form.fields]
    assert names == ["column", "answers", "budget", "instructions"]
    await rita.fills(budget="5")
    rita.sees("draft", "Buttons: ham · spam", "pays for: 50 rows at least")


async def test_where_a_form_cannot_follow_a_form_a_button_stands_between(chat: Chat) -> None:
    rita = await requester(chat, "discord")
    await rita.sends("/new")
    await rita.fills(
        title="Spam", kind="moderation", question="Spam?", options="ham, spam", reward="0.02"
    )
    rita.sees("half done", "Next: how many answers you want")
    await rita.taps("Continue")
    await rita.fills(budget="5")
    rita.sees("Buttons: ham · spam")


async def test_what_is_wrong_on_the_page_is_said_by_field_and_nothing_is_lost(chat: Chat) -> None:
    rita = await requester(chat, "web")
    await rita.sends("/new")
    await rita.fills(title="x" * 121, kind="moderation", question="Is it spam?", options="spam")
    rita.sees(
        "“Title” has 121 characters; at most 120 fit.",
        "“The answers to choose from” needs two options or more.",
    )
    assert rita.view is not None
    assert rita.view.form is not None
    values = {of.name: of.value for of in rita.view.form.fields}
    assert (values["question"], values["options"]) == ("Is it spam?", "spam")
    await rita.fills(title="Spam?", options="ham, spam", reward="much")
    rita.sees("“Reward for one answer in credits”: “much” is no amount")
    await rita.fills(reward="0.02")
    await rita.fills(budget="0.01", answers="5-2")
    rita.sees("5 is more than most")
    await rita.fills(answers="2-5")
    rita.sees("“Budget in credits” does not pay for one row with 5 answers, which is 0.10 credits")
    await rita.fills(budget="0.10")
    rita.sees("The budget pays for: 1 row at least")


async def test_each_field_is_checked_as_it_is_typed(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await rita.sends("x" * 121)
    rita.sees("1 of 5", "“Title” has 121 characters; at most 120 fit.")
    await rita.sends("Spam?")
    await rita.sends("something else")
    rita.sees("“What people do”: That is none of these.")
    await rita.sends("judge messages or pictures, one by one")
    await rita.sends("Is it spam?")
    await rita.taps("Leave it out")
    rita.sees("4 of 5", "People choose between answers: give two or more")
    await rita.sends("ham, HAM")
    rita.sees("cannot be told apart")
    await rita.sends("ham, spam")
    await rita.sends("-1")
    rita.sees("5 of 5", "is negative")
    await rita.sends("0.001")
    rita.sees("has 3 decimals; credits have 2")


async def test_going_back_and_cancelling(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await rita.sends("Spam")
    await rita.taps("Back")
    rita.sees("1 of 5", "So far: Spam")
    await rita.sends("Spam or not?")
    await rita.sends("Back")
    rita.sees("So far: Spam or not?")
    await rita.taps("Cancel")
    rita.sees("Cancelled. Nothing of it was kept.")
    await rita.sends("/projects")
    rita.sees("No projects yet", "/project_new")
    await rita.sends("/new")
    rita.sees("1 of 5")
    rita.sees_no("So far")


async def test_a_form_survives_a_restart_and_other_commands(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await rita.sends("Spam")
    old = rita.button("Ask many people the same")
    chat.dispatcher = Dispatcher(chat.database, chat.terms, clock=chat.clock)
    await rita.sends("/balance")
    await rita.sends("/new")
    rita.sees("2 of 5")
    await rita.presses(old.action)
    rita.sees("3 of 5")
    await rita.taps("Cancel")
    await rita.presses(old.action)
    rita.sees("That form is not open any more.")
    await rita.sends("/new")
    chat.clock.passes(seconds=1)
    await rita.taps("Cancel")
    await rita.sends("/new")
    await rita.presses(old.action)
    rita.sees("That form is not open any more.")


async def test_a_survey_opens_without_rows(chat: Chat) -> None:
    rita = await requester(chat, credits_minor=100)
    await rita.sends("/new")
    for said in ("Your commute", "Ask many people the same", "How do you get to work?"):
        await rita.sends(said)
    await rita.taps("Leave it out")
    await rita.sends("0.30")
    rita.sees("1 of 3", "How many people to ask")
    await rita.sends("many")
    rita.sees("Write how many people you want to ask, such as 200.")
    for said in ("3", "0.90"):
        await rita.sends(said)
    await rita.taps("Leave it out")
    rita.sees("3 answers cost: 0.90", "Type your answer")
    await rita.taps("Open")
    rita.sees("✓ Open. 0.90 held now.", "0 of 3 answers")


async def test_a_draft_can_be_edited_until_it_has_rows(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await answers_first_form(rita)
    for said in ("text", "3", "5", "Prizes are spam."):
        await rita.sends(said)
    project_id = made(rita)
    await rita.taps("Edit")
    rita.sees("So far: Is this message spam?")
    await rita.sends("Spam or ham?")
    for _ in range(3):
        await rita.taps("Keep it")
    await rita.sends("0.05")
    for _ in range(4):
        await rita.taps("Keep it")
    rita.sees("Spam or ham? · draft", "One row costs at most: 0.15")
    assert made(rita) == project_id
    edit = rita.button("Edit")
    await chat.import_rows(project_id, "id,text\n1,Call now\n")
    await rita.presses(edit.action)
    rita.sees("This project has rows or was open already, so it stays as it is.")
    found = await chat.database.read(lambda tx: projects.find(tx, project_id))
    assert (found.title, found.state, found.reward_minor) == ("Spam or ham?", "draft", 5)


async def test_a_draft_is_cancelled(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await answers_first_form(rita)
    for said in ("text", "3", "5", "Prizes are spam."):
        await rita.sends(said)
    await rita.taps("Cancel")
    rita.sees("It was never open, so nobody loses anything.")
    await rita.taps("Close it")
    rita.sees("✓ Closed. 0.00 returned.")


async def test_a_draft_waits_in_the_list_of_projects(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await answers_first_form(rita)
    for said in ("text", "3", "5", "Prizes are spam."):
        await rita.sends(said)
    await rita.sends("/projects")
    await rita.taps("Is this message spam?")
    assert rita.buttons[:2] == ["Import rows", "Edit"]
    await rita.taps("Import rows")
    rita.sees("Send me the rows as a CSV file", "id,text")


@pytest.mark.parametrize("place", PLACES)
async def test_nobody_edits_what_is_somebody_elses(chat: Chat, place: str) -> None:
    project_id = await chat.project(is_open=False)
    rita = await requester(chat, place)
    await rita.presses(Action("new_project", project_id, "edit"))
    rita.sees("That project belongs to somebody else.")
    await chat.becomes(rita, "admin")
    await rita.presses(Action("new_project", project_id, "edit"))
    rita.sees("This project came from a file that says more than I can ask here")


async def test_a_worker_is_not_asked_even_in_the_middle_of_a_form(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await chat.becomes(rita, "worker")
    await rita.sends("Spam")
    rita.sees("That is for people with another role here.")


async def test_something_that_comes_in_between_leaves_the_form_open(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await rita.sends("Spam")
    await rita.sends("/balance")
    await rita.sends("Ask many people the same")
    rita.sees("3 of 5", "The question they answer")


async def test_what_is_delivered_twice_answers_one_field(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new")
    await rita.sends("Spam")
    assert rita.last is not None
    await rita.does(rita.last)
    rita.sees("2 of 5", "What people do")
    await rita.taps("Ask many people the same")
    assert rita.last is not None
    await rita.does(rita.last)
    rita.sees("3 of 5")
