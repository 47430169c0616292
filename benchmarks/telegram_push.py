"""A push to very many people, beside those who wait for an answer; and a long run with many."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.report import Result, at_least, at_most, beside
from benchmarks.side_by_side import p99
from benchmarks.simulated import START_SECONDS_MAX, begin, on_a_core, opened, settled
from benchmarks.telegram_world import bot, crowd_of, simulator
from storage.database import open_database
from tests.simulators.load import Count
from tests.simulators.telegram import Limits, Simulator

PUSHED, WORKING = 10_000, 100
A_SECOND_MAX = 30  # what the server takes in any sliding second
PRESSES_A_SECOND = 3.5  # chance makes it 3 and more
P99_MS_BAR, RATE_BAR = 50.0, 0.9
MANY, MANY_TASKS = 1_000, 100_000
LONG_P99_MS_BAR, MEMORY_BAR = 100.0, 1.1


def push(folder: Path, quick: bool) -> list[Result]:
    """Measure the first minute of the push."""
    return on_a_core(_push(folder, 15.0 if quick else 60.0))


async def _push(folder: Path, seconds: float) -> list[Result]:
    async with simulator(Limits(per_second=A_SECOND_MAX)) as sim:
        path = folder / "bitework.db"
        crowd = crowd_of(
            sim, path, people=WORKING, idle=PUSHED, tasks=20_000, rate=PRESSES_A_SECOND
        )
        told = {"messages_a_second": A_SECOND_MAX, "chat_messages_a_second": 1, "chat_burst": 5}
        async with bot("ours", sim, path, folder, **told):
            await begin(crowd)
            await asyncio.to_thread(tell, path, WORKING)
            await _until(sim, lambda: crowd.count.shown_idle > A_SECOND_MAX)
            crowd.recount()
            before, refused = _sent(sim), sim.limits.refused
            await asyncio.sleep(seconds)
            count = crowd.recount()
            rate, refused = (_sent(sim) - before) / seconds, sim.limits.refused - refused
    return [
        at_most("an answer's p99 during a push to 10,000 people", _p99_ms(count),
                P99_MS_BAR, "ms"),
        at_least("messages during the push, against Telegram's limit", rate / A_SECOND_MAX,
                 RATE_BAR),
        at_most("429s during the push", refused, 0.0, ""),
        beside("presses beside the push", count.presses / seconds, "/s"),
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


async def _until(sim: Simulator, is_so: Callable[[], bool]) -> None:
    if not await sim.world.until(is_so, START_SECONDS_MAX):
        raise RuntimeError("the push does not begin")


def _sent(sim: Simulator) -> int:
    return sim.log.by_method["sendMessage"] + sim.log.by_method["editMessageText"]


def _p99_ms(count: Count) -> float:
    return 1000 * p99(count.seconds_each)


def crowd_of_many(folder: Path, quick: bool) -> list[Result]:
    """Let a thousand people work for a minute at half of the full rate, after a warm-up."""
    return on_a_core(_many(folder, 10.0 if quick else 60.0))


async def _many(folder: Path, seconds: float) -> list[Result]:
    async with simulator() as sim:
        path = folder / "bitework.db"
        crowd = crowd_of(sim, path, people=MANY, tasks=MANY_TASKS)
        async with bot("ours", sim, path, folder) as running:
            await begin(crowd)
            await asyncio.sleep(seconds / 6)  # the database's cache fills
            answered = crowd.recount().answers
            await asyncio.sleep(seconds / 4)
            at_full = crowd.recount()
            full = at_full.answers / (seconds / 4)
            crowd.rate = full / 2
            await asyncio.sleep(seconds / 6)  # everybody has come to the slower pace
            answered += at_full.answers + crowd.recount().answers
            memory = running.memory_mb()
            await asyncio.sleep(seconds)
            count, grown = crowd.recount(), running.memory_mb() / memory
            answered += count.answers + await settled(crowd)
            written = _written(path)
    return [
        at_most("an answer's p99 with 1,000 people at half of the full rate", _p99_ms(count),
                LONG_P99_MS_BAR, "ms"),
        at_most("memory at the end of that, against its beginning", grown, MEMORY_BAR),
        at_most("presses without an answer", crowd.waiting, 0.0, ""),
        at_most("answers confirmed and not written, or written twice", abs(written - answered),
                0.0, ""),
        beside("answers a second with 1,000 people, at full rate", full, "/s"),
        beside("answers a second with 1,000 people, at half of it", count.answers / seconds, "/s"),
    ]  # fmt: skip


def _written(path: Path) -> int:
    with opened(path) as file:
        return int(file.execute("SELECT count(*) FROM submission").fetchone()[0])
