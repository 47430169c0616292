"""Updates that Telegram brings itself, to our own web server."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.config import TelegramSettings
from bot.dispatch import Dispatcher
from bot.platforms.telegram.service import Telegram
from bot.platforms.telegram.webhook import HEADER, PATH, Webhook
from bot.platforms.web.chat import WebChat
from bot.platforms.web.serve import listen, serve_on
from domain.terms import Terms
from storage.database import Database
from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat

SECRET = "a-secret-of-the-tests"


@pytest.fixture
async def address(sim: Simulator, sqlite_database: Database) -> AsyncIterator[str]:
    """A bot with a webhook, on a web server of its own."""
    taken = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    dispatcher = Dispatcher(sqlite_database, Terms())
    settings = TelegramSettings(
        token=sim.token, api_base=sim.url, mode="webhook", secret=SECRET, name=""  # type: ignore[arg-type]
    )
    bot = Telegram(settings, database=sqlite_database, dispatcher=dispatcher, public_url=url)
    app = Starlette(routes=list(bot.routes))
    app.state.chat = WebChat(dispatcher)
    tasks = [asyncio.create_task(part) for part in (serve_on(app, taken), bot.run())]
    yield url
    for task in reversed(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_press_costs_one_call(sim: Simulator, chat: Chat, address: str) -> None:
    await chat.project(rows={"a": "one", "b": "two"})
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.presses("Start earning")
    await ann.presses("No, just show me a task")
    await ann.sees("one")
    before = len(sim.calls)
    query = await ann.presses("spam")
    await ann.is_answered(query)
    await ann.sees("✓ spam", "two")
    assert [call.method for call in sim.calls[before:]].count("editMessageText") == 1


async def test_nobody_else_is_let_in(sim: Simulator, chat: Chat, address: str) -> None:
    update = {"update_id": 1, "message": {"text": "/start"}}
    async with httpx.AsyncClient() as client:
        answers = [
            await client.post(address + PATH, json=update),
            await client.post(address + PATH, json=update, headers={HEADER: SECRET[:-1]}),
            await client.post(address + PATH, json=update, headers={HEADER: "ü".encode()}),  # type: ignore[dict-item]
            await client.post(address + PATH, content=b"[]", headers={HEADER: SECRET}),
            await client.post(address + PATH, content=b"x" * (2 << 20), headers={HEADER: SECRET}),
            await client.get(address + PATH),
        ]
    assert [answer.status_code for answer in answers[:3]] == [401, 401, 401]
    assert [answer.status_code for answer in answers[4:]] == [400, 405]


def test_there_is_no_webhook_without_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook("")


async def test_what_could_not_be_taken_comes_again(
    sim: Simulator, sqlite_database: Database, address: str
) -> None:
    sim.server.webhook.retry_seconds = 0.05
    ann = sim.person("ann")
    sim.faults.duplicate = 0.5
    for _ in range(5):
        await ann.sends("/help")
    await ann.sees("What I understand")
    assert len(ann.messages()) >= 1
