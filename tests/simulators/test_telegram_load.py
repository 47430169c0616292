"""The simulator as a process of its own, with a crowd that presses, and its report."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from aiohttp import ClientError, ClientSession

REPOSITORY = Path(__file__).resolve().parents[2]
BUTTONS = [[{"text": "ham", "callback_data": "a"}, {"text": "spam", "callback_data": "b"}],
           [{"text": "Skip", "callback_data": "c"}]]  # fmt: skip


async def serve(client: ClientSession, address: str) -> None:
    """Be the smallest bot: a task for each word, the next task for each press."""

    async def call(method: str, **params: Any) -> Any:
        async with client.post(f"{address}/{method}", json=params) as answer:
            return (await answer.json())["result"]

    offset = number = 0
    keyboard = {"inline_keyboard": BUTTONS}
    while True:
        for update in await call("getUpdates", offset=offset, timeout=5):
            offset, number = update["update_id"] + 1, number + 1
            text = f"Is number {number} spam?"
            if message := update.get("message"):
                chat = message["chat"]["id"]
                await call("sendMessage", chat_id=chat, text=text, reply_markup=keyboard)
                continue
            press = update["callback_query"]
            about = {
                "chat_id": press["message"]["chat"]["id"],
                "message_id": press["message"]["message_id"],
            }
            await call("editMessageText", **about, text=text, reply_markup=keyboard)
            await call("answerCallbackQuery", callback_query_id=press["id"])


async def test_a_crowd_presses_and_the_report_says_how_it_went() -> None:
    words = "--people 5 --seconds 1 --warmup 0.2 --arrive 0.1 --answers ham,spam --checks"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.simulators.telegram", *words.split(), "--idle", "3",
        cwd=REPOSITORY, stdout=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    ready = orjson.loads(await process.stdout.readline())
    address = f"http://127.0.0.1:{ready['port']}/bot{ready['token']}"
    async with ClientSession() as client:
        serving = asyncio.create_task(serve(client, address))
        said = [orjson.loads(line) for line in (await process.stdout.read()).splitlines()]
        serving.cancel()
        with suppress(asyncio.CancelledError, ClientError):
            await serving
    assert await process.wait() == 0
    assert [one["event"] for one in said] == ["begins", "ends", "report"]
    report = said[-1]
    assert report["violations"] == [] and report["too_many"] == 0
    assert report["answers"] > 10 and 0 < report["p50_ms"] <= report["p99_ms"]
    assert 1.8 < report["calls_per_answer"] < 2.4
    assert report["calls"]["editMessageText"] >= report["answers"]
