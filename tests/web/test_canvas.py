"""The page for marking over HTTP: its links, whose they are, what is taken and what is not."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.canvas_links import CanvasLink, CanvasLinks
from domain.errors import Refused
from handlers.canvas_answers import read
from services.media import keep
from tests.keys import operator_keys
from tests.marking import PICTURE_URL, picture, project, rows, token_of
from tests.web.conftest import Site, posts

LINK = CanvasLink(assignment_id=12, position=3, identity_id=4, until_ms=1_700_000_000_000)
ID = "0mb2k1x9q-7f3k2m9a"
BOX = {"x": 1, "y": 2, "width": 3, "height": 4}


def test_a_token_says_what_it_was_made_for_and_nothing_else(tmp_path: Path) -> None:
    links = CanvasLinks(operator_keys(tmp_path))
    token = links.token(LINK, "open")
    assert links.read(token, "open") == LINK
    with pytest.raises(Refused):
        links.read(token, "send")
    (tmp_path / "other").mkdir()
    with pytest.raises(Refused):
        CanvasLinks(operator_keys(tmp_path / "other")).read(token, "open")


@pytest.mark.parametrize("part", [0, 1, 2, 3, 4, 5])
def test_a_token_that_was_changed_is_refused(part: int, tmp_path: Path) -> None:
    links = CanvasLinks(operator_keys(tmp_path))
    parts = links.token(LINK, "open").split(".")
    parts[part] = {0: "s", 5: parts[5][:-1] + ("A" if parts[5][-1] != "A" else "B")}.get(part, "7")
    for purpose in ("open", "send"):
        with pytest.raises(Refused):
            links.read(".".join(parts), purpose)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "o.1.2.3.4", "o.1.2.3.4.x", "o." + "9" * 90, "o.١.1.1.1." + "A" * 43]
)
def test_what_is_no_token_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        CanvasLinks(operator_keys(tmp_path)).read(text, "open")


def test_addresses_need_one_that_others_reach(tmp_path: Path) -> None:
    keys = operator_keys(tmp_path)
    here = CanvasLinks(keys)
    assert here.url("web", 1, 2, 0, 0).startswith("/canvas?t=o.2.0.1.1200.")
    assert here.url("telegram", 1, 2, 0, 0) == here.url("discord", 1, 2, 0, 0) == ""
    assert CanvasLinks(keys, "http://work.example").url("telegram", 1, 2, 0, 0) == ""
    there = CanvasLinks(keys, "https://work.example", in_chat=False)
    assert there.url("telegram", 1, 2, 0, 0).startswith("https://work.example/canvas?t=")
    assert there.url("web", 1, 2, 0, 0) == ""
    assert there.url("telegram", 0, 2, 0, 0) == "", "nobody's chat"
    longest = CanvasLinks(keys, f"https://{'w' * 60}.example")
    url = longest.url("discord", 10**15, 10**15, 49, 1_700_000_000_000)
    assert len(url) < 512, "as long as a button in Discord takes"


@pytest.mark.parametrize("text", ["", "{", "{}", "7", '"x"', "[" * 70_000])
def test_marks_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Exception, match="did not arrive whole"):
        read(text)


async def page_of(client: httpx.AsyncClient) -> str:
    """Come in, and give the address behind the button of the first task."""
    await posts(client, kind="command", name="start")
    await posts(client, kind="press", action="agree")
    view = (await posts(client, kind="command", name="work")).json()
    return str(view["rows"][0]["buttons"][0]["page"])


async def opens(client: httpx.AsyncClient, url: str) -> httpx.Response:
    return await client.post("/canvas/open", json={"token": token_of(url)})


async def sends(client: httpx.AsyncClient, token: str, marks: Any, event_id: str = ID) -> Any:
    return await client.post("/canvas/send", json={"token": token, "id": event_id, "marks": marks})


async def test_what_is_marked_is_answered_with_what_the_chat_shows_next(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.stories.project(project("boxes", most=2), csv=rows())
    sheet = (await opens(client, await page_of(client))).json()
    assert sheet["of"] == "https://pictures.example/street.png"
    assert (sheet["least"], sheet["most"], sheet["left_ms"]) == (1, 2, 600_000)
    for marks, why in (([], "at least 1"), ([BOX | {"x": -1}], "outside"), ("x", "arrive whole")):
        refused = await sends(client, sheet["token"], marks)
        assert refused.status_code == 400 and why in refused.json()["error"]
    taken = (await sends(client, sheet["token"], [BOX])).json()["view"]
    assert taken["place"] == "replace"
    assert taken["blocks"][0]["text"].startswith("✓ 1 2 3 4")
    assert (await sends(client, sheet["token"], [BOX])).json() == {}, "a second copy"
    late = await sends(client, sheet["token"], [BOX], ID + "b")
    assert late.status_code == 403 and "not in your hands" in late.json()["error"]


async def test_a_picture_of_our_own_is_shown_to_whoever_has_the_page_open(
    site: Site, client: httpx.AsyncClient
) -> None:
    media, database = site.stories.media, site.database
    with media.store.coming() as coming:
        coming.write_bytes(picture())
        facts = await media.take(coming, "street.png")
    await database.write(lambda tx: keep(tx, (facts,), 0))
    csv = rows(1).replace(PICTURE_URL, f"media:{facts.sha256}")
    await site.stories.project(project("points"), csv=csv)
    sheet = (await opens(client, await page_of(client))).json()
    assert sheet["of"] == f"/canvas/picture?t={sheet['token']}"
    async with site.client() as anybody:  # the token is the proof: a picture brings no cookie
        shown = await anybody.get(sheet["of"])
        refused = await anybody.get("/canvas/picture?t=" + sheet["token"].replace("s.", "o."))
    assert (shown.content, shown.headers["content-type"]) == (picture(), "image/png")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert refused.status_code == 403
    await sends(client, sheet["token"], [{"x": 1, "y": 1}])
    assert (await client.get(sheet["of"])).status_code == 403, "the task is not theirs any more"


async def test_another_browser_gets_nothing_out_of_a_link(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.stories.project(project("points"), csv=rows())
    url = await page_of(client)
    async with site.client() as other:
        assert (await opens(other, url)).status_code == 403
        await other.get("/")
        refused = await opens(other, url)
    assert refused.status_code == 403 and "another person" in refused.json()["error"]


async def test_in_the_web_chat_an_old_button_works_on(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.stories.project(
        project("points").replace('time_limit = "10m"', 'time_limit = "2h"'), csv=rows()
    )
    url = await page_of(client)
    site.stories.clock.passes(minutes=50)
    sheet = (await opens(client, url)).json()
    site.stories.clock.passes(minutes=60)
    assert (await sends(client, sheet["token"], [{"x": 1, "y": 1}])).status_code == 200


async def test_when_the_time_is_up_nothing_is_lost_and_it_says_so(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.stories.project(project("points"), csv=rows())
    sheet = (await opens(client, await page_of(client))).json()
    site.stories.clock.passes(minutes=11)
    late = await sends(client, sheet["token"], [{"x": 1, "y": 1}])
    assert late.status_code == 403
    assert "What you marked was not sent; it stays on this page." in late.json()["error"]


async def test_the_page_itself_needs_no_secret_and_protects_itself(site: Site) -> None:
    site.access_token = "a-long-access-token"
    site.builds()
    async with site.client() as stranger:
        page = await stranger.get("/canvas?t=anything")
        refused = await stranger.post("/canvas/open", json={"token": "anything"})
        foreign = await stranger.post(
            "/canvas/open", json={"token": "x"}, headers={"origin": "https://evil.example"}
        )
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert policy.endswith("frame-ancestors https://web.telegram.org")
    assert "x-frame-options" not in page.headers
    assert "anything" not in page.text
    assert refused.status_code == 403 and "no link of mine" in refused.json()["error"]
    assert foreign.status_code == 403


async def test_who_types_what_the_button_says_sees_it_again(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.stories.project(project("spans", labels=["PER"]), csv=rows())
    await page_of(client)
    view = (await posts(client, kind="text", text="mark the words")).json()
    assert "/canvas?t=" in view["rows"][0]["buttons"][0]["page"]
