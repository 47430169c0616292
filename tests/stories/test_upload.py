"""Rows sent to the bot as a file: which project, how far, what is wrong, what came in."""

import asyncio
import csv
import io

from bot import uploads as bringing
from domain.actions import Action
from domain.ids import public
from domain.views import Progress, View
from services import projects
from tests.stories.driver import SPAM, Chat, Person

GOOD = "id,message\n" + "".join(f"{n},Message {n}\n" for n in range(1, 6))
MIXED = (
    "id,message,gold:verdict\n"
    "1,Call now,\n"
    "2,,\n"
    "3,Hello\n"
    "4,Win a prize,scam\n"
    "5,See you at eight,ham\n"
)
ZIP = b"PK\x03\x04" + b"\0" * 200


async def admin(chat: Chat, platform: str = "telegram") -> Person:
    ada = chat.person("ada", platform)
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    return ada


def mistakes(ada: Person) -> list[list[str]]:
    """Read the file with the mistakes that somebody got."""
    return list(csv.reader(io.StringIO(ada.attached("mistakes.csv"), newline="")))


async def rows_of(chat: Chat, project_id: int) -> int:
    return (await chat.database.read(lambda tx: projects.find(tx, project_id))).places


async def test_a_file_goes_into_the_project_that_is_chosen(chat: Chat) -> None:
    first = await chat.project(is_open=False)
    other = await chat.project(SPAM.replace("Is this message spam?", "Another"), is_open=False)
    ada = await admin(chat)
    await ada.sends_file("messages.csv", GOOD)
    ada.sees("Which project are these rows for?", "messages.csv")
    assert ada.buttons == [
        f"Another · draft · {public(other)}",
        f"Is this message spam? · draft · {public(first)}",
        "Cancel",
    ]
    await ada.taps(f"Is this message spam? · draft · {public(first)}")
    ada.sees("✓ 5 rows imported", "5 rows in all. They cost 0.50 at most; the budget is 250.00.")
    assert await rows_of(chat, first) == 5
    assert await rows_of(chat, other) == 0
    assert ada.buttons == ["Open", "Back to the project"]
    await ada.sends("Open")
    ada.sees("✓ Open. 0.50 held now.")


