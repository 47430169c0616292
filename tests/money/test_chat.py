"""Requesters and admins in chat: the progress card and its buttons; suspending somebody."""

import pytest

from bot.schedule import run_job
from domain.actions import Action
from domain.ids import public
from domain.views import Placement, Report
from services import accounts, ledger
from tests.stories.driver import SPAM, Chat, Person

ROWS = {f"row {number}": f"message {number}" for number in range(4)}


async def admin(chat: Chat, name: str = "ada") -> Person:
    ada = chat.person(name)
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    return ada


async def works(chat: Chat, name: str, answers: int) -> Person:
    """Somebody comes and answers so many tasks with “spam”."""
    person = chat.person(name)
    await person.comes_in()
    for _ in range(answers):
        await person.taps("spam")
    return person


async def test_an_admin_opens_a_project_and_watches_it_get_on(chat: Chat) -> None:
    project = await chat.project(rows=ROWS, is_open=False)
    ada = await admin(chat)
    await ada.sends("/project_list")
    ada.sees("Is this message spam? · draft · 0 of 4 decided", public(project))

    await ada.taps("Is this message spam?")
    ada.sees("Is this message spam? · draft", "0 of 4 decided", "Spent 0.00 of 250.00")
    await ada.taps("Open")
    ada.sees("✓ Open. 0.40 held now.", "· open")
    assert ada.buttons == ["Pause", "Look again", "Close", "Projects"]

    await works(chat, "ann", 4)
    await works(chat, "bob", 2)
    await ada.taps("Look again")
    ada.sees("▓▓▓▓▓░░░░░ 2 of 4 decided · 6 answers (3 a row) · agreement 100%")
    ada.sees("Spent 0.12 of 250.00 · at this pace done in")
    assert ada.buttons == ["Pause", "Results so far", "Look again", "Close", "Projects"]


async def test_a_pause_and_opening_again(chat: Chat) -> None:
    project = await chat.project(rows=ROWS)
    ada = await admin(chat)
    await ada.sends(f"/project_progress {public(project)}")
    await ada.taps("Pause")
    ada.sees("✓ Paused. What people have in hand they may finish.", "· paused")
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees("That was everything for you at the moment")
    await ada.taps("Open again")
    ada.sees("✓ Open.", "· open")
    await ann.sends("/work")
    ann.sees("Is this message spam?")


async def test_closing_asks_first_and_tells_whoever_has_a_task(chat: Chat) -> None:
    project = await chat.project(rows=ROWS)
    ann = await works(chat, "ann", 1)
    ada = await admin(chat)
    await ada.sends(f"/project_close {public(project)}")
    ada.sees("Close “Is this message spam?”?", "2 tasks are taken back", "of the 0.38")
    await ada.taps("Keep it")
    ada.sees("· open")

    await ada.taps("Close")
    await ada.taps("Close it")
    ada.sees("✓ Closed. 0.38 returned.", "· closed", "Spent 0.02 of 250.00")
    assert ada.buttons == ["Results so far", "Look again", "Projects"]
    await ann.taps("spam")
    ann.sees("That project has ended, so this button has nothing left to do.")
    told = await chat.database.read(
        lambda tx: tx.connection.execute("SELECT kind FROM notice ORDER BY id").fetchall()
    )
    assert told == [("closed",), ("closed",)]
    assert await chat.database.read(ledger.check) == []


async def test_results_come_as_files_beside_the_card(chat: Chat) -> None:
    project = await chat.project(rows=ROWS)
    await works(chat, "ann", 1)
    ada = await admin(chat)
    await ada.sends(f"/progress {public(project)}")
    view = await ada.taps("Results so far")
    assert view.placement is Placement.NEW
    files = [(b.what, b.file_name) for b in view.blocks if isinstance(b, Report)]
    name = public(project)
    assert files == [("results", f"{name}-results.csv"), ("answers", f"{name}-answers.csv")]
    await ada.taps("Back to the project")
    ada.sees("0 of 4 decided · 1 answer")


async def test_what_the_hold_does_not_cover_is_said(chat: Chat) -> None:
    toml = SPAM.replace('budget = "250.00"', 'budget = "0.35"')
    project = await chat.project(toml, rows=ROWS, is_open=False)
    ada = await admin(chat)
    await ada.sends(f"/project_open {public(project)}")
    ada.sees("✓ Open. 0.35 held: that covers 3 of 4 at their dearest.", "offered so far: 3")


