"""What the delivery loop uses to reach people on the page."""

import secrets

from bot.delivery import Delivered, Later, Outcome
from bot.platforms.web.chat import WebChat
from domain.notices import Identity
from domain.views import View

REMEMBERED_MAX = 1000


class WebSender:
    """Sends notices over the open streams; who has no page open gets them later.

    A message that nobody confirmed may have been shown all the same: sent again, it goes under the
    same key, so that the page shows it once.
    """

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat
        self._unconfirmed: dict[tuple[str, View], str] = {}

    async def send(self, identity: Identity, view: View) -> Outcome:
        """Send one notice and wait until a page shows it."""
        place = (identity.chat, view)
        key = self._unconfirmed.pop(place, None) or f"notice-{secrets.token_hex(8)}"
        if await self._chat.send(identity.chat, view, key=key):
            return Delivered()
        self._unconfirmed[place] = key
        if len(self._unconfirmed) > REMEMBERED_MAX:
            del self._unconfirmed[next(iter(self._unconfirmed))]
        return Later()
