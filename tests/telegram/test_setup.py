"""What people see before they write: menus, name, descriptions; set when they have changed."""

from collections import Counter

import pytest

from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Bots, Running


@pytest.fixture
def facts() -> Bots:
    return {"name": "Tiny tasks"}


async def test_menus_are_set_once(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann = sim.person("ann")
    await ann.sends("/start")
    assert await sim.world.until(lambda: sim.log.by_method["setMyShortDescription"] > 0, 5.0)
    assert {"start", "work", "balance", "help"} <= set(ann.menu)
    assert "people" not in ann.menu
    assert not {"account_suspend", "review"} & set(ann.menu)
    club = sim.group("chess club", members=(ann,))
    club.adds_the_bot()
    sets = Counter({name: n for name, n in sim.log.by_method.items() if name.startswith("setMy")})
    assert sets["setMyName"] == 1
    await bot.stop()
    await bot.start()
    await ann.sends("/help")
    await ann.sees("What I understand")
    assert await sim.world.until(lambda: sim.log.by_method["getMyShortDescription"] > 1, 5.0)
    assert sets == Counter(
        {name: n for name, n in sim.log.by_method.items() if name.startswith("setMy")}
    )
