"""Marking on a page of ours that a link leads to in Discord, and where the answer goes."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.canvas_links import OPEN_SECONDS, CanvasLinks
from bot.dispatch import system_clock
from bot.platforms.discord import places
from tests.discord.conftest import Running, comes_in
from tests.keys import operator_keys
from tests.marking import PUBLIC_URL, page, project, rows, token_of
from tests.simulators.discord import Person, Simulator
from tests.simulators.discord.state import walk
from tests.stories.driver import Chat

ID = "0mb2k1x9q-7f3k2m9a"
ANSWER = [{"start": 0, "end": 12, "label": "PER"}]


@pytest.fixture
def links(bot: Running, tmp_path: Path) -> CanvasLinks:
    made = CanvasLinks(operator_keys(tmp_path), PUBLIC_URL)
    bot.terms.pages["canvas"] = made
    return made


@pytest.fixture
def browser(bot: Running, links: CanvasLinks) -> httpx.AsyncClient:
    assert bot.discord is not None
    return page(bot.database, bot.terms, links, {"discord": bot.discord.serve})


async def button(ann: Person, where: Any = None) -> dict[str, Any]:
    """The link in the task's message."""
    await ann.sees("Use the button", where=where)
    components = ann.message(where).components
    return next(one for one in walk(components) if one.get("label") == "Mark the words")


async def marks(browser: httpx.AsyncClient, url: str, event_id: str = ID) -> httpx.Response:
    """Open the page, and send what was marked."""
    sheet = (await browser.post("/canvas/open", json={"token": token_of(url)})).json()
    sending = {"token": sheet["token"], "id": event_id, "marks": ANSWER}
    return await browser.post("/canvas/send", json=sending)


async def test_a_link_leads_to_the_page_and_the_message_goes_on(
    sim: Simulator, bot: Running, chat: Chat, browser: httpx.AsyncClient
) -> None:
    await chat.project(project("spans", labels=["PER", "ORG"]), csv=rows())
    ann = sim.person("ann")
    await comes_in(ann)
    link = await button(ann)
    assert link["style"] == 5 and link["url"].startswith(f"{PUBLIC_URL}/canvas?t=o.")
    count = len(ann.messages())
    assert (await marks(browser, link["url"])).status_code == 200
    await ann.sees("✓ PER: Ada Lovelace", "+0.02")
    assert len(ann.messages()) == count
    assert (await button(ann))["url"] != link["url"], "the next task has a link of its own"


async def test_in_a_server_what_one_person_sees_is_changed_and_later_told_directly(
    sim: Simulator,
    bot: Running,
    chat: Chat,
    browser: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await chat.project(project("spans", labels=["PER"]), csv=rows())
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann)
    await ann.sends("/work", where=general)
    link = await button(ann, general)
    assert (await marks(browser, link["url"])).status_code == 200
    await ann.sees("✓ PER: Ada Lovelace", where=general)
    link = await button(ann, general)
    monkeypatch.setattr(places, "TOKEN_SECONDS", 0.0)
    assert (await marks(browser, link["url"], ID + "2")).status_code == 200
    await ann.sees("✓ PER: Ada Lovelace", "today 2 tasks")


async def test_after_a_restart_the_answer_is_a_direct_message(
    sim: Simulator, bot: Running, chat: Chat, links: CanvasLinks
) -> None:
    await chat.project(project("spans", labels=["PER"]), csv=rows())
    ann = sim.person("ann")
    await comes_in(ann)
    link = await button(ann)
    await bot.stop()
    discord = await bot.start()
    await bot.is_up()
    later = page(bot.database, bot.terms, links, {"discord": discord.serve})
    count = len(ann.messages())
    assert (await marks(later, link["url"])).status_code == 200
    await ann.sees("✓ PER: Ada Lovelace")
    assert len(ann.messages()) == count + 1


async def test_an_old_link_says_what_to_do(
    sim: Simulator, bot: Running, chat: Chat, links: CanvasLinks
) -> None:
    await chat.project(project("spans", labels=["PER"]), csv=rows())
    ann = sim.person("ann")
    await comes_in(ann)
    token = token_of((await button(ann))["url"])
    assert bot.discord is not None

    def later() -> int:
        return system_clock() + OPEN_SECONDS * 1000 + 1000

    serve = {"discord": bot.discord.serve}
    async with page(bot.database, bot.terms, links, serve, clock=later) as browser:
        answer = await browser.post("/canvas/open", json={"token": token})
    assert answer.status_code == 403
    assert answer.json()["error"] == (
        "This link is too old. Go back to the chat and write /work: it shows the task with a "
        "fresh one."
    )
