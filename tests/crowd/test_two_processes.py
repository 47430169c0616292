"""The bot answers while a second process imports rows and opens and closes other projects in the
same file; either is killed at random."""

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from domain.project_tables import parse
from services import ledger, projects
from services.accounts import operator
from storage.database import Database, open_database
from storage.tx import Tx
from tests import invariants
from tests.crowd import campaign
from tests.crowd.campaign import CREDITS, TERMS, Rows
from tests.crowd.crowd import Crowd, Habits, crowd_of
from tests.crowd.lives import Fate, Lives, dying
from tests.crowd.runner import Request
from tests.stories.driver import SPAM, START_MS

KILLS = 10  # of each
PEOPLE = 30
ROWS, ROWS_BESIDE = 300, 3_000
PROJECTS_MOST = 8
ROUNDS_OPEN = 4
# What is typed is about the task in hand, and there is none any more where its project was closed.
HABITS = Habits(types=0.0, undoes=0.05, wanders=0.15)
DEPOSIT_MINOR = 3_000 + PROJECTS_MOST * 25_000
BUSY = "Try again when that is done"
EXPECTED_REFUSALS = (
    "That row is decided already",
    "That project has ended",
    "That task is not in your hands any more",
    "That project is not open to you now",
)


@dataclass
class Beside:
    """A project that the second process fills, opens and closes while people work."""

    project_id: int
    rows: Rows
    state: str = "draft"


async def test_two_processes_on_one_file_either_killed_at_random(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = open_database(sqlite_url)
    beside = [
        Beside(database.write_now(_draft), campaign.made_up(tmp_path, ROWS_BESIDE, seed=seed))
        for seed in range(2, PROJECTS_MOST + 2)
    ]
    rows = campaign.made_up(tmp_path, ROWS)
    project_id = await asyncio.to_thread(campaign.start, database, rows, budget="30.00")
    truth = {**rows.truth, **{k: v for each in beside for k, v in each.rows.truth.items()}}
    async with (
        dying(sqlite_url, Fate(KILLS, 60, 0.015), seed=6) as bot,
        dying(sqlite_url, Fate(KILLS, 1, 0.080), seed=7, is_bot=False) as clerk,
    ):
        crowd = crowd_of(PEOPLE, truth, bot.says, 22, HABITS)
        at_work = asyncio.create_task(_clerk(clerk, beside, crowd))
        while not at_work.done() or bot.kills < KILLS:
            await crowd.round()
        await at_work
        await crowd.works_until(partial(_is_done, database, project_id))
    assert (bot.kills, clerk.kills) == (KILLS, KILLS)
    assert bot.killed_waiting > KILLS
    ids = [project_id, *(each.project_id for each in beside)]
    await asyncio.to_thread(campaign.check_confirmed, database, crowd, ids)
    given = [len(await asyncio.to_thread(campaign.answers, database, id)) for id in ids[1:]]
    assert sum(given) > 0, "nobody worked for the projects that came and went"
    await asyncio.to_thread(campaign.check_paid, database, crowd, ids, DEPOSIT_MINOR)
    await invariants.hold(database)
    await asyncio.to_thread(_check_beside, database, beside)
    refusals = {why for worker in crowd.workers for why in worker.refusals}
    assert all(why.startswith(EXPECTED_REFUSALS) for why in refusals), refusals
    await database.close()


async def _clerk(clerk: Lives, beside: list[Beside], crowd: Crowd) -> None:
    """Fill, open and close one project after the other, until all kills have happened."""
    for each in beside:
        if clerk.kills == KILLS:
            return
        asked = {"project_id": each.project_id, "path": str(each.rows.path)}
        imported: Request = {"refused": BUSY}
        while BUSY in imported.get("refused", ""):  # the bot tidies up behind the dead just now
            imported, _ = await clerk.ask(asked | {"do": "import", "now_ms": crowd.now_ms})
        assert imported["imported"] + imported["same"] == ROWS_BESIDE, imported
        each.state = "filled"
        opened, _ = await clerk.ask(asked | {"do": "open", "now_ms": crowd.now_ms})
        assert "refused" not in opened, opened
        each.state = "open"
        await crowd.lets_pass(ROUNDS_OPEN)  # people come over
        closed, times = await clerk.ask(asked | {"do": "close", "now_ms": crowd.now_ms})
        assert "refused" not in closed or times > 1, closed
        each.state = "closed"


def _draft(tx: Tx) -> int:
    owner_id = operator(tx, START_MS)
    project = parse(SPAM.replace("Is this message", "Quick: is this"), TERMS.money)
    project_id = projects.create(tx, project, owner_id, START_MS)
    ledger.deposit(
        tx, account_id=owner_id, amount_minor=project.budget_minor, currency=CREDITS,
        ref=f"beside {project_id}", now_ms=START_MS,
    )
    return project_id


async def _is_done(database: Database, project_id: int) -> bool:
    return await database.read(partial(campaign.undecided, project_id=project_id)) == 0


def _check_beside(database: Database, beside: list[Beside]) -> None:
    """Check that whatever was confirmed to the clerk is so, and nothing is half done."""
    for each in beside:
        card = database.read_now(
            partial(projects.progress, project_id=each.project_id, now_ms=START_MS)
        )
        rows = 0 if each.state == "draft" else ROWS_BESIDE
        assert card.total == rows == _rows(database, each.project_id)
        assert card.state == ("draft" if each.state == "filled" else each.state)
        if each.state == "closed":
            assert (card.held_minor, card.in_hand) == (0, 0)


def _rows(database: Database, project_id: int) -> int:
    return len(campaign.results(database, project_id))
