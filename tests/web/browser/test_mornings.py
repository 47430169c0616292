"""The morning in the web chat: its chart, on light and dark, on a desktop and a small phone."""

from typing import TYPE_CHECKING

import pytest

from bot.dispatch import system_clock
from domain import localtime
from domain.goals import Goal
from domain.people import Person
from services import goals, notices, people
from storage.tx import Tx
from tests.people.lived import lived
from tests.web.browser.screen import DESKTOP, PHONE, ROWS, Screen, check_contrast
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


def _morning(tx: Tx, now_ms: int) -> None:
    row = tx.connection.execute("SELECT max(id) FROM account").fetchone()
    person: Person = people.load(tx, row[0])
    today = localtime.date_of(now_ms, person.time_zone)
    lived(tx, person.account_id, today)
    goals.choose(tx, person, Goal("tasks", 20))
    params = {"date": localtime.days_before(today, 1), "credited_minor": 91, "rank": 4, "of": 9}
    notices.tell(tx, account_id=row[0], kind="summary", params=params, now_ms=now_ms)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_chart_can_be_read(served: Site, browser: "Browser", scheme: str) -> None:
    await served.stories.project(rows=ROWS)
    kind = DESKTOP if scheme == "light" else PHONE
    context = await browser.new_context(**kind, color_scheme=scheme)
    ann = Screen(await context.new_page())
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    now_ms = system_clock()
    await served.database.write(lambda tx: _morning(tx, now_ms))
    await served.delivery.round()
    await ann.sees("Yesterday: 33 tasks")
    chart = ann.latest.locator(".chart")
    assert await chart.locator("rect").count() == 30
    assert await chart.locator("line.goal").count() == 1
    assert await chart.locator("text.goal").text_content() == "goal 20"
    await ann.sees("Your last 30 days; the best was")
    await check_contrast(ann)
    await context.close()
    assert ann.troubles == []


async def test_earnings_are_read_on_a_phone(served: Site, browser: "Browser") -> None:
    await served.stories.project(rows=ROWS)
    context = await browser.new_context(**PHONE)
    ann = Screen(await context.new_page())
    await ann.comes_in(served.base)
    await ann.sees("Message number 1")
    served.stories.clock.passes(seconds=6)
    await ann.taps("spam")
    await ann.sees("+0.02")
    now_ms = served.stories.clock()
    await served.database.write(lambda tx: _morning(tx, now_ms))
    await ann.types("/earnings week")
    await ann.sees("Kind of work")
    hourly = ann.latest.locator("td.number").filter(has_text="≈")
    assert await hourly.count() == 1
    first = ann.latest.locator("tbody tr td:first-child.number")
    assert await first.count() == 0, "what a line is about stands at the left"
    small = await ann.latest.locator(".chart text").first.evaluate(
        "text => text.getBoundingClientRect().height"
    )
    assert small >= 11
    await context.close()
    assert ann.troubles == []
