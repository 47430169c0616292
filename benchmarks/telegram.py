"""Bots in Telegram: what an answer costs, and how many a second, against the libraries alone."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.report import Result, at_least, at_most, beside
from benchmarks.telegram_world import BOTS, SIMULATOR_CORE, Crowd, bot, make_database
from tests.simulators.telegram import Simulator

PEOPLE = 100
BARS = {"python-telegram-bot + httpx + aiosqlite": 5.0, "aiogram + aiosqlite": 2.5}
CALLS_BAR = 2.0
TOKEN = "4242:a-token-of-the-benchmarks"  # noqa: S105 - the simulator's


@dataclass(frozen=True, slots=True)
class Found:
    """One bot, measured: answers a second, its CPU an answer in µs, calls an answer."""

    rate: float
    cpu_us: float
    calls: float


def telegram(folder: Path, quick: bool) -> list[Result]:
    """Measure each bot in turn, a few rounds."""
    seconds, rounds = (4.0, 1) if quick else (10.0, 3)
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SIMULATOR_CORE})
    try:
        found: dict[str, list[Found]] = {name: [] for name in BOTS}
        for number in range(rounds):
            for name in BOTS:
                place = folder / f"{name.partition(' ')[0]}-{number}"
                place.mkdir()
                found[name].append(asyncio.run(measure(name, place, seconds)))
    finally:
        os.sched_setaffinity(0, everywhere)
    ours = _middle(found.pop("ours"))
    results = []
    for name, bar in BARS.items():
        theirs = _middle(found[name])
        results += [
            at_least(f"CPU of an answer, {name} against ours", theirs.cpu_us / ours.cpu_us, bar),
            at_least(f"answers a second, ours against {name}", ours.rate / theirs.rate, bar),
            beside(f"{name}", theirs.rate, "/s"),
            beside(f"{name}, CPU of an answer", theirs.cpu_us / 1000, "ms"),
        ]
    return [
        *results,
        at_most("calls for an answered task", ours.calls, CALLS_BAR),
        beside("Telegram, ours", ours.rate, "/s"),
        beside("Telegram, ours, CPU of an answer", ours.cpu_us / 1000, "ms"),
    ]


def _middle(found: list[Found]) -> Found:
    return Found(
        median(one.rate for one in found),
        median(one.cpu_us for one in found),
        median(one.calls for one in found),
    )


async def measure(name: str, folder: Path, seconds: float) -> Found:
    """Let a hundred people press for so long, after a warm-up of a fifth of that."""
    async with Simulator(token=TOKEN, checking=False, keeps_log=False) as sim:
        people = [sim.person(f"person {n}") for n in range(PEOPLE)]
        path = folder / "bitework.db"
        make_database(path, tasks=40_000, people=PEOPLE, users=[p.user.id for p in people])
        crowd = Crowd(sim, people)
        crowd.begin()
        async with bot(name, sim, path, folder) as running:
            await crowd.start()
            await asyncio.sleep(seconds / 5)
            calls, answers, cpu = _calls(sim), crowd.answered, running.cpu_seconds()
            begun = perf_counter()
            await asyncio.sleep(seconds)
            took = perf_counter() - begun
            answers, cpu = crowd.answered - answers, running.cpu_seconds() - cpu
            calls = _calls(sim) - calls
            crowd.pressing = False
        if not answers:
            raise RuntimeError(f"{name} answered nobody: {folder / 'said'}")
    return Found(answers / took, 1e6 * cpu / answers, calls / answers)


def _calls(sim: Simulator) -> int:
    counted = sim.log.by_method
    return sum(counted.values()) - counted["getUpdates"]
