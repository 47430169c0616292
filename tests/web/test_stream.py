"""What comes without asking: streams, what counts as delivered; and the order of events."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import orjson
import pytest

from bot.delivery import Delivered, Later
from bot.platforms.web import chat as web_chat
from bot.platforms.web import patience, visitors
from bot.platforms.web.chat import STREAMS_EACH_MAX, Busy, Stream, WebChat
from bot.platforms.web.sender import WebSender
from bot.platforms.web.serve import listen
from domain.errors import Unusable
from domain.events import Event, Sender, Text
from domain.notices import Identity
from domain.views import Body, Placement, View
from services import notices
from tests.web.conftest import Site, posts

HELLO = View(blocks=(Body("New tasks are here."),), placement=Placement.NEW)


class Page:
    """A page that holds its stream open and says what it has seen."""

    def __init__(self, lines: AsyncIterator[str], client: httpx.AsyncClient, user: str) -> None:
        self.user = user
        self._lines = lines
        self._client = client

    async def gets(self) -> dict[str, Any]:
        """Wait for the next message, and say that it is shown."""
        payload = await self.overhears()
        await self._client.post("/seen", json={"key": payload["key"]})
        return payload

    async def overhears(self) -> dict[str, Any]:
        """Wait for the next message without saying so."""
        async with asyncio.timeout(5):
            while True:
                if await anext(self._lines) == "event: message":
                    line = await anext(self._lines)
                    payload: dict[str, Any] = orjson.loads(line.removeprefix("data: "))
                    return payload


@asynccontextmanager
async def page(site: Site, key: str) -> AsyncIterator[Page]:
    cookies = {"bitework": key}
    async with httpx.AsyncClient(base_url=site.base, cookies=cookies, timeout=10) as client:
        await client.get("/")
        async with client.stream("GET", "/stream") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            lines = response.aiter_lines()
            assert await anext(lines) == "event: hello"
            yield Page(lines, client, visitors.user_of(key))


def identity_of(key: str) -> Identity:
    user = visitors.user_of(key)
    return Identity(id=1, platform="web", external_id=user, chat=user)


async def test_a_notice_counts_when_a_page_shows_it(served: Site) -> None:
    key, sender = visitors.new_key(), WebSender(served.chat)
    assert await sender.send(identity_of(key), HELLO) == Later()
    async with page(served, key) as ann:
        sending = asyncio.create_task(sender.send(identity_of(key), HELLO))
        payload = await ann.gets()
        assert payload["blocks"] == [{"is": "body", "text": "New tasks are here."}]
        assert await sending == Delivered()


async def test_all_pages_of_a_person_show_it_under_one_key_and_nobody_elses(served: Site) -> None:
    key, other = visitors.new_key(), visitors.new_key()
    sender = WebSender(served.chat)
    async with page(served, key) as one, page(served, key) as two, page(served, other) as bob:
        sending = asyncio.create_task(sender.send(identity_of(key), HELLO))
        assert (await one.gets())["key"] == (await two.gets())["key"]
        assert await sending == Delivered()
        # The next that Bob gets is his own.
        sending = asyncio.create_task(sender.send(identity_of(other), View(blocks=(Body("Bob"),))))
        assert (await bob.gets())["blocks"][0]["text"] == "Bob"
        await sending


async def test_what_nobody_confirms_comes_again_under_the_same_key(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "SEEN_SECONDS", 0.2)
    key, sender = visitors.new_key(), WebSender(served.chat)
    async with page(served, key) as lost:
        sending = asyncio.create_task(sender.send(identity_of(key), HELLO))
        first = await lost.overhears()
        assert await sending == Later()
        # Its stream was ended: nobody waits for it again.
        assert not await served.chat.send(visitors.user_of(key), HELLO, key="k")
    async with page(served, key) as found:
        sending = asyncio.create_task(sender.send(identity_of(key), HELLO))
        assert (await found.gets())["key"] == first["key"]
        assert await sending == Delivered()
        sending = asyncio.create_task(sender.send(identity_of(key), HELLO))
        assert (await found.gets())["key"] != first["key"]
        await sending


async def test_what_waited_goes_out_when_the_person_comes_back(served: Site) -> None:
    key = visitors.new_key()
    async with httpx.AsyncClient(base_url=served.base, cookies={"bitework": key}) as ann:
        await posts(ann, kind="press", action="agree")
    person = served.stories.person(visitors.user_of(key))
    account_id = await served.stories.account(person)
    now_ms = time.time_ns() // 1_000_000
    params = {"reason": "Too fast."}
    await served.database.write(
        lambda tx: notices.tell(
            tx, account_id=account_id, kind="suspended", params=params, now_ms=now_ms
        )
    )
    await served.delivery.round()  # she is not there: later
    delivering = asyncio.create_task(served.delivery.run())
    async with page(served, key) as back:
        payload = await back.gets()
        assert any("Too fast." in block["text"] for block in payload["blocks"])
    delivering.cancel()
    with suppress(asyncio.CancelledError):
        await delivering


async def test_a_stop_ends_the_streams_and_the_next_start_takes_them_up(served: Site) -> None:
    key = visitors.new_key()
    async with page(served, key) as ann:
        began = time.monotonic()
        await served.stops()
        assert time.monotonic() - began < 2
        with pytest.raises((StopAsyncIteration, httpx.RemoteProtocolError)):
            await ann.overhears()
    await served.starts()
    async with page(served, key) as ann:
        sending = asyncio.create_task(WebSender(served.chat).send(identity_of(key), HELLO))
        await ann.gets()
        assert await sending == Delivered()


async def test_a_stream_says_now_and_then_that_it_is_alive(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "HEARTBEAT_SECONDS", 0.05)
    async with page(served, visitors.new_key()) as ann:
        async with asyncio.timeout(5):
            while await anext(ann._lines) != ": still here":
                pass


class Slow:
    """Answers in its own time, and remembers in which order it began and ended."""

    def __init__(self) -> None:
        self.log: list[str] = []

    async def dispatch(self, event: Event) -> View:
        self.log.append(f"{event.sender.user}{event.id} begins")
        await asyncio.sleep(0.01)
        self.log.append(f"{event.sender.user}{event.id} ends")
        return HELLO


def said(who: str, number: int) -> Text:
    return Text(
        id=str(number), sender=Sender(platform="web", user=who, chat=who), at_ms=0, text="a"
    )


async def test_one_event_of_a_person_after_the_other_and_people_side_by_side() -> None:
    slow = Slow()
    chat = WebChat(slow)
    await asyncio.gather(*(chat.act(said(who, n)) for n in range(3) for who in "ab"))
    for who in "ab":
        mine = [line for line in slow.log if line.startswith(who)]
        assert mine == [f"{who}{n} {what}" for n in range(3) for what in ("begins", "ends")]
    assert slow.log[:2] == ["a0 begins", "b0 begins"]
    assert not chat._turns


async def test_there_is_an_end_to_waiting_and_to_streams() -> None:
    chat = WebChat(Slow())
    results = await asyncio.gather(
        *(chat.act(said("a", n)) for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, Busy) for result in results) == 20 - web_chat.WAITING_MAX
    streams: list[Stream] = [chat.connect("a") for _ in range(STREAMS_EACH_MAX + 3)]
    ended = [stream for stream in streams if not stream.queue.empty()]
    assert ended == streams[:3]
    chat.close()
    assert all(stream.queue.get_nowait() is None for stream in streams)
    with pytest.raises(Busy):
        chat.connect("a")


async def test_where_no_more_streams_can_be_held_a_page_is_told_and_answers_go_on(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "STREAMS_MAX", 1)
    async with page(served, visitors.new_key()), httpx.AsyncClient(base_url=served.base) as ben:
        await ben.get("/")
        answer = await ben.get("/stream")
        assert answer.headers["content-type"].startswith("text/event-stream")
        name, data, *_ = answer.text.splitlines()
        assert name == "event: full"
        assert "So many people are here that news has to wait" in orjson.loads(data[6:])["error"]
        assert (await posts(ben, kind="command", name="start")).status_code == 200


async def test_who_connects_and_says_nothing_or_never_ends_is_hung_up_on(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS_MAX", 0.3)
    silent, slow = [await asyncio.open_connection("127.0.0.1", served.port) for _ in range(2)]
    async with page(served, visitors.new_key()) as ann, asyncio.timeout(5):
        with pytest.raises(ConnectionError):
            for letter in b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"y" * 1000:
                slow[1].write(bytes([letter]))
                await slow[1].drain()
                await asyncio.sleep(0.02)
        assert await silent[0].read() == b""
        sending = asyncio.create_task(served.chat.send(ann.user, HELLO, key="0mb2k1x9q-hello"))
        await ann.gets()  # an open stream is no head that does not come
        assert await sending
    for _, writer in (silent, slow):
        writer.close()


def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unusable, match=f"127.0.0.1 port {port}: something else listens"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "reason"),
    [("203.0.113.7", "does not have that address"), ("no-such-host.invalid", "port 0: ")],
)
def test_an_address_that_is_not_ours_is_said_so(host: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        listen(host, 0)
