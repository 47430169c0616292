"""Marking in Chromium: by mouse, by touch, by the keyboard alone; on a desktop and on a phone."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.marking import PICTURE_URL, TEXT, picture, project, rows
from tests.web.browser.screen import Screen, check_contrast
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
PNG = picture()
KEPT = "Object.entries(localStorage).find(([k]) => k.startsWith('bitework:canvas:'))?.[1] ?? '{}'"


class Marker(Screen):
    """Somebody who marks on the page that is open over the chat."""

    @property
    def editor(self) -> "Locator":
        return self.page.locator(".editor")

    async def opens_the_page(self, site: Site, kind: str, button: str, **settings: Any) -> None:
        await self.page.context.route(
            PICTURE_URL, lambda route: route.fulfill(body=PNG, content_type="image/png")
        )
        await site.stories.project(project(kind, **settings), csv=rows())
        await self.comes_in(site.base)
        await self.sees("Mark what you see")
        await self.taps(button)
        stage = ".text" if kind == "spans" else ".stage.there"
        await self.page.locator(stage).wait_for()

    async def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the picture is on the screen."""
        box = await self.page.locator(".stage img").evaluate(
            "i => { const b = i.getBoundingClientRect(); return [b.x, b.y, b.width / 400] }"
        )
        return box[0] + x * box[2], box[1] + y * box[2]

    async def drags(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        await mouse.move(*await self.place(*start))
        await mouse.down()
        await mouse.move(*await self.place(start[0] + 9, start[1] + 9))
        await mouse.move(*await self.place(*end))
        await mouse.up()

    async def touches(self, *steps: list[tuple[float, float]]) -> None:
        """Put fingers on the picture, move them, and lift them."""
        session = await self.page.context.new_cdp_session(self.page)
        points: list[list[dict[str, float]]] = []
        for step in steps:
            places = [await self.place(*finger) for finger in step]
            points.append([{"x": x, "y": y} for x, y in places])
        for number, places in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            await session.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": places}
            )
        await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await session.detach()

    async def chooses(self, name: str) -> None:
        await self.editor.get_by_role("radio", name=name).click()

    async def uses(self, name: str) -> None:
        await self.editor.get_by_role("button", name=name, exact=True).click()

    async def marks(self) -> list[dict[str, Any]]:
        """What is marked, as it is kept in the browser."""
        found: list[dict[str, Any]] = json.loads(await self.page.evaluate(KEPT)).get("marks", [])
        return found

    async def word(self, words: str) -> tuple[float, float, float, float]:
        """Where words of the text are on the screen: left, middle, right, bottom."""
        box = await self.page.evaluate(WORD, words)
        return box[0], box[1], box[2], box[3]


WORD = """
(words) => {
  const walk = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walk.currentNode, at);
    range.setEnd(walk.currentNode, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left, box.top + box.height / 2, box.right, box.bottom];
  }
}
"""


@pytest.fixture
def marker(ann: Screen) -> Marker:
    return Marker(ann.page)


async def phone_of(browser: "Browser", **more: Any) -> "tuple[BrowserContext, Marker]":
    context = await browser.new_context(**{**PHONE, **more})
    return context, Marker(await context.new_page())


def box(x: int, y: int, width: int, height: int, label: str) -> dict[str, Any]:
    return {"x": x, "y": y, "width": width, "height": height, "label": label}


