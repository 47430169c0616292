"""Whether Discord knows the configured token: for `bitework check`, which does not start a bot."""

import asyncio
from collections.abc import Iterator
from typing import Any

from bot.config import DiscordSettings
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import is_trouble, unusable
from bot.platforms.discord.gateway import Client
from bot.platforms.discord.service import intents
from bot.platforms.limits import Limiter, Limits

MEMBERS_ALLOWED = 1 << 14 | 1 << 15  # the application's flags for the intent that `members` needs


def problems(settings: DiscordSettings) -> list[str]:
    """Ask Discord who we are; gives a sentence for each thing that is wrong."""
    return asyncio.run(_problems(settings))


async def _problems(settings: DiscordSettings) -> list[str]:
    api = Api(
        Client(intents=intents(settings)),
        settings.token.get_secret_value(),
        settings.api_base,
        limiter=Limiter(Limits()),
    )
    try:
        await api.open()
        application = await api.ask("GET", "/applications/@me")
    except Exception as error:
        if (reason := unusable(error)) is not None:
            return [str(reason)]
        if not is_trouble(error):
            raise
        return [
            f"Discord could not be asked at {settings.api_base} ({type(error).__name__}). "
            "Is there a network?"
        ]
    finally:
        await api.close()
    return list(_of_application(application, settings))


def _of_application(application: dict[str, Any], settings: DiscordSettings) -> Iterator[str]:
    where = "https://discord.com/developers/applications"
    if application.get("interactions_endpoint_url"):
        yield (
            f"Discord sends interactions to {application['interactions_endpoint_url']}, so none "
            f"would reach the bot: empty Interactions Endpoint URL at {where}, General Information."
        )
    if settings.members and not application.get("flags", 0) & MEMBERS_ALLOWED:
        yield (
            f"[discord] members needs the Server Members Intent: turn it on at {where}, Bot, or "
            "set members to false."
        )
