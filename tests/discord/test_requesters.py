"""Requesters in Discord: projects by forms, rows by attachment, live cards, results as files."""

import re

import pytest

from bot import live
from domain.actions import Action, encode
from domain.ids import internal, public
from services import projects
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Person, Simulator, Upload
from tests.stories.driver import Chat

ROWS = "id,message\n" + "".join(f"m{n},Row {n}\n" for n in range(5))


async def requester(sim: Simulator, chat: Chat) -> Person:
    rita = sim.person("rita")
    await rita.is_answered(await rita.sends("/start"))
    await rita.is_answered(await rita.presses("Start earning"))
    await chat.becomes(chat.person(str(rita.id), "discord"), "admin")
    return rita


async def test_a_project_from_the_form_to_its_results(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    rita = await requester(sim, chat)
    general = sim.guild("cats", moderators=(rita,)).channel("general")
    await rita.sends("/project new", where=general)
    await rita.sees("What should people do?", where=general)
    await rita.presses("Sort and judge", where=general)
    await rita.sees("Put each text into one of your categories.", where=general)
    await rita.presses("Categorisation", where=general)
    form = await rita.sees_form("New project: Categorisation", "The answers to choose from")
    assert [one["component"]["type"] for one in form["components"]] == [4, 4, 4, 4]
    await rita.fills(title="Is this spam?", options="ham, spam", reward="0.01", budget="never")
    await rita.sees("Budget in credits", where=general)  # says what is wrong with it
    await rita.presses("New project: Categorisation", where=general)
    await rita.sees_form("Budget in credits")
    await rita.fills(budget="0.00")
    await rita.sees("Budget in credits", where=general)
    await rita.sends("/project new", kind="poll", where=general)
    await rita.sees_form("New project: Poll", "How many people to ask")
    assert general.messages == []


async def test_rows_by_attachment_with_mistakes_and_results_as_files(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    number = await chat.project(is_open=False)
    rita = await requester(sim, chat)
    general = sim.guild("cats", moderators=(rita,)).channel("general")
    [name] = await rita.types_ahead("/project import", where=general, project="spam")
    project = name.rpartition(" ")[2]
    assert internal(project) == number
    await rita.sends("/project import", where=general, project=project)
    await rita.finds("Upload rows takes the file there", where=general)
    bad = ROWS + "m9,\n"
    await rita.sends(
        "/project import", where=general, project=project, file=Upload("rows.csv", bad.encode())
    )
    await rita.finds("1 of 6 rows can't be used", where=general)
    await rita.finds("mistakes.csv", where=general)
    await rita.presses("Import the other 5", where=general)
    await rita.finds("5 rows imported", where=general)
    await rita.sends(f"/project open {project}", where=general)
    await rita.finds("Open", where=general)
    await rita.sends(f"/project results {project}", where=general)
    assert general.messages == []  # all of it for one person alone
    found = [m for m in rita.messages(general) if m.attachments]
    assert found
    assert "line,column,what" in sim.world.files.data(found[0].attachments[0]).decode()


@pytest.mark.parametrize("is_direct", [False, True])
async def test_rows_by_the_form_of_a_button(
    sim: Simulator, bot: Running, chat: Chat, is_direct: bool
) -> None:
    number = await chat.project(is_open=False)
    rita = await requester(sim, chat)
    general = sim.guild("cats", moderators=(rita,)).channel("general")
    where = None if is_direct else general
    await rita.sends("/project import", where=where, project=public(number))
    await rita.presses("Upload rows", where=where)
    form = await rita.sees_form("Rows for Is this message spam?", "The file with the rows")
    assert [one["component"]["type"] for one in form["components"]] == [19]
    await rita.fills(rows=Upload("rows.xlsx", b"PK"))
    await rita.sees("rows.xlsx is a spreadsheet or an archive", where=where)
    await rita.sends("/project import", where=where, project=public(number))
    await rita.presses("Upload rows", where=where)
    await rita.fills(rows=Upload("rows.csv", ROWS.encode()))
    await rita.finds("5 rows imported", where=where)
    assert general.messages == []


async def test_a_form_without_its_file_or_with_another_one(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    """What the app would not send: no file, an id of none, a file that is said to be too large."""
    number = await chat.project(is_open=False)
    rita = await requester(sim, chat)
    await rita.sends("/project import", project=public(number))
    for values in ([], ["7"], ["x" * 5000]):
        await rita.presses("Upload rows")
        component = {"type": 19, "custom_id": "rows", "values": values}
        form = {
            "custom_id": encode(Action("upload", number)),
            "components": [{"type": 18, "component": component}],
        }
        rita.closes_the_form()
        await rita.is_answered(sim.world.interact(5, rita.user, rita.chat, form))
        await rita.finds("No file came with that. Press Upload rows and choose one.")
        await rita.sends("/project import", project=public(number))
    await rita.presses("Upload rows")
    await rita.fills(rows=Upload("rows.csv", b"id,text", size=26_000_000))
    await rita.finds("I can fetch 25 MB at most")
    places = (await chat.database.read(lambda tx: projects.find(tx, number))).places
    assert places == 0


async def test_a_file_in_direct_messages_is_asked_about(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(is_open=False)
    rita = await requester(sim, chat)
    upload = sim.world.files.store(Upload("rows.csv", ROWS.encode()), rita.chat.id)
    message = sim.world.add_message(rita.chat, rita.user, attachments=[upload])
    sim.world.announce(message, "MESSAGE_CREATE")
    asked = await rita.sees("Which project are these rows for?")
    await rita.presses(asked.buttons[0])
    await rita.finds("5 rows imported")


async def test_a_progress_card_is_kept_up_to_date(
    sim: Simulator, bot: Running, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY_SECONDS", 0.1)
    await bot.stop()
    await bot.start()
    await bot.is_up()
    number = await chat.project(rows={"a": "Call now"})
    rita, ann = await requester(sim, chat), sim.person("ann")
    general = sim.guild("cats", members=(ann,), moderators=(rita,)).channel("general")
    [name] = await rita.types_ahead("/project progress", where=general, project="spam")
    assert internal(name.rpartition(" ")[2]) == number
    await rita.sends("/project progress", where=general, project=name.rpartition(" ")[2])
    card = await rita.sees("0 of 1 decided", where=general)
    await comes_in(ann, general)
    await ann.presses("ham", where=general)
    await ann.sees("✓ ham", where=general)
    seen = await rita.sees("1 answer", where=general)
    assert seen is card
    assert re.search(r"▓|░", seen.text)


async def test_results_are_files_for_whoever_asked(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows={"a": "Call now"})
    rita = await requester(sim, chat)
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,), moderators=(rita,)).channel("general")
    await comes_in(ann, general)
    await ann.is_answered(await ann.presses("spam", where=general))
    [name] = await rita.types_ahead("/project results", where=general, project="spam")
    await rita.sends("/project results", where=general, project=name.rpartition(" ")[2])

    def texts() -> list[str]:
        files = [file for m in rita.messages(general) for file in m.attachments]
        return [sim.world.files.data(file).decode() for file in files]

    assert await sim.world.until(lambda: any("Call now" in text for text in texts()), 5), texts()
    assert general.messages == []


async def test_a_card_outlives_its_interaction(
    sim: Simulator, bot: Running, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 15 minutes an interaction's answer can't be changed: a fresh message goes on."""
    monkeypatch.setattr(live, "EVERY_SECONDS", 0.1)
    await bot.stop()
    await bot.start()
    await bot.is_up()
    await chat.project(rows={"a": "Call now"})
    rita, ann = await requester(sim, chat), sim.person("ann")
    [name] = await rita.types_ahead("/project progress", project="spam")
    await rita.sends("/project progress", project=name.rpartition(" ")[2])
    card = await rita.sees("0 of 1 decided")
    sim.passes(16 * 60)
    await comes_in(ann)
    await ann.presses("ham")
    assert await rita.sees("1 answer") is not card


async def test_values_with_spaces_stay_in_their_options(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    number = await chat.project(rows={"1": "Ok lar"})
    rita = await requester(sim, chat)
    person = (await rita.types_ahead("/reward grant", person="rita"))[0].rpartition(" ")[2]
    await rita.sends("/reward grant", person=person, amount="1 x 000", reason="thank you")
    await rita.finds("“1 x 000” is no amount that can be booked here.")
    await rita.sends("/reward grant", person="Rita Smith", amount="1", reason="thank you")
    await rita.finds("“Rita Smith” is not an id")
    await rita.sends("/project progress", project="Is this spam?")
    await rita.finds("“Is this spam?” is not an id")
    await rita.sends("/settings", what="quiet", value="22:30 - 07:15")
    await rita.finds("Quiet hours: 22:30–07:15")
    await rita.sends("/settings", value="Lisbon")  # of nothing: what there is
    await rita.finds("Your settings")
    general = sim.guild("cats", moderators=(rita,)).channel("general")
    await rita.sends("/board", where=general, project=public(number), thread="thread")
    await rita.finds("The board comes in a moment.", where=general)
