"""What a browser has a field or a sensor for, and what requesters write with marks."""

from typing import TYPE_CHECKING

import pytest

from tests.web.browser.screen import PHONE, Screen, check_small_screen
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

PROJECT = """
title = "A walk"
kind = "survey"
reward = "0.25"
respondents = 5
budget = "1.25"

[[show]]
text = "**Go out** and look at [the map](https://example.org/map)."

[[question]]
id = "day"
text = "Which *day* was it?"
type = "date"

[[question]]
id = "place"
text = "Where are you?"
type = "place"
near = "52.52, 13.405"
within_m = 300

[[question]]
id = "best"
text = "What was best? The best first."
type = "rank"
options = ["The trees", "The river", "The way home"]

[[question]]
id = "stars"
text = "How was it?"
type = "scale"
style = "stars"
"""


async def test_a_walk_on_a_telephone(browser: "Browser", served: Site) -> None:
    await served.stories.project(PROJECT)
    there = {"latitude": 52.5201, "longitude": 13.4049, "accuracy": 14}
    context = await browser.new_context(
        **PHONE, geolocation=there, permissions=["geolocation"]
    )  # fmt: skip
    ann = Screen(await context.new_page())
    await ann.comes_in(served.base)
    quote = ann.latest.locator("blockquote")
    assert await quote.locator("strong").inner_text() == "Go out"
    assert await quote.locator("a").get_attribute("href") == "https://example.org/map"
    assert await ann.latest.locator(".body em").inner_text() == "day"
    await check_small_screen(ann)
    await ann.latest.get_by_label("Date").fill("2025-12-24")
    await ann.latest.locator(".asked").get_by_role("button", name="Send").click()
    await ann.sees("Where are you?")
    assert await ann.page.locator(".asked:visible").count() == 1, "the old date can't be sent"
    await ann.taps("Share my location")
    await ann.sees("What was best?")
    await ann.taps("The river")
    await ann.sees("1 · The river")
    await ann.taps("The trees")
    await ann.sees("3 · The way home")
    await check_small_screen(ann)
    await ann.taps("Done")
    await ann.sees("How was it?")
    await ann.taps("★★★★")
    await ann.sees("✓ 4 · +0.25")
    assert ann.troubles == []
    await context.close()


async def test_who_does_not_say_where_they_are_can_type_it(
    browser: "Browser", served: Site
) -> None:
    await served.stories.project(PROJECT.replace('type = "date"', 'type = "yes_no"'))
    context = await browser.new_context(**PHONE)
    await context.clear_permissions()
    ann = Screen(await context.new_page())
    await ann.comes_in(served.base)
    await ann.taps("yes")
    await ann.sees("Where are you?")
    await ann.taps("Share my location")
    await ann.page.get_by_text("Your browser doesn't say where you are.").wait_for(timeout=25_000)
    await ann.types("52.5201, 13.4049")
    await ann.sees("What was best?")
    await context.close()
