"""Where an answer stands, so that it can be changed later: a live card, a file on its way.

An interaction lets its answer be changed for 15 minutes, also what one person alone sees. Later a
message of ours is changed as any other; what only one person saw is told afresh, in the direct
messages of who has opened them.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.platforms.discord.adapter import Incoming
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import is_gone, is_over
from bot.platforms.discord.responses import message

TOKEN_SECONDS = 14 * 60.0  # of 15 minutes

Json = dict[str, Any]
Files = Sequence[tuple[str, Path]]  # names and where they are


class Place:
    """One message: of an interaction's answer, or `sent` by itself.

    `of_token` is a further message of the interaction, where it is not the first.
    """

    def __init__(
        self,
        api: Api,
        read: Incoming,
        *,
        is_for_one: bool = False,
        of_token: str = "",
        sent: str = "",
    ) -> None:
        self._api = api
        self.read = read
        self.is_for_one = is_for_one
        self._of_token = of_token or "@original"
        self._sent = sent
        self._channel = read.channel

    @property
    def key(self) -> str:
        """Tell this message from others."""
        return self._sent or self.read.on or self.read.interaction

    @property
    def is_open(self) -> bool:
        """Tell whether the interaction can still be used."""
        fresh = time.monotonic() - self.read.since < TOKEN_SECONDS
        return bool(self.read.token) and not self._sent and fresh

    async def edit(self, components: list[Json], files: Files = ()) -> Any:
        """Change the message; where that can't be done any more, a fresh one takes its place. Gives
        the message, where Discord tells it.
        """
        body = message(components)
        if self.is_open:
            try:
                return await self._api.edit_answer(self.read.token, body, self._of_token, files)
            except Exception as error:
                if not is_over(error) and not is_gone(error):
                    raise
        replaces = self._sent or ("" if self.is_for_one else self.read.on)
        await self.afresh(components, replaces=replaces, files=files)
        return None

    async def afresh(
        self, components: list[Json], *, replaces: str = "", files: Files = ()
    ) -> bool:
        """Show it in a message of its own, in the place of one where possible; False: nowhere."""
        body, read = message(components), self.read
        if replaces and (read.is_direct or self._sent) and not read.is_ephemeral:
            try:
                await self._api.edit(self._channel, replaces, body, files=files)
                self._sent = replaces
                return True
            except Exception as error:
                if not is_gone(error):
                    raise
        channel = self._channel if read.is_direct or not self.is_for_one else await self._home()
        if not channel:
            return False
        self._sent = await self._api.send(channel, body, files=files)
        self._channel = channel
        return True

    async def tell(self, components: list[Json]) -> None:
        """Say something more to whoever sees this message."""
        if self.is_open:
            body = message(components, ephemeral=self.is_for_one)
            await self._api.follow(self.read.token, body)
        elif channel := self._channel if self.read.is_direct else await self._home():
            await self._api.send(channel, message(components))

    async def send_file(self, body: Json, path: Path, name: str) -> None:
        """Send a file to whoever sees this message."""
        if self.is_open:
            await self._api.follow(self.read.token, body, files=[(name, path)])
            return
        channel = self._channel if self.read.is_direct else await self._home()
        if channel:
            plain = {key: value for key, value in body.items() if key != "flags"}
            await self._api.send(channel, plain, files=[(name, path)])

    async def _home(self) -> str:
        """Give the direct messages of this person, where they have opened them."""
        return await self._api.home(self.read.event.sender.user)
