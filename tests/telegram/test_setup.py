"""What people see before they write: menus, name, descriptions; set when they have changed."""

from collections import Counter

import pytest

from bot.platforms.telegram.setup import commands
from domain.terms import Terms
from handlers.voice import Voice
from storage.database import Database
from tests.simulators.telegram import Group, Person, Simulator
from tests.simulators.telegram.profile import menu
from tests.stories.driver import Chat
from tests.telegram.conftest import Bots, Running
from tests.telegram.test_requesters import admin


def menu_in(club: Group, person: Person) -> list[str]:
    return [one["command"] for one in menu(club.world, club.chat, person.user)]


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


async def test_who_may_more_has_a_longer_menu(sim: Simulator, chat: Chat, bot: Running) -> None:
    ada = await admin(sim, chat)
    assert "project_new" not in ada.menu
    await ada.sends("/help")
    assert await sim.world.until(lambda: "project_new" in ada.menu, 5.0)
    assert {"review", "work"} <= set(ada.menu)
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    assert "project_new" not in ann.menu
    sets = sim.log.by_method["setMyCommands"]
    await ada.sends("/help")
    await ada.sends("/help")
    await ada.sees("What I understand")
    assert sim.log.by_method["setMyCommands"] == sets


async def test_an_admin_named_in_the_configuration_has_it_from_the_first_message(
    sim: Simulator, sqlite_database: Database
) -> None:
    boss = sim.person("boss")
    terms = Terms(admins=frozenset({("telegram", str(boss.user.id))}))
    running = Running(sim, sqlite_database, terms, {})
    await running.start()
    await boss.sends("/start")
    assert await sim.world.until(lambda: "project_new" in boss.menu, 5.0)
    await running.stop()


async def test_groups_have_menus_of_their_own(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann, boss = sim.person("ann"), sim.person("boss")
    await ann.sends("/start")
    assert await sim.world.until(lambda: sim.log.by_method["setMyShortDescription"] > 0, 5.0)
    club = sim.group("chess club", admins=(boss,), members=(ann,))
    club.adds_the_bot()
    assert menu_in(club, ann) == ["leaderboard", "check", "group_settings", "server_settings"]
    assert menu_in(club, boss) == [
        "leaderboard", "board", "check", "group_settings", "server_settings"
    ]  # fmt: skip


def test_a_menu_speaks_the_persons_language() -> None:
    class Shouting(Voice):
        def __call__(self, template: str, /, **values: object) -> str:
            return template.upper()

    menu = {one["command"]: one["description"] for one in commands(Shouting(), "worker", "private")}
    assert menu["work"] == "THE NEXT TASK"
