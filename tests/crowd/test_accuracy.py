"""Rows whose truth is known go in, simulated people answer them, and what comes out is as right as
their error rates say."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from bot.dispatch import Dispatcher
from bot.schedule import run_job
from storage.database import Database
from tests import invariants
from tests.crowd import campaign
from tests.crowd.campaign import SHARED, TERMS, Rows
from tests.crowd.crowd import Crowd, crowd_of
from tests.crowd.predict import MOST, expected
from tests.crowd.screen import Moment, serve
from tests.stories.driver import SPAM

POINT = 0.01
# Two who agree are enough as long as nothing is known of people: the rule that `predict` follows.
TWO_AGREE = SPAM.replace("budget", "confidence = 0.74\nbudget")
PEOPLE = 40
JOBS = ("expire", "sweep", "fold")


async def work_through(
    database: Database,
    rows: Rows,
    budget: str,
    seed: int,
    *,
    toml: str = TWO_AGREE,
    names: tuple[str, ...] = JOBS,
) -> tuple[int, Crowd]:
    """Let people answer all rows, the house's jobs running beside them."""
    project_id = await asyncio.to_thread(
        campaign.start, database, rows, budget=budget, toml=toml
    )
    moment = Moment()
    dispatcher = Dispatcher(database, TERMS, clock=moment)
    crowd = crowd_of(PEOPLE, rows.truth, partial(serve, dispatcher, moment), seed)

    async def jobs(now_ms: int) -> None:
        for name in names:
            await run_job(name, database, TERMS, now_ms)

    async def is_done() -> bool:
        if await database.read(partial(campaign.undecided, project_id=project_id)):
            return False
        await jobs(crowd.now_ms)  # a last fit may open rows again
        return await database.read(partial(campaign.undecided, project_id=project_id)) == 0

    await crowd.works_until(is_done, jobs)
    await jobs(crowd.now_ms)
    return project_id, crowd


async def compare(database: Database, rows: Rows, budget: str, seed: int, slack: float) -> None:
    """Work, export, and compare with the truth, the prediction and the ledger."""
    project_id, crowd = await work_through(database, rows, budget, seed)
    exported = await asyncio.to_thread(campaign.results, database, project_id)
    said = expected([worker.error for worker in crowd.workers])
    assert [row["id"] for row in exported] == list(rows.by_id)
    assert {row["id"]: row["truth"] for row in exported} == rows.by_id
    assert {row["state"] for row in exported} == {"done"}
    assert campaign.accuracy(exported) == pytest.approx(said.accuracy, abs=slack)
    taken = sum(int(row["answers"]) for row in exported)
    asked = 0.9 * said.answers + 0.1 * MOST  # every tenth row is a pilot's
    assert taken / rows.count == pytest.approx(asked, rel=3 * slack)
    count = await asyncio.to_thread(campaign.check_confirmed, database, crowd, [project_id])
    assert count == taken
    deposit = round(100 * float(budget))
    await asyncio.to_thread(campaign.check_paid, database, crowd, [project_id], deposit)
    await invariants.hold(database)


async def test_a_few_hundred_rows(database: Database, tmp_path: Path) -> None:
    rows = campaign.made_up(tmp_path, 300)
    await compare(database, rows, "30.00", seed=11, slack=4 * POINT)


async def test_with_fits_beside_the_people_a_project_comes_to_its_end(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """It asks for the usual confidence: rows end and open again, until the last fit has looked."""
    rows = campaign.made_up(tmp_path, 300)
    jobs = ("estimate", *JOBS)
    project_id, crowd = await work_through(
        sqlite_database, rows, "30.00", seed=11, toml=SPAM, names=jobs
    )
    exported = await asyncio.to_thread(campaign.results, sqlite_database, project_id)
    said = expected([worker.error for worker in crowd.workers])
    assert {row["state"] for row in exported} == {"done"}
    assert campaign.accuracy(exported) > said.accuracy - said.noise(rows.count)
    taken = sum(int(row["answers"]) for row in exported)
    assert taken < 3.6 * rows.count, taken  # jobs come late here, and a tenth is a pilot
    await asyncio.to_thread(
        campaign.check_paid, sqlite_database, crowd, [project_id], 3_000
    )
    await invariants.hold(sqlite_database)


@pytest.mark.data
@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED.name} is not beside the repository")
async def test_all_messages_of_the_sms_spam_collection(sqlite_database: Database) -> None:
    rows = campaign.rows_of(SHARED)
    assert rows.count == 5_574
    await compare(sqlite_database, rows, "300.00", seed=12, slack=POINT)
