"""What can go wrong between a browser and the server, and what a page must never do."""

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from bot.platforms.web import chat as web_chat
from bot.platforms.web import visitors
from services import notices
from tests.web.browser.screen import ROWS, Screen
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


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


async def test_a_page_for_which_there_is_no_stream_says_so_and_works(
    served: Site, ann: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "STREAMS_MAX", 0)
    await served.stories.project(rows=ROWS)
    await ann.comes_in(served.base)
    told = ann.page.get_by_text("So many people are here that news has to wait.")
    await told.wait_for(timeout=8000)
    await ann.taps("spam")
    await ann.sees("✓ spam · +0.02 · today 1 task, 0.02")
    monkeypatch.setattr(web_chat, "STREAMS_MAX", 800)
    await told.wait_for(state="detached", timeout=20000)


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


async def test_what_comes_from_rows_stays_text(served: Site, ann: Screen) -> None:
    nasty = "<img src=x onerror='document.title=1'><script>document.title=2</script> /work"
    await served.stories.project(rows={"a": nasty, "b": "http://127.0.0.1:9/none.png"})
    await ann.comes_in(served.base)
    await ann.sees(nasty)
    assert await ann.page.title() == "Bitework"
    assert await ann.latest.locator("blockquote").evaluate("q => q.children.length") == 0
    await ann.taps("spam")
    link = ann.latest.get_by_role("link")
    await link.wait_for()  # no picture of this network is fetched for anybody
    assert await link.get_attribute("href") == "http://127.0.0.1:9/none.png"
    assert await link.get_attribute("rel") == "noopener noreferrer"


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
