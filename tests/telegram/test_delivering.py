"""What Telegram says to a message, and what follows from it."""

import asyncio

import pytest

from bot.delivery import Delivered, Unreachable
from domain.notices import Identity
from domain.views import Body, View
from tests.simulators.telegram import Person, Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running

NEWS = View(blocks=(Body("There is something new."),))


def place(user: int) -> Identity:
    return Identity(id=0, platform="telegram", external_id=str(user), chat=str(user))


def news(person: Person) -> int:
    return sum("something new" in message.text for message in person.messages())


@pytest.fixture
async def ann(sim: Simulator) -> Person:
    person = sim.person("ann")
    person.starts()
    return person


async def test_who_can_be_reached_gets_it(sim: Simulator, bot: Running, ann: Person) -> None:
    assert bot.telegram
    assert await bot.telegram.send(place(ann.user.id), NEWS) == Delivered()
    assert news(ann) == 1


async def test_who_cannot_be_reached_is_told_apart_from_trouble(
    sim: Simulator, bot: Running, ann: Person
) -> None:
    assert bot.telegram
    ann.blocks_the_bot()
    assert await bot.telegram.send(place(ann.user.id), NEWS) == Unreachable("blocked")
    ann.unblocks_the_bot()
    ann.deactivates()
    assert await bot.telegram.send(place(ann.user.id), NEWS) == Unreachable("blocked")
    stranger = sim.person("who never wrote")
    outcome = await bot.telegram.send(place(stranger.user.id), NEWS)
    assert outcome == Unreachable("no such chat")


@pytest.mark.parametrize("fault", ["server_error", "drop_before", "too_many"])
async def test_what_surely_did_not_arrive_is_sent_until_it_does_and_once(
    sim: Simulator, bot: Running, ann: Person, fault: str
) -> None:
    assert bot.telegram
    sim.faults.only = frozenset({"sendMessage"})
    setattr(sim.faults, fault, 1.0)
    sending = asyncio.create_task(bot.telegram.send(place(ann.user.id), NEWS))
    async with asyncio.timeout(10):
        while sim.faults.happened[fault] < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert news(ann) == 0
    setattr(sim.faults, fault, 0.0)
    assert await sending == Delivered()
    assert news(ann) == 1


async def test_an_edit_whose_answer_was_lost_is_repeated_without_harm(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    sim.faults.only, sim.faults.drop_after = frozenset({"editMessageText"}), 1.0
    await ann.presses("How it works")
    await ann.sees("I show you a question")
    sim.faults.drop_after = 0.0
    await ann.presses("Start earning")
    await ann.sees("May I send you")
    assert len(ann.messages()) == 1
