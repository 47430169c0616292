"""A bot in Telegram that is killed at any moment: `python -m tests.telegram.nursery`.

Everything is imported once. Each line on the standard input (JSON: url, token, api_base) begins a
life: a fork that opens the database anew, as a restarted bot does, says its process id on the
standard output, and serves until it is killed.
"""

import asyncio
import json
import os
import signal
import sys

from bot.config import TelegramSettings
from bot.dispatch import Dispatcher
from bot.logs import configure
from bot.platforms.telegram.service import Telegram
from domain.terms import Terms
from storage.database import open_database


async def live(url: str, token: str, api_base: str) -> None:
    """Serve people in Telegram, as fast as they press."""
    settings = TelegramSettings(
        token=token,
        api_base=api_base,
        name="",
        messages_a_second=10_000,
        chat_messages_a_second=1000,
        chat_burst=1000,
    )
    database = open_database(url)
    telegram = Telegram(settings, database=database, dispatcher=Dispatcher(database, Terms()))
    await telegram.run()


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
