"""Every kind's example project, from its files to its results: imported, opened, answered by three
people, exported.
"""

import asyncio
import csv
import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot import examples
from bot.exporting import export_now
from bot.importing import import_file
from bot.media.row_files import Keeper
from domain import presets, prohibited
from domain.actions import Action
from domain.errors import Refused
from domain.events import Place
from domain.project_tables import parse
from domain.projects import Project
from domain.questions import Question
from domain.terms import MoneyTerms
from services import projects, work
from services.work import InHand
from storage.database import Database, open_database
from tests.media.files import picture, sound, taken
from tests.stories.driver import Chat, Person

TASKS_MOST = 1  # of each person, who then has the next in hand: five rows are enough for three
_EVENTS = count(1)
_PHOTOS = count(1)
WORDS = "We stopped at the second step, for its words say nothing of what comes next, and went on. "


@pytest.fixture(scope="module")
def database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all kinds: they don't get in each other's way."""
    path = tmp_path_factory.mktemp("examples") / "bitework.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.close_now()


@pytest.fixture
def chat(database: Database, tmp_path: Path) -> Chat:
    chat = Chat(database, tmp_path)
    chat._numbers = _EVENTS  # no event has the id of one in the test before
    return chat


async def brought(chat: Chat, name: str) -> int:
    """Bring an example in and open it, as the lines do that `bitework kinds example` names."""
    folder = chat.folder / name
    files = examples.write(name, folder)
    project_id = await chat.project(files[0].read_text("utf-8"), is_open=False)
    if examples.has_rows(name):
        result = import_file(
            chat.database, project_id, files[1], now_ms=chat.clock(),
            keeper=Keeper(chat.terms), files=folder if len(files) > 2 else None,
        )  # fmt: skip
        assert not result.bad
        assert 5 <= result.imported <= 12
    ada = chat.person("ada", "web")
    await ada.sends("/start")
    if not ada.view or "Start earning" in ada.buttons:
        await ada.comes_in()
    await chat.becomes(ada, "admin")
    await ada.presses(Action("open", project_id))
    ada.sees("✓ Open.")
    return project_id


async def hand_of(chat: Chat, person: Person) -> InHand | None:
    account_id = await chat.account(person)
    return await chat.database.read(lambda tx: work.current(tx, account_id))


async def answers(person: Person, hand: InHand) -> None:
    """Answer the open question as somebody would who has little time."""
    question = hand.question
    match question.type:
        case "photo":
            await person.sends_file("photo.jpg", photo(hand), kind="file")
        case "audio":
            await person.sends_file("voice.wav", sound(2.0), kind="audio")
        case "place":
            latitude, longitude = (float(part) for part in question.near.split(","))
            await person.does(
                Place(
                    id=person.chat.event_id(), sender=person.sender, at_ms=person.chat.clock(),
                    latitude=latitude, longitude=longitude, accuracy_m=10.0,
                )
            )  # fmt: skip
        case _:
            await person.sends(typed(question, hand))


def photo(hand: InHand) -> bytes:
    """Another picture each time, taken a quarter of an hour ago."""
    number = next(_PHOTOS)
    if hand.question.unique:
        return picture("JPEG", seed=number)
    return taken("2026:01:01 09:45:00", "+00:00", size=(200 + 8 * number, 160))


def typed(question: Question, hand: InHand) -> str:
    match question.type:
        case "choice" | "choices":
            return question.options[0]
        case "yes_no":
            return "no" if question.id == "works" else "yes"
        case "compare":
            return "A"
        case "scale" | "number":
            return "2"
        case "date":
            return "2026-03-02"
        case "money":
            return f"4.20 {question.currency}"
        case "link":
            return "https://example.org/where-it-stands"
        case "boxes":
            return "60 80 56 52\n220 60 56 52"
        case "spans":
            return "-" if "breeze" not in str(hand.data) else "wind: breeze"
        case _:
            return (WORDS * 8)[: max(60, int(question.least or 0) + 10)].strip()


@pytest.mark.parametrize("name", presets.NAMES)
async def test_an_example_from_its_files_to_its_results(chat: Chat, name: str) -> None:
    project_id = await brought(chat, name)
    project = parse(examples.project(name), chat.terms.money)
    handed = 0
    try:
        for who in ("ann", "bob", "cem"):
            person = chat.person(f"{who} of {name}")
            await person.comes_in()
            await begins(person, project, project_id)
            handed += await works(chat, person, project_id)
        check(await asyncio.to_thread(exported, chat, project_id), project, handed)
    finally:  # the people of the next one come for that one alone
        await chat.database.write(lambda tx: projects.close(tx, project_id, chat.clock()))


async def begins(person: Person, project: Project, project_id: int) -> None:
    """Get to the first task as somebody does: a visit is chosen, a licence agreed to."""
    if project.at:
        await person.sends("/near 52.52, 13.40")
        assert person.view is not None
        await person.presses(person.view.choices[0][0].action)
        await person.taps("Take it")
        return
    await person.presses(Action("work", project_id))
    if project.licence:
        await person.taps("I agree")


async def works(chat: Chat, person: Person, project_id: int) -> int:
    """Do a few tasks of a project; gives how many were handed in."""
    begun: set[int] = set()
    while (hand := await hand_of(chat, person)) is not None and hand.project_id == project_id:
        begun.add(hand.assignment_id)
        if len(begun) > TASKS_MOST:
            break
        chat.clock.passes(seconds=8)
        position, asked = hand.position, hand.question
        await answers(person, hand)
        after = await hand_of(chat, person)
        went_on = after is None or (after.assignment_id, after.position) != (
            hand.assignment_id, position,
        )  # fmt: skip
        assert went_on, f"{asked.id} ({asked.type}) is asked still:\n{person.text}"
    assert begun, person.text
    return min(len(begun), TASKS_MOST)


def exported(chat: Chat, project_id: int) -> list[dict[str, str]]:
    out = io.BytesIO()
    export_now(chat.database, project_id, "answers", "csv", out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


def check(lines: list[dict[str, str]], project: Project, handed: int) -> None:
    """Every answer of every person is there, and every question was answered by somebody."""
    assert handed >= 3
    assert len({line["worker"] for line in lines}) == 3
    answered = {line["question"] for line in lines if line["answer"]}
    always = {question.id for question in project.questions if question.required}
    assert always - answered <= {q.id for q in project.questions if q.show_if is not None}
    assert len([line for line in lines if line["question"] == project.questions[0].id]) == handed


@pytest.mark.parametrize("name", presets.NAMES)
def test_an_example_is_sound(name: str) -> None:
    project = parse(examples.project(name), MoneyTerms())
    assert project.kind == name
    assert prohibited.findings(project) == ()
    assert examples.has_rows(name) is not project.is_survey


def test_an_example_takes_no_file_s_place(tmp_path: Path) -> None:
    written = examples.write("image_boxes", tmp_path / "new" / "folder")
    assert [path.name for path in written[:3]] == ["project.toml", "rows.csv", "table-1.png"]
    again = examples.write("image_boxes", tmp_path / "again")
    assert [p.read_bytes() for p in written] == [p.read_bytes() for p in again]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "rows.csv").write_text("id\n", "utf-8")
    with pytest.raises(Refused, match="is there already, and stays"):
        examples.write("image_boxes", tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["rows.csv"]
