"""The web chat over HTTP: who is let in, what is refused, and what every answer carries."""

import asyncio
import re

import httpx
import pytest

from bot.platforms.web import visitors
from bot.platforms.web.chat import WAITING_MAX
from bot.platforms.web.shell import HERE, WORDS
from domain.ids import public
from tests.web.conftest import Site, new_id, posts

START = {"kind": "command", "name": "start"}


def titles(response: httpx.Response) -> list[str]:
    blocks = response.json()["blocks"]
    return [block["text"] for block in blocks if block["is"] == "title"]


async def test_a_browser_gets_a_key_that_scripts_cannot_read(site: Site) -> None:
    async with site.client() as newcomer:
        page = await newcomer.get("/")
        cookie = page.headers["set-cookie"]
        assert page.status_code == 200
        assert re.match(
            r"bitework=[\w-]{43}; HttpOnly; Max-Age=34560000; Path=/; SameSite=lax$", cookie
        )
        key = newcomer.cookies["bitework"]
        assert key not in page.text
        assert f'data-person="{visitors.user_of(key)[:12]}"' in page.text
        await newcomer.get("/")
        assert newcomer.cookies["bitework"] == key


async def test_the_key_is_nowhere_in_the_database(site: Site, client: httpx.AsyncClient) -> None:
    assert (await posts(client, **START)).status_code == 200
    known = await site.database.read(
        lambda tx: tx.connection.execute("SELECT external_id, chat FROM identity").fetchall()
    )
    user = visitors.user_of(client.cookies["bitework"])
    assert [tuple(row) for row in known] == [(user, user)]


async def test_cookies_travel_encrypted_where_the_address_is(site: Site) -> None:
    site.public_url = "https://work.example"
    site.builds()
    async with site.client() as client:
        page = await client.get("/", headers={"host": "work.example"})
    assert "; Secure" in page.headers["set-cookie"]


async def test_every_answer_carries_the_headers_that_protect_it(client: httpx.AsyncClient) -> None:
    for path in ("/", "/nowhere", "/healthz", "/commands", "/enter"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


async def test_the_page_has_no_script_inside_and_loads_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/")).text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r"(?:src|href)=\"(?!/)", page)
    assert not re.search(r"<[^>]+\s(on\w+|style)=", page)


async def test_the_files_of_the_page_can_be_kept(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    address = re.findall(r'src="(/static/[^"]+)"', page)[0]
    script = await client.get(address)
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    older = await client.get(re.sub(r"static/\w+", "static/0123456789ab", address))
    assert older.headers["cache-control"] == "no-cache"
    for address in ("/static/x/none.js", "/static/x/..%2f..%2fapp.py", "/static/x/../app.py"):
        assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8080", 200),
        ("attacker.example", 421),
        ("127.0.0.1.attacker.example", 421),
        ("attacker.example:8080", 421),
        ("localhost@attacker.example", 421),
        ("[::1", 421),
        ("", 421),
    ],
)
async def test_a_foreign_name_that_points_here_reaches_nothing(
    client: httpx.AsyncClient, host: str, status: int
) -> None:
    answer = await client.get("/", headers={"host": host})
    assert answer.status_code == status
    if status != 200:
        assert "This address is not mine" in answer.json()["error"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://attacker.example", "null", "http://127.0.0.1:1", "http://", "file://"]
)
async def test_another_site_cannot_act_for_somebody(client: httpx.AsyncClient, origin: str) -> None:
    for path in ("/event", "/seen", "/enter"):
        answer = await client.post(path, json=START | {"id": new_id()}, headers={"origin": origin})
        assert answer.status_code == 403
    own = await client.post(
        "/event", json=START | {"id": new_id()}, headers={"origin": str(client.base_url)}
    )
    assert own.status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_a_foreign_form_can_send_is_no_event(
    client: httpx.AsyncClient, media_type: str
) -> None:
    body = b'{"id": "0mb2k1x9q-7f3k2m9a", "kind": "command", "name": "start"}'
    answer = await client.post("/event", content=body, headers={"content-type": media_type})
    assert (answer.status_code, answer.json()) == (400, {"error": "Send it as application/json."})


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 400, "That was no JSON."),
        (b"{", 400, "That was no JSON."),
        (b"[]", 400, "That was no JSON object."),
        (b"[" * 50_000, 400, "That was no JSON."),
        (b'{"kind": "text"}', 400, "“id” is missing or no text."),
        (b'{"text": "' + b"a" * 65_536 + b'"}', 413, "That is more than 64 kB."),
        (b'{"id": "0mb2k1x9q-7f3k2m9a", "kind": "press", "action": "ans:-1"}', 400,
         "I don't know this button"),
    ],
)
async def test_a_broken_body_gets_a_clear_answer(
    client: httpx.AsyncClient, body: bytes, status: int, sentence: str
) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post("/event", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["error"].startswith(sentence)


async def test_a_number_in_a_sentence_has_the_readers_format(client: httpx.AsyncClient) -> None:
    answer = await posts(client, kind="text", text="a" * 5000)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("That is 5,000 characters long; 4,096 is the most.")


async def test_without_a_key_nobody_acts(site: Site) -> None:
    async with site.client() as stranger:
        assert (await posts(stranger, **START)).status_code == 401
        assert (await stranger.get("/stream")).status_code == 401
        stranger.cookies["bitework"] = "too-short"
        assert (await posts(stranger, **START)).status_code == 401


async def test_a_page_of_one_person_does_not_act_as_another(client: httpx.AsyncClient) -> None:
    mine = visitors.user_of(client.cookies["bitework"])[:12]
    assert (await posts(client, **START, person=mine)).status_code == 200
    other = await posts(client, **START, person="0" * 12)
    assert other.status_code == 409
    assert "another person" in other.json()["error"]


async def test_a_message_sent_twice_counts_once(site: Site, client: httpx.AsyncClient) -> None:
    await site.stories.project(rows={"a": "Win a prize", "b": "See you at six"})
    for step in ("agree", "pushes::no"):
        await posts(client, kind="press", action=step)
    task = (await posts(client, kind="command", name="work")).json()
    press = {
        "id": new_id(), "kind": "press", "action": task["rows"][0]["buttons"][0]["action"],
    }  # fmt: skip
    first = (await client.post("/event", json=press)).json()
    again = (await client.post("/event", json=press)).json()
    assert first["blocks"][0]["text"].startswith("✓ ham · +0.02")
    assert again["blocks"][-1] == first["blocks"][-1]
    balance = (await posts(client, kind="command", name="history")).text
    assert balance.count("+0.02") <= 1
    earned = await site.database.read(
        lambda tx: tx.connection.execute("SELECT count(*) FROM submission").fetchone()[0]
    )
    assert earned == 1


async def test_two_browsers_are_two_people(site: Site, client: httpx.AsyncClient) -> None:
    event = {"id": new_id(), **START}
    async with site.client() as other:
        await other.get("/")
        # Even the same id of an event is another event.
        assert titles(await client.post("/event", json=event))
        assert titles(await other.post("/event", json=event))
    count = await site.database.read(
        lambda tx: tx.connection.execute("SELECT count(*) FROM account").fetchone()[0]
    )
    assert count == 2


async def test_who_sends_faster_than_they_can_read_is_slowed_down(
    site: Site, client: httpx.AsyncClient
) -> None:
    answers = await asyncio.gather(*(posts(client, **START) for _ in range(WAITING_MAX * 3)))
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 429}
    assert (await posts(client, **START)).status_code == 200