async def test_boxes_by_mouse_to_the_pixel_and_the_answer_in_the_chat(
    served: Site, marker: Marker
) -> None:
    await marker.opens_the_page(served, "boxes", "Draw the boxes", labels=["car", "bus"])
    await marker.uses("Send")
    await marker.page.get_by_text("Mark at least 1. So far there are 0.").first.wait_for()
    await marker.drags((20, 30), (120, 90))
    await marker.chooses("bus")  # of what comes next
    await marker.drags((200, 100), (300, 200))
    assert await marker.marks() == [box(20, 30, 100, 60, "car"), box(200, 100, 100, 100, "bus")]
    await marker.drags((300, 200), (310, 220))  # a corner
    await marker.drags((250, 150), (240, 160))  # the box itself
    moved = box(190, 110, 110, 120, "bus")
    assert (await marker.marks())[1] == moved
    await marker.uses("Undo")
    await marker.presses("Control+z", "Control+z")
    assert await marker.marks() == [box(20, 30, 100, 60, "car")]
    await marker.uses("Redo")
    await marker.presses("Control+Shift+z", "Control+y")
    assert (await marker.marks())[1] == moved
    await check_contrast(marker)
    await marker.uses("Send")
    await marker.sees("✓ car 20 30 100 60; bus 190 110 110 120")
    await marker.sees("+0.02")
    assert await marker.messages() == 1, "in the message of the task"
    await marker.editor.wait_for(state="detached")


async def test_zoomed_in_a_mark_is_exact_and_a_reload_keeps_it(
    served: Site, marker: Marker
) -> None:
    await marker.opens_the_page(served, "boxes", "Draw the boxes")
    await marker.page.mouse.move(*await marker.place(100, 100))
    for _ in range(5):
        await marker.page.mouse.wheel(0, -120)
    while (await marker.place(1, 0))[0] - (await marker.place(0, 0))[0] < 12:
        await marker.page.wait_for_timeout(20)
    await marker.drags((101, 103), (108, 109))
    assert await marker.marks() == [{"x": 101, "y": 103, "width": 7, "height": 6}]
    await marker.page.keyboard.press("0")
    await marker.page.reload()
    await marker.sees("Mark what you see")
    await marker.taps("Draw the boxes")
    await marker.page.locator(".mark").wait_for()
    await marker.presses("Control+Enter")
    await marker.sees("✓ 101 103 7 6")
    await marker.taps("Undo")
    await marker.sees("Taken back.")
    await marker.taps("Draw the boxes")
    await marker.page.locator(".mark").wait_for()
    await marker.uses("Back to the chat")
    await marker.editor.wait_for(state="detached")
    await marker.taps("Draw the boxes")
    await marker.page.locator(".mark").wait_for()
    await marker.page.go_back()
    await marker.editor.wait_for(state="detached")
    await marker.sees("Mark what you see")


async def test_the_keyboard_alone_and_what_a_screen_reader_says(
    served: Site, marker: Marker
) -> None:
    await marker.opens_the_page(served, "boxes", "Draw the boxes", labels=["car", "bus"], most=2)
    said = marker.page.locator(".editor > [role=status]")
    await marker.presses("ArrowRight", "ArrowDown", "Enter")
    await said.get_by_text("Added: Box 1, car: left").wait_for()
    before = (await marker.marks())[0]
    await marker.presses("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowUp")
    now = (await marker.marks())[0]
    assert (now["x"], now["y"]) == (before["x"] - 2, before["y"] - 1)
    assert (now["width"], now["height"]) == (before["width"] + 1, before["height"] - 1)
    await marker.presses("2")
    assert (await marker.marks())[0]["label"] == "bus"
    await marker.presses("Enter", "ArrowLeft", "ArrowLeft", "Enter")  # done with it; one more
    assert len(await marker.marks()) == 2
    await marker.presses("Escape", "Enter")
    await marker.page.get_by_text("At most 2 can be marked.").first.wait_for()
    await marker.presses("Tab")
    focused = await marker.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("Box 1, bus: left")
    await marker.presses("Tab", "Delete")
    await said.get_by_text("Removed: Box 2").wait_for()
    assert len(await marker.marks()) == 1
    await marker.presses("Control+Enter")
    await marker.sees("✓ bus")


