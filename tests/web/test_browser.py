"""The web chat in Chromium, with the real conversation behind it: what people see and do."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from bot.platforms.web import visitors
from domain.ids import public
from services import notices
from storage.database import Database, open_database
from tests.stories.driver import Chat
from tests.web.conftest import CHROMIUM_FLAGS, Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Locator, Page

# One loop and one Chromium for all of these: starting it takes longer than any of them.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1100, "height": 760},
    "reduced_motion": "reduce",
}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "has_touch": True,
    "is_mobile": True,
}
ROWS = {f"row-{n}": f"Message number {n}" for n in range(1, 9)}
SURVEY = """
title = "Your mornings"
kind = "survey"
reward = "0.25"
time_limit = "10m"
respondents = 5
budget = "1.25"

[[question]]
id = "first"
text = "What belongs to your first half hour?"
type = "choices"
options = ["Coffee", "Breakfast", "Silence"]

[[question]]
id = "hurry"
text = "How much of a hurry are you in?"
type = "scale"
least = 0
most = 4
labels = ["none", "always late"]

[[question]]
id = "wish"
text = "What would you do with twenty more minutes?"
type = "text"
"""


class Screen:
    """One tab, as the person before it sees it."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)

    @property
    def latest(self) -> "Locator":
        return self.page.locator(".message:not(.own)").last

    @property
    def buttons(self) -> "Locator":
        return self.latest.locator(".row .button")

    async def opens(self, address: str) -> None:
        await self.page.goto(address)

    async def sees(self, text: str) -> None:
        """Wait until the latest message has these words."""
        await self.latest.get_by_text(text).first.wait_for(timeout=5000)

    async def taps(self, label: str) -> None:
        await self.latest.get_by_role("button", name=label, exact=True).click()

    async def types(self, text: str) -> None:
        field = self.page.get_by_role("combobox")
        await field.fill(text)
        await field.press("Enter")

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def messages(self) -> int:
        return await self.page.locator(".message").count()

    async def focused(self) -> str:
        """The name of what has the focus."""
        name: str = await self.page.evaluate(
            "(document.activeElement.querySelector('.label') ?? document.activeElement).textContent"
        )
        return name.strip()

    async def comes_in(self, base: str) -> None:
        await self.opens(base)
        await self.sees("small paid tasks")
        await self.taps("Start earning")
        await self.sees("May I send you a task")
        await self.taps("No, just show me a task")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> "AsyncIterator[Browser]":
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (no `chromium` on the PATH)")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def served(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    database: Database = open_database(sqlite_url)
    site = Site(database, Chat(database, tmp_path))
    await site.starts()
    yield site
    await site.stops()
    await database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: "Browser") -> "AsyncIterator[BrowserContext]":
    """A desktop's window."""
    context = await browser.new_context(**DESKTOP)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def ann(context: "BrowserContext") -> AsyncIterator[Screen]:
    screen = Screen(await context.new_page())
    yield screen
    assert screen.troubles == []


async def test_from_the_first_visit_to_the_first_pay_in_three_taps(
    served: Site, ann: Screen
) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)  # two taps
    await ann.sees("Message number 1")
    assert await ann.messages() == 1
    await ann.taps("spam")
    await ann.sees("✓ spam · +0.02 · today 1 task, 0.02")
    await ann.sees("Message number 2")
    assert await ann.messages() == 1, "the next task is in the same message"
    await ann.taps("Undo")
    await ann.sees("Taken back.")
    await ann.sees("Message number 1")


async def test_an_answer_is_typed(served: Site, ann: Screen) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    await ann.types("Spam")
    await ann.sees("✓ spam")
    await ann.sees("Message number 2")
    assert await ann.messages() == 3, "the old message, what she typed, the new one"
    assert await ann.page.locator(".own").text_content() == "You: Spam"
    assert await ann.page.get_by_role("combobox").evaluate(
        "field => field === document.activeElement"
    )
    await ann.types("what?")
    await ann.sees("is not an option (ham, spam)")