async def test_a_link_brings_its_owner_in(site: Site) -> None:
    key = visitors.new_key()
    async with site.client() as fresh:
        answer = await fresh.get(visitors.enter_url("http://127.0.0.1:8080", key))
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert fresh.cookies["bitework"] == key
        # Once more, with the same link: nothing to ask.
        assert (await fresh.get(f"/enter?key={key}")).status_code == 303


def test_on_this_machine_a_link_leaves_the_workers_cookie_alone() -> None:
    assert visitors.enter_url("http://127.0.0.1:8080/", "k") == "http://localhost:8080/enter?key=k"
    assert visitors.enter_url("https://work.example", "k") == "https://work.example/enter?key=k"


async def test_a_link_does_not_replace_somebody_without_asking(client: httpx.AsyncClient) -> None:
    mine, key = client.cookies["bitework"], visitors.new_key()
    asked = await client.get(f"/enter?key={key}")
    assert "Continue as somebody else?" in asked.text
    assert client.cookies["bitework"] == mine
    answer = await client.post("/enter", data={"key": key})
    assert answer.status_code == 303
    assert client.cookies["bitework"] == key


@pytest.mark.parametrize("key", ["", "short", "a" * 200, "<script>alert(1)</script>" + "a" * 40])
async def test_a_key_that_is_none_changes_nothing(client: httpx.AsyncClient, key: str) -> None:
    mine = client.cookies["bitework"]
    answer = await client.get("/enter", params={"key": key})
    assert answer.status_code == 303
    assert client.cookies["bitework"] == mine


