"""Links that lead into the web chat."""

import pytest

from bot.platforms.web import visitors
from domain.ids import public
from tests.stories.driver import SPAM
from tests.web.browser.screen import ROWS, Screen
from tests.web.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_link_leads_to_a_projects_task_once(served: Site, ann: Screen) -> None:
    await served.stories.project(rows=ROWS)
    cheap = SPAM.replace("0.02", "0.01").replace("Is this message spam?", "Is this rude?")
    project_id = await served.stories.project(cheap, rows={"r1": "Get lost"})
    await ann.opens(f"{served.base}/?start=t_{public(project_id)}")
    await ann.taps("Start earning")
    await ann.taps("No, just show me a task")
    await ann.sees("Get lost")
    assert "start" not in ann.page.url
    await ann.taps("Skip")
    await ann.sees("Message number 1")
    await ann.page.reload()
    await ann.sees("Message number 1")


async def test_who_is_somebody_already_goes_on_as_whom_a_link_belongs_to(
    served: Site, ann: Screen
) -> None:
    await ann.comes_in(served.base)
    key = visitors.new_key()
    await ann.opens(visitors.enter_url(served.base, key).replace("//localhost", "//127.0.0.1"))
    await ann.page.get_by_role("button", name="Continue with the link").click()
    await ann.sees("small paid tasks")
    cookies = await ann.page.context.cookies(served.base)
    assert key in [cookie["value"] for cookie in cookies]
