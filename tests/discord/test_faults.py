"""Whatever happens between people and the bot, what they saw confirmed is there once, paid once.

The gateway is cut and repeats events when it is resumed, calls are lost before and after they have
their effect, the server answers 429 and 502, and the bot's process is killed again and again.
Interactions that came while nobody listened have failed: Discord tells them to nobody else. Time is
scaled: people press again after 2 s instead of 5.
"""

import asyncio
from pathlib import Path

import pytest

from storage.database import open_database
from tests.crowd.campaign import made_up, start
from tests.discord.pressing import workers
from tests.simulators.discord import Faults, Simulator
from tests.simulators.dying import SECONDS_MAX, Run, everybody_works, everything_is_there, living

NURSERY = "tests.discord.nursery"
ALL, SOME = Run(1000, 50, 20), Run(120, 20, 3)
ALIVE = Run(100, 20, 0)


@pytest.mark.parametrize(
    "run", [pytest.param(ALL, marks=pytest.mark.soak), SOME], ids=["all", "some"]
)
async def test_what_was_confirmed_is_there_once_and_paid_once(
    sqlite_url: str, tmp_path: Path, run: Run
) -> None:
    faults = Faults(
        seed=3,
        drop_before=0.01,
        drop_after=0.02,
        server_error=0.01,
        too_many=0.002,
        delay_seconds=0.02,
        gateway_cut=0.01,
        repeats=20,
    )
    database = open_database(sqlite_url)
    rows = made_up(tmp_path, run.tasks)
    project_id = await asyncio.to_thread(start, database, rows, budget="250.00")
    async with Simulator(faults=faults, checking=False, keeps_log=False) as sim:
        crowd = workers(sim, run.people, dict(rows.by_id), seed=3)
        async with living(sim, NURSERY, url=sqlite_url) as lives, asyncio.timeout(SECONDS_MAX):
            await everybody_works(crowd, lives, database, project_id, run)
        await asyncio.sleep(0.5)  # what is on its way arrives
        told = dict(sim.log.by_status), sim.gateway.resumes
    assert lives.kills == run.kills
    expected = ("drop_before", "drop_after", "gateway_cut", "repeated")
    assert all(faults.happened[name] for name in expected), (faults.happened, told)
    await everything_is_there(database, crowd, project_id, run)
    await database.close()


async def test_nobody_sees_a_failed_interaction_while_the_bot_lives(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Calls are lost, refused and slow, the gateway is cut: each press has its answer in time."""
    faults = Faults(
        seed=11,
        drop_before=0.03,
        drop_after=0.03,
        server_error=0.03,
        too_many=0.02,
        delay_seconds=0.05,
        gateway_cut=0.02,
        repeats=10,
    )
    database = open_database(sqlite_url)
    rows = made_up(tmp_path, ALIVE.tasks)
    project_id = await asyncio.to_thread(start, database, rows, budget="250.00")
    async with Simulator(faults=faults, checking=False, keeps_log=False) as sim:
        crowd = workers(sim, ALIVE.people, dict(rows.by_id), seed=11)
        async with living(sim, NURSERY, url=sqlite_url) as lives, asyncio.timeout(SECONDS_MAX):
            await everybody_works(crowd, lives, database, project_id, ALIVE)
            await asyncio.sleep(3.0)  # as long as Discord waits
        done = list(sim.world.interactions.values())
        assert sim.gateway.resumes > 3
    failed = [one for one in done if not one.callback]
    assert not failed, f"{len(failed)} of {len(done)} interactions failed; {faults.happened}"
    await everything_is_there(database, crowd, project_id, ALIVE)
    await database.close()
