"""Bots in Telegram: what an answer costs, and how many a second, against the libraries alone."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.report import Result, at_least, at_most, beside
from benchmarks.simulated import begin, on_a_core, settled
from benchmarks.telegram_world import BOTS, bot, crowd_of, simulator
from tests.simulators.telegram import Simulator

PEOPLE, TASKS = 100, 40_000
BARS = {"python-telegram-bot + httpx + aiosqlite": 5.0, "aiogram + aiosqlite": 2.5}
CALLS_BAR, WEBHOOK_CALLS_BAR = 2.0, 1.0
WARMUP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """One bot, measured: answers a second, its CPU an answer in µs, calls an answer.

    `carried` are the calls an answer that came in the HTTP answers of a webhook.
    """

    rate: float
    cpu_us: float
    calls: float
    carried: float


def telegram(folder: Path, quick: bool) -> list[Result]:
    """Measure each bot in turn, a few rounds; then ours with a webhook, for its calls alone."""
    seconds, rounds = (4.0, 1) if quick else (8.0, 3)
    found: dict[str, list[Found]] = {name: [] for name in BOTS}
    for number in range(rounds):
        for name in BOTS:
            place = folder / f"{name.partition(' ')[0]}-{number}"
            place.mkdir()
            found[name].append(on_a_core(measure(name, place, seconds)))
    (folder / "webhook").mkdir()
    webhook = on_a_core(measure("ours", folder / "webhook", 4.0, mode="webhook"))
    ours, results = found.pop("ours"), []
    for name, bar in BARS.items():
        cpu, rate = _against(found[name], ours)
        results += [
            at_least(f"CPU of an answer, {name} against ours", cpu, bar),
            at_least(f"answers a second, ours against {name}", rate, bar),
            *_beside(name, found[name]),
        ]
    return [
        *results,
        *_beside("ours", ours),
        at_most("calls for an answered task, polling", median(one.calls for one in ours),
                CALLS_BAR),
        at_most("calls for an answered task, webhook, beside those in its own answers",
                webhook.calls, WEBHOOK_CALLS_BAR),
        beside("calls for an answered task in a webhook's own answers", webhook.carried, "×"),
    ]  # fmt: skip


def _against(theirs: list[Found], ours: list[Found]) -> tuple[float, float]:
    """Give how many times their CPU and our rate is, in the middle of the rounds."""
    rounds = list(zip(theirs, ours, strict=True))
    return (
        median(their.cpu_us / our.cpu_us for their, our in rounds),
        median(our.rate / their.rate for their, our in rounds),
    )


def _beside(name: str, found: list[Found]) -> list[Result]:
    return [
        beside(f"answers a second, {name}", median(one.rate for one in found), "/s"),
        beside(f"CPU of an answer, {name}", median(one.cpu_us for one in found) / 1000, "ms"),
    ]


async def measure(name: str, folder: Path, seconds: float, **settings: object) -> Found:
    """Let a hundred people press for so long, after a warm-up."""
    async with simulator() as sim:
        path = folder / "bitework.db"
        crowd = crowd_of(sim, path, people=PEOPLE, tasks=TASKS)
        async with bot(name, sim, path, folder, **settings) as running:
            await begin(crowd)
            calls, carried = _calls(sim)
            await asyncio.sleep(WARMUP_SECONDS)
            before = crowd.recount().answers
            cpu, begun = running.cpu_seconds(), perf_counter()
            await asyncio.sleep(seconds)
            answers, took = crowd.recount().answers, perf_counter() - begun
            cpu = running.cpu_seconds() - cpu
            if not answers:
                raise RuntimeError(f"{name} answered nobody: {folder / 'said'}")
            everything = before + answers + await settled(crowd)
            calls_then, carried_then = _calls(sim)
    return Found(
        answers / took,
        1e6 * cpu / answers,
        (calls_then - calls) / everything,
        (carried_then - carried) / everything,
    )


def _calls(sim: Simulator) -> tuple[int, int]:
    """Count the calls until now, and those that travelled in a webhook's answers."""
    log = sim.log
    return log.by_way["http"] - log.by_method["getUpdates"], log.by_way["webhook"]
