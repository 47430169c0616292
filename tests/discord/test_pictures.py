"""Charts in Discord's direct messages: a picture in the morning, with its meaning in words."""

import pytest

from bot import charts
from bot.delivery import Delivered
from domain.actions import Action
from domain.notices import Identity
from domain.views import Chart, Choice, Title, View
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Simulator

pytest.importorskip("matplotlib")
POINTS = tuple((f"{day} Nov", float(day % 7)) for day in range(1, 31))
MORNING = View(
    blocks=(Title("Yesterday: 42 tasks"), Chart(POINTS, "Your last 30 days.", "credits a day")),
    choices=((Choice("Work", Action("work")),),),
)


async def test_a_morning_has_its_picture(sim: Simulator, bot: Running) -> None:
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("That was everything")
    assert bot.discord is not None
    place = Identity(id=1, platform="discord", external_id=str(ann.id), chat="")
    assert await bot.discord.send(place, MORNING) == Delivered()
    message = await ann.sees("Yesterday: 42 tasks")
    (picture,) = message.attachments
    assert picture["filename"] == charts.NAME and picture["size"] > 5_000


async def test_where_none_can_be_drawn_it_is_letters(
    sim: Simulator, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(chart: Chart) -> bytes:
        raise ImportError("there is no such library here")

    monkeypatch.setattr(charts, "draw", broken)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("That was everything")
    assert bot.discord is not None
    place = Identity(id=1, platform="discord", external_id=str(ann.id), chat="")
    assert await bot.discord.send(place, MORNING) == Delivered()
    message = await ann.sees("Your last 30 days.")
    assert not message.attachments and "▁" in message.text
