"""The poller: what is committed is not asked for again, what isn't is; starting and stopping."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.config import TelegramSettings
from bot.dispatch import Dispatcher
from bot.platforms.telegram.service import Telegram
from domain.errors import Unusable
from domain.events import Event
from domain.terms import Terms
from domain.views import View
from storage.database import Database
from tests.simulators.telegram import Simulator
from tests.simulators.telegram.people import Person
from tests.stories.driver import Chat
from tests.telegram.conftest import Running


class Sluggish(Dispatcher):
    """A database in which one person's transactions take until they are let go."""

    def __init__(self, database: Database, slow: str) -> None:
        super().__init__(database, Terms())
        self.slow = slow
        self.go = asyncio.Event()
        self.seen: list[str] = []

    async def dispatch(self, event: Event) -> View:
        self.seen.append(event.id)
        if event.sender.user == self.slow:
            await self.go.wait()
        return await super().dispatch(event)


def telegram(sim: Simulator, database: Database, dispatcher: Dispatcher) -> Telegram:
    settings = TelegramSettings(token=sim.token, api_base=sim.url, name="")  # type: ignore[arg-type]
    return Telegram(settings, database=database, dispatcher=dispatcher)


async def has_messages(person: Person, count: int) -> None:
    assert await person.world.until(lambda: len(person.messages()) >= count, 5.0)


def offsets(sim: Simulator) -> list[int]:
    return [int(call.params.get("offset") or 0) for call in sim.log.of("getUpdates")]


async def test_the_offset_waits_for_what_is_not_committed(
    sim: Simulator, sqlite_database: Database
) -> None:
    slow, quick = sim.person("slow"), sim.person("quick")
    dispatcher = Sluggish(sqlite_database, str(slow.user.id))
    bot = telegram(sim, sqlite_database, dispatcher)
    first = sim.world.updates.next_id
    task = asyncio.create_task(bot.run())
    await slow.sends("/start")
    for n in range(3):
        await quick.sends("/help")
        await has_messages(quick, n + 1)  # nobody waits for somebody else
    assert max(offsets(sim)) <= first
    assert next(iter(sim.world.updates.pending)) == first
    task.cancel()  # killed: what was not committed comes again
    dispatcher.go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await slow.sees("small paid tasks")
    assert dispatcher.seen == [str(first + n) for n in range(4)]
    assert sim.world.updates.pending == {}  # and at the end Telegram was told what is done


async def test_what_comes_again_takes_effect_once(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    await chat.project(rows={"a": "one", "b": "two"})
    sim.faults.duplicate = 1.0
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.presses("Start earning")
    await ann.presses("No, just show me a task")
    await ann.sees("one")
    await ann.presses("spam")
    await ann.sees("two")
    await ann.sends("/balance")
    message = await ann.finds("0.02")
    assert "0.04" not in message.text


async def test_one_chat_is_served_in_order(sim: Simulator, chat: Chat, bot: Running) -> None:
    sim.faults.reorder = 0.5
    people = [sim.person(f"person {n}") for n in range(5)]
    for person in people:
        for text in ("/start", "/help", "/privacy"):
            await person.sends(text)
    for person in people:
        await has_messages(person, 3)
        texts = [message.text for message in person.messages()]
        assert "small paid tasks" in texts[0]
        assert "What I understand" in texts[1]


async def test_a_wrong_token_ends_the_bot_with_one_clear_line(
    sim: Simulator, sqlite_database: Database
) -> None:
    settings = TelegramSettings(token="4242:wrong", api_base=sim.url)  # type: ignore[arg-type]
    dispatcher = Dispatcher(sqlite_database, Terms())
    bot = Telegram(settings, database=sqlite_database, dispatcher=dispatcher)
    with pytest.raises(Unusable, match="BotFather"):
        await bot.run()


async def test_a_second_poller_is_said_once_and_outlived(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    await asyncio.sleep(0.2)
    with capture_logs() as logs:
        sim.world.updates.end_poll("Conflict: terminated by other getUpdates request")
        await asyncio.sleep(0.1)
        await ann.sends("/help")
        await ann.sees("What I understand")
    said = [entry["event"] for entry in logs if "another process polls" in entry["event"]]
    assert len(said) == 1


async def test_without_a_network_it_says_so_and_goes_on_later(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    port = sim.port
    with capture_logs() as logs:
        await sim.stop()
        await asyncio.sleep(0.8)
        await sim.start(port)
        await ann.sends("/help")
        await ann.sees("What I understand", within=10)
    events = [entry["event"] for entry in logs]
    assert events.count("telegram cannot be reached: trying again") == 1
    assert "telegram answers again" in events


async def test_a_stop_finishes_what_is_in_hand(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    sim.faults.delay_seconds = 0.3
    people = [sim.person(f"person {n}") for n in range(10)]
    for person in people:
        await person.sends("/start")
    assert await sim.world.until(lambda: len(sim.calls) >= 8, 5.0)
    await bot.stop()
    left = len(sim.world.updates.pending)
    answered = [person for person in people if person.messages()]
    assert len(answered) + left == 10
    assert all(len(person.messages()) == 1 for person in answered)


async def test_a_bot_that_has_a_webhook_can_poll_again(
    sim: Simulator, sqlite_database: Database
) -> None:
    bot = telegram(sim, sqlite_database, Dispatcher(sqlite_database, Terms()))
    params: dict[str, Any] = {"url": "https://elsewhere.example/hook"}
    await bot.api.open()
    await bot.api.ask("setWebhook", **params)
    await bot.api.close()
    task = asyncio.create_task(bot.run())
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
