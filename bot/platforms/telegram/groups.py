"""Groups and channels: who manages them, and what hangs there (`bot.groups.GroupChat`)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.error import TelegramError

from bot.places import Gone, Unfit
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.errors import is_gone, is_trouble, unreachable
from bot.platforms.telegram.screen import Screen
from bot.stopping import InHand
from domain.views import Placement, View

KNOWN_SECONDS = 60.0
KNOWN_MAX = 5_000
MANAGERS = ("creator", "administrator")
WRITERS = ("creator", "administrator", "member")


class TelegramGroups:
    """All groups and channels that the bot is in."""

    def __init__(
        self, api: Api, screen: Screen, is_open: asyncio.Event, in_hand: InHand
    ) -> None:
        self._api = api
        self._screen = screen
        self._is_open = is_open
        self._in_hand = in_hand
        self._known: dict[tuple[str, str], tuple[float, bool]] = {}

    async def manages(self, chat: str, user: str) -> bool:
        """Tell whether somebody manages a group; what Telegram said is believed for a minute."""
        now = time.monotonic()
        known = self._known.get((chat, user))
        if known is not None and known[0] > now:
            return known[1]
        try:
            member = await self._api.ask("getChatMember", chat_id=chat, user_id=int(user))
        except TelegramError:
            return False
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        is_manager = member.get("status") in MANAGERS
        self._known[chat, user] = (now + KNOWN_SECONDS, is_manager)
        return is_manager

    async def find(self, chat: str, user: str) -> str:
        """Give the id of a chat by its name; raises Unfit where this person doesn't manage it, or
        we may not write there.
        """
        await self._is_open.wait()
        try:
            found = await self._api.ask("getChat", chat_id=chat)
            there = str(found["id"])
            me = await self._api.ask("getMe")
            mine = await self._api.ask("getChatMember", chat_id=there, user_id=me["id"])
            theirs = await self._api.ask("getChatMember", chat_id=there, user_id=int(user))
        except TelegramError as error:
            if is_trouble(error):
                raise
            raise Unfit("unknown") from None
        if theirs.get("status") not in MANAGERS:
            raise Unfit("not_theirs")
        is_channel = found.get("type") == "channel"
        if not _may_write(mine, is_channel=is_channel):
            needed = "Post Messages" if is_channel else "Send Messages"
            raise Unfit("closed", name=str(found.get("title") or ""), lacking=(needed,))
        return there

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        """Post a view; behind everybody who waits for an answer."""
        async with self._or_gone():
            number = int(under) if under.isdecimal() else 0
            anew = View(blocks=view.blocks, choices=view.choices, placement=Placement.NEW)
            return str(await self._screen.show(chat, anew, push=True, under=number))

    async def edit(self, chat: str, message: str, view: View) -> None:
        """Change a message of ours."""
        async with self._or_gone():
            await self._screen.change(chat, int(message), view)

    async def delete(self, chat: str, message: str) -> bool:
        """Take a message away; one that is gone already is no trouble. False: it still stands."""
        async with self._or_gone():
            return await self._screen.delete(chat, int(message))

    @asynccontextmanager
    async def _or_gone(self) -> AsyncIterator[None]:
        await self._is_open.wait()
        try:
            with self._in_hand.one():
                yield
        except TelegramError as error:
            if unreachable(error) or is_gone(error):
                raise Gone from error
            raise


def _may_write(mine: dict[str, Any], *, is_channel: bool) -> bool:
    """Tell whether we may write where we are such a member."""
    status = mine.get("status")
    if is_channel:
        is_free = mine.get("can_post_messages", True)
        return status == "creator" or (status == "administrator" and bool(is_free))
    return status in WRITERS or (status == "restricted" and bool(mine.get("can_send_messages")))