async def test_a_caption_names_the_project(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("messages.csv", GOOD, f"rows for {public(project_id)}")
    ada.sees("✓ 5 rows imported")
    await ada.sends_file("messages.csv", GOOD, public(project_id).lower())
    ada.sees("5 were there already")
    await ada.sends_file("messages.csv", GOOD, "for my project, please")
    ada.sees("“please” is not an id: they look like 7KQ2M.")
    assert await rows_of(chat, project_id) == 5


async def test_a_form_with_a_file_is_asked_where_there_is_no_such_form(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    for name, platform in (("ada", "telegram"), ("bea", "web")):
        ada = chat.person(name, platform)
        await ada.comes_in()
        await chat.becomes(ada, "admin")
        await ada.presses(Action("upload", project_id))
        ada.sees("Rows for Is this message spam?", "The file with the rows", "up to")
        await ada.sends("here it is")
        ada.sees("This one is a file: send it here as one.")
        await ada.sends_file("rows.xlsx", ZIP)
        ada.sees("rows.xlsx is a spreadsheet or an archive", "The file with the rows")
        await ada.sends_file("messages.csv", GOOD)
        ada.sees("5 rows imported" if name == "ada" else "5 were there already")
    assert await rows_of(chat, project_id) == 5


async def test_the_button_of_a_draft_asks_for_its_rows(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.presses(Action("project", project_id))
    await ada.taps("Import rows")
    ada.sees("Send me the rows as a CSV file, up to 20 MB", "id,message")
    await ada.sends_file("messages.csv", GOOD)
    ada.sees("✓ 5 rows imported")


async def test_mistakes_are_shown_and_the_others_can_be_imported(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("messages.csv", MIXED, public(project_id))
    ada.sees(
        "3 of 5 rows can't be used, so nothing was imported yet:",
        "line 3, column message: empty",
        "line 4: 2 columns where the header has 3",
        "line 5, column gold:verdict: ",
    )
    assert await rows_of(chat, project_id) == 0
    found = mistakes(ada)
    assert found[0] == ["line", "column", "what"]
    assert [row[:2] for row in found[1:]] == [["3", "message"], ["4", ""], ["5", "gold:verdict"]]
    assert ada.buttons == ["Import the other 2", "Cancel"]
    await ada.sends("import the other 2")
    ada.sees("✓ 2 rows imported · 3 left out")
    assert await rows_of(chat, project_id) == 2


async def test_a_file_with_mistakes_is_given_up(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("messages.csv", MIXED, public(project_id))
    others = ada.button("Import the other 2")
    await ada.taps("Cancel")
    ada.sees("Nothing was imported from messages.csv.")
    await ada.presses(others.action)
    ada.sees("I don't have that file at hand any more. Send it once more.")
    assert await rows_of(chat, project_id) == 0


async def test_old_buttons_speak_of_the_file_they_were_made_for(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("first.csv", MIXED, public(project_id))
    others = ada.button("Import the other 2")
    chat.clock.passes(seconds=1)
    await ada.sends_file("second.csv", GOOD)
    await ada.presses(others.action)
    ada.sees("I don't have that file at hand any more.")


async def test_what_is_no_file_of_rows_has_its_answer(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("", b"", kind="photo")
    ada.sees("Rows come as a file: save the table as CSV (UTF-8)")
    await ada.sends_file("rows.xlsx", ZIP)
    ada.sees("rows.xlsx is a spreadsheet or an archive. Save the sheet as CSV (UTF-8)")
    await ada.sends_file("rows.docx", ZIP)
    ada.sees("whose name ends with .csv or .jsonl")
    await ada.sends_file("rows.csv", b"", size_bytes=25_000_000)
    ada.sees("That file has 25 MB, and I can fetch 20 MB at most. Send it in parts")
    await ada.sends_file("rows.csv", ZIP, public(project_id))
    ada.sees("rows.csv cannot be read as rows:", "it is a spreadsheet or an archive")
    await ada.sends_file("rows.csv", "name,message\n1,2\n", public(project_id))
    ada.sees("The columns cannot be used yet:", "there is no column “id”")
    await ada.sends_file("../../\u202erows .csv", b"id,message\n", public(project_id))
    ada.sees("rows .csv has a header and no rows.")
    assert ada.buttons == ["Back to the project"]


async def test_jsonl_comes_in_as_well(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("r.jsonl", '{"id": 1, "message": "مرحبا"}\n', public(project_id))
    ada.sees("✓ 1 row imported")


async def test_what_the_platform_lost_is_asked_for_again(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.sends_file("messages.csv", MIXED, public(project_id))
    await chat.loses_files()
    await ada.taps("Import the other 2")
    ada.sees("The file could not be fetched. Send it once more.")


async def test_a_closed_project_takes_no_rows(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat)
    await ada.presses(Action("close", project_id, "yes"))
    await ada.sends_file("messages.csv", GOOD)
    ada.sees("There is no project yet that could take rows. /project_new makes one.")
    await ada.sends_file("messages.csv", GOOD, public(project_id))
    ada.sees(f"Project {public(project_id)} is closed and takes no more rows.")


async def test_only_whoever_has_projects_sends_files(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ann = chat.person("ann", "telegram")
    await ann.sends_file("messages.csv", GOOD)
    ann.sees("small paid tasks, right here in chat")
    await ann.comes_in()
    await ann.sends_file("messages.csv", GOOD, public(project_id))
    ann.sees("I can't read that here. /help shows what I understand.")
    await chat.becomes(ann, "requester")
    await ann.sends_file("messages.csv", GOOD, public(project_id))
    ann.sees("That project belongs to somebody else.")
    await ann.sends_file("messages.csv", GOOD)
    ann.sees("There is no project yet that could take rows.")


async def test_how_far_it_is_can_be_seen(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat, "web")
    chat.uploads = bringing.Uploads(
        chat.database, chat.terms, clock=chat.clock, edit_seconds=0.005
    )
    many = "id,message\n" + "".join(f"{n},{'Message ' * 20}\n" for n in range(20_000))
    await ada.sends_file("messages.csv", many, public(project_id))
    ada.sees("✓ 20,000 rows imported")
    bars = [text for text in ada.screen if "Reading messages.csv …" in text]
    assert len(bars) > 2
    assert len(set(bars)) > 1


async def test_a_stop_in_the_middle_leaves_nothing_behind(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat, "web")
    many = "id,message\n" + "".join(f"{n},{'Message ' * 20}\n" for n in range(40_000))
    shown: list[View] = []
    began = asyncio.Event()

    async def show(view: View) -> None:
        shown.append(view)
        began.set()

    ada.gets = show  # type: ignore[method-assign]
    chat.uploads = bringing.Uploads(
        chat.database, chat.terms, clock=chat.clock, edit_seconds=0.005
    )
    sending = asyncio.create_task(ada.sends_file("m.csv", many, public(project_id)))
    await began.wait()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    assert all(isinstance(view.blocks[1], Progress) for view in shown)
    for _ in range(200):
        claim = chat.database.claim(f"import-{project_id}")
        if claim is not None:
            claim.release()
            break
        await asyncio.sleep(0.05)
    assert await rows_of(chat, project_id) == 0
    del ada.gets
    await ada.sends_file("m.csv", GOOD, public(project_id))
    ada.sees("✓ 5 rows imported")


async def test_what_a_killed_process_left_can_be_started_over(chat: Chat) -> None:
    project_id = await chat.project(is_open=False)
    ada = await admin(chat, "web")
    kept = chat.uploads.bring
    chat.uploads.bring = _killed  # type: ignore[method-assign, assignment]
    await ada.sends_file("messages.csv", GOOD, public(project_id))
    ada.sees("Reading messages.csv …")
    chat.uploads.bring = kept  # type: ignore[method-assign]
    await ada.taps("Start over")
    ada.sees("✓ 5 rows imported")


async def _killed(*_: object) -> None:
    """What a process does that is killed: nothing more."""
