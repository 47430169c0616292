"""How calls travel: the pool, the time-outs and the proxies that the library's users expect."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aiohttp import web
from telegram.error import TimedOut
from telegram.request import RequestData

from bot.platforms.telegram.errors import NotSent
from bot.platforms.telegram.transport import AiohttpRequest, Prepared, environment_proxy

TELEGRAM = "https://api.telegram.org"
NOTHING = cast("RequestData", Prepared(b"{}"))
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    runner = web.ServerRunner(web.Server(handler))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def slow(request: web.BaseRequest) -> web.Response:
    await asyncio.sleep(0.3)
    return web.json_response({"ok": True, "result": True})


async def test_each_call_may_bring_its_time_outs() -> None:
    request = AiohttpRequest(connections=1)
    await request.initialize()
    async with serving(slow) as address:
        assert await request.post(address, NOTHING) is True
        with pytest.raises(TimedOut):
            await request.post(address, NOTHING, read_timeout=0.05)
        first = asyncio.create_task(request.post(address, NOTHING))
        await asyncio.sleep(0.05)
        with pytest.raises(NotSent):  # all connections are taken: nothing went out
            await request.post(address, NOTHING, pool_timeout=0.05, connect_timeout=0.05)
        assert await first is True
    await request.shutdown()


async def test_calls_go_through_a_proxy() -> None:
    asked: list[str] = []

    async def proxy(request: web.BaseRequest) -> web.Response:
        asked.append(request.raw_path)
        return web.json_response({"ok": True, "result": True})

    async with serving(proxy) as address:
        request = AiohttpRequest(proxy=address)
        await request.initialize()
        answer = await request.post("http://telegram.example/bot1:a/getMe", NOTHING)
        await request.shutdown()
    assert answer is True
    assert asked == ["http://telegram.example/bot1:a/getMe"]


@pytest.mark.parametrize(
    ("environment", "address", "proxy"),
    [
        ({}, TELEGRAM, ""),
        ({"HTTPS_PROXY": "http://p.example:3128"}, TELEGRAM, "http://p.example:3128"),
        ({"https_proxy": "http://p.example:3128"}, TELEGRAM, "http://p.example:3128"),
        ({"HTTP_PROXY": "http://p.example:3128"}, TELEGRAM, ""),
        ({"HTTPS_PROXY": "http://p.example", "NO_PROXY": ".telegram.org"}, TELEGRAM, ""),
        ({"HTTPS_PROXY": "socks5://p.example:1080"}, TELEGRAM, ""),
        ({"HTTP_PROXY": "http://p.example:3128"}, "http://localhost:8081", ""),
    ],
)
def test_the_environment_may_name_a_proxy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], address: str, proxy: str
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert environment_proxy(address) == proxy
