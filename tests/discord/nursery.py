"""A bot in Discord that is killed at any moment: `python -m tests.discord.nursery`.

Everything is imported once. Each line on the standard input (JSON: url, token, api_base) begins a
life: a fork that opens the database anew, as a restarted bot does, and serves until it is killed.
Its process id is said on the standard output.
"""

import asyncio
import json
import os
import signal
import sys
import warnings

from bot.config import DiscordSettings
from bot.dispatch import Dispatcher
from bot.logs import configure
from domain.terms import Terms
from storage.database import open_database

warnings.filterwarnings("ignore", message="'audioop' is deprecated")

from bot.platforms.discord.service import Discord  # noqa: E402 - it warns of its own imports


async def live(url: str, token: str, api_base: str, port: int) -> None:
    """Serve people in Discord, as fast as they press."""
    settings = DiscordSettings(token=token, api_base=api_base, messages_a_second=10_000)
    database = open_database(url)
    await Discord(settings, database=database, dispatcher=Dispatcher(database, Terms())).run()


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
