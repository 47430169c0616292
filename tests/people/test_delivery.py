"""The outbox: at least once, retried, given up with a reason, and never to who is gone."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from bot.delivery import (
    LEASE_MS,
    SEND_SECONDS_MAX,
    Delivered,
    Delivery,
    Later,
    Outcome,
    Unreachable,
)
from domain.notices import ATTEMPTS_MAX, WAIT_MS_MOST, Identity, wait_ms
from domain.views import View
from services import notices
from storage.database import open_database
from tests.people.world import Platform, World, rows
from tests.stories.driver import Person

HOUR_MS = 3_600_000


async def tells(world: World, person: Person, kind: str = "unsuspended", **params: object) -> None:
    account_id = (await world.who(person)).account_id
    now_ms = world.clock()
    await world.write(
        lambda tx: notices.tell(tx, account_id=account_id, kind=kind, params=params, now_ms=now_ms)
    )


async def test_a_message_is_sent_once_when_all_is_well(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await tells(world, ann, "suspended", reason="too fast.")
    await tells(world, ann)
    await world.deliver()
    await world.deliver()
    first, second = world.platform.to("ann")
    assert "Your account is paused" in first
    assert "The reason: too fast." in first
    assert "Your account is open again" in second
    assert await world.outbox("sent") == [("suspended", None), ("unsuspended", None)]


async def test_what_fails_is_tried_again_with_growing_waits(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await tells(world, ann)
    failures, tried = 4, []

    def react(place: Identity, view: View) -> Outcome:
        tried.append(world.clock())
        if len(tried) <= failures:
            raise ConnectionError("the platform is down")
        return Delivered()

    world.platform.react = react
    for _ in range(120):
        await world.deliver()
        world.clock.passes(seconds=1)
    assert len(tried) == failures + 1
    waits = [(b - a) / 1000 for a, b in pairwise(tried)]
    for number, wait in enumerate(waits):
        assert 2**number <= wait <= 2 ** (number + 1) + 1
    assert len(world.platform.to("ann")) == 1
    assert await world.outbox("sent") == [("unsuspended", None)]


async def test_what_never_works_is_given_up_with_the_reason(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await tells(world, ann)
    tried = []

    def react(place: Identity, view: View) -> Outcome:
        tried.append(place)
        raise ConnectionError("the platform is down")

    world.platform.react = react
    for _ in range(ATTEMPTS_MAX + 5):
        await world.deliver()
        world.clock.passes(minutes=61)
    assert len(tried) == ATTEMPTS_MAX
    assert await world.outbox("dead") == [
        ("unsuspended", "ConnectionError('the platform is down')")
    ]


async def test_a_notice_that_nobody_understands_holds_up_no_other(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await tells(world, ann, "gibberish")
    await tells(world, ann)
    await world.deliver()
    assert len(world.platform.to("ann")) == 1
    for _ in range(ATTEMPTS_MAX):
        world.clock.passes(minutes=61)
        await world.deliver()
    ((kind, error),) = await world.outbox("dead")
    assert kind == "gibberish"
    assert "nobody knows" in str(error)


async def test_who_blocked_us_is_marked_and_not_tried_again(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    tried = []

    def react(place: Identity, view: View) -> Outcome:
        tried.append(place.external_id)
        return Unreachable("Forbidden: bot was blocked by the user")

    world.platform.react = react
    await tells(world, ann)
    await world.deliver()
    await tells(world, ann)
    await world.deliver()
    assert tried == ["ann"]
    assert await world.outbox("dead") == [
        ("unsuspended", "Forbidden: bot was blocked by the user"),
        ("unsuspended", "there is no place to reach this person"),
    ]


async def test_what_waits_goes_out_when_the_person_comes_back(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    world.platform.react = lambda place, view: Later()
    await tells(world, ann)
    for _ in range(ATTEMPTS_MAX + 5):
        await world.deliver()
        world.clock.passes(minutes=16)
    assert await world.outbox("queued") == [("unsuspended", None)], "waiting is not failing"
    await world.deliver()
    world.platform.react = lambda place, view: Delivered()
    await world.deliver()
    assert world.platform.to("ann") == []
    await world.delivery.returned((await world.who(ann)).account_id)
    await world.deliver()
    assert len(world.platform.to("ann")) == 1


async def test_who_never_comes_back_is_not_waited_for_for_ever(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    world.platform.react = lambda place, view: Later()
    await tells(world, ann)
    world.clock.passes(days=31)
    await world.deliver()
    assert await world.outbox("dropped") == [("unsuspended", "nobody came back for it")]
    world.clock.passes(days=31)
    assert await world.job("tidy") >= 1
    assert await world.outbox("dropped") == []


async def test_a_platform_that_hangs_is_left_after_a_while(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.SEND_SECONDS_MAX", 0.05)
    ann = world.person("ann")
    await ann.comes_in()
    await tells(world, ann)

    class Hanging(Platform):
        async def send(self, identity: Identity, view: View) -> Outcome:
            await asyncio.sleep(3600)
            return Delivered()

    delivery = Delivery(world.database, world.terms, {"web": Hanging()}, clock=world.clock)
    await delivery.round()
    assert await world.outbox("queued") == [("unsuspended", "TimeoutError()")]


async def test_one_persons_messages_keep_their_order_and_two_loops_share_the_work(
    world: World,
) -> None:
    crowd = [world.person(f"p{number}") for number in range(6)]
    for person in crowd:
        await person.sends("/start")
        for number in range(5):
            await tells(world, person, "suspended", reason=f"number {number}")
    other = Delivery(world.database, world.terms, {"web": world.platform}, clock=world.clock)
    await asyncio.gather(world.deliver(), other.round())
    for person in crowd:
        messages = world.platform.to(person.name)
        found = [next(n for n in range(5) if f"number {n}" in message) for message in messages]
        assert found == list(range(5)), person.name


async def test_the_loop_sends_at_once_when_it_is_nudged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.POLL_SECONDS", 60)
    ann = world.person("ann")
    await ann.comes_in()
    arrived = asyncio.Event()

    def react(place: Identity, view: View) -> Outcome:
        arrived.set()
        return Delivered()

    world.platform.react = react
    loop = asyncio.create_task(world.delivery.run())
    await asyncio.sleep(0.05)
    await tells(world, ann)
    world.delivery.nudge()
    await asyncio.wait_for(arrived.wait(), 5)
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


async def test_a_stop_waits_for_what_is_being_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await tells(world, ann)
    await tells(world, ann, "suspended", reason="too fast.")
    at_once, going = world.platform.send, asyncio.Event()

    async def slow(identity: Identity, view: View) -> Outcome:
        outcome = await at_once(identity, view)
        going.set()
        await asyncio.sleep(0.2)
        return outcome

    monkeypatch.setattr(world.platform, "send", slow)
    running = asyncio.create_task(world.delivery.run())
    await going.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await world.outbox("sent") == [("unsuspended", None)]
    assert len(world.platform.to("ann")) == 1


async def test_what_is_typed_after_a_message_is_about_that_message(world: World) -> None:
    await world.project(rows=rows(3))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/skip")
    await ann.sends("/settings timezone")
    await tells(world, ann)
    await world.deliver()
    await ann.sends("1")
    ann.sees("Message number")


def test_a_kill_between_sending_and_writing_it_down_loses_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Ten people, a process that dies after every third message: each hears at least once."""
    log = tmp_path / "sent.txt"
    names = {f"p{number}" for number in range(10)}
    now_ms = asyncio.run(_queue_for(sqlite_url, tmp_path, names))
    kills = 0
    while True:
        done = subprocess.run(
            [sys.executable, "-m", "tests.people.dying_sender", sqlite_url, str(log), "3",
             str(now_ms)],
            check=False, capture_output=True, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        kills += 1
        now_ms += LEASE_MS + 1
        assert kills < 12
    sent = Counter(log.read_text().split())
    assert set(sent) == names
    assert kills >= 3
    assert sum(sent.values()) <= len(names) + 2 * kills


async def _queue_for(url: str, folder: Path, names: set[str]) -> int:
    database = open_database(url)
    world = World(database, folder)
    for name in sorted(names):
        person = world.person(name)
        await person.sends("/start")
        await tells(world, person)
    await database.close()
    return world.clock()


def test_waits_double_up_to_an_hour_and_spread() -> None:
    assert [wait_ms(attempts, 0.999999) // 1000 for attempts in range(1, 5)] == [1, 3, 7, 15]
    assert wait_ms(1, 0.0) == 1000
    assert wait_ms(40, 0.999999) <= WAIT_MS_MOST
    assert SEND_SECONDS_MAX * 1000 * 2 < LEASE_MS
