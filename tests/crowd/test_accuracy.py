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
from tests.crowd.predict import expected
from tests.crowd.screen import Moment, serve

POINT = 0.01
PEOPLE = 40


async def work_through(database: Database, rows: Rows, budget: str, seed: int) -> tuple[int, Crowd]:
    """Let people answer all rows, the house's jobs running beside them."""
    project_id = await asyncio.to_thread(campaign.start, database, rows, budget=budget)
    moment = Moment()
    dispatcher = Dispatcher(database, TERMS, clock=moment)
    crowd = crowd_of(PEOPLE, rows.truth, partial(serve, dispatcher, moment), seed)

    async def jobs(now_ms: int) -> None:
        for name in ("expire", "sweep", "fold"):
            await run_job(name, database, TERMS, now_ms)

    async def is_done() -> bool:
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
    assert taken / rows.count == pytest.approx(said.answers, rel=3 * slack)
    count = await asyncio.to_thread(campaign.check_confirmed, database, crowd, [project_id])
    assert count == taken
    deposit = round(100 * float(budget))
    await asyncio.to_thread(campaign.check_paid, database, crowd, [project_id], deposit)
    await invariants.hold(database)


async def test_a_few_hundred_rows(database: Database, tmp_path: Path) -> None:
    rows = campaign.made_up(tmp_path, 300)
    await compare(database, rows, "30.00", seed=11, slack=4 * POINT)


@pytest.mark.data
@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED.name} is not beside the repository")
async def test_all_messages_of_the_sms_spam_collection(sqlite_database: Database) -> None:
    rows = campaign.rows_of(SHARED)
    assert rows.count == 5_574
    await compare(sqlite_database, rows, "300.00", seed=12, slack=POINT)
