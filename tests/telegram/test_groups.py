"""Boards and juries, over Telegram itself."""

import asyncio

import pytest

from bot.dispatch import system_clock
from bot.groups import Groups, content_of
from domain.actions import Action
from domain.ids import public
from domain.notices import Identity
from domain.terms import Terms
from domain.views import Body, Choice, Progress, View
from storage.database import Database
from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running

HI = View(blocks=(Body("Hi"),))


@pytest.fixture
def admin_id() -> int:
    return 1_000_001  # the first person whom the simulator makes


async def test_an_admin_hangs_a_board_into_a_group(
    sim: Simulator, chat: Chat, sqlite_database: Database, admin_id: int
) -> None:
    chat.clock.now_ms = system_clock()
    project_id = await chat.project(rows={"a": "one", "b": "two"})
    terms = Terms(admins=frozenset({("telegram", str(admin_id))}))
    running = Running(sim, sqlite_database, terms, {})
    telegram = await running.start()
    looking = asyncio.create_task(
        Groups(sqlite_database, terms, {"telegram": telegram.groups}).run()
    )
    boss = sim.person("boss")
    club = sim.group("chess club", admins=(boss,))
    club.adds_the_bot(by=boss)
    await boss.sends("/start")
    await boss.presses("Start earning")
    await boss.presses("No, just show me a task")
    await boss.sees("one")
    await boss.sends(f"/board {public(project_id)}", where=club)
    board = await boss.sees("Is this message spam?", where=club, within=10)
    (start,) = [button for row in board.rows for button in row if "url" in button]
    assert start["url"] == f"https://t.me/bitework_bot?start=t_{public(project_id)}"
    ben = sim.person("ben")
    await ben.opens(start["url"].partition("start=")[2])
    await ben.presses("Start earning")
    await ben.presses("No, just show me a task")
    await ben.sees("Is this message spam?")
    looking.cancel()
    await running.stop()


async def test_a_stop_while_a_board_is_on_its_way_does_not_hang_it_twice(
    sim: Simulator,
    chat: Chat,
    sqlite_database: Database,
    admin_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chat.clock.now_ms = system_clock()
    project_id = await chat.project(rows={"a": "one"})
    terms = Terms(admins=frozenset({("telegram", str(admin_id))}))
    boss = sim.person("boss")
    club = sim.group("chess club", admins=(boss,))
    club.adds_the_bot(by=boss)
    running = Running(sim, sqlite_database, terms, {})
    telegram = await running.start()
    await boss.sends("/start")
    await boss.presses("Start earning")
    await boss.sees("May I send you")
    looking = asyncio.create_task(
        Groups(sqlite_database, terms, {"telegram": telegram.groups}).run()
    )
    sim.faults.delay_seconds = 1.0
    monkeypatch.setattr(sim.faults, "delay", lambda: 0.3)
    await boss.sends(f"/board {public(project_id)}", where=club)
    # Who manages the group is asked when the command comes, then for the two of us.
    asked = sim.log.by_method
    async with asyncio.timeout(10):
        while asked["getChatMember"] < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    assert not club.messages
    looking.cancel()
    await asyncio.gather(looking, running.stop(), return_exceptions=True)
    assert len(club.messages) == 1
    sim.faults.delay_seconds = 0.0
    telegram = await running.start()
    await telegram.send(Identity(id=0, platform="telegram", external_id=str(admin_id), chat=""), HI)
    await Groups(sqlite_database, terms, {"telegram": telegram.groups}).round()
    await running.stop()
    assert len(club.messages) == 1


def test_a_board_that_looks_the_same_is_not_edited() -> None:
    start = Choice("Start", Action("work", 1))

    def board(done: int, total: int) -> View:
        return View(blocks=(Progress(done, total, "900 tasks left"),), choices=((start,),))

    assert content_of(board(101, 1001)) == content_of(board(100, 1000))
    assert content_of(board(300, 1200)) != content_of(board(100, 1000))