async def test_a_survey_with_ticks_a_scale_and_words(served: Site, ann: Screen) -> None:
    await served.stories.project(SURVEY)
    await ann.comes_in(served.base)
    await ann.sees("What belongs to your first half hour?")
    await ann.taps("Breakfast")
    ticked = ann.latest.get_by_role("button", name="Breakfast", pressed=True)
    await ticked.wait_for()
    assert await ann.focused() == "Breakfast", "the focus stays where she ticked"
    await ann.taps("Done")
    await ann.sees("How much of a hurry")
    steps = ["0 · none", "1", "2", "3", "4 · always late", "Skip"]
    assert await ann.buttons.all_text_contents() == steps
    await ann.presses("3")
    await ann.sees("What would you do with twenty more minutes?")
    label = ann.page.locator("#write-label")
    assert await label.inner_text() == "Type your answer"
    assert await ann.page.get_by_label("Type your answer").evaluate(
        "f => f === document.activeElement"
    )
    await ann.types("Sleep.")
    await ann.sees("✓ Sleep. · +0.25")


async def test_with_the_keyboard_alone(served: Site, ann: Screen) -> None:
    await served.stories.project(rows=ROWS)
    await ann.opens(served.base)
    await ann.sees("small paid tasks")
    assert await ann.focused() == "Start earning"
    await ann.presses("Enter")
    await ann.sees("May I send you a task")
    assert await ann.focused() == "Yes, and show me a task"
    await ann.presses("Tab", "Enter")
    await ann.sees("Message number 1")
    assert await ann.focused() == "ham"
    await ann.presses("2")
    await ann.sees("✓ spam")
    assert await ann.focused() == "ham"
    ring = await ann.buttons.first.evaluate("button => getComputedStyle(button).outlineWidth")
    assert ring == "3px", "the focus can be seen"
    # To the menu of commands and back.
    await ann.presses("/")
    await ann.page.get_by_role("option").first.wait_for()
    await ann.presses("b", "a", "l")
    await ann.page.get_by_role("option", name="/balance").wait_for()
    assert await ann.page.get_by_role("option").count() == 1
    await ann.presses("Enter")
    await ann.sees("Your credits")
    await ann.presses("Escape")
    assert await ann.focused() == "Next task"
    await ann.presses("Shift+Tab", "Tab")
    assert await ann.focused() == "Next task", "nothing traps the focus"


async def test_with_a_screen_reader_there_is_a_name_for_everything(
    served: Site, ann: Screen
) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    tree = await ann.page.locator("body").aria_snapshot()
    for part in (
        'log "Conversation with Bitework"',
        'heading "Is this message spam?" [level=2]',
        'group "Possible answers"',
        'button "ham"',
        'combobox "Tap an answer, or type it"',
        'button "Send"',
        'button "Commands"',
    ):
        assert part in tree, f"{part} is missing in:\n{tree}"
    log = ann.page.get_by_role("log")
    assert await log.get_attribute("aria-live") == "polite"
    unnamed = await ann.page.locator("button, input, textarea, a").evaluate_all(
        "all => all.filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length))"
        ".map(e => e.outerHTML)"
    )
    assert unnamed == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_small_phone(served: Site, browser: "Browser", scheme: str) -> None:
    await served.stories.project(rows=ROWS)
    await served.stories.project(SURVEY)
    context = await browser.new_context(**PHONE, color_scheme=scheme, reduced_motion="reduce")
    bob = Screen(await context.new_page())
    await bob.comes_in(served.base)
    await bob.sees("What belongs to your first half hour?")
    await check_small_screen(bob)
    await bob.taps("Coffee")
    await bob.latest.get_by_role("button", name="Coffee", pressed=True).wait_for()
    await bob.taps("Done")
    await bob.sees("How much of a hurry")
    await check_small_screen(bob)
    await bob.types("/help")
    await bob.sees("What I understand")
    await check_small_screen(bob)
    await bob.page.get_by_role("button", name="Commands").tap()
    await bob.page.get_by_role("option").first.wait_for()
    focused = await bob.page.evaluate("document.activeElement.tagName")
    assert focused != "TEXTAREA", "a finger opens the menu without the keyboard that would cover it"
    await bob.page.get_by_role("option", name="/balance").tap()
    await bob.sees("Your credits")
    await check_contrast(bob)
    assert bob.troubles == []
    await context.close()


