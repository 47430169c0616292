"""A bot with discord.py as its manual shows it, its buttons as lasting items:
`discords.py DATABASE API_BASE GATEWAY TOKEN`.
"""

import logging
import re
import sys
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from benchmarks.rivals.store import Buttons, Store

Shown = dict[str, Any]
_HTML = {"<b>": "**", "</b>": "**", "<blockquote>": "> ", "</blockquote>": ""}


class Lasting(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"(?:ans|skip|info):.+"
):
    """A button that works after a restart."""

    def __init__(self, label: str, data: str) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=data))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str]
    ) -> "Lasting":
        return cls("", match.string)

    async def callback(self, interaction: discord.Interaction) -> None:
        assert interaction.channel_id
        client: Any = interaction.client
        text, rows = await client.store.press(
            interaction.user.id, self.item.custom_id, interaction.id, interaction.channel_id
        )
        await interaction.response.edit_message(**shown(text, rows))


class Client(discord.Client):
    def __init__(self, store: Store) -> None:
        super().__init__(
            intents=discord.Intents(dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.store = store
        everywhere = app_commands.AppCommandContext(guild=True, dm_channel=True)
        installs = app_commands.AppInstallationType(guild=True, user=True)
        self.tree = app_commands.CommandTree(
            self, allowed_contexts=everywhere, allowed_installs=installs
        )

    async def setup_hook(self) -> None:
        await self.store.open()
        self.add_dynamic_items(Lasting)
        await self.tree.sync()


def shown(text: str, rows: Buttons) -> Shown:
    for mark, ours in _HTML.items():
        text = text.replace(mark, ours)
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for label, data in row:
            item = Lasting(label, data)
            item.item.row = number
            view.add_item(item)
    return {"content": text, "view": view}


def main(path: str, api_base: str, gateway: str, token: str) -> None:
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_base, yarl.URL(gateway)
    client = Client(Store(path, "discord"))

    @client.tree.command(description="A task")
    async def work(interaction: discord.Interaction) -> None:
        assert interaction.channel_id
        text, rows = await client.store.begin(
            interaction.user.id, interaction.id, interaction.channel_id
        )
        await interaction.response.send_message(**shown(text, rows))

    client.run(token, log_level=logging.WARNING)


if __name__ == "__main__":
    main(*sys.argv[1:])
