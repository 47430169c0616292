"""One loop and one Chromium for all of these: starting it takes longer than any of them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from storage.database import Database, open_database
from tests.stories.driver import Chat
from tests.web.browser.screen import DESKTOP, Screen
from tests.web.conftest import CHROMIUM_FLAGS, Site

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def browser() -> "AsyncIterator[Browser]":
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (no `chromium` on the PATH)")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="package")
async def served(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    database: Database = open_database(sqlite_url)
    site = Site(database, Chat(database, tmp_path))
    await site.starts()
    yield site
    await site.stops()
    await database.close()


@pytest_asyncio.fixture(loop_scope="package")
async def context(browser: "Browser") -> "AsyncIterator[BrowserContext]":
    """A desktop's window."""
    context = await browser.new_context(**DESKTOP)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="package")
async def ann(context: "BrowserContext") -> AsyncIterator[Screen]:
    screen = Screen(await context.new_page())
    yield screen
    assert screen.troubles == []