async def check_small_screen(screen: Screen) -> None:
    """Nothing is wider than the screen, buttons fit a thumb, the field is not covered."""
    wide = await screen.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    for button in await screen.buttons.all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
    field = screen.page.get_by_role("combobox")
    covers = await field.evaluate(
        "f => { const b = f.getBoundingClientRect();"
        " return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === f"
        " && b.bottom <= innerHeight }"
    )
    assert covers


async def check_contrast(screen: Screen) -> None:
    """Every text stands out from what is behind it as WCAG AA asks."""
    poor = await screen.page.evaluate(CONTRAST)
    assert poor == []


CONTRAST = """
() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const isHidden = element.closest("script, .unseen, kbd, [aria-hidden=true]");
    const isSeen = element.checkVisibility() && !isHidden;
    if (!walk.currentNode.data.trim() || !isSeen) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort();
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${walk.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


async def test_the_server_is_started_anew_while_the_page_is_open(served: Site, ann: Screen) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    await served.stops()
    await ann.page.get_by_text("Reconnecting…").wait_for(timeout=8000)
    # What is pressed in between arrives when the server is there again, once.
    await ann.taps("spam")
    assert await ann.page.locator(".button.sending").count() == 1
    await served.starts()
    await ann.sees("✓ spam · +0.02 · today 1 task, 0.02")
    await ann.page.get_by_text("Reconnecting…").wait_for(state="detached", timeout=20000)
    await ann.taps("ham")
    await ann.sees("✓ ham · +0.02 · today 2 tasks, 0.04")
    # And what comes without asking arrives on the new line.
    await ann.page.get_by_role("combobox").focus()
    delivering = asyncio.create_task(served.delivery.run())
    await tell(served, ann, "suspended", {"reason": "A test of the line."})
    await ann.sees("A test of the line.")
    tag = await ann.page.evaluate("document.activeElement.tagName")
    assert tag == "TEXTAREA", "what comes without asking does not take the focus"
    delivering.cancel()
    with suppress(asyncio.CancelledError):
        await delivering


async def tell(site: Site, screen: Screen, kind: str, params: dict[str, object]) -> None:
    """Put a notice for the person of a page into the outbox."""
    cookies = await screen.page.context.cookies()
    key = next(cookie["value"] for cookie in cookies if cookie["name"] == visitors.KEY_COOKIE)
    account_id = await site.stories.account(site.stories.person(visitors.user_of(key)))
    now_ms = 1
    await site.database.write(
        lambda tx: notices.tell(tx, account_id=account_id, kind=kind, params=params, now_ms=now_ms)
    )


async def test_a_button_of_an_old_message_still_answers(served: Site, ann: Screen) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    await ann.types("spam")
    await ann.sees("Message number 2")
    old = ann.page.locator(".message").first
    await old.get_by_role("button", name="ham", exact=True).click()
    await old.get_by_role("button", name="Next task").wait_for()
    assert await ann.messages() == 3
    await ann.presses("1")
    await old.get_by_text("Message number 2").wait_for()


async def test_a_page_that_is_loaded_again_shows_what_was_said(served: Site, ann: Screen) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    await ann.types("spam")
    await ann.sees("✓ spam")
    await ann.page.reload()
    await ann.sees("✓ spam")
    assert await ann.messages() == 3
    await ann.taps("ham")
    await ann.sees("✓ ham · +0.02 · today 2 tasks")


async def test_an_answer_that_was_lost_on_the_way_is_shown_after_loading_again(
    served: Site, ann: Screen
) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")

    async def lose(route: Any) -> None:
        await route.fetch()  # the server has it; the answer does not come back
        await route.abort()

    await ann.page.route("**/event", lose, times=1)
    await ann.latest.get_by_role("button", name="spam", exact=True).click()
    await ann.page.wait_for_timeout(150)
    await ann.page.reload()
    await ann.sees("Message number 2")
    answered = await served.database.read(
        lambda tx: tx.connection.execute("SELECT count(*) FROM submission").fetchone()[0]
    )
    assert answered == 1


async def test_what_the_server_fails_at_again_and_again_is_given_up(
    served: Site, ann: Screen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")

    async def fails(event: object) -> Any:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as broken:
        broken.setattr(served.stories.dispatcher, "dispatch", fails)
        await ann.types("spam")
        await ann.page.get_by_text("Something went wrong here").wait_for(timeout=8000)
    field = ann.page.get_by_role("combobox")
    assert await field.input_value() == "spam", "what she typed is not lost"
    assert await ann.messages() == 1
    assert "a fault of ours" in caplog.text
    await field.press("Enter")
    await ann.sees("✓ spam")


async def test_a_browser_that_keeps_nothing(served: Site, ann: Screen) -> None:
    await ann.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no') } })"
    )
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    await ann.taps("spam")
    await ann.sees("✓ spam")
    await ann.page.reload()
    await ann.sees("Message number 2")


async def test_two_browsers_are_two_people_and_two_tabs_are_one(
    served: Site, browser: "Browser", context: "BrowserContext", ann: Screen
) -> None:
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.taps("spam")
    await ann.sees("today 1 task")
    elsewhere = await browser.new_context()
    bob = Screen(await elsewhere.new_page())
    await bob.opens(served.base)
    await bob.sees("small paid tasks")
    second = Screen(await context.new_page())
    await second.opens(served.base)
    await second.sees("today 1 task")
    await second.taps("ham")
    await ann.sees("today 2 tasks")
    assert bob.troubles == []
    await elsewhere.close()


async def test_the_card_of_an_admin(served: Site, context: "BrowserContext", ann: Screen) -> None:
    project_id = await served.stories.project(rows=ROWS)
    key = visitors.new_key()
    user = visitors.user_of(key)
    await served.stories.person(user).sends("/start")
    await served.stories.person(user).taps("Start earning")
    await served.stories.becomes(served.stories.person(user), "admin")
    await ann.opens(visitors.enter_url(served.base, key))
    await ann.sees("What would you like to do?")
    await ann.types(f"/project_progress {public(project_id)}")
    await ann.sees("0 of 8")
    bar = ann.latest.get_by_role("progressbar")
    assert await bar.get_attribute("max") == "8"
    for who in ("carl", "dora"):
        person = served.stories.person(who)
        await person.comes_in()
        await person.taps("spam")
    await ann.taps("Look again")
    await ann.sees("1 of 8")
    assert await bar.get_attribute("value") == "1"
    await ann.taps("Results so far")
    link = ann.latest.get_by_role("link", name="results.csv")
    async with ann.page.expect_download() as download:
        await link.click()
    file = await (await download.value).path()
    assert "Message number 1" in file.read_text()


async def test_what_comes_from_rows_stays_text(served: Site, ann: Screen) -> None:
    nasty = "<img src=x onerror='document.title=1'><script>document.title=2</script> /work"
    await served.stories.project(rows={"a": nasty, "b": "http://127.0.0.1:9/none.png"})
    await ann.comes_in(served.base)
    await ann.sees(nasty)
    assert await ann.page.title() == "Bitework"
    assert await ann.latest.locator("blockquote").evaluate("q => q.children.length") == 0
    await ann.taps("spam")
    await ann.sees("This picture could not be loaded:")
    assert await ann.latest.get_by_role("link").get_attribute("rel") == "noopener noreferrer"


async def test_nothing_is_loaded_from_elsewhere(served: Site, ann: Screen) -> None:
    asked: list[str] = []
    ann.page.on("request", lambda request: asked.append(request.url))
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    assert asked
    assert all(address.startswith(served.base) for address in asked)


async def test_a_chat_behind_an_access_token(served: Site, ann: Screen) -> None:
    await served.stops()
    served.access_token = "correct-horse-battery"
    await served.starts()
    await ann.opens(served.base)
    await ann.page.get_by_label("Access token").fill("wrong")
    await ann.page.get_by_role("button", name="Open the chat").click()
    await ann.page.get_by_role("alert").wait_for()
    await ann.page.get_by_label("Access token").fill("correct-horse-battery")
    await ann.page.get_by_role("button", name="Open the chat").click()
    await ann.sees("small paid tasks")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", ann.page.url)
