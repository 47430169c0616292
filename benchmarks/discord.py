"""Bots in Discord: what an answer costs, how many a second, and how long a press waits."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.discord_world import BOTS, bot, crowd_of, simulator
from benchmarks.report import Result, at_least, at_most, beside
from benchmarks.simulated import begin, on_a_core, settled
from tests.simulators.discord import Simulator

PEOPLE, TASKS = 100, 40_000
RIVAL = "discord.py + aiosqlite"
TIMES_BAR, CALLS_BAR = 2.0, 1.1
P99_MS_BAR, MOST_MS_BAR = 100.0, 3000.0
WARMUP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """One bot, measured: answers a second, its CPU an answer in µs, calls an answer, the longest
    wait under full load; and of ours the p99 of waiting at half of that rate.
    """

    rate: float
    cpu_us: float
    calls: float
    most_ms: float
    half_p99_ms: float


def discord(folder: Path, quick: bool) -> list[Result]:
    """Measure each bot in turn, a few rounds."""
    seconds, rounds = (4.0, 1) if quick else (8.0, 3)
    found: dict[str, list[Found]] = {name: [] for name in BOTS}
    for number in range(rounds):
        for name in BOTS:
            place = folder / f"{name.partition(' ')[0]}-{number}"
            place.mkdir()
            found[name].append(on_a_core(measure(name, place, seconds)))
    pairs = list(zip(found[RIVAL], found["ours"], strict=True))
    ours = found["ours"]
    return [
        at_least(f"CPU of an answer, {RIVAL} against ours",
                 median(their.cpu_us / our.cpu_us for their, our in pairs), TIMES_BAR),
        at_least(f"answers a second, ours against {RIVAL}",
                 median(our.rate / their.rate for their, our in pairs), TIMES_BAR),
        at_most("a press's p99 in Discord at half of the full rate",
                median(one.half_p99_ms for one in ours), P99_MS_BAR, "ms"),
        at_most("the longest wait for an answer in Discord under full load",
                max(one.most_ms for one in ours), MOST_MS_BAR, "ms"),
        at_most("calls to Discord for an answered task", median(one.calls for one in ours),
                CALLS_BAR),
        *_beside(RIVAL, found[RIVAL]),
        *_beside("ours in Discord", ours),
    ]  # fmt: skip


def _beside(name: str, found: list[Found]) -> list[Result]:
    return [
        beside(f"answers a second, {name}", median(one.rate for one in found), "/s"),
        beside(f"CPU of an answer, {name}", median(one.cpu_us for one in found) / 1000, "ms"),
    ]


async def measure(name: str, folder: Path, seconds: float) -> Found:
    """Let a hundred people press for so long, after a warm-up; ours then at half of the rate."""
    async with simulator() as sim:
        path = folder / "bitework.db"
        crowd = crowd_of(sim, path, people=PEOPLE, tasks=TASKS)
        async with bot(name, sim, path, folder) as running:
            await begin(crowd)
            await asyncio.sleep(WARMUP_SECONDS)
            crowd.recount()
            calls, cpu, begun = sim.log.by_what.total(), running.cpu_seconds(), perf_counter()
            await asyncio.sleep(seconds)
            full, took = crowd.recount(), perf_counter() - begun
            cpu = running.cpu_seconds() - cpu
            calls = sim.log.by_what.total() - calls
            if not full.answers:
                raise RuntimeError(f"{name} answered nobody: {folder / 'said'}")
            half: list[float] = []
            if name == "ours":
                crowd.rate = full.answers / took / 2
                await asyncio.sleep(WARMUP_SECONDS)
                crowd.recount()
                await asyncio.sleep(seconds)
                half = crowd.recount().seconds_each
            await settled(crowd)
        _check(sim, name)
    return Found(
        full.answers / took,
        1e6 * cpu / full.answers,
        calls / full.answers,
        1000 * max(full.seconds_each),
        1000 * _p99(half),
    )


def _p99(times: list[float]) -> float:
    return sorted(times)[int(0.99 * len(times))] if times else 0.0


def _check(sim: Simulator, name: str) -> None:
    """Nobody is measured who does not do the work."""
    wrong = {status: n for status, n in sim.log.by_status.items() if status not in (200, 204)}
    if wrong:
        raise RuntimeError(f"{name} was refused: {wrong}")
