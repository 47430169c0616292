"""Whole events on PostgreSQL, against the same on SQLite; a server of our own, with fsync."""

import asyncio
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks import world
from benchmarks.report import Result, at_least, beside, unmeasured
from benchmarks.rounds import Rates, interleaved, ratio
from benchmarks.work import Events, chooser, rate
from storage.database import open_database
from tests.postgres import running, why_not

WAITING = 32
BAR = 0.15
NAME = "whole event on PostgreSQL, 32 waiting, against SQLite's"


def events(folder: Path, quick: bool) -> list[Result]:
    """Measure whole events with 32 waiting on both databases."""
    if reason := why_not():
        return [unmeasured(NAME, BAR, reason)]
    rounds, steps = (2, 500) if quick else (7, 2_000)
    with running(fsync=True, parent=folder) as server:
        urls = {
            "sqlite": f"sqlite:///{folder / 'events.db'}",
            "postgres": server.url(server.create()),
        }
        found = _events(urls, rounds, steps)
    rates = {name: sorted(found[name])[rounds // 2] for name in urls}
    return [
        at_least(NAME, ratio(found, "postgres", "sqlite"), BAR),
        beside("whole event on SQLite, 32 waiting", rates["sqlite"], "/s"),
        beside("whole event on PostgreSQL, 32 waiting", rates["postgres"], "/s"),
    ]


def _events(urls: dict[str, str], rounds: int, steps: int) -> Rates:
    tasks = (rounds + 1) * steps
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        sides = {}
        for name, url in urls.items():
            made = world.make(url, tasks=tasks, people=WAITING)
            database = open_database(url)
            stack.callback(database.close_now)
            sides[name] = Events(database, chooser())
            runner.run(sides[name].begin(made.people))
        return interleaved(
            rounds,
            {
                name: partial(_run, runner, side, steps) for name, side in sides.items()
            },
        )


def _run(runner: asyncio.Runner, side: Events, steps: int) -> float:
    return runner.run(rate(side.step, WAITING, steps))
