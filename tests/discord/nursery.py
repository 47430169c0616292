"""A bot in Discord that is killed at any moment: `python -m tests.discord.nursery`.

A line tells url, token and api_base.
"""

import warnings

from bot.config import DiscordSettings
from bot.dispatch import Dispatcher
from domain.terms import Terms
from storage.database import open_database
from tests.simulators.nursery import bring_up

warnings.filterwarnings("ignore", message="'audioop' is deprecated")

from bot.platforms.discord.service import Discord  # noqa: E402 - it warns of its own imports


async def live(url: str, token: str, api_base: str) -> None:
    """Serve people in Discord, as fast as they press."""
    settings = DiscordSettings(token=token, api_base=api_base, messages_a_second=10_000)
    database = open_database(url)
    await Discord(settings, database=database, dispatcher=Dispatcher(database, Terms())).run()


if __name__ == "__main__":
    bring_up(live)
