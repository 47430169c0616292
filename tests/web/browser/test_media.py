"""Sending a photo on the page, as on a telephone's width."""

from pathlib import Path

import pytest

from domain.media import stored
from tests.media import files
from tests.stories.test_media import PHOTOS
from tests.web.browser.screen import Screen, check_contrast
from tests.web.conftest import Site
from tests.web.test_media import keeps

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_photo_is_chosen_and_sent(
    served: Site, ann: Screen, tmp_path: Path
) -> None:
    await served.stories.project(PHOTOS, {"a": "bench one", "b": "bench two"})
    path = tmp_path / "bench.png"
    path.write_bytes(files.picture())
    await ann.comes_in(served.base)
    await ann.sees("bench one")
    button = ann.page.get_by_role("button", name="Send a photo")
    await button.wait_for()
    assert await ann.page.locator("#file").get_attribute("accept") == "image/*"
    await check_contrast(ann)
    async with ann.page.expect_file_chooser() as chooser:
        await button.click()
    await (await chooser.value).set_files(path)
    await ann.sees("bench two")
    assert not ann.troubles


async def test_a_picture_of_the_store_is_seen(served: Site, ann: Screen, tmp_path: Path) -> None:
    sha = await keeps(served, tmp_path, files.picture(size=(320, 240)), "a.png")
    show = "[[show]]\npicture = \"{{image}}\"\n\n[[question]]"
    toml = PHOTOS.replace('show = "{{message}}"', "").replace("[[question]]", show)
    await served.stories.project(toml, csv=f"id,image\n1,{stored(sha)}\n")
    await ann.comes_in(served.base)
    await ann.sees("Send a photo of the bench.")
    picture = ann.page.locator("img").first
    await picture.wait_for()
    await ann.page.wait_for_function("document.querySelector('img').naturalWidth === 320")
    assert not ann.troubles
