"""Notices as direct messages: to whom they may go, and what happens where they are closed."""

import asyncio

from bot.delivery import Delivered, Unreachable
from domain.notices import Identity
from domain.views import Body, View
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Simulator
from tests.stories.driver import Chat

NEWS = View(blocks=(Body("Yesterday: 42 tasks"),))


def identity(user: int, chat: str = "") -> Identity:
    return Identity(id=1, platform="discord", external_id=str(user), chat=chat)


async def test_a_notice_is_a_direct_message(sim: Simulator, bot: Running, chat: Chat) -> None:
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann, general)
    assert bot.discord is not None
    assert await bot.discord.send(identity(ann.id), NEWS) == Delivered()
    await ann.sees("Yesterday: 42 tasks")
    assert general.messages == []


async def test_who_is_closed_is_marked_and_the_channel_told_without_a_name(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    ann = sim.person("ann")
    cats = sim.guild("cats", members=(ann,))
    first, general = cats.channel("first"), cats.channel("general")
    await comes_in(ann, first)
    await ann.sees("That was everything", where=first)
    await ann.is_answered(await ann.sends("/work", where=general))
    ann.closes_direct_messages()
    await bot.stop()  # where they were is not forgotten
    await bot.start()
    await bot.is_up()
    assert bot.discord is not None
    outcome = await bot.discord.send(identity(ann.id), NEWS)
    assert isinstance(outcome, Unreachable)
    [said] = general.texts
    assert "direct messages are closed" in said
    assert "42" not in said
    assert "ann" not in said
    assert first.texts == []


async def test_what_discord_refuses_for_a_while_arrives_once(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    people = [sim.person(f"p{n}") for n in range(5)]
    for person in people:
        await comes_in(person)
        await person.sees("That was everything")
    assert bot.discord is not None
    sim.faults.retry_after = 0.05
    sim.faults.too_many, sim.faults.drop_after, sim.faults.server_error = 0.3, 0.2, 0.1
    sent = [bot.discord.send(identity(one.id, str(one.chat.id)), NEWS) for one in people]
    assert await asyncio.gather(*sent) == [Delivered()] * len(people)
    sim.faults.too_many = sim.faults.drop_after = sim.faults.server_error = 0.0
    for person in people:
        told = [one for one in person.messages() if "Yesterday" in one.text]
        assert len(told) == 1
