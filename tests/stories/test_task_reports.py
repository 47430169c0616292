"""What is wrong with a task: said without blame, set aside at two, decided by who asks for it."""

from pathlib import Path

from bot.schedule import run_job
from domain.ids import public
from services import reputation
from services.task_reports import REASONS
from storage.database import Database
from tests import invariants
from tests.stories.driver import Chat, Person
from tests.stories.test_appeals import hears, words_of

SHOP = """
title = "What is in the picture?"
kind = "moderation"
show = "{{message}}"
reward = "0.10"
answers = { least = 2, most = 2 }
budget = "2.00"

[[question]]
id = "what"
text = "What is it?"
type = "choice"
options = ["cat", "dog"]
"""


async def says(person: Person, reason: str, words: str = "") -> None:
    await person.taps("Something is wrong")
    if person.platform == "telegram":
        await person.taps(REASONS[reason])
        await (person.sends(words) if words else person.taps("Leave it out"))
    else:
        await person.fills(reason=reason, words=words)


async def test_two_who_say_so_set_a_row_aside_until_it_is_decided_about(chat: Chat) -> None:
    project_id = await chat.project(SHOP, rows={"1": "a broken link"})
    rita, ann, ben = (chat.person(name) for name in ("rita", "ann", "ben"))
    await rita.sends("/start")
    await rita.taps("Start earning")
    await chat.becomes(rita, "admin")
    await ann.comes_in()
    ann.sees("a broken link")
    await says(ann, "media")
    ann.sees("costs you nothing", "That was everything")
    assert await hears(chat) == {}
    await ben.comes_in()
    ben.sees("a broken link")
    await says(ben, "forbidden", "It wants my password")
    ben.sees("Thank you")
    told = await hears(chat)
    assert "not allowed" in words_of(told[rita.sender.user])
    cleo = chat.person("cleo")
    await cleo.comes_in()
    cleo.sees("That was everything")
    await invariants.hold(chat.database)
    await rita.sends(f"/project_reports {public(project_id)}")
    rita.sees("set aside", "a broken link", "doesn't load (1)", "“It wants my password”")
    await rita.taps("Put 1 back")
    rita.sees("offered as before", "Nobody says that anything is wrong")
    await invariants.hold(chat.database)
    await cleo.sends("/work")
    cleo.sees("a broken link")
    await ann.sends("/work")
    ann.sees("That was everything")  # it never comes back to who said so
    assert await chat.database.read(lambda tx: reputation.differences(tx)) == []


async def test_a_row_that_is_left_out_costs_nothing_more(chat: Chat) -> None:
    project_id = await chat.project(SHOP, rows={"1": "first", "2": "second"})
    rita = chat.person("rita")
    await rita.sends("/start")
    await rita.taps("Start earning")
    await chat.becomes(rita, "admin")
    dan = chat.person("dan")
    await dan.comes_in()
    await dan.taps("cat")
    for name in ("ann", "ben"):
        person = chat.person(name)
        await person.comes_in()
        await says(person, "unclear")
    await rita.sends(f"/project_reports {public(project_id)}")
    rita.sees("can't be understood")
    reported = next(label for label in rita.buttons if label.startswith("Leave"))
    await rita.taps(reported)
    rita.sees("Left out")
    await rita.presses(rita.button("Back to the project").action)
    rita.sees("1 of 2 decided")
    await invariants.hold(chat.database)


async def test_money_that_went_to_other_rows_has_to_be_there_to_put_one_back(
    sqlite_database: Database, tmp_path: Path
) -> None:
    chat = Chat(sqlite_database, tmp_path)
    toml = SHOP.replace('"2.00"', '"0.20"')
    project_id = await chat.project(toml, rows={"1": "first", "2": "second"})
    rita = chat.person("rita")
    await rita.sends("/start")
    await rita.taps("Start earning")
    await chat.becomes(rita, "admin")
    for name in ("ann", "ben"):
        person = chat.person(name)
        await person.comes_in()
        person.sees("first")
        await says(person, "unclear")
    await run_job("sweep", chat.database, chat.terms, chat.clock())
    cleo = chat.person("cleo")
    await cleo.comes_in()
    cleo.sees("second")
    await cleo.taps("cat")
    await rita.sends(f"/project_reports {public(project_id)}")
    await rita.taps("Put 1 back")
    rita.sees("needed for other rows")
    await invariants.hold(chat.database)
    told = "SELECT COUNT(*) FROM notice WHERE kind = 'reports'"
    count = await chat.database.read(lambda tx: tx.connection.execute(told).fetchone()[0])
    assert count == 1  # whose project it is, once a day
