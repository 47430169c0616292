"""A requester makes a project in the conversation: as forms on the page, question by question
elsewhere.
"""

import pytest

from bot.dispatch import Dispatcher
from domain import presets
from domain.actions import Action
from domain.ids import internal, public
from domain.views import Title
from services import ledger, projects
from tests.stories.driver import SPAM, Chat, Person

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


async def begins(rita: Person, group: str, kind: str) -> None:
    """Go from the command to the form of a kind."""
    await rita.sends("/project_new")
    await rita.taps(group)
    await rita.taps(kind)


async def makes_spam(rita: Person) -> None:
    """Make a moderation with the words of its kind."""
    await begins(rita, "Sort and judge", "Moderation")
    for said in ("Is this message spam?", "0.02", "5"):
        await rita.sends(said)


def made(rita: Person) -> int:
    """Give the id of the project that is previewed."""
    assert rita.view is not None
    title = next(block for block in rita.view.blocks if isinstance(block, Title))
    return internal(title.aside[-1])


async def test_a_project_question_by_question(chat: Chat) -> None:
    rita = await requester(chat, credits_minor=1_000)
    await rita.sends("/project_new")
    rita.sees("New project", "What should people do?", "Ask people: Survey, Poll")
    await rita.taps("Sort and judge")
    rita.sees("Moderation: Decide whether what people wrote may be shown.")
    await rita.taps("Categorisation")
    rita.sees("New project: Categorisation · 1 of 4", "Title", "What people choose it by")
    await rita.sends("What is the letter about?")
    rita.sees("2 of 4", "The answers to choose from")
    await rita.sends("order, repair, other")
    rita.sees("Reward for one answer in credits", "Such as 0.03 for work of this kind.")
    await rita.sends("0.02")
    rita.sees("Budget in credits")
    await rita.sends("5")
    rita.sees(
        "What is the letter about? · draft",
        "This is what people will see:",
        "(what stands under “text” in your file)",
        "Which category fits best?",
        "Buttons: order · repair · other",
        "Answers for each row: 2–5",
        "One row costs at most: 0.10",
        "The budget pays for: 50 rows at least",
        "Columns of your file: id, text",
        "An hour of it pays",
        "You have: 10.00",
    )
    assert rita.buttons == ["Import rows", "Edit", "Change more", "Cancel"]
    project_id = made(rita)
    project = await chat.database.read(lambda tx: projects.definition(tx, project_id))
    assert (project.reward_minor, project.answers_least, project.answers_most) == (2, 2, 5)
    assert (project.show[0].template, project.questions[0].id) == ("{{text}}", "category")
    await chat.import_rows(project_id, "id,text\n1,Where is my parcel?\n")
    await rita.sends(f"/project_open {public(project_id)}")
    rita.sees("✓ Open. 0.10 held now.")


async def test_what_its_kind_has_set_can_be_changed(chat: Chat) -> None:
    rita = await requester(chat)
    await makes_spam(rita)
    rita.sees("Buttons: fine · spam · abuse · private", "Columns of your file: id, message")
    rita.sees("To expect, with 50 rows or more: about", "of the results right; the budget pays for")
    project_id = made(rita)
    await rita.taps("Change more")
    rita.sees("What its kind has set · 1 of 5", "So far: What is this message?")
    await rita.sends("Is it spam?")
    rita.sees("So far: fine · spam · abuse · private")
    await rita.sends("ham, spam")
    rita.sees("The column of your file", "So far: message")
    await rita.sends("sms")
    rita.sees("Answers for each row", "So far: 2-5")
    await rita.sends("5-2")
    rita.sees("5 is more than most")
    await rita.sends("3")
    rita.sees("Instructions (optional)", "So far: Judge the message as it stands")
    await rita.sends("Prizes are spam.")
    rita.sees("Is it spam?", "Buttons: ham · spam", "One row costs at most: 0.06", "id, sms")
    assert made(rita) == project_id
    project = await chat.database.read(lambda tx: projects.definition(tx, project_id))
    assert (project.answers_least, project.instructions) == (3, "Prizes are spam.")


async def test_the_same_project_on_the_page_in_one_form(chat: Chat) -> None:
    rita = await requester(chat, "web")
    await rita.sends("/new categorisation")
    assert rita.view is not None
    assert rita.view.form is not None
    assert rita.view.form.title == "New project: Categorisation"
    names = [of.name for of in rita.view.form.fields]
    assert names == ["title", "options", "reward", "budget"]
    await rita.fills(title="Which flower?", options="rose\ntulip", reward="0,02", budget="5")
    rita.sees("draft", "Buttons: rose · tulip", "pays for: 50 rows at least")
    await rita.taps("Change more")
    assert rita.view.form is not None
    values = {of.name: of.value for of in rita.view.form.fields}
    assert values["column"] == "text"
    await rita.fills(column="flower", answers="1-3")
    rita.sees("One row costs at most: 0.06", "id, flower")


