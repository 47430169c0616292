"""Notices in Discord: pushes and news as direct messages, behind everybody who waits.

They go to those who have opened our direct messages, or who have agreed somewhere else and so wait
for them. Whoever lets nobody write to them is marked, and the channel in which they were last is
told once, without a word of what it was about.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog
from discord import HTTPException

from bot.delivery import Delivered, Outcome, Unreachable
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import is_gone, named, unreachable
from bot.platforms.discord.media import DiscordMedia
from bot.platforms.discord.render import render
from bot.platforms.discord.responses import message, without_form
from domain.amounts import N_
from domain.notices import Identity
from domain.views import Body, View
from handlers.voice import Voice

CHANNELS_MAX = 20_000
CLOSED = N_(
    "I have news for somebody here whose direct messages are closed. Allow direct messages from "
    "this server in its privacy settings; /work goes on here."
)

log = structlog.get_logger()


class DiscordSender:
    """Sends notices. `where` gives the channel in which somebody was last, or nothing."""

    def __init__(
        self, api: Api, media: DiscordMedia, where: Callable[[str], Awaitable[str]]
    ) -> None:
        self._api = api
        self._media = media
        self._where = where
        self._channels: OrderedDict[str, str] = OrderedDict()

    async def send(self, identity: Identity, view: View) -> Outcome:
        """Send one notice."""
        user = identity.external_id
        try:
            channel = identity.chat or await self._direct(user)
            await self._send(channel, view)
        except HTTPException as error:
            if is_gone(error):
                self._channels.pop(user, None)
            if not (reason := unreachable(error)):
                raise
            await self._told_there(user)
            return Unreachable(reason)
        return Delivered()

    async def _send(self, channel: str, view: View) -> None:
        view = await self._media.ready(without_form(view))
        async with self._media.attached(view) as made:
            *above, last = render(made.view).parts
            for part in above:
                await self._api.send(channel, message(part), push=True)
            await self._api.send(channel, message(last), push=True, files=made.files)

    async def _direct(self, user: str) -> str:
        known = self._channels.get(user)
        if known is None:
            known = self._channels[user] = await self._api.direct(user)
            if len(self._channels) > CHANNELS_MAX:
                self._channels.popitem(last=False)
        return known

    async def _told_there(self, user: str) -> None:
        """Say in the last channel that direct messages are closed; it names nobody."""
        channel = await self._where(user)
        if not channel:
            return
        try:
            words = View(blocks=(Body(Voice()(CLOSED)),))
            await self._api.send(channel, message(render(words).components), push=True)
        except HTTPException as error:
            log.info("channel not told", error=named(error))