async def test_points_on_a_phone_by_touch(served: Site, browser: "Browser") -> None:
    context, marker = await phone_of(browser, color_scheme="dark")
    await marker.opens_the_page(served, "points", "Mark the points", most=3)
    before = await marker.place(200, 150)
    await marker.touches(
        [(150, 150), (250, 150)], [(120, 150), (280, 150)], [(50, 150), (350, 150)]
    )
    after = await marker.place(250, 150)
    assert after[0] - (await marker.place(200, 150))[0] > 100, "two fingers bring it closer"
    assert abs((await marker.place(200, 150))[0] - before[0]) < 3
    assert await marker.marks() == [], "and mark nothing"
    await marker.touches([(200.5, 150.5)])
    assert await marker.marks() == [{"x": 200, "y": 150}]
    await marker.touches([(200.5, 150.5)], [(205, 155)], [(210.5, 156.5)])  # it goes along
    assert await marker.marks() == [{"x": 210, "y": 156}]
    await check_phone(marker.page)
    await check_contrast(marker)
    await marker.uses("Send")
    await marker.sees("✓ 210 156")
    assert marker.troubles == []
    await context.close()


async def test_boxes_on_a_phone_by_touch_with_something_to_see_under_the_finger(
    served: Site, browser: "Browser"
) -> None:
    context, marker = await phone_of(browser)
    await marker.opens_the_page(served, "boxes", "Draw the boxes", labels=["car"])
    session = await context.new_cdp_session(marker.page)
    steps = [await marker.place(*at) for at in ((40, 40), (80, 60), (200, 140))]
    for number, (x, y) in enumerate(steps):
        kind = "touchMove" if number else "touchStart"
        await session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]}
        )
    await marker.page.locator(".loupe").wait_for()
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    (mark,) = await marker.marks()
    for name, wanted in box(40, 40, 160, 100, "car").items():
        assert name == "label" or abs(mark[name] - wanted) <= 1, "a pixel of the screen is wider"
    await check_phone(marker.page)
    await marker.uses("Remove")
    assert await marker.marks() == []
    assert marker.troubles == []
    await context.close()


