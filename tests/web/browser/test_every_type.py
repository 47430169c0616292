"""Every type of question in Chromium: answered by its widget on the page, and by typing."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from storage.database import open_database
from tests.marking import PICTURE_URL, picture
from tests.stories.driver import Chat
from tests.stories.every_type import CASES, Case, Day, Here, Mark, Send, Step, Tap, Write, given
from tests.web.browser.test_canvas import Marker
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]
PLACE = """
([start, end]) => {
  const range = document.createRange();
  const text = document.createTreeWalker(document.querySelector(".text"), 4).nextNode();
  range.setStart(text, start);
  range.setEnd(text, end);
  const box = range.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}
"""
WINDOW: dict[str, Any] = {"viewport": {"width": 800, "height": 800}, "reduced_motion": "reduce"}
TWO, WAIT_MS = ("ann", "ben"), 6000


@pytest_asyncio.fixture(loop_scope="package", scope="module")
async def site(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """One server for all types."""
    folder = tmp_path_factory.mktemp("every_type")
    shutil.copyfile(sqlite_template, folder / "bitework.db")
    database = open_database(f"sqlite:///{folder}/bitework.db")
    site = Site(database, Chat(database, folder))
    await site.starts()
    yield site
    await site.stops()
    await database.close()


@pytest_asyncio.fixture(loop_scope="package", scope="module")
async def people(browser: "Browser", site: Site) -> "AsyncIterator[dict[str, Marker]]":
    """Two people who have come in, each in a window of their own."""
    contexts: list[BrowserContext] = []
    found = {}
    for name in TWO:
        context = await browser.new_context(**WINDOW, permissions=["geolocation"])
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        await context.route(
            PICTURE_URL, lambda route: route.fulfill(body=picture(), content_type="image/png")
        )
        found[name] = Marker(await context.new_page())
        await found[name].comes_in(site.base)
        await found[name].sees("That was everything")
    yield found
    for context in contexts:
        await context.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_same_answer_by_widget_and_by_typing(
    site: Site, people: dict[str, Marker], case: Case, tmp_path: Path
) -> None:
    project_id = await site.stories.project(case.toml)
    ann, ben = people["ann"], people["ben"]
    await begins(ann)
    for step in case.by_widget:
        await does(ann, step, tmp_path)
    await ann.sees("✓")
    await begins(ben)
    await ben.types(case.wrong)
    await ben.sees(case.said)
    await ben.sees("What is it?")
    assert len(await given(site.stories, project_id)) == 1
    if isinstance(case.typed, Send):
        await does(ben, case.typed, tmp_path)
    else:
        await ben.types(case.typed)
    await ben.sees("✓")
    both = await given(site.stories, project_id)
    assert len(both) == 2
    assert all(case.is_value(one) for one in both), both
    assert ann.troubles == ben.troubles == []


async def begins(person: Marker) -> None:
    await person.types("/work")
    await person.sees("What is it?")


async def does(person: Marker, step: Step, folder: Path) -> None:
    """Do one step of an answer, with what is on the page."""
    match step:
        case Tap(label):
            async with person.page.expect_response("**/event"):
                await person.taps(label)
        case Day(date):
            await person.latest.get_by_label("Date").fill(date)
            await person.latest.locator(".asked").get_by_role("button", name="Send").click()
        case Write(words):
            await person.types(words)
        case Send(name, data):
            (folder / name).write_bytes(data)
            await person.page.locator("#file").set_input_files(folder / name)
        case Here(latitude, longitude):
            there: Any = {"latitude": latitude, "longitude": longitude, "accuracy": 12}
            await person.page.context.set_geolocation(there)
            await person.taps("Share my location")
        case Mark():
            await marks(person, step)


async def marks(person: Marker, step: Mark) -> None:
    """Draw on the page that opens, and send it."""
    await person.taps(step.button)
    is_text = "start" in step.marks[0]
    await person.page.locator(".text" if is_text else ".stage.there").wait_for()
    for mark in step.marks:
        if is_text:
            place = await person.page.evaluate(PLACE, [mark["start"], mark["end"]])
            await person.page.mouse.click(*place)
        elif "width" in mark:
            x, y = mark["x"], mark["y"]
            await person.drags((x, y), (x + mark["width"], y + mark["height"]))
        else:
            await person.page.mouse.click(*await person.place(mark["x"] + 0.5, mark["y"] + 0.5))
    await person.uses("Send")
    await person.editor.wait_for(state="detached")
