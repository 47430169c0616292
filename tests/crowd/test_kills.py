"""The bot is killed in the middle of everything, and what it confirmed is there, once."""

import asyncio
from functools import partial
from pathlib import Path

from storage.database import open_database
from tests import invariants
from tests.crowd import campaign
from tests.crowd.crowd import Habits, crowd_of
from tests.crowd.lives import Fate, dying

KILLS = 20
PEOPLE = 40
DEPOSIT = 6_000
ROWS = 600


async def test_what_was_confirmed_is_there_once_after_twenty_kills(
    sqlite_url: str, tmp_path: Path
) -> None:
    rows = campaign.made_up(tmp_path, ROWS)
    database = open_database(sqlite_url)
    project_id = await asyncio.to_thread(campaign.start, database, rows, budget="60.00")
    fate = Fate(KILLS, answers_most=40, seconds_most=0.012, kills_most=3 * KILLS)
    async with dying(sqlite_url, fate, seed=5) as bot:
        crowd = crowd_of(PEOPLE, rows.truth, bot.says, 21, Habits(undoes=0.05))

        async def is_done() -> bool:
            return await database.read(partial(campaign.undecided, project_id=project_id)) == 0

        while bot.is_doomed:
            await crowd.round()
        left = await database.read(partial(campaign.undecided, project_id=project_id))
        await crowd.works_until(is_done)
    assert bot.kills >= KILLS
    assert left > 0, "the kills were not in the middle"
    assert bot.killed_waiting > KILLS, "hardly anybody waited when the process was killed"
    assert bot.saved_unsaid > 0, "no kill fell between the commit and the answer"
    confirmed = await asyncio.to_thread(campaign.check_confirmed, database, crowd, [project_id])
    assert confirmed >= 2 * ROWS
    await asyncio.to_thread(campaign.check_paid, database, crowd, [project_id], DEPOSIT)
    await invariants.hold(database)
    unexpected = {why for worker in crowd.workers for why in worker.refusals} - {
        "That row is decided already, so its answers stay as they are.",
        # Where processes start slowly, a bot that was killed comes back too late for it.
        "An answer can be taken back for ten seconds, and those have passed.",
    }
    assert not unexpected
    await database.close()
