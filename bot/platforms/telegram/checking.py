"""Whether Telegram knows the configured token: for `bitework check`, which does not start a bot."""

import asyncio

from telegram.error import InvalidToken, TelegramError

from bot.config import TelegramSettings
from bot.platforms.limits import Limiter, Limits
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.polling import refused_token


def problems(settings: TelegramSettings) -> list[str]:
    """Ask Telegram who we are; gives a sentence for what is wrong."""
    return asyncio.run(_problems(settings))


async def _problems(settings: TelegramSettings) -> list[str]:
    api = Api(
        settings.token.get_secret_value(),
        settings.api_base,
        limiter=Limiter(Limits()),
        proxy=settings.proxy.get_secret_value(),
    )
    await api.open()
    try:
        await api.ask("getMe")
        webhook = await api.ask("getWebhookInfo")
    except InvalidToken:
        return [str(refused_token())]
    except TelegramError as error:
        return [
            f"Telegram could not be asked at {settings.api_base} ({type(error).__name__}). "
            "Is there a network, or a proxy to be named in [telegram] proxy?"
        ]
    finally:
        await api.close()
    said = webhook.get("last_error_message") if settings.mode == "webhook" else None
    return [f"Telegram could not deliver to the webhook: {said}"] if said else []
