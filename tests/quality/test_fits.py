"""Fits beside the bot: rows open again where that is paid for, whoever is killed or races."""

import asyncio
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import estimating
from bot.schedule import run_job
from services import estimates, fitting
from services.fitting import Opening
from storage import campaigns
from storage.database import Database, open_database
from storage.tx import Tx
from tests import invariants
from tests.quality.crowds import made, ordinary
from tests.quality.living import Lives, labels_of, lives

AB = ["a", "b"]


async def begun(
    database: Database,
    folder: Path,
    *,
    answers: int = 90,
    budget: float = 1,
    accept: str = "answer",
) -> Lives:
    """A project of 60 rows with some answers, which no fit has seen yet."""
    crowd, _ = made([ordinary(2, 0.8)] * 5, tasks=60, answers=5, seed=2)
    of = await lives(
        database, folder, labels_of(crowd), AB, most=5, accept=accept, budget=budget
    )
    for worker, share in enumerate((3, 2, 2, 1, 1)):
        for _ in range(answers * share // 9):
            await of.answer(worker)
    return of


async def again(of: Lives) -> int:
    """Count the rows that are open again."""
    query = "SELECT COUNT(*) FROM task WHERE state = 'open' AND lane = 1"
    return int(
        await of.chat.database.read(lambda tx: tx.connection.execute(query).fetchone()[0])
    )


async def end(of: Lives, answers: tuple[int, ...] = (1, 1)) -> int:
    """Let a row be decided that has so many answers; give its id, 0 where there is none."""

    def doctor(tx: Tx) -> int:
        found = tx.connection.execute(
            "SELECT id FROM task WHERE reserved = 0 AND state = 'open' AND id % 10 <> 0"  # noqa: S608 - numbers of ours
            f" AND answers IN {answers} ORDER BY id"
        ).fetchone()
        if found is None:
            return 0
        tx.connection.execute(
            "UPDATE task SET state = 'done', slots = 0, decided_ms = 1, lane = 0,"  # noqa: S608 - numbers of ours
            f" result = '{{\"label\":\"a\"}}' WHERE id = {found[0]}"
        )
        return int(found[0])

    return await of.chat.database.write(doctor)


async def task(of: Lives, task_id: int) -> Any:
    query = f"SELECT state, slots, lane FROM task WHERE id = {task_id}"  # noqa: S608 - numbers of ours
    return tuple(
        await of.chat.database.read(lambda tx: tx.connection.execute(query).fetchone())
    )


async def fitted(of: Lives) -> str:
    report = await run_job("estimate", of.chat.database, of.chat.terms, of.chat.clock())
    return report.text


async def test_a_row_opens_again_that_a_fit_doubts(database: Database, tmp_path: Path) -> None:
    of = await begun(database, tmp_path)
    task_id = await end(of)
    assert "estimated anew: 1" in await fitted(of)
    assert await task(of, task_id) == ("open", 1, 1)
    assert "estimated anew: 0" in await fitted(of)
    of.engine.refit()
    await of.check()
    await invariants.hold(database)


async def test_rows_that_open_again_never_cost_more_than_is_held(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """What rows leave over pays for others, while fits open rows again."""
    of = await begun(sqlite_database, tmp_path, budget=0.5)
    rounds = opened = 0
    while await of.answer(rounds % 5) is not None or rounds < 20:
        rounds += 1
        if rounds % 4:
            continue
        await end(of, answers=(1, 2, 3))
        for name in ("sweep", "estimate", "sweep") if rounds % 8 else ("estimate", "sweep"):
            await run_job(name, sqlite_database, of.chat.terms, of.chat.clock())
            owed = await sqlite_database.read(partial(campaigns.owed, project_id=of.project_id))
            assert owed.free_minor >= 0
        opened += await again(of)
    assert opened > 3


async def test_rows_that_people_were_paid_by_stay_decided(
    database: Database, tmp_path: Path
) -> None:
    of = await begun(database, tmp_path, accept="consensus")
    task_id = await end(of)
    await fitted(of)
    assert (await task(of, task_id))[0] == "done"


async def test_whoever_reckoned_before_rows_opened_looks_anew(
    sqlite_database: Database, tmp_path: Path
) -> None:
    of = await begun(sqlite_database, tmp_path)
    task_id = await end(of)
    opens = await sqlite_database.read(partial(fitting.opening, project_id=of.project_id))
    look = partial(
        fitting.look_again,
        project_id=of.project_id,
        task_ids=[task_id],
        terms=of.chat.terms,
        now_ms=of.chat.clock(),
    )
    assert opens is not None
    before = Opening(seen=opens.seen, opened_ms=opens.opened_ms - 1, free_minor=100)
    assert (await sqlite_database.write(partial(look, opens=before))).is_stale
    poor = Opening(seen=opens.seen, opened_ms=opens.opened_ms, free_minor=3)
    assert (await sqlite_database.write(partial(look, opens=poor))).changed == 0
    rich = Opening(seen=opens.seen, opened_ms=opens.opened_ms + 1, free_minor=4)
    assert (await sqlite_database.write(partial(look, opens=rich))).cost_minor == 4
    assert (await task(of, task_id))[0] == "open"


@pytest.mark.parametrize("commits", [1, 3])
async def test_a_fit_that_was_killed_is_made_anew(
    database: Database, database_url: str, tmp_path: Path, commits: int
) -> None:
    of = await begun(database, tmp_path, answers=70)
    task_id = await end(of)
    command = [sys.executable, "-m", "tests.quality.dying_fitter", database_url, str(commits)]
    killed = await asyncio.to_thread(
        subprocess.run,
        [*command, str(of.chat.clock())],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    await fitted(of)
    of.engine.refit()
    estimates.forget()  # as after a restart
    await of.check()
    assert (await task(of, task_id))[0] == "open"
    await invariants.hold(database)


async def test_two_processes_fit_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    of = await begun(database, tmp_path, answers=60)
    other = open_database(database_url)
    ring = partial(run_job, "estimate", terms=of.chat.terms, now_ms=of.chat.clock())
    reports = await asyncio.gather(*(ring(database=one) for one in (database, other)))
    await other.close()
    assert sum(report.done for report in reports) == 1
    of.engine.refit()
    await of.check()


async def test_the_bot_fits_in_a_process_of_its_own(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    of = await begun(sqlite_database, tmp_path, answers=60)
    assert await estimating.due(sqlite_database) == [of.project_id]
    await estimating.apart(sqlite_url)
    assert await estimating.due(sqlite_database) == []
    of.engine.refit()
    await of.check()


async def test_what_older_fits_found_goes(sqlite_database: Database, tmp_path: Path) -> None:
    of = await begun(sqlite_database, tmp_path, answers=25)
    for turn in range(3):
        await fitted(of)
        for answer in range(25):
            await of.answer((turn + answer) % 5)
    await fitted(of)
    versions = "SELECT COUNT(DISTINCT version) FROM skill"
    counted = await sqlite_database.read(lambda tx: tx.connection.execute(versions).fetchone())
    assert counted[0] == 2
    assert np.isfinite(of.engine.posterior(0)).all()
