"""Moderators of groups in Telegram: what they want done is done (`bot.moderation.Moderators`)."""

import asyncio
from typing import Any

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.moderation import Refused
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.errors import is_trouble
from domain.amounts import N_
from domain.events import Power

NO_DELETING = N_(
    "Telegram does not let me. Make Bitework an administrator of the group who may delete messages"
)
NO_RESTING = N_(
    "Telegram does not let me. Make Bitework an administrator of the group who may ban users; "
    "other administrators can't be made to rest"
)
_SILENT = {"can_send_messages": False}


class TelegramModerators:
    """All groups that the bot is in. `is_open` is set once calls can be made."""

    def __init__(self, api: Api, is_open: asyncio.Event) -> None:
        self._api = api
        self._is_open = is_open

    async def powers(self, group: str, chat: str, user: str, author: str) -> frozenset[Power]:
        """Tell what somebody may do at this moment: in a group, and to an author."""
        await self._is_open.wait()
        try:
            member: Any = await self._api.ask(
                "getChatMember", chat_id=group, user_id=int(user)
            )
        except TelegramError as error:
            if is_trouble(error):
                raise
            return frozenset()
        is_owner = member.get("status") == "creator"
        found: set[Power] = set()
        if is_owner or member.get("can_delete_messages"):
            found.add("delete")
        if is_owner or member.get("can_restrict_members"):
            found.add("time_out")
        return frozenset(found)

    async def take_away(self, chat: str, message: str) -> None:
        """Delete somebody's message; one that is gone is no trouble. Raises Refused."""
        await self._is_open.wait()
        try:
            await self._api.ask("deleteMessage", chat_id=chat, message_id=int(message))
        except (BadRequest, Forbidden) as error:
            if "not found" not in error.message.lower():
                raise Refused(NO_DELETING) from error

    async def let_rest(self, group: str, user: str, until_ms: int) -> None:
        """Let somebody write nothing for a while. Raises Refused."""
        await self._is_open.wait()
        try:
            await self._api.ask(
                "restrictChatMember",
                chat_id=group,
                user_id=int(user),
                permissions=_SILENT,
                until_date=until_ms // 1000,
            )
        except (BadRequest, Forbidden) as error:
            raise Refused(NO_RESTING) from error
