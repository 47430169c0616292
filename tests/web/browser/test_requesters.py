"""Requesters on the page: a project in two forms, its rows as a file, a card that keeps up."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import live
from bot.platforms.web import visitors
from domain.ids import public
from services import people
from tests.web.browser.screen import PHONE, Screen, check_contrast
from tests.web.conftest import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

MIXED = "id,text\n1,Call now\n2,\n3,Hello\n"


async def becomes(site: Site, screen: Screen, role: str) -> None:
    """Give whoever sits there a role, and load the page again."""
    cookies = await screen.page.context.cookies()
    key = next(c["value"] for c in cookies if c.get("name") == "bitework" and "value" in c)
    user = visitors.user_of(key)

    def work(tx: Any) -> None:
        found = people.met(tx, platform="web", external_id=user, chat=user)
        assert found is not None
        people.set_role(tx, found[0].account_id, role)

    await site.database.write(work)
    await screen.page.reload()
    await screen.page.get_by_role("button", name="Attach a file of rows").wait_for()


async def attaches(screen: Screen, path: Path) -> None:
    async with screen.page.expect_file_chooser() as chooser:
        await screen.page.get_by_role("button", name="Attach a file of rows").click()
    await (await chooser.value).set_files(path)


async def test_from_nothing_to_an_open_project(
    served: Site, ann: Screen, tmp_path: Path
) -> None:
    await ann.comes_in(served.base)
    assert not await ann.page.locator("#attach").is_visible(), "workers have no rows to attach"
    await becomes(served, ann, "admin")
    await ann.types("/project_new")
    await ann.sees("What should people do?")
    await ann.taps("Sort and judge")
    await ann.sees("Decide whether what people wrote may be shown.")
    await check_contrast(ann)
    await ann.taps("Categorisation")
    form = ann.latest.locator("form.fill")
    await form.get_by_label("Title").fill("Is this message spam?")
    await form.get_by_label("The answers to choose from").fill("spam")
    await form.get_by_label("Reward for one answer").fill("0.02")
    await form.get_by_label("Budget").fill("5")
    await form.get_by_role("button", name="Preview").click()
    await ann.sees("“The answers to choose from” needs two options or more")
    form = ann.latest.locator("form.fill")
    assert await form.get_by_label("Title").input_value() == "Is this message spam?"
    await form.get_by_label("The answers to choose from").fill("ham\nspam")
    await form.get_by_role("button", name="Preview").click()
    await ann.sees("This is what people will see:")
    await ann.taps("Change more")
    form = ann.latest.locator("form.fill")
    await form.get_by_label("Answers for each row").fill("1")
    await check_contrast(ann)
    await form.get_by_role("button", name="Preview").click()
    await ann.sees("This is what people will see:")
    await ann.sees("Buttons: ham · spam")
    await ann.taps("Import rows")
    await ann.sees("Send me the rows as a CSV file")
    path = tmp_path / "messages.csv"
    path.write_text(MIXED, encoding="utf-8")
    await attaches(ann, path)
    await ann.sees("1 of 3 rows can't be used")
    await ann.sees("line 3, column text: empty")
    async with ann.page.expect_download() as download:
        await ann.latest.get_by_role("link", name="Download mistakes.csv").click()
    saved = tmp_path / "saved.csv"
    await (await download.value).save_as(saved)
    assert saved.read_text(encoding="utf-8").splitlines()[1].startswith("3,text,\"empty")
    before = await ann.messages()
    await ann.taps("Import the other 2")
    await ann.sees("✓ 2 rows imported · 1 left out")
    assert await ann.messages() == before, "all of it in one message"
    await ann.taps("Open")
    await ann.sees("Opening this project holds 0.04 of your credits, and you have 0.00")


async def test_a_card_is_kept_up_to_date_while_one_looks_at_it(
    served: Site, ann: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY_SECONDS", 0.1)
    await served.stops()
    await served.starts()
    await ann.comes_in(served.base)
    await becomes(served, ann, "admin")
    one = "id,message\n" + "".join(f"{n},Message {n}\n" for n in range(4))
    project_id = await served.stories.project(csv=one)
    await ann.types(f"/project_progress {public(project_id)}")
    await ann.sees("0 of 4 decided")
    await ann.presses("Tab")
    before = await ann.messages()
    bob = served.stories.person("bob")
    await bob.comes_in()
    await bob.taps("spam")
    await ann.sees("1 answer")
    assert await ann.messages() == before
    await ann.taps("Pause")
    await ann.sees("✓ Paused.")


async def test_on_a_telephone_the_button_fits(
    served: Site, browser: "Browser"
) -> None:
    context: BrowserContext = await browser.new_context(**PHONE)
    phone = Screen(await context.new_page())
    await phone.comes_in(served.base)
    await becomes(served, phone, "admin")
    box = await phone.page.locator("#attach").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    field = await phone.page.get_by_role("combobox").bounding_box()
    assert field is not None
    assert field["width"] >= 120
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    await context.close()
