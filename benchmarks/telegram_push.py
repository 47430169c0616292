"""A push to very many people, beside those who wait for an answer; and a long run's memory."""

import asyncio
import os
import time
from pathlib import Path
from random import Random

from benchmarks.report import Result, at_least, at_most, beside
from benchmarks.side_by_side import p99
from benchmarks.telegram_world import SIMULATOR_CORE, Crowd, bot, make_database
from storage.database import open_database
from tests.simulators.telegram import Limits, Simulator

PUSHED, WORKING = 10_000, 100
A_SECOND_MAX = 30  # what the server takes in any sliding second
PRESSES_A_SECOND = 3.0
P99_MS_BAR, RATE_BAR = 50.0, 0.9
START_SECONDS_MAX = 60.0
MANY, LONG_P99_MS_BAR, MEMORY_BAR = 1_000, 100.0, 1.1
TOKEN = "4242:a-token-of-the-benchmarks"  # noqa: S105 - the simulator's


def push(folder: Path, quick: bool) -> list[Result]:
    """Measure the first minute of the push."""
    with_core = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SIMULATOR_CORE})
    try:
        return asyncio.run(_push(folder, 15.0 if quick else 60.0))
    finally:
        os.sched_setaffinity(0, with_core)


async def _push(folder: Path, seconds: float) -> list[Result]:
    random = Random(5)  # noqa: S311 - the same every time
    async with Simulator(
        token=TOKEN, checking=False, keeps_log=False, limits=Limits(per_second=A_SECOND_MAX)
    ) as sim:
        people = [sim.person(f"person {n}") for n in range(PUSHED + WORKING)]
        path = folder / "bitework.db"
        users = [person.user.id for person in people]
        make_database(path, tasks=20_000, people=len(people), users=users)
        for person in people:
            person.starts()
        crowd = Crowd(sim, people[:WORKING])
        crowd.pause = lambda: random.uniform(0.0, 2 * WORKING / PRESSES_A_SECOND)
        crowd.begin()
        told = {"messages_a_second": A_SECOND_MAX, "chat_messages_a_second": 1, "chat_burst": 5}
        async with bot("ours", sim, path, folder, **told):
            await crowd.start()
            await _until(sim, 0)
            await asyncio.to_thread(tell, path, WORKING)
            await _until(sim, 30)
            crowd.times.clear()
            before, refused = _sent(sim), sim.limits.refused
            await asyncio.sleep(seconds)
            rate, refused = (_sent(sim) - before) / seconds, sim.limits.refused - refused
            crowd.pressing = False
    return [
        at_most("an answer's p99 during a push to 10,000 people", p99(crowd.times),
                P99_MS_BAR, "ms"),
        at_least("messages during the push, against Telegram's limit", rate / A_SECOND_MAX,
                 RATE_BAR),
        at_most("429s during the push", refused / seconds, 0.0, "/s"),
        beside("presses beside the push", len(crowd.times) / seconds, "/s"),
    ]  # fmt: skip


def tell(path: Path, first: int) -> None:
    """Put a message for everybody from a place in the list on into the outbox."""
    database = open_database(f"sqlite:///{path}")
    now_ms = time.time_ns() // 1_000_000
    database.write_now(
        lambda tx: tx.connection.execute(
            "INSERT INTO notice (account_id, kind, params, state, attempts, next_ms, created_ms) "
            "SELECT account_id, 'unsuspended', '{}', 'queued', 0, ?, ? FROM identity "
            "ORDER BY id LIMIT -1 OFFSET ?",
            (now_ms, now_ms, first),
        )
        and None,
        bulk=True,
    )
    database.close_now()


async def _until(sim: Simulator, pushed: int) -> None:
    """Wait until so many have got what is pushed, and everybody who works their first task."""
    if not await sim.world.until(lambda: _pushed(sim) >= pushed, START_SECONDS_MAX):
        raise RuntimeError("nothing is pushed")


def _sent(sim: Simulator) -> int:
    return sim.log.by_method["sendMessage"] + sim.log.by_method["editMessageText"]


def _pushed(sim: Simulator) -> int:
    return sim.log.by_method["sendMessage"] - WORKING


def crowd_of_many(folder: Path, quick: bool) -> list[Result]:
    """Let a thousand people work for a minute at half of the full rate, after a warm-up."""
    with_core = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SIMULATOR_CORE})
    try:
        return asyncio.run(_many(folder, 10.0 if quick else 60.0))
    finally:
        os.sched_setaffinity(0, with_core)


async def _many(folder: Path, seconds: float) -> list[Result]:
    random = Random(6)  # noqa: S311 - the same every time
    async with Simulator(token=TOKEN, checking=False, keeps_log=False) as sim:
        people = [sim.person(f"person {n}") for n in range(MANY)]
        path = folder / "bitework.db"
        users = [person.user.id for person in people]
        make_database(path, tasks=60_000, people=MANY, users=users)
        crowd = Crowd(sim, people)
        crowd.begin()
        async with bot("ours", sim, path, folder) as running:
            await crowd.start()
            await asyncio.sleep(seconds / 12)
            begun = crowd.answered
            await asyncio.sleep(seconds / 12)
            full = (crowd.answered - begun) / (seconds / 12)
            crowd.pause = lambda: random.uniform(0.0, 4 * MANY / full)
            await asyncio.sleep(seconds / 4)  # everybody has come to the slower pace
            crowd.times.clear()
            memory = running.memory_mb()
            await asyncio.sleep(seconds)
            grown = running.memory_mb() / memory
            times = list(crowd.times)
            crowd.pressing = False
            await asyncio.sleep(1.0)
            lost = len(crowd.waiting)
    return [
        at_most("an answer's p99 with 1,000 people at half of the full rate", p99(times),
                LONG_P99_MS_BAR, "ms"),
        at_most("memory at the end of that, against its beginning", grown, MEMORY_BAR),
        at_most("presses without an answer", lost / seconds, 0.0, "/s"),
        beside("answers a second with 1,000 people", len(times) / seconds, "/s"),
    ]  # fmt: skip
