"""The payout run: once a period, caught up once, resumed after a kill, never twice."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.payout_runs import PaidOut, pay_out
from domain import ledger as names
from domain.terms import PayoutTerms, Terms
from services import ledger, payout_runs
from services.ledger import Balances
from services.payout_runs import Chunk, Credited, Forecast
from storage.database import open_database
from storage.tx import Tx
from tests.money.world import CREDITS, START_MS, TERMS, World

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NIGHT_MS = START_MS - START_MS % DAY_MS + DAY_MS + 2 * HOUR_MS  # the first 02:00 UTC to come


def earn(world: World, account_id: int, ref: str, amount_minor: int = 10) -> None:
    """Somebody earns credits that wait for the payout run."""
    world.do(
        lambda tx: ledger.move(
            tx,
            kind="bonus",
            ref=ref,
            debit=names.DEPOSITS,
            credit=names.pending(account_id),
            amount_minor=amount_minor,
            currency=CREDITS,
            now_ms=world.now_ms,
        )
    )


def crowd(world: World, size: int) -> list[int]:
    """People who have earned something each."""
    people = [world.account(f"worker {number}") for number in range(size)]
    for account_id in people:
        earn(world, account_id, f"{account_id}", 10 + account_id)
    return people


async def test_what_is_pending_becomes_available_at_night(world: World) -> None:
    ann, bob = world.account("ann"), world.account("bob")
    earn(world, ann, "1", 30)

    assert await pay_out(world.database, TERMS, NIGHT_MS - 1) == []
    assert world.balances(ann) == Balances(30, 0, 0)
    (run,) = await pay_out(world.database, TERMS, NIGHT_MS)
    assert (run.people, run.amount_minor, run.resumed) == (1, 30, False)
    assert world.balances(ann) == Balances(0, 30, 0)
    assert world.balances(bob) == Balances(0, 0, 0)
    assert await pay_out(world.database, TERMS, NIGHT_MS + 1) == []


async def test_nothing_is_due_before_anybody_could_have_earned(world: World) -> None:
    assert await pay_out(world.database, TERMS, NIGHT_MS + 5 * DAY_MS) == []


async def test_a_missed_week_is_caught_up_once(world: World) -> None:
    ann = world.account("ann")
    earn(world, ann, "1", 30)

    (run,) = await pay_out(world.database, TERMS, NIGHT_MS + 6 * DAY_MS + HOUR_MS)
    assert run.period == payout_runs.iso(NIGHT_MS + 6 * DAY_MS)
    assert world.balances(ann).available_minor == 30
    earn(world, ann, "2", 5)
    assert await pay_out(world.database, TERMS, NIGHT_MS + 6 * DAY_MS + 2 * HOUR_MS) == []
    (next_run,) = await pay_out(world.database, TERMS, NIGHT_MS + 7 * DAY_MS)
    assert next_run.amount_minor == 5


async def test_another_schedule_begins_where_the_last_one_ended(world: World) -> None:
    ann = world.account("ann")
    earn(world, ann, "1", 30)
    await pay_out(world.database, TERMS, NIGHT_MS)
    noon = Terms(payouts=PayoutTerms(schedule="0 12 * * *"))

    assert await pay_out(world.database, noon, NIGHT_MS + 9 * HOUR_MS) == []
    (run,) = await pay_out(world.database, noon, NIGHT_MS + 10 * HOUR_MS)
    assert run.period == payout_runs.iso(NIGHT_MS + 10 * HOUR_MS)


async def test_a_clock_that_ran_ahead_stops_no_later_run(world: World) -> None:
    ann = world.account("ann")
    earn(world, ann, "1", 30)
    await pay_out(world.database, TERMS, NIGHT_MS + 400 * DAY_MS)
    earn(world, ann, "2", 5)

    (run,) = await pay_out(world.database, TERMS, NIGHT_MS + DAY_MS)
    assert run.amount_minor == 5


@pytest.mark.parametrize(
    ("zone", "fields", "noons", "credited"),
    [
        ("Europe/Lisbon", "30 1 * * *", ("2026-10-24", "2026-10-27"), 3),
        ("Europe/Lisbon", "30 1 * * *", ("2026-03-28", "2026-03-31"), 3),
        ("America/New_York", "30 1 * * *", ("2026-10-31", "2026-11-03"), 3),
        ("America/New_York", "30 2 * * *", ("2026-03-07", "2026-03-10"), 3),
    ],
)
async def test_on_nights_when_the_clocks_change_there_is_one_run(
    sqlite_world: World, zone: str, fields: str, noons: tuple[str, str], credited: int
) -> None:
    """The alarm rings every half hour through three nights, the changing one the first of them."""
    world = sqlite_world
    terms = Terms(payouts=PayoutTerms(schedule=fields, time_zone=zone))
    first, last = (payout_runs._ms(f"{day}T12:00:00+00:00") for day in noons)
    world.now_ms, ann = first, world.account("ann")
    runs: list[PaidOut] = []
    for now_ms in range(first, last, HOUR_MS // 2):
        earn(world, ann, str(now_ms), 1)
        runs += await pay_out(world.database, terms, now_ms)
    assert len(runs) == len({run.period for run in runs}) == credited


async def test_a_run_can_be_asked_for_and_looked_at_before(world: World) -> None:
    people = crowd(world, 5)
    (seen,) = forecast(world, world.later(), at_once=True)
    assert seen.credited == Credited(5, sum(10 + account_id for account_id in people))
    assert world.balances(people[0]).available_minor == 0

    (run,) = await pay_out(world.database, TERMS, world.now_ms, at_once=True)
    assert (run.people, run.amount_minor) == (5, seen.credited.amount_minor)
    assert await pay_out(world.database, TERMS, world.now_ms, at_once=True) == []
    (night,) = await pay_out(world.database, TERMS, NIGHT_MS + DAY_MS)
    assert night.people == 0


def forecast(world: World, now_ms: int, *, at_once: bool = False) -> list[Forecast]:
    """What a payout run would bring."""
    return world.do(lambda tx: payout_runs.forecast(tx, TERMS, now_ms, at_once=at_once))


async def test_a_dry_run_tells_of_a_run_that_was_begun_and_of_the_one_that_follows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payout_runs, "FORECAST_PAGE", 3)
    people = crowd(world, 8)
    run = world.do(lambda tx: payout_runs.begin_due(tx, TERMS.payouts, NIGHT_MS))
    assert run is not None
    chunk = Chunk(people[3], 4)
    world.do(lambda tx: payout_runs.credit(tx, run, chunk, CREDITS, NIGHT_MS))
    earn(world, people[0], "once more", 5)

    begun, due = forecast(world, NIGHT_MS + DAY_MS)
    assert (begun.run_id, begun.period) == (run.id, payout_runs.iso(NIGHT_MS))
    assert begun.credited == Credited(4, sum(10 + account_id for account_id in people[4:]))
    assert due == Forecast(0, payout_runs.iso(NIGHT_MS + DAY_MS), Credited(1, 5))
    done = await pay_out(world.database, TERMS, NIGHT_MS + DAY_MS)
    assert [(of.people, of.amount_minor) for of in done] == [
        (of.credited.people, of.credited.amount_minor) for of in (begun, due)
    ]
    assert [of.resumed for of in done] == [True, False]
    assert forecast(world, NIGHT_MS + DAY_MS) == []


async def test_two_at_once_share_the_work_and_nobody_is_credited_twice(
    database_url: str,
) -> None:
    first, second = open_database(database_url), open_database(database_url)
    world = World(first)
    people = await asyncio.to_thread(crowd, world, 120)
    done = await asyncio.gather(
        *(pay_out(database, TERMS, NIGHT_MS) for database in (first, second, first, second))
    )
    runs = [run for several in done for run in several]

    assert sum(run.people for run in runs) == len(people)
    assert len({run.run_id for run in runs}) == 1
    assert await first.read(lambda tx: credited(tx)) == {
        account_id: 10 + account_id for account_id in people
    }
    assert await first.read(ledger.check) == []
    await first.close()
    await second.close()


def credited(tx: Tx) -> dict[int, int]:
    """What every account got from payout runs; fails where it got it twice from one."""
    rows = tx.connection.execute(
        "SELECT ref, amount_minor FROM transfer WHERE kind = 'payout_run'"
    ).fetchall()
    return {int(ref.partition(":")[2]): amount for ref, amount in rows}


KILLED = """
import asyncio, os, signal, sys
from bot import payout_runs as runner
from domain.terms import Terms
from services import payout_runs
from storage.database import open_database

