"""Whatever happens between people and the bot, what they saw confirmed is there once, paid once.

Updates come twice and out of order, calls are lost before and after they have their effect, the
server answers 429 and 502, and the bot's process is killed again and again. Time is scaled: people
press again after 2 s instead of 5.
"""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from storage.database import open_database
from tests.crowd.campaign import made_up, start
from tests.simulators.dying import SECONDS_MAX, Run, everybody_works, everything_is_there, living
from tests.simulators.telegram import Faults, Simulator
from tests.telegram.pressing import workers

ALL, POLLING, WEBHOOK = Run(1000, 50, 20), Run(120, 20, 3), Run(100, 20, 3)


@pytest.mark.parametrize(
    "run",
    [pytest.param(ALL, marks=pytest.mark.soak), POLLING, WEBHOOK],
    ids=["all", "polling", "webhook"],
)
async def test_what_was_confirmed_is_there_once_and_paid_once(
    sqlite_url: str, tmp_path: Path, run: Run
) -> None:
    faults = Faults(
        seed=3,
        drop_before=0.01,
        drop_after=0.02,
        cut=0.005,
        server_error=0.01,
        too_many=0.002,
        duplicate=0.05,
        reorder=0.2,
        delay_seconds=0.02,
    )
    database = open_database(sqlite_url)
    rows = made_up(tmp_path, run.tasks)
    project_id = await asyncio.to_thread(start, database, rows, budget="250.00")
    async with Simulator(faults=faults, checking=False) as sim:
        sim.server.webhook.retry_seconds, sim.server.webhook.retry_seconds_max = 0.1, 1.0
        port = free_port() if run is WEBHOOK else 0
        crowd = workers(sim, run.people, dict(rows.by_id), seed=3)
        nursery = living(sim, "tests.telegram.nursery", url=sqlite_url, port=port)
        async with nursery as lives, asyncio.timeout(SECONDS_MAX):
            await everybody_works(crowd, lives, database, project_id, run)
        await asyncio.sleep(0.5)  # what is on its way arrives
    assert lives.kills == run.kills
    assert all(faults.happened[name] for name in ("drop_before", "drop_after", "duplicate"))
    await everything_is_there(database, crowd, project_id, run)
    await database.close()


def free_port() -> int:
    """Give a port that stays free while a killed bot is away: connections going out are given
    higher ones.
    """
    for port in Random().sample(range(20_000, 32_000), 100):
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
