"""Answers that are late, come twice, are not there any more; buttons that are a year old."""

import asyncio
from typing import Any

import pytest

from bot.dispatch import Dispatcher
from bot.platforms.discord import conversation
from domain.events import Event
from domain.views import View
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Simulator
from tests.stories.driver import Chat

ROWS = {"m1": "Ok lar", "m2": "WIN a prize", "m3": "See you at 5"}
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"


class Held:
    """Keeps every event from being served until it is let go."""

    def __init__(self, bot: Running) -> None:
        assert bot.discord is not None
        self.go = asyncio.Event()
        self._inner: Any = bot.discord.conversation._dispatcher
        bot.discord.conversation._dispatcher = self

    async def dispatch(self, event: Event) -> View:
        await self.go.wait()
        dispatcher: Dispatcher = self._inner
        return await dispatcher.dispatch(event)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes long be acknowledged soon."""
    monkeypatch.setattr(conversation, "DEFER_SECONDS", 0.05)
    monkeypatch.setattr(conversation, "FORM_SECONDS", 0.1)


async def test_what_takes_long_is_acknowledged_and_shown_later(
    sim: Simulator, bot: Running, chat: Chat, hurried: None
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann)
    await ann.sees("ham")
    for where in (None, general):
        await ann.sends("/work", where=where)
        await ann.sees("ham", where=where)
        held = Held(bot)
        done = await ann.presses("Skip", where=where)
        await ann.is_answered(done)  # acknowledged, though nothing is decided
        held.go.set()
        await ann.sees("Skipped", where=where)
        held = Held(bot)
        await ann.is_answered(await ann.sends("/balance", where=where))
        held.go.set()
        await ann.sees("Pending", where=where)
    assert general.messages == []


async def test_a_form_that_comes_too_late_is_behind_a_button(
    sim: Simulator, bot: Running, chat: Chat, hurried: None
) -> None:
    rita = sim.person("rita")
    await comes_in(rita)
    await rita.sees("That was everything")
    await chat.becomes(chat.person(str(rita.id), "discord"), "requester")
    held = Held(bot)
    await rita.is_answered(await rita.sends("/project new", kind="survey"))
    held.go.set()
    await rita.presses("Preview")
    await rita.sees_form("New project: Survey", "The question they answer")


async def test_an_interaction_that_is_over_leads_to_the_message_itself(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("Ok lar")
    held = Held(bot)
    await ann.presses("ham")
    sim.passes(4)  # Discord says that the interaction failed
    held.go.set()
    await ann.sees("✓ ham", "WIN a prize")
    assert len(ann.messages()) == 1


async def test_an_answer_after_a_restart_and_after_a_year(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    await comes_in(ann)
    old = await ann.sees("Ok lar")
    await bot.stop()
    sim.passes(365 * 86_400)
    await bot.start()
    await bot.is_up()
    await ann.is_answered(await ann.presses("ham", on=old))
    await ann.sees("✓ ham", "WIN a prize")


async def test_a_broken_connection_is_made_again_for_the_answer(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("Ok lar")
    sim.faults.drop_after = 1.0  # it arrives, and nobody hears so
    task = asyncio.create_task(asyncio.sleep(0.3))
    await ann.presses("ham")
    await task
    sim.faults.drop_after = 0.0
    await ann.sees("✓ ham", "WIN a prize")
    assert "40060" not in ann.screen()


async def test_events_of_a_lost_connection_come_again(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows=ROWS)
    people = [sim.person(f"p{n}") for n in range(4)]
    for person in people:
        await comes_in(person)
        await person.sees("ham")
    sim.gateway.cut()
    for person in people:
        await person.presses("ham")
    for person in people:
        await person.sees("✓ ham")
    assert (sim.gateway.identifies, sim.gateway.resumes) == (1, 1)