url, now_ms, chunks, before_commit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
runner.PEOPLE_FIRST = runner.PEOPLE_LEAST = runner.PEOPLE_MOST = 7
database = open_database(url)
write, begun = database.write, 0

async def write_and_die(work, *, bulk=False):
    global begun
    begun += bulk
    if begun > chunks and before_commit == "inside":
        def dying(tx):
            work(tx)
            os.kill(os.getpid(), signal.SIGKILL)
        return await write(dying, bulk=bulk)
    if begun > chunks:
        os.kill(os.getpid(), signal.SIGKILL)
    return await write(work, bulk=bulk)

database.write = write_and_die
asyncio.run(runner.pay_out(database, Terms(), now_ms))
"""


@pytest.mark.parametrize("moment", ["between", "inside"])
@pytest.mark.parametrize("chunks", [0, 2])
async def test_a_run_that_was_killed_goes_on_where_it_was(
    database_url: str, chunks: int, moment: str
) -> None:
    database = open_database(database_url)
    world = World(database)
    people = await asyncio.to_thread(crowd, world, 30)
    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", KILLED, database_url, str(NIGHT_MS), str(chunks), moment],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(await database.read(credited)) == 7 * chunks
    assert await database.read(ledger.check) == []

    (run,) = await pay_out(database, TERMS, NIGHT_MS + HOUR_MS)
    assert run.resumed
    assert run.people == len(people) - 7 * chunks
    assert await database.read(credited) == {account: 10 + account for account in people}
    assert await database.read(ledger.check) == []
    assert await pay_out(database, TERMS, NIGHT_MS + HOUR_MS) == []
    await database.close()
