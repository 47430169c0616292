"""Media on the page: sent as an answer, seen from the store."""

from pathlib import Path

import httpx

from domain.media import stored
from services import media
from tests.media import files
from tests.stories.test_media import PHOTOS, given
from tests.web.conftest import Site, new_id, posts

FILE = {"content-type": "application/octet-stream"}


async def sends(client: httpx.AsyncClient, content: bytes, name: str, kind: str) -> httpx.Response:
    words = {"id": new_id(), "name": name, "type": kind}
    return await client.post("/file", params=words, content=content, headers=FILE)


async def comes_in(client: httpx.AsyncClient) -> None:
    await posts(client, kind="command", name="start")
    await posts(client, kind="press", action="agree")
    await posts(client, kind="press", action="pushes::off")


async def keeps(site: Site, folder: Path, content: bytes, name: str) -> str:
    chat = site.stories
    path = folder / "sent"
    path.write_bytes(content)
    facts = await chat.media.take(path, name)
    await site.database.write(lambda tx: media.keep(tx, [facts], chat.clock()))
    return facts.sha256


async def test_a_photo_is_sent_on_the_page(site: Site, client: httpx.AsyncClient) -> None:
    await comes_in(client)
    await site.stories.project(PHOTOS, {"a": "bench one", "b": "bench two"})
    task = (await posts(client, kind="command", name="work")).json()
    assert task["accepts"] == "image/*"
    picture = files.picture("PNG")
    wrong = await sends(client, files.PDF, "bench.pdf", "application/pdf")
    assert "This needs a photo" in wrong.text
    following = await sends(client, picture, "bench.png", "image/png")
    assert "✓" in following.text
    assert "bench two" in following.text
    (answers,) = await given(site.stories)
    sha = answers["photo"]["media"]  # type: ignore[index]
    shown = await client.get(f"/media/{sha}")
    assert (shown.status_code, shown.content) == (200, picture)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"].startswith("inline")
    part = await client.get(f"/media/{sha}", headers={"range": "bytes=0-7"})
    assert (part.status_code, part.content) == (206, picture[:8])
    async with site.client() as nobody:
        assert (await nobody.get(f"/media/{sha}")).status_code == 403


async def test_too_much_is_refused_before_it_is_all_here(
    site: Site, client: httpx.AsyncClient
) -> None:
    await comes_in(client)
    await site.stories.project(PHOTOS, {"a": "bench one"})
    await posts(client, kind="command", name="work")
    sent = await sends(client, bytes(20_000_001), "bench.png", "image/png")
    assert sent.status_code == 413
    assert sent.json()["error"] == "That file has more than 20 MB, which is too much here."


async def test_what_a_browser_might_run_is_only_handed_out(
    site: Site, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await comes_in(client)
    for content, name in ((files.SVG, "a.svg"), (b"<!DOCTYPE html><script>", "a.html")):
        sha = await keeps(site, tmp_path, content, name)
        shown = await client.get(f"/media/{sha}")
        assert shown.headers["content-type"] == "application/octet-stream"
        assert shown.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in shown.headers["content-security-policy"]
    for wrong in ("a" * 64, "..%2F..%2Fetc%2Fpasswd", "x"):
        assert (await client.get(f"/media/{wrong}")).status_code == 404


async def test_a_task_shows_what_is_in_the_store(
    site: Site, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await comes_in(client)
    sha = await keeps(site, tmp_path, files.picture(), "a.png")
    show = "[[show]]\npicture = \"{{image}}\"\n\n[[question]]"
    toml = PHOTOS.replace('show = "{{message}}"', "").replace("[[question]]", show)
    csv = f"id,image\n1,{stored(sha)}\n2,https://192.168.0.1/cat.png\n"
    await site.stories.project(toml, csv=csv)
    task = (await posts(client, kind="command", name="work")).json()
    pictures = [block for block in task["blocks"] if block["is"] == "photo"]
    assert pictures == [{"is": "photo", "url": f"/media/{sha}", "alt": "Picture of this task"}]
    other = (await posts(client, kind="command", name="skip")).json()
    link = {"is": "link", "label": "Picture of this task", "url": "https://192.168.0.1/cat.png"}
    assert link in other["blocks"]
    project_id = 1
    assert await site.database.read(lambda tx: media.failures(tx, project_id)) == 1
