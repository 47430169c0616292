"""A bot in Telegram that is killed at any moment: `python -m tests.telegram.nursery`.

Everything is imported once. Each line on the standard input (JSON: url, token, api_base, port; with
a port it has a webhook there, with 0 it polls) begins a life: a fork that opens the database anew,
as a restarted bot does, and serves until it is killed. Its process id is said on the standard
output.
"""

import asyncio
import json
import os
import signal
import sys

from starlette.applications import Starlette

from bot.config import TelegramSettings
from bot.dispatch import Dispatcher
from bot.logs import configure
from bot.platforms.telegram.service import Telegram
from bot.platforms.web.chat import WebChat
from bot.platforms.web.serve import listen, serve_on
from domain.terms import Terms
from storage.database import open_database


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


def main() -> None:
    """Begin a life for each line, until there are no more lines."""
    configure("error")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run(live(**json.loads(line)))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