async def test_where_a_form_cannot_follow_a_form_it_follows_a_button(chat: Chat) -> None:
    rita = await requester(chat, "discord")
    await rita.sends("/new")
    await rita.taps("Sort and judge")
    await rita.taps("Sentiment")
    await rita.fills(title="How do they feel?", reward="0.02", budget="5")
    rita.sees("Buttons: positive · negative · mixed · neutral")


async def test_every_kind_asks_for_what_it_leaves_open_alone(chat: Chat) -> None:
    """And shows a task that could be answered."""
    rita = await requester(chat, "web")
    for preset in presets.ALL:
        await rita.sends(f"/new {preset.name}")
        assert rita.view is not None
        assert rita.view.form is not None
        assert len(rita.view.form.fields) <= 5
        said = {
            "title": "Our project", "question": "Which one?", "options": "one, two",
            "address": "example.org", "reward": preset.reward, "respondents": "10", "budget": "60",
        }  # fmt: skip
        await rita.fills(**{of.name: said[of.name] for of in rita.view.form.fields})
        rita.sees("Our project · draft", "This is what people will see:", "Budget:")
        rita.sees(*(f"{n}. {q['text']}" for n, q in enumerate(preset.questions[1:], 2)))
        assert "{{" not in rita.text
        await rita.taps("Change more")
        assert rita.view.form is not None
        assert len(rita.view.form.fields) <= 5
        await rita.fills(instructions="Only mine.")
        rita.sees("Our project · draft")


