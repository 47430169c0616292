"""Files of rows attached on the page: who may, how large, and what comes back over the stream."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.platforms.web import visitors
from bot.platforms.web.files import KEPT_EACH, Files
from domain import platforms
from domain.errors import NotFound
from domain.ids import public
from services import people
from tests.web.conftest import Site, new_id, posts
from tests.web.test_stream import page

FILE = {"content-type": "application/octet-stream"}
GOOD = b"id,message\n1,Call now\n2,Hello\n"
BAD = b"id,message\n1,Call now\n2,\n"


async def sends(
    client: httpx.AsyncClient, content: bytes, name: str = "rows.csv", caption: str = "",
    **headers: str,
) -> httpx.Response:
    words = {"id": new_id(), "name": name, "caption": caption}
    return await client.post("/file", params=words, content=content, headers=FILE | headers)


async def becomes(site: Site, client: httpx.AsyncClient, role: str) -> None:
    """Come in with a client's browser, and get a role."""
    await posts(client, kind="command", name="start")
    await posts(client, kind="press", action="agree")
    user = visitors.user_of(client.cookies["bitework"])

    def work(tx: Any) -> None:
        found = people.met(tx, platform="web", external_id=user, chat=user)
        assert found is not None
        people.set_role(tx, found[0].account_id, role)

    await site.database.write(work)


def said(response: httpx.Response) -> str:
    return " ".join(block.get("text", "") for block in response.json()["blocks"])


async def test_a_file_is_for_those_who_have_projects(
    site: Site, client: httpx.AsyncClient
) -> None:
    assert (await sends(client, GOOD)).status_code == 403
    await becomes(site, client, "worker")
    refused = await sends(client, GOOD)
    assert refused.status_code == 403
    assert refused.json()["error"].startswith("Nothing asks you for a file now")
    async with site.client() as nobody:
        assert (await sends(nobody, GOOD)).status_code == 401


async def test_it_asks_which_project_the_rows_are_for(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.stories.project(is_open=False)
    await becomes(site, client, "admin")
    answer = await sends(client, GOOD)
    assert answer.status_code == 200
    assert "Which project are these rows for?" in said(answer)


async def test_other_sites_and_other_types_are_refused(
    site: Site, client: httpx.AsyncClient
) -> None:
    await becomes(site, client, "admin")
    foreign = await sends(client, GOOD, origin="https://evil.example")
    assert foreign.status_code == 403
    form = await sends(client, GOOD, **{"content-type": "text/plain"})
    assert form.status_code == 400
    no_id = await client.post("/file", params={"name": "x.csv"}, content=GOOD, headers=FILE)
    assert no_id.status_code == 400
    empty = await sends(client, b"")
    assert empty.json()["error"] == "That file is empty."


async def test_it_may_not_be_larger_than_the_limit(
    site: Site, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(platforms.FILE_BYTES_MAX, "web", 10)
    await becomes(site, client, "admin")
    assert (await sends(client, GOOD)).status_code == 413


async def test_what_is_no_rows_has_its_answer(site: Site, client: httpx.AsyncClient) -> None:
    await becomes(site, client, "admin")
    assert "is a spreadsheet or an archive" in said(await sends(client, GOOD, "rows.xlsx"))
    assert "ends with .csv or .jsonl" in said(await sends(client, GOOD, "rows.exe"))
    assert "“please” is not an id" in said(await sends(client, GOOD, "rows.csv", "please"))


async def test_what_became_of_it_comes_over_the_stream(served: Site) -> None:
    project_id = await served.stories.project(is_open=False)
    async with httpx.AsyncClient(base_url=served.base) as client:
        await client.get("/")
        key = client.cookies["bitework"]
        await becomes(served, client, "admin")
        async with page(served, key) as open_page:
            answer = await sends(client, BAD, caption=public(project_id))
            assert "Reading rows.csv …" in said(answer)
            result = await open_page.gets()
            assert result["key"] == answer.json()["key"], "the same message is edited"
            texts = [block.get("text", "") for block in result["blocks"]]
            assert "1 of 2 rows can't be used, so nothing was imported yet:" in texts
            attached = next(block for block in result["blocks"] if block["is"] == "attached")
            assert attached["text"].startswith("line,column,what\r\n3,message,")
            button = result["rows"][0]["buttons"][0]
            assert button["label"] == "Import the other one"
            again = await posts(
                client, kind="press", action=button["action"], message=result["key"]
            )
            assert "Reading rows.csv …" in said(again)
            done = await open_page.gets()
            assert done["key"] == result["key"], "the message stays in its place"
            assert done["blocks"][0]["text"] == "✓ 1 row imported · 1 left out"


class _Body:
    """A request with a body, as far as a file needs one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def stream(self) -> Any:
        yield self._content


async def test_few_files_of_a_person_are_kept_and_none_after_the_end(tmp_path: Path) -> None:
    files = Files()
    kept = [await files.keep(_Body(b"%d" % n), "u" * 64) for n in range(KEPT_EACH + 2)]  # type: ignore[arg-type]
    out = tmp_path / "out"
    await files.download(kept[-1][0], out)
    assert out.read_bytes() == b"%d" % (KEPT_EACH + 1)
    with pytest.raises(NotFound, match="Attach it once more"):
        await files.download(kept[0][0], out)
    with pytest.raises(NotFound):
        await files.download("../" + kept[-1][0] + "/..", out)
    files.close()
    with pytest.raises(NotFound):
        await files.download(kept[-1][0], out)