async def test_a_requester_without_credits_is_told_what_is_missing(chat: Chat) -> None:
    rita = chat.person("rita")
    await rita.comes_in()
    await chat.becomes(rita, "requester")
    account = await chat.account(rita)
    project = await chat.project(rows=ROWS, is_open=False)
    await rita.sends("/projects")
    rita.sees("No projects yet", "/project_new makes one")
    await rita.sends(f"/project_open {public(project)}")
    rita.sees("That project belongs to somebody else. /project_list shows yours.")
    await rita.presses(Action("close", project, "yes"))
    rita.sees("That project belongs to somebody else.")

    await chat.database.write(
        lambda tx: tx.connection.execute(f"UPDATE project SET owner_id = {account}")  # noqa: S608
    )
    await rita.sends(f"/project_open {public(project)}")
    rita.sees("holds 0.40 of your credits, and you have 0.00: 0.40 are missing")
    rita.sees(f"Ask whoever runs this bot for them; your account is {public(account)}.")
    rita.sees_no("bitework account")  # a command for a terminal that is not theirs
    assert rita.buttons == ["Projects", "Next task"]


@pytest.mark.parametrize("command", ["project_open", "project_pause", "project_close"])
async def test_a_command_without_its_project_shows_how_it_is_written(
    chat: Chat, command: str
) -> None:
    ada = await admin(chat)
    await ada.sends(f"/{command}")
    ada.sees(f"Write it like this: /{command} <project>")
    await ada.sends(f"/{command} nonsense!")
    ada.sees("“nonsense!” is not an id: they look like 7KQ2M.")
    await ada.sends(f"/{command} {public(77)}")
    ada.sees(f"There is no project {public(77)}.")


async def test_many_projects_come_a_page_at_a_time(chat: Chat) -> None:
    for number in range(10):
        await chat.project(SPAM.replace("Is this", f"{number}: is this"), is_open=False)
    ada = await admin(chat)
    await ada.sends("/project_progress")
    ada.sees("9: is this message spam?", "2: is this message spam?")
    ada.sees_no("1: is this message spam?")
    await ada.taps("Older ones")
    ada.sees("1: is this message spam?", "0: is this message spam?")
    assert "Older ones" not in ada.buttons


async def test_somebody_is_suspended_and_let_in_again(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = await works(chat, "ann", 1)
    ada = await admin(chat)
    account = public(await chat.account(ann))

    await ada.sends(f"/suspend {account}")
    ada.sees("Write it like this: /suspend <account> <reason>")
    await ada.sends(f"/suspend {account} answers without reading the rows")
    ada.sees(f"ann {account} is suspended and gets no tasks.")
    await ann.taps("spam")
    ann.sees("Your account is paused: answers without reading the rows")
    await ann.sends("/balance")
    ann.sees("0.02")
    await ada.sends(f"/suspend {account} again")
    ada.sees(f"{account} is suspended already.")

    await ada.sends(f"/unsuspend {account}")
    ada.sees(f"ann {account} can work again, and is told so.")
    await ann.sends("/work")
    ann.sees("Is this message spam?")
    await ada.sends(f"/unsuspend {account}")
    ada.sees(f"{account} is not suspended.")
    own = public(await chat.account(ada))
    await ada.sends(f"/suspend {own} just because")
    ada.sees("That is your own account; another admin can suspend it.")
    operator = public(await chat.database.write(lambda tx: accounts.operator(tx, 0)))
    await ada.sends(f"/suspend {operator} it has all the credits")
    ada.sees(f"{operator} is the command line's own account: nobody works with it.")

    audit = await chat.database.read(
        lambda tx: tx.connection.execute("SELECT action, details FROM audit ORDER BY id").fetchall()
    )
    assert [row[0] for row in audit][-2:] == ["account.suspend", "account.unsuspend"]
    assert audit[-2][1] == '{"reason":"answers without reading the rows"}'


async def test_a_project_ends_by_itself_and_says_so_on_its_card(chat: Chat) -> None:
    project = await chat.project(rows=ROWS)
    await works(chat, "ann", 4)
    await works(chat, "bob", 4)
    report = await run_job("sweep", chat.database, chat.terms, chat.clock())
    assert report.text == "projects moved on: 1"
    ada = await admin(chat)
    await ada.sends(f"/progress {public(project)}")
    ada.sees("· finished", "▓▓▓▓▓▓▓▓▓▓ 4 of 4 decided · 8 answers (2 a row)", "Spent 0.16")
    await ada.taps("Open again")
    ada.sees("Everything here is decided already. Import more rows, then open it.")