class TestWithAnAccessToken:
    TOKEN = "correct-horse-battery"

    @pytest.fixture
    def stranger(self, site: Site) -> httpx.AsyncClient:
        site.access_token = self.TOKEN
        site.builds()
        return site.client()

    async def test_nothing_opens_without_it(self, stranger: httpx.AsyncClient) -> None:
        async with stranger:
            door = await stranger.get("/")
            assert (door.status_code, "set-cookie" in door.headers) == (403, False)
            assert "This chat is for invited people" in door.text
            for path in ("/stream", "/commands", "/report"):
                assert (await stranger.get(path)).status_code == 403
            assert (await posts(stranger, **START)).status_code == 403
            assert (await stranger.post("/enter", data={"key": "k" * 43})).status_code == 403
            assert (await stranger.get("/healthz")).status_code == 200

    @pytest.mark.parametrize(
        "token", ["wrong", "correct-horse-batter", "", "Correct-horse-battery"]
    )
    async def test_another_word_does_not_open_it(
        self, stranger: httpx.AsyncClient, token: str
    ) -> None:
        async with stranger:
            answer = await stranger.get("/enter", params={"token": token, "key": "k" * 43})
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
            stranger.cookies["bitework_access"] = token
            assert (await stranger.get("/")).status_code == 403

    async def test_it_is_asked_for_once(self, site: Site, stranger: httpx.AsyncClient) -> None:
        async with stranger:
            answer = await stranger.get("/enter", params={"token": self.TOKEN})
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            assert self.TOKEN not in str(answer.headers)
            assert (await stranger.get("/")).status_code == 200
            assert (await posts(stranger, **START)).status_code == 200
            # A new token voids what was shown before.
            site.access_token = "another-long-enough-token"
            site.builds()
            async with site.client() as later:
                later.cookies = stranger.cookies
                assert (await later.get("/")).status_code == 403

    async def test_a_link_leads_on_behind_it(self, stranger: httpx.AsyncClient) -> None:
        async with stranger:
            door = await stranger.get("/", params={"start": "t_7KQ2M"})
            assert '<input type="hidden" name="start" value="t_7KQ2M">' in door.text
            wrong = await stranger.get("/enter", params={"token": "no", "start": "t_7KQ2M"})
            assert 'value="t_7KQ2M"' in wrong.text
            evil = await stranger.get("/", params={"start": '"><script>//evil.example'})
            assert "script>//" not in evil.text
            assert 'name="start"' not in evil.text
            answer = await stranger.get("/enter", params={"token": self.TOKEN, "start": "t_7KQ2M"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/?start=t_7KQ2M")

    async def test_an_admin_link_works_behind_it(self, stranger: httpx.AsyncClient) -> None:
        key = visitors.new_key()
        async with stranger:
            door = await stranger.get("/enter", params={"key": key})
            assert door.status_code == 403
            assert f'name="key" value="{key}"' in door.text
            await stranger.get("/enter", params={"key": key, "token": self.TOKEN})
            assert stranger.cookies["bitework"] == key


class TestReports:
    async def test_admins_and_owners_get_the_file_and_nobody_else(
        self, site: Site, client: httpx.AsyncClient
    ) -> None:
        project = public(await site.stories.project(rows={"a": "Win a prize"}))
        wanted = f"/report?project={project}&what=results&format=csv"
        assert (await client.get(wanted)).status_code == 403
        for step in ("agree", "pushes::no"):
            await posts(client, kind="press", action=step)
        assert (await client.get(wanted)).status_code == 403
        await self.becomes(site, client, "requester")
        refused = await client.get(wanted)
        assert refused.status_code == 403
        assert "for the owner of the project" in refused.json()["error"]
        await self.becomes(site, client, "admin")
        file = await client.get(wanted)
        assert file.status_code == 200
        assert file.headers["content-type"] == "text/csv; charset=utf-8"
        assert file.headers["content-disposition"] == "attachment"
        assert file.text.startswith("id,message,result:verdict,")
        assert "Win a prize" in file.text
        anew = await client.get(f"{wanted}&aggregate=bitework")
        assert "chance:verdict:ham" in anew.text

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("project={id}&what=results", 400),
            ("project={id}&what=secrets&format=csv", 400),
            ("project={id}&what=results&format=../x", 400),
            ("project={id}&what=results&format=csv&aggregate=magic", 400),
            ("project=ZZZZZ&what=results&format=csv", 404),
            ("project=1 OR 1&what=results&format=csv", 404),
            ("", 404),
        ],
    )
    async def test_what_is_no_file(
        self, site: Site, client: httpx.AsyncClient, query: str, status: int
    ) -> None:
        project = public(await site.stories.project(rows={"a": "Win a prize"}))
        await posts(client, kind="press", action="agree")
        await self.becomes(site, client, "admin")
        answer = await client.get(f"/report?{query.format(id=project)}")
        assert answer.status_code == status
        assert answer.json()["error"]

    async def becomes(self, site: Site, client: httpx.AsyncClient, role: str) -> None:
        user = visitors.user_of(client.cookies["bitework"])
        await site.stories.becomes(site.stories.person(user), role)


async def test_the_menu_has_the_commands_of_the_role(site: Site, client: httpx.AsyncClient) -> None:
    async def names() -> set[str]:
        commands = (await client.get("/commands")).json()["commands"]
        return {command["name"] for command in commands}

    assert {"work", "balance", "help"} <= await names()
    assert "suspend" not in await names()
    await posts(client, **START)
    user = visitors.user_of(client.cookies["bitework"])
    await site.stories.becomes(site.stories.person(user), "admin")
    assert "suspend" in await names()


def test_every_word_of_the_page_is_said_somewhere() -> None:
    sources = "".join(
        path.read_text() for folder in ("static", "templates") for path in (HERE / folder).iterdir()
    )
    assert [key for key in WORDS if f"words.{key}" not in sources] == []
