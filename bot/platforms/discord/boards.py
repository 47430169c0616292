"""Servers' channels: what hangs there (`bot.places.GroupChat`), and its threads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog
from discord import HTTPException

from bot.places import Gone, Unfit
from bot.platforms.discord import permissions
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import NO_ACCESS, is_forbidden, is_gone
from bot.platforms.discord.render import render
from bot.platforms.discord.responses import message as message_of
from domain.views import Placement, View

NAME_CHARS_MAX = 100
# Each says what to change; `where` beside it in whose settings. The log takes 80 characters.
MAY_NOT_WRITE = "may not write: channel settings, Permissions: View Channel, Send Messages"
MAY_NOT_DELETE = "may not delete: channel settings, Permissions: give Bitework Manage Messages"
MAKES_NO_THREAD = "no thread: channel settings, Permissions: give Bitework Create Public Threads"
ARCHIVE_MINUTES = 10_080  # a week of silence puts a thread away

log = structlog.get_logger()


class DiscordGroups:
    """All servers that the bot is in. `is_open` is set once calls can be made."""

    def __init__(self, api: Api, is_open: asyncio.Event) -> None:
        self._api = api
        self._is_open = is_open

    async def find(self, chat: str, user: str) -> str:
        """Give a channel in which this person, who manages its server, wants something; raises
        Unfit where they don't, or where we may not write.
        """
        await self._is_open.wait()
        try:
            there = dict(await self._api.ask("GET", "/channels/{channel_id}", channel_id=chat))
            server = str(there.get("guild_id") or "")
            if not server:
                raise Unfit("unknown")
            is_thread = there.get("type") in permissions.THREADS
            channel = there
            if is_thread:
                channel = await permissions.channel_of(self._api, str(there["parent_id"]))
            guild = await permissions.guild_of(self._api, server)
            person = await permissions.member_of(self._api, server, user)
            me = await permissions.member_of(self._api, server, str(self._api.me["id"]))
        except HTTPException as error:
            if error.status >= 500 or error.status == 429:
                raise
            raise Unfit("unknown") from None
        if not permissions.in_guild(guild, person) & permissions.MANAGE_GUILD:
            raise Unfit("not_theirs")
        lacking = permissions.lacking(permissions.ruled(guild, channel, me), in_thread=is_thread)
        if lacking:
            raise Unfit("closed", name=f"#{there.get('name', '')}", lacking=lacking)
        return chat

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        """Post a view, in reply to a message where one is given, and give its id."""
        async with self._or_gone(chat):
            message = ""
            reply = {"message_reference": {"message_id": under, "fail_if_not_exists": False}}
            for components in render(replace(view, placement=Placement.CHANNEL)).parts:
                body = message_of(components) | (reply if under and not message else {})
                message = await self._api.send(chat, body, push=True)
            return message

    async def edit(self, chat: str, message: str, view: View) -> None:
        """Change a message of ours."""
        async with self._or_gone(chat):
            shown = render(replace(view, placement=Placement.CHANNEL))
            await self._api.edit(chat, message, message_of(shown.components), push=True)

    async def delete(self, chat: str, message: str) -> bool:
        """Take a message away; one that is gone already is no trouble. False: it still stands."""
        await self._is_open.wait()
        try:
            await self._api.delete(chat, message)
        except HTTPException as error:
            if is_forbidden(error):
                log.warning(MAY_NOT_DELETE, where=chat, code=error.code)
            elif not is_gone(error):
                raise
            return is_gone(error)
        return True

    async def open_thread(self, chat: str, message: str, name: str) -> str:
        """Make a message's thread, and give its id; empty where it may not be made."""
        await self._is_open.wait()
        try:
            made = await self._api.ask(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/threads",
                body={
                    "name": name[:NAME_CHARS_MAX] or "Bitework",
                    "auto_archive_duration": ARCHIVE_MINUTES,
                },
                channel_id=chat,
                message_id=message,
            )
        except HTTPException as error:
            if not (is_gone(error) or is_forbidden(error) or error.status == 400):
                raise
            log.warning(MAKES_NO_THREAD, where=chat, code=error.code)
            return ""
        return str(made["id"])

    async def close_thread(self, thread: str) -> None:
        """Close a thread for good; one that is gone, or may not be locked, is no trouble."""
        await self._is_open.wait()
        for body in ({"locked": True, "archived": True}, {"archived": True}):
            try:
                await self._api.ask("PATCH", "/channels/{channel_id}", body=body, channel_id=thread)
            except HTTPException as error:
                if not (is_gone(error) or is_forbidden(error)):
                    raise
                continue
            return

    @asynccontextmanager
    async def _or_gone(self, chat: str) -> AsyncIterator[None]:
        await self._is_open.wait()
        try:
            yield
        except HTTPException as error:
            if is_forbidden(error) or error.code == NO_ACCESS:
                log.warning(MAY_NOT_WRITE, where=chat, code=error.code)
            if is_gone(error) or is_forbidden(error):
                raise Gone from error
            raise
