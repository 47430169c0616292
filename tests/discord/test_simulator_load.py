"""The crowd that measures: as a process of its own, with a bot by discord.py."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord

from tests.discord.plain import Plain, running

REPOSITORY = Path(__file__).resolve().parents[2]


class Count(discord.ui.View):
    """A number that goes up."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="more", custom_id="more")
    async def more(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="more", view=self)


async def test_a_crowd_measures_a_bot() -> None:
    crowd = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.simulators.discord", "--people", "5", "--seconds", "1",
        "--warmup", "0.5", "--arrive", "0.2", "--start", "/begin", "--answers", "more",
        stdout=PIPE, cwd=REPOSITORY,
    )  # fmt: skip
    assert crowd.stdout is not None

    async def says() -> dict[str, Any]:
        assert crowd.stdout is not None
        found: dict[str, Any] = json.loads(await crowd.stdout.readline())
        return found

    ready = await says()
    client = Plain()

    @client.tree.command(description="Begin")
    async def begin(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("0", view=Count())

    client.tree.allowed_installs = discord.app_commands.AppInstallationType(user=True)
    there: Any = SimpleNamespace(**ready)
    async with running(there, client):
        events = [(await says())["event"] for _ in range(2)]
        report = await says()
    assert events == ["begins", "ends"]
    assert report["event"] == "report"
    assert report["answers"] > 20
    assert report["calls_per_answer"] < 1.2
    assert report["codes"].keys() == {"204"} or report["codes"].keys() == {"200"}
    assert report["interactions_failed"] == 0
    assert await crowd.wait() == 0
