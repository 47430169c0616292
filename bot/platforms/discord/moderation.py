"""Moderators of servers: messages by their links, and what is done about them
(`bot.moderation.Moderators`)."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

from discord import HTTPException

from bot.moderation import Refused
from bot.platforms.discord import permissions
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import is_forbidden, is_gone
from domain.amounts import N_
from domain.events import Command, Event, MessageChosen, Power
from domain.links import message_link

CHECK = "check"
LINK = re.compile(
    r"<?https://(?:[a-z]+\.)?discord(?:app)?\.com/channels/([0-9]{1,20})/([0-9]{1,20})/([0-9]{1,20})>?"
)
TEXT_CHARS_MAX = 4000
UNKNOWN_MEMBER = 10007

NO_DELETING = N_(
    "Discord does not let me. Give Bitework “Manage Messages”, in Server Settings, Roles, or in "
    "the settings of that channel"
)
NO_RESTING = N_(
    "Discord does not let me. In Server Settings, Roles, give Bitework “Time out members”, and "
    "drag its role above theirs"
)
NOT_THERE = N_("that channel or person is not there any more")


class DiscordModerators:
    """All servers that the bot is in. `is_open` is set once calls can be made."""

    def __init__(self, api: Api, is_open: asyncio.Event) -> None:
        self._api = api
        self._is_open = is_open

    async def chosen(self, event: Event) -> Event:
        """Give what `/check LINK` is about, as if its message had been chosen in its menu.

        Words of others are hidden from bots that were not allowed to read them (the intent of
        message content): then the jury gets the link, which its members can follow. Whatever is no
        link to a message of this server is left as it is, and explained by its handler.
        """
        if not isinstance(event, Command) or event.name != CHECK:
            return event
        found = LINK.fullmatch(event.words.strip())
        if found is None or found[1] != event.sender.server:
            return event
        server, channel, number = found.groups()
        message = await self._message(server, channel, number, event.sender.user)
        if message is None:
            return event
        text = str(message.get("content") or "")[:TEXT_CHARS_MAX]
        return MessageChosen(
            id=event.id,
            sender=event.sender,
            at_ms=event.at_ms,
            command=CHECK,
            message=number,
            text=text or message_link("discord", server, channel, number),
            author=str(message["author"]["id"]),
            chat=channel,
        )

    async def _message(
        self, server: str, channel: str, number: str, user: str
    ) -> dict[str, Any] | None:
        """Give a message of a server that both we and this person may read; None: there is none."""
        await self._is_open.wait()
        try:
            where = await permissions.channel_of(self._api, channel)
            if str(where.get("guild_id")) != server:
                return None
            guild = await permissions.guild_of(self._api, server)
            member = await permissions.member_of(self._api, server, user)
            if not permissions.in_channel(guild, where, member) & permissions.VIEW_CHANNEL:
                return None
            path = "/channels/{channel_id}/messages/{message_id}"
            return dict(await self._api.ask("GET", path, channel_id=channel, message_id=number))
        except HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            return None

    async def powers(self, group: str, chat: str, user: str, author: str) -> frozenset[Power]:
        """Tell what somebody may do at this moment: in a channel, and to an author."""
        await self._is_open.wait()
        try:
            guild = await permissions.guild_of(self._api, group)
            member = await permissions.member_of(self._api, group, user)
        except HTTPException as error:
            raise self._no(error, NOT_THERE) from error
        found: set[Power] = set()
        if await self._may_delete(guild, chat, member):
            found.add("delete")
        may_rest = permissions.in_guild(guild, member) & permissions.MODERATE_MEMBERS
        if may_rest and await self._stands_above(guild, member, author):
            found.add("time_out")
        return frozenset(found)

    async def _may_delete(self, guild: dict[str, Any], chat: str, member: dict[str, Any]) -> bool:
        """A channel that is gone leaves what the server allows: there is nothing left in it."""
        try:
            channel = await permissions.channel_of(self._api, chat)
        except HTTPException as error:
            if not is_gone(error):
                raise
            return bool(permissions.in_guild(guild, member) & permissions.MANAGE_MESSAGES)
        if str(channel.get("guild_id")) != str(guild["id"]):
            return False
        allowed = permissions.in_channel(guild, channel, member)
        return bool(allowed & permissions.MANAGE_MESSAGES)

    async def _stands_above(
        self, guild: dict[str, Any], member: dict[str, Any], author: str
    ) -> bool:
        if not author:
            return True
        try:
            other = await permissions.member_of(self._api, str(guild["id"]), author)
        except HTTPException as error:
            if error.code == UNKNOWN_MEMBER or is_gone(error):
                return True  # they have left: Discord will say so
            raise
        return permissions.stands_above(guild, member, other)

    async def take_away(self, chat: str, message: str) -> None:
        """Delete somebody's message; one that is gone is no trouble. Raises Refused."""
        await self._is_open.wait()
        try:
            await self._api.delete(chat, message, reason="a moderator, after the jury's verdict")
        except HTTPException as error:
            if is_forbidden(error):
                raise Refused(NO_DELETING) from error
            if not is_gone(error):
                raise

    async def let_rest(self, group: str, user: str, until_ms: int) -> None:
        """Let somebody write nothing for a while. Raises Refused."""
        await self._is_open.wait()
        until = datetime.fromtimestamp(until_ms / 1000, UTC).isoformat()
        try:
            await self._api.ask(
                "PATCH",
                "/guilds/{guild_id}/members/{user_id}",
                body={"communication_disabled_until": until},
                reason="a moderator, after the jury's verdict",
                guild_id=group,
                user_id=user,
            )
        except HTTPException as error:
            raise self._no(error, NO_RESTING) from error

    def _no(self, error: HTTPException, forbidden: str) -> Exception:
        """Say what a refusal of Discord's means; trouble stays trouble."""
        if is_forbidden(error):
            return Refused(forbidden)
        if is_gone(error) or error.code == UNKNOWN_MEMBER or error.code == 10013:
            return Refused(NOT_THERE)
        return error
