"""What jobs and people ask often stays as quick in a large database, by its plan."""

import pytest

from services import Tx, people, stats
from storage.database import Database
from tests.people.world import World, rows

PLANS = {
    "notice_due": "notice_waiting",
    "notice_claim": "notice_waiting",
    "notice_last_push": "notice_account",
    "notice_pushes_since": "notice_account",
    "notice_hurry": "notice_account",
    "push_due": "account_push",
    "summary_due": "account_summary",
    "summary_any_due": "account_summary",
    "board_points": "tally_date",
    "board_rank": "account_today",
    "tally_since": "sqlite_autoindex_tally_1",
    "history_page": "submission_account",
    "stats_agreement": "submission_account",
    "stats_recent_pace": "INTEGER PRIMARY KEY",
}
VALUES = {
    "now_ms": 1, "most": 1, "lease_ms": 1, "account_id": 1, "since_ms": 1, "since_date": "2026",
    "points": 1, "before_id": 1, "from_ms": 1, "until_ms": 1,
}  # fmt: skip


@pytest.mark.parametrize(("name", "index"), PLANS.items())
async def test_a_query_goes_by_its_index(sqlite_database: Database, name: str, index: str) -> None:
    def explain(tx: Tx) -> str:
        sql = getattr(tx.queries, name).sql
        plan = tx.connection.execute(f"EXPLAIN QUERY PLAN {sql}", VALUES)
        return "\n".join(row[3] for row in plan.fetchall())

    plan = await sqlite_database.read(explain)
    assert index in plan, plan
    for table in ("notice", "account", "tally", "submission"):
        assert f"SCAN {table}\n" not in f"{plan}\n" or name == "stats_recent_pace", plan


async def test_the_pace_is_the_median_of_answers_that_were_asked_for(world: World) -> None:
    project_id = await world.project(rows=rows(40))
    ann, ben = world.person("ann"), world.person("ben")
    await ann.comes_in()
    for seconds in (4, 5, 6, 90, 7):
        world.clock.passes(seconds=seconds)
        await ann.taps("ham")
    assert await world.job("pace") == 1
    await ben.comes_in()
    ben.sees("about 6 s", "12.00 an hour")
    assert await world.database.read(stats.paces) == {project_id: 6000}


async def test_few_answers_do_not_make_a_pace(world: World) -> None:
    await world.project(rows=rows(40))
    ann = world.person("ann")
    await ann.comes_in()
    for _ in range(4):
        world.clock.passes(seconds=50)
        await ann.taps("ham")
    assert await world.job("pace") == 0


async def test_pushed_tasks_do_not_count_for_the_pace(world: World) -> None:
    await world.project(rows=rows(40))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/skip")
    await world.write(lambda tx: tx.connection.execute("UPDATE assignment SET pushed = 1"))
    for _ in range(6):
        world.clock.passes(seconds=60)
        await ann.taps("ham")
        await world.write(lambda tx: tx.connection.execute("UPDATE assignment SET pushed = 1"))
    assert await world.job("pace") == 0
    assert (await world.database.read(lambda tx: people.load(tx, 2))).today_tasks == 6
