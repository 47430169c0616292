"""The button with which a location is shared: Telegram has it on a keyboard of its own.

It comes with a message of its own below the task, for inline buttons can't share; with the next
answer that message is taken away, and the keyboard with it. Who types the place needs no button.
"""

from collections import OrderedDict

import structlog
from telegram.error import TelegramError

from bot.platforms.telegram.api import Api
from domain.events import Sender
from domain.views import View

REMEMBERED_MAX = 10_000
log = structlog.get_logger()


class Locations:
    """The chats that have such a keyboard. The memory may be lost: it hides after its first use."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._standing: OrderedDict[str, int] = OrderedDict()

    async def follow(self, sender: Sender, chat: str, view: View) -> None:
        """Bring the keyboard below a view that asks for a place, or take it away below others."""
        if sender.chat_kind != "private":  # nobody can be asked for a location elsewhere
            return
        try:
            if (standing := self._standing.pop(chat, 0)) != 0:
                await self._take_away(chat, standing)
            if view.asks == "place":
                self._standing[chat] = await self._bring(chat, view)
        except TelegramError as error:
            log.debug("keyboard not changed", error=type(error).__name__)
        if len(self._standing) > REMEMBERED_MAX:
            self._standing.popitem(last=False)

    async def _bring(self, chat: str, view: View) -> int:
        keyboard = {
            "keyboard": [[{"text": view.share, "request_location": True}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
        call = {"chat_id": chat, "text": view.typing, "reply_markup": keyboard}
        sent = await self._api.tell("sendMessage", chat, call)
        return int(sent["message_id"])

    async def _take_away(self, chat: str, message_id: int) -> None:
        call = {"chat_id": chat, "message_id": message_id}
        await self._api.tell("deleteMessage", chat, call)
