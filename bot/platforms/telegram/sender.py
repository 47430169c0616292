"""Notices in Telegram: pushes and news, behind everybody who waits for an answer."""

from telegram.error import TelegramError

from bot.delivery import Delivered, Outcome, Unreachable
from bot.platforms.telegram.errors import unreachable
from bot.platforms.telegram.screen import Screen
from domain.notices import Identity
from domain.views import View


class TelegramSender:
    """Sends notices into people's private chats, which go by the person's own id.

    A message whose answer got lost on the way counts as failed and is sent again: delivery is at
    least once.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    async def send(self, identity: Identity, view: View) -> Outcome:
        """Send one notice."""
        try:
            await self._screen.show(identity.external_id, view, push=True)
        except TelegramError as error:
            if reason := unreachable(error):
                return Unreachable(reason)
            raise
        return Delivered()
