"""The limits: who speaks first, how fast, and what a refusal means."""

import asyncio
import time

import pytest

from bot.dispatch import system_clock
from bot.platforms.limits import Limiter, Limits
from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Bots, Running

FAST = Limits(messages_a_second=100.0, chat_messages_a_second=1000.0, chat_burst=1000)


async def leaves(limiter: Limiter, chat: str, log: list[str], *, push: bool) -> None:
    await limiter.leave(chat, push=push)
    log.append(chat)
    limiter.done()


async def test_answers_go_before_pushes() -> None:
    limiter, log = Limiter(FAST), []
    async with asyncio.TaskGroup() as group:
        for n in range(30):
            group.create_task(leaves(limiter, f"push {n}", log, push=True))
        await asyncio.sleep(0.02)
        for n in range(5):
            group.create_task(leaves(limiter, f"answer {n}", log, push=False))
    places = [log.index(f"answer {n}") for n in range(5)]
    assert max(places) < 20
    assert [name for name in log if name.startswith("push")] == [f"push {n}" for n in range(30)]


async def test_the_rate_is_kept_in_any_second() -> None:
    limiter = Limiter(Limits(messages_a_second=60.0, chat_messages_a_second=1000.0))
    moments: list[float] = []

    async def one(n: int) -> None:
        await limiter.leave(str(n), push=True)
        await asyncio.sleep(0.05 if n % 7 else 0.1)  # the way there differs
        moments.append(time.monotonic())
        limiter.done()

    await asyncio.gather(*(one(n) for n in range(100)))
    for n, moment in enumerate(moments):
        assert len([m for m in moments[n:] if m < moment + 1.0]) <= 60
    assert moments[-1] - moments[0] < 100 / 60 / 0.85


async def test_a_chat_has_its_own_pace_and_does_not_hold_up_others() -> None:
    limiter, log = Limiter(Limits(messages_a_second=1000.0, chat_burst=2)), []
    async with asyncio.timeout(3):
        async with asyncio.TaskGroup() as group:
            begun = time.monotonic()
            for _ in range(3):
                group.create_task(leaves(limiter, "ann", log, push=False))
            await leaves(limiter, "ben", log, push=False)
        assert (sorted(log[:3]), log[3]) == (["ann", "ann", "ben"], "ann")
        assert time.monotonic() - begun >= 0.9


@pytest.mark.parametrize(
    ("chat", "most", "seconds"), [("-100", 20, 60.0), ("ann", 3, 3.0)], ids=["group", "person"]
)
async def test_a_chat_hears_no_more_than_it_may_in_any_while(
    chat: str, most: int, seconds: float
) -> None:
    limiter = Limiter(Limits(messages_a_second=1000.0), clock=lambda: 0.0)
    sent, now = [], 0.0
    while now < 150.0:
        now += limiter._chats.reserve(chat, now)
        sent.append(now)
        now += 0.05 if len(sent) % 7 else 6.0  # who speaks now and then has a burst each time
    for at in sent:
        assert len([n for n in sent if at <= n < at + seconds]) <= most
    assert len(sent) > 150.0 / seconds * most * 0.5


async def test_a_refusal_concerns_the_chat_that_heard_much() -> None:
    limiter, log = Limiter(Limits(messages_a_second=1000.0, chat_burst=5)), []
    for _ in range(4):
        await limiter.leave("ann", push=False)
        limiter.done()
    limiter.flooded("ann", 0.3)
    begun = time.monotonic()
    await leaves(limiter, "ben", log, push=False)
    assert time.monotonic() - begun < 0.1
    await leaves(limiter, "ann", log, push=False)
    assert time.monotonic() - begun >= 0.29


async def test_a_refusal_out_of_the_blue_concerns_everybody() -> None:
    limiter, log = Limiter(Limits(messages_a_second=1000.0)), []
    await limiter.leave("ann", push=False)
    limiter.done()
    limiter.flooded("ann", 0.3)
    begun = time.monotonic()
    async with asyncio.TaskGroup() as group:
        group.create_task(leaves(limiter, "push", log, push=True))
        group.create_task(leaves(limiter, "ben", log, push=False))
    assert time.monotonic() - begun >= 0.29
    assert log == ["ben", "push"]


async def test_who_gives_up_waiting_takes_nobodys_place() -> None:
    limiter, log = Limiter(Limits(messages_a_second=20.0, chat_burst=9)), []
    first = [asyncio.create_task(leaves(limiter, f"{n}", log, push=False)) for n in range(6)]
    await asyncio.sleep(0.01)
    first[3].cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(*first, return_exceptions=True)
    assert log == ["0", "1", "2", "4", "5"]


@pytest.fixture
def facts() -> Bots:
    return {"messages_a_second": 30, "chat_messages_a_second": 1, "chat_burst": 3}


async def test_patience_is_obeyed_and_nothing_is_lost(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    people = [sim.person(f"person {n}") for n in range(4)]
    sim.faults.too_many, sim.faults.only = 0.5, frozenset({"sendMessage"})
    for person in people:
        await person.sends("/start")
    for person in people:
        await person.sees("small paid tasks", within=20)
        assert len(person.messages()) == 1


async def test_thirty_a_second_are_never_exceeded(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    sim.limits.per_second = 30
    people = [sim.person(f"person {n}") for n in range(60)]
    begun = time.monotonic()
    for person in people:
        await person.sends("/start")
    for person in people:
        await person.sees("small paid tasks", within=10)
    assert sim.limits.refused == 0
    assert time.monotonic() - begun < 60 / 30 / 0.85 + 0.5




async def test_somebody_who_taps_fast_is_answered_within_telegrams_limits(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    await chat.project(rows={f"row-{n}": f"Message number {n}" for n in range(9)})
    sim.world.limits.per_second, sim.world.limits.per_chat = 30, 3
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.presses("Start earning")
    await ann.presses("No, just show me a task")
    for n in range(1, 6):
        await ann.presses("ham" if n % 2 else "spam")
        await ann.sees(f"today {n} task")
    assert sim.world.limits.refused == 0
