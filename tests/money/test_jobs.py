"""The jobs: each does its work once, whoever runs it and however often; the timer rings them."""

import asyncio

import pytest

from bot.schedule import JOBS, Timer, run_job
from domain.errors import NotFound
from services import ledger, notices, projects
from storage.database import Database, open_database
from storage.tx import Tx
from tests.money.world import START_MS, TERMS, World, moderation
from tests.stories.driver import Chat

ROWS = {f"row {number}": f"message {number}" for number in range(3)}


async def done(database: Database, name: str, now_ms: int) -> int:
    return (await run_job(name, database, TERMS, now_ms)).done


@pytest.mark.parametrize("name", JOBS)
async def test_every_job_has_nothing_to_do_in_an_empty_database(
    database: Database, name: str
) -> None:
    report = await run_job(name, database, TERMS, START_MS)
    assert report.done == 0
    assert report.text


async def test_a_job_that_is_not_there_is_named_with_those_that_are(database: Database) -> None:
    with pytest.raises(NotFound) as error:
        await run_job("pushes", database, TERMS, START_MS)
    assert str(error.value).startswith("There is no job pushes; the jobs are push, expire, remind,")


async def test_a_task_that_was_not_answered_goes_to_somebody_else(chat: Chat) -> None:
    await chat.project(rows={"only": "one message"})
    ann, bob, cem = (chat.person(name) for name in ("ann", "bob", "cem"))
    for person in (ann, bob, cem):
        await person.comes_in()
    cem.sees("That was everything for you at the moment")

    assert await done(chat.database, "expire", chat.clock()) == 0
    chat.clock.passes(minutes=2)
    assert await done(chat.database, "expire", chat.clock()) == 2
    assert await done(chat.database, "expire", chat.clock()) == 0
    told = await chat.database.read(
        lambda tx: tx.connection.execute("SELECT kind, account_id FROM notice").fetchall()
    )
    assert sorted(told) == [("expired", await chat.account(person)) for person in (ann, bob)]
    await ann.taps("spam")
    ann.sees("Time was up for that one, so it went to somebody else. No harm done.")
    chat.clock.passes(seconds=31)
    await cem.sends("/work")
    cem.sees("one message")


async def test_who_lets_a_pushed_task_pass_is_not_told(world: World) -> None:
    project = world.project(world.owner(), moderation(), rows=1)
    world.open(project)
    world.takes(world.account("ann"), project)
    world.do(lambda tx: tx.connection.execute("UPDATE assignment SET pushed = 1"))

    assert await done(world.database, "expire", world.later(10**9)) == 1
    assert await world.database.read(lambda tx: notices.any_due(tx, world.now_ms)) is False


async def test_two_processes_may_run_all_jobs_at_once(database_url: str) -> None:
    first, second = open_database(database_url), open_database(database_url)
    world = World(first)

    def work() -> tuple[int, int]:
        rita, ann, bob = world.owner(), world.account("ann"), world.account("bob")
        project = world.project(rita, moderation(reward=1, most=3, budget=12), rows=6)
        world.open(project)
        for _ in range(4):
            for person in (ann, bob):
                world.answers(person, project)
        world.takes(bob, project)
        return rita, project

    rita, project = await asyncio.to_thread(work)
    later_ms = world.later(2 * 86_400_000)
    for _ in range(3):
        await asyncio.gather(
            *(run_job(name, each, TERMS, later_ms) for name in JOBS for each in (first, second))
        )
    assert await first.read(ledger.check) == []
    card = await first.read(lambda tx: projects.progress(tx, project, later_ms))
    assert (card.state, card.decided, card.offered) == ("open", 4, 5)
    credited = await first.read(
        lambda tx: tx.connection.execute(
            "SELECT amount_minor FROM transfer WHERE kind = 'payout_run'"
        ).fetchall()
    )
    assert credited == [(4,), (4,)]
    assert world.balances(rita).available_minor == 100_000 - 12
    await first.close()
    await second.close()


async def test_answers_of_a_closed_project_that_wait_for_a_consensus_are_accepted(
    world: World,
) -> None:
    ann = world.account("ann")
    project = world.project(world.owner(), moderation(accept="consensus"), rows=3)
    world.open(project)
    world.answers(ann, project)
    world.answers(ann, project)
    world.do(lambda tx: projects.close(tx, project, world.later()))
    assert world.balances(ann).pending_minor == 0

    await run_job("sweep", world.database, TERMS, world.later())
    assert world.balances(ann).pending_minor == 4
    assert world.progress(project).held_minor == 0
    assert await world.database.read(ledger.check) == []


async def test_old_events_are_forgotten_and_new_ones_are_kept(world: World) -> None:
    def note(tx: Tx) -> None:
        for number, days in enumerate((30, 8, 6, 0)):
            tx.connection.execute(
                "INSERT INTO seen_event (platform, event_id, at_ms) "  # noqa: S608
                f"VALUES ('web', '{number}', {START_MS - days * 86_400_000})"
            )

    world.do(note)
    assert await done(world.database, "tidy", START_MS) == 2
    left = await world.database.read(
        lambda tx: tx.connection.execute("SELECT event_id FROM seen_event ORDER BY id").fetchall()
    )
    assert left == [("2",), ("3",)]


async def test_a_ledger_that_does_not_fit_is_reported(world: World) -> None:
    ann = world.account("ann")
    world.deposit(ann, 5)
    world.do(lambda tx: tx.connection.execute("UPDATE balance SET amount_minor = 6"))
    report = await run_job("balances", world.database, TERMS, START_MS)
    assert report.done == 1
    assert f"person:{ann}:available is kept as 6 credits" in report.text


async def test_the_timer_rings_every_job_and_outlives_one_that_fails(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: set[str] = set()
    all_rung = asyncio.Event()

    async def ring(
        name: str, database: Database, terms: object, now_ms: int, **_keys: object
    ) -> object:
        rung.add(name)
        if rung >= {name for name, job in JOBS.items() if job.first_seconds == 1}:
            all_rung.set()
        if name == "sweep":
            raise RuntimeError("the sweep fails")
        return await run_job(name, database, TERMS, now_ms)

    monkeypatch.setattr("bot.schedule.run_job", ring)
    timer = Timer(sqlite_database, TERMS, lambda: START_MS)
    timer.start()
    await asyncio.wait_for(all_rung.wait(), 10)
    await asyncio.sleep(0.2)
    await timer.stop()
