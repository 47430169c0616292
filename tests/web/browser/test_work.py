"""Working in the web chat: taps, typing, the keyboard alone, a screen reader, a small phone."""

from typing import TYPE_CHECKING

import pytest

from bot.platforms.web import visitors
from domain.ids import public
from tests.web.browser.screen import PHONE, ROWS, SURVEY, Screen, check_contrast, check_small_screen
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


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
    assert (await ann.buttons.all_text_contents())[: len(steps)] == steps
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