async def test_a_kind_that_there_is_not(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new quiz")
    rita.sees("There is no kind “quiz”; these are the kinds.", "What should people do?")
    await rita.sends("/new Fact-Check")
    rita.sees("New project: Fact check · 1 of 3")


async def test_what_is_wrong_on_the_page_is_said_by_field_and_nothing_is_lost(chat: Chat) -> None:
    rita = await requester(chat, "web")
    await rita.sends("/new categorisation")
    await rita.fills(title="x" * 121, options="spam", reward="0.02")
    rita.sees(
        "“Title” has 121 characters; at most 120 fit.",
        "“The answers to choose from” needs two options or more.",
    )
    assert rita.view is not None
    assert rita.view.form is not None
    values = {of.name: of.value for of in rita.view.form.fields}
    assert (values["options"], values["reward"]) == ("spam", "0.02")
    await rita.fills(title="Spam?", options="ham, spam", reward="much", budget="1")
    rita.sees("“Reward for one answer in credits”: “much” is no amount")
    await rita.fills(reward="0.02", budget="0.01")
    rita.sees("“Budget in credits” does not pay for one row with 5 answers, which is 0.10 credits")
    await rita.fills(budget="0.10")
    rita.sees("The budget pays for: 1 row at least")


async def test_each_field_is_checked_as_it_is_typed(chat: Chat) -> None:
    rita = await requester(chat)
    await begins(rita, "Sort and judge", "Categorisation")
    await rita.sends("x" * 121)
    rita.sees("1 of 4", "“Title” has 121 characters; at most 120 fit.")
    await rita.sends("Spam?")
    await rita.sends("one")
    rita.sees("2 of 4", "needs two options or more")
    await rita.sends("ham, HAM")
    rita.sees("cannot be told apart")
    await rita.sends("ham, spam")
    await rita.sends("-1")
    rita.sees("3 of 4", "is negative")
    await rita.sends("0.001")
    rita.sees("has 3 decimals; credits have 2")


async def test_a_page_to_be_tried_has_an_address(chat: Chat) -> None:
    rita = await requester(chat)
    await begins(rita, "Test and visit", "Website test")
    await rita.sends("Try our page")
    rita.sees("The page or build to be tried")
    await rita.sends("our page")
    rita.sees("Write the address of the page, such as https://example.org.")
    await rita.sends("example.org/shop")
    for said in ("2", "5"):
        await rita.sends(said)
    rita.sees("https://example.org/shop", "5 answers cost: 10.00", "2. Where did you stop to think")


async def test_going_back_and_cancelling(chat: Chat) -> None:
    rita = await requester(chat)
    await begins(rita, "Sort and judge", "Sentiment")
    await rita.sends("Spam")
    await rita.taps("Back")
    rita.sees("1 of 3", "So far: Spam")
    await rita.sends("Spam or not?")
    await rita.sends("Back")
    rita.sees("So far: Spam or not?")
    await rita.taps("Cancel")
    rita.sees("Cancelled. Nothing of it was kept.")
    await rita.sends("/projects")
    rita.sees("No projects yet", "/project_new")
    await rita.sends("/new")
    await rita.taps("Collect")
    await rita.taps("Back")
    rita.sees("What should people do?")
    await rita.sends("/new sentiment")
    rita.sees("1 of 3")
    rita.sees_no("So far")


async def test_a_form_survives_a_restart_and_other_commands(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new poll")
    old = rita.button("Cancel")
    await rita.sends("A name")
    chat.dispatcher = Dispatcher(chat.database, chat.terms, clock=chat.clock)
    await rita.sends("/balance")
    await rita.sends("/new")
    rita.sees("2 of 5", "The question they answer")
    back = rita.button("Back")
    await rita.presses(back.action)
    rita.sees("1 of 5", "So far: A name")
    await rita.taps("Cancel")
    await rita.presses(back.action)
    rita.sees("That form is not open any more.")
    await rita.sends("/new poll")
    chat.clock.passes(seconds=1)
    await rita.taps("Cancel")
    await rita.presses(old.action)
    rita.sees("Cancelled.")


async def test_a_survey_opens_without_rows(chat: Chat) -> None:
    rita = await requester(chat, credits_minor=100)
    await begins(rita, "Ask people", "Survey")
    for said in ("Your commute", "How do you get to work?"):
        await rita.sends(said)
    await rita.taps("Leave it out")
    await rita.sends("0.30")
    rita.sees("5 of 5", "How many people to ask", "So far: 100")
    await rita.sends("many")
    rita.sees("Write how many people you want to ask, such as 200.")
    await rita.sends("3")
    rita.sees("3 answers cost: 0.90", "Budget: 0.90", "Type your answer")
    await rita.taps("Open")
    rita.sees("✓ Open. 0.90 held now.", "0 of 3 answers")


async def test_a_draft_can_be_edited_until_it_has_rows(chat: Chat) -> None:
    rita = await requester(chat)
    await makes_spam(rita)
    project_id = made(rita)
    await rita.taps("Edit")
    rita.sees("So far: Is this message spam?")
    await rita.sends("Spam or ham?")
    await rita.sends("0.05")
    await rita.taps("Keep it")
    rita.sees("Spam or ham? · draft", "One row costs at most: 0.25")
    assert made(rita) == project_id
    edit = rita.button("Edit")
    await chat.import_rows(project_id, "id,message\n1,Call now\n")
    await rita.presses(edit.action)
    rita.sees("This project has rows or was open already, so it stays as it is.")
    found = await chat.database.read(lambda tx: projects.find(tx, project_id))
    assert (found.title, found.state, found.reward_minor) == ("Spam or ham?", "draft", 5)


async def test_a_draft_is_cancelled(chat: Chat) -> None:
    rita = await requester(chat)
    await makes_spam(rita)
    await rita.taps("Cancel")
    rita.sees("It was never open, so nobody loses anything.")
    await rita.taps("Close it")
    rita.sees("✓ Closed. 0.00 returned.")


async def test_a_draft_waits_in_the_list_of_projects(chat: Chat) -> None:
    rita = await requester(chat)
    await makes_spam(rita)
    await rita.sends("/projects")
    await rita.taps("Is this message spam?")
    assert rita.buttons[:2] == ["Import rows", "Edit"]
    await rita.taps("Import rows")
    rita.sees("Send me the rows as a CSV file", "id,message")


@pytest.mark.parametrize("place", PLACES)
async def test_nobody_edits_what_is_somebody_elses(chat: Chat, place: str) -> None:
    slow = SPAM.replace('time_limit = "2m"', 'time_limit = "3m"')
    project_id = await chat.project(slow, is_open=False)
    rita = await requester(chat, place)
    await rita.presses(Action("new_project", project_id, "edit"))
    rita.sees("That project belongs to somebody else.")
    await chat.becomes(rita, "admin")
    await rita.presses(Action("new_project", project_id, "edit"))
    rita.sees("This project came from a file that says more than I can ask here")


async def test_a_worker_is_not_asked_even_in_the_middle_of_a_form(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new poll")
    await chat.becomes(rita, "worker")
    await rita.sends("Spam")
    rita.sees("That is for people with another role here.")


async def test_something_that_comes_in_between_leaves_the_form_open(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new poll")
    await rita.sends("Spam")
    await rita.sends("/balance")
    await rita.sends("Is it spam?")
    rita.sees("3 of 5", "The answers to choose from")


async def test_what_is_delivered_twice_answers_one_field(chat: Chat) -> None:
    rita = await requester(chat)
    await rita.sends("/new poll")
    await rita.sends("Spam")
    assert rita.last is not None
    await rita.does(rita.last)
    rita.sees("2 of 5", "The question they answer")