async def check_phone(page: "Page") -> None:
    """Nothing is wider than the screen, and buttons fit a thumb."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in await page.locator(".editor button:visible").all():
        place = await button.bounding_box()
        assert place is not None
        assert place["height"] >= 40 and place["width"] >= 36
        assert place["x"] >= 0 and place["x"] + place["width"] <= 390


async def test_words_by_mouse_by_their_ends_and_by_keyboard(served: Site, marker: Marker) -> None:
    await marker.opens_the_page(served, "spans", "Mark the words", labels=["PER", "LOC"])
    left, middle, right, _ = await marker.word("Ada Lovelace")
    mouse = marker.page.mouse
    await mouse.move(left + 1, middle)
    await mouse.down()
    await mouse.move((left + right) / 2, middle)
    await mouse.move(right - 1, middle)
    await mouse.up()
    assert await marker.marks() == [{"start": 0, "end": 12, "label": "PER"}]
    left, middle, right, _ = await marker.word("Charles")
    await mouse.click((left + right) / 2, middle)
    start = TEXT.index("Charles")
    assert TEXT[start:].startswith("Charles"), "the flag counts as two characters, not four"
    assert (await marker.marks())[1] == {"start": start, "end": start + 7, "label": "PER"}
    end = await marker.page.locator(".handle.end").evaluate(
        "handle => { const b = handle.getBoundingClientRect(); return [b.x, b.y] }"
    )
    await mouse.move(end[0] + 22, end[1] + 8)
    await mouse.down()
    _, _, right, bottom = await marker.word(" Babbage")
    await mouse.move(right - 10, bottom + 10)
    await mouse.move(right, bottom + 10)
    await mouse.up()
    assert (await marker.marks())[1]["end"] == TEXT.index(".")
    await marker.editor.get_by_role("button", name="Mark 2, PER").focus()
    await marker.presses("Shift+ArrowLeft", "ArrowRight", "2")
    assert (await marker.marks())[1] == {
        "start": start + 1, "end": TEXT.index(".") - 1, "label": "LOC",
    }  # fmt: skip
    await marker.presses("Delete")
    await marker.page.locator(".text").focus()
    await marker.presses("Escape", "ArrowRight", "ArrowRight", "ArrowRight", "2", "Enter")
    assert (await marker.marks())[1] == {
        "start": TEXT.index("met"), "end": TEXT.index("met") + 3, "label": "LOC",
    }  # fmt: skip
    await check_contrast(marker)
    await marker.uses("Send")
    await marker.sees("✓ PER: Ada Lovelace; LOC: met")


async def test_the_page_by_itself_says_what_to_do_and_leads_back(
    served: Site, marker: Marker
) -> None:
    await marker.opens(f"{served.base}/canvas?t=o.1.0.1.1.{'A' * 43}")
    card = marker.page.locator(".canvas-card")
    await card.get_by_text("That page can't be opened").wait_for()
    await card.get_by_text("Open the page again from the chat").wait_for()
    await marker.opens_the_page(served, "points", "Mark the points")
    url = await marker.latest.locator("[data-page]").get_attribute("data-page")
    await marker.opens(f"{served.base}{url}")
    await marker.page.locator(".stage.there").wait_for()
    await marker.page.mouse.click(*await marker.place(50.5, 60.5))
    await marker.uses("Send")
    await card.get_by_text("Your answer is in the chat").wait_for()
    await check_contrast(marker)
    await card.get_by_role("button", name="Back to the chat").click()
    await marker.page.wait_for_url(served.base + "/")


TELEGRAM = """
globalThis.told = [];
globalThis.TelegramWebviewProxy = {
  postEvent: (name, data) => told.push([name, JSON.parse(data)]),
};
"""


async def test_in_telegram_it_says_who_opened_it_and_closes_itself(
    served: Site, browser: "Browser"
) -> None:
    context, marker = await phone_of(browser)
    posted: list[Any] = []

    async def answers(route: Any) -> None:
        posted.append(route.request.post_data_json)
        sheet = {
            "kind": "points", "title": "Street", "place": "", "asks": "Mark it", "help": "",
            "of": PICTURE_URL, "labels": [], "least": 1, "most": 1, "left_ms": 90_000, "key": "1",
            "token": "s", "back": "https://t.me/bot", "platform": "telegram",
        }  # fmt: skip
        await route.fulfill(json=sheet)

    await context.add_init_script(TELEGRAM)
    await context.route(
        PICTURE_URL, lambda route: route.fulfill(body=PNG, content_type="image/png")
    )
    await context.route("**/canvas/open", answers)
    await context.route("**/canvas/send", answers)
    data = "user=%7B%22id%22%3A7%7D&hash=ab"
    await marker.opens(f"{served.base}/canvas?t=token#tgWebAppData={quote(data)}&tgWebAppVersion=8")
    await marker.page.locator(".stage.there").wait_for()
    await marker.page.get_by_text("90 s left").wait_for()
    await marker.touches([(20.5, 30.5)])
    await marker.uses("Send")
    await marker.page.get_by_role("heading", name="Sent").wait_for()
    assert posted[0] == {"token": "token", "init_data": data}
    assert posted[1]["marks"] == [{"x": 20, "y": 30}]
    await marker.page.wait_for_timeout(1400)
    told = dict(await marker.page.evaluate("told"))
    assert set(told) == {
        "web_app_ready", "web_app_expand", "web_app_setup_swipe_behavior",
        "web_app_setup_closing_behavior", "web_app_close",
    }  # fmt: skip
    assert told["web_app_setup_swipe_behavior"] == {"allow_vertical_swipe": False}
    assert told["web_app_setup_closing_behavior"] == {"need_confirmation": False}
    assert marker.troubles == []
    await context.close()
