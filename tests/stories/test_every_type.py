"""Every type of question in Telegram and in Discord: answered by its widget, and by typing."""

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from bot.canvas_links import CanvasLinks
from domain.actions import Action
from domain.questions import QuestionType
from storage.database import open_database
from tests.marking import PUBLIC_URL, init_data, page, token_of
from tests.simulators.discord.state import walk
from tests.stories.discord import DiscordChat, DiscordPerson
from tests.stories.driver import Person
from tests.stories.every_type import (
    CASES,
    Case,
    Day,
    Here,
    Mark,
    Send,
    Step,
    Tap,
    Write,
    given,
)
from tests.stories.simulated import SimulatedChat
from tests.stories.telegram import TelegramChat, TelegramPerson
from tests.web.conftest import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
PLATFORMS = {"telegram": TelegramChat, "discord": DiscordChat}
PAGES_MAX = 12
NEXT = "›"


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=PLATFORMS)
async def chat(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[SimulatedChat]:
    """One bot for all types, with two people who have come in."""
    folder = tmp_path_factory.mktemp("every_type")
    shutil.copyfile(sqlite_template, folder / "bitework.db")
    database = open_database(f"sqlite:///{folder}/bitework.db")
    async with PLATFORMS[request.param].opened(database, folder) as opened:
        opened.terms.pages["canvas"] = CanvasLinks(opened.keys, PUBLIC_URL)
        for name in ("ann", "ben"):
            await opened.person(name).comes_in()
        yield opened
    await database.close()


@pytest.mark.asyncio(loop_scope="function")
async def test_every_type_has_a_case() -> None:
    asked = {case.settings.partition('"')[2].partition('"')[0] for case in CASES}
    assert asked == set(get_args(QuestionType))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_same_answer_by_widget_and_by_typing(chat: SimulatedChat, case: Case) -> None:
    project_id = await chat.project(case.toml)
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.presses(Action("work", project_id))
    ann.sees("What is it?")
    for step in case.by_widget:
        await does(chat, ann, step)
    ann.sees("✓", "+0.10")
    await ben.presses(Action("work", project_id))
    await ben.sends(case.wrong)
    ben.sees(case.said, "What is it?")
    assert len(await given(chat, project_id)) == 1
    await (does(chat, ben, case.typed) if isinstance(case.typed, Send) else ben.sends(case.typed))
    ben.sees("✓", "+0.10")
    both = await given(chat, project_id)
    assert len(both) == 2
    assert all(case.is_value(one) for one in both), both


async def does(chat: SimulatedChat, person: Person, step: Step) -> None:
    """Do one step of an answer, as the platform's app lets one do it."""
    match step:
        case Tap(label):
            await person.taps(await found(person, label))
        case Day():
            await person.taps(step.label)
        case Write(words):
            await writes(person, words)
        case Send(name, data, kind):
            await person.sends_file(name, data, kind=kind)  # type: ignore[arg-type]
        case Here(latitude, longitude):
            await shares(person, latitude, longitude)
        case Mark():
            await marks(chat, person, step)


async def found(person: Person, label: str) -> str:
    """Turn pages until a button is there; gives its label, which may have been cut."""
    for _ in range(PAGES_MAX):
        shown = [one for one in person.buttons if _means(one, label)]
        turns = [one for one in person.buttons if one.endswith(NEXT)]
        if shown or not turns:
            return shown[0] if shown else label
        await person.taps(turns[0])
    return label


def _means(shown: str, label: str) -> bool:
    return shown == label or (shown.endswith("…") and label.startswith(shown[:-1]) and " " in shown)


async def writes(person: Person, words: str) -> None:
    """Write into the platform's field: a form in Discord, a message in Telegram."""
    if not isinstance(person, DiscordPerson):
        await person.sends(words)
        return
    await person.taps("Answer")
    assert person.phone.modal is not None
    await person.fills(q0=words)


async def shares(person: Person, latitude: float, longitude: float) -> None:
    if isinstance(person, TelegramPerson):
        await person.shares(latitude, longitude)
    else:  # Discord has no such thing
        await writes(person, f"{latitude}, {longitude}")


async def marks(chat: SimulatedChat, person: Person, step: Mark) -> None:
    """Open the page behind the button, and send from there what was marked."""
    links = chat.terms.pages["canvas"]
    assert isinstance(links, CanvasLinks)
    assert isinstance(person, TelegramPerson | DiscordPerson)
    serve = {chat.platform: chat.bot.serve}
    body: dict[str, object] = {}
    if isinstance(person, TelegramPerson):
        button = person.phone.message().button(step.button)
        assert button is not None
        url = button["web_app"]["url"]
        age_s = round(time.time() - chat.clock() / 1000)
        body["init_data"] = init_data(person.phone.user.id, chat.simulator.token, age_s=age_s)
    else:
        components = walk(person.phone.message().components)
        url = next(one["url"] for one in components if one.get("label") == step.button)
    proof = {"bot_token": chat.simulator.token} if chat.platform == "telegram" else {}
    client = page(chat.database, chat.terms, links, serve, clock=chat.clock, **proof)
    async with client:
        body["token"] = token_of(url)
        sheet = (await client.post("/canvas/open", json=body)).json()
        sending = {"token": sheet["token"], "id": new_id(), "marks": step.marks}
        async def send() -> None:
            answer = await client.post("/canvas/send", json=sending)
            assert answer.status_code == 200, answer.text

        await person.after(send())
