"""A bot in Telegram that is killed at any moment: `python -m tests.telegram.nursery`.

A line tells url, token, api_base and port; with a port it has a webhook there, with 0 it polls.
"""

import asyncio

from starlette.applications import Starlette

from bot.config import TelegramSettings
from bot.dispatch import Dispatcher
from bot.platforms.telegram.service import Telegram
from bot.platforms.web.chat import WebChat
from bot.platforms.web.serve import listen, serve_on
from domain.terms import Terms
from storage.database import open_database
from tests.simulators.nursery import bring_up


async def live(url: str, token: str, api_base: str, port: int) -> None:
    """Serve people in Telegram, as fast as they press."""
    settings = TelegramSettings(
        token=token,
        api_base=api_base,
        mode="webhook" if port else "polling",
        secret="a-secret-of-the-tests",
        name="",
        messages_a_second=10_000,
        chat_messages_a_second=1000,
        chat_burst=1000,
    )
    database = open_database(url)
    dispatcher = Dispatcher(database, Terms())
    address = f"http://127.0.0.1:{port}"
    telegram = Telegram(settings, database=database, dispatcher=dispatcher, public_url=address)
    async with asyncio.TaskGroup() as parts:
        if port:
            app = Starlette(routes=list(telegram.routes))
            app.state.chat = WebChat(dispatcher)
            parts.create_task(serve_on(app, listen("127.0.0.1", port)))
        parts.create_task(telegram.run())


if __name__ == "__main__":
    bring_up(live)
