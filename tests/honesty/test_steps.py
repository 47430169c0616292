"""What follows on both databases: held pay, several accounts to one destination, what ends it."""

from functools import partial

from bot.payout_runs import pay_out
from bot.schedule import run_job
from domain.honesty import Suspicion, steps
from domain.terms import HonestyTerms, Terms
from services import (
    consequences,
    honesty,
    leaving,
    ledger,
    merging,
    payout_runs,
    people,
    suspensions,
)
from services.honesty import Found
from storage import destinations
from storage import honesty as store
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.money.world import World, moderation

TERMS = Terms(honesty=HonestyTerms(answers_least=20, hours_between=0))
FAST = Found(Suspicion(kind="fast", chance=1e-9, figures={"n": 20.0}), 0)


def acts(world: World, account_id: int, times: int, found: Found = FAST) -> int:
    """Let so many suspicions follow each other; gives the step that came of them."""
    for _ in range(times):
        world.do(partial(_act, account_id=account_id, found=found, now_ms=world.later()))
    case = world.do(partial(honesty.of, account_id=account_id))
    return case.step if case else steps.NONE


def _act(tx: Tx, account_id: int, found: Found, now_ms: int) -> None:
    tx.connection.execute(
        f"INSERT INTO honesty (account_id) VALUES ({account_id}) ON CONFLICT DO NOTHING"  # noqa: S608
    )
    consequences.act(tx, account_id, found, TERMS, now_ms)


def worked(world: World, *names: str) -> list[int]:
    """People with 0.02 pending each."""
    owner_id = world.owner()
    project_id = world.project(owner_id, moderation(least=3), rows=1)
    world.open(project_id)
    found = [world.account(name) for name in names]
    for account_id in found:
        world.answers(account_id, project_id)
    return found


async def test_held_pay_is_left_out_of_a_run_until_it_is_lifted(database: Database) -> None:
    world = World(database)
    ann, sam = worked(world, "ann", "sam")
    ada = world.account("ada", "admin")
    assert acts(world, sam, 3) == steps.HOLD
    forecast = world.do(
        partial(payout_runs.forecast, terms=TERMS, now_ms=world.later(), at_once=True)
    )
    assert forecast[0].credited.people == 1
    day = 86_400_000
    await pay_out(database, TERMS, world.later(day))
    assert world.balances(ann).available_minor == 2
    assert (world.balances(sam).pending_minor, world.balances(sam).available_minor) == (2, 0)
    await invariants.hold(database)
    admin = world.do(partial(people.load, account_id=ada))
    world.do(partial(consequences.lift, admin=admin, account_id=sam, now_ms=world.later()))
    await pay_out(database, TERMS, world.later(day))
    assert world.balances(sam).available_minor == 2
    await invariants.hold(database)


async def test_an_unsuspended_person_is_held_no_longer_and_closing_pays(database: Database) -> None:
    world = World(database)
    sam, tom = worked(world, "sam", "tom")
    ada = world.do(partial(people.load, account_id=world.account("ada", "admin")))
    assert acts(world, sam, 4) == acts(world, tom, 4) == steps.PAUSE
    assert world.do(partial(people.load, account_id=sam)).state == "suspended"
    world.do(partial(suspensions.unsuspend, account_id=sam, now_ms=world.later()))
    assert world.do(partial(honesty.of, account_id=sam)) is None
    world.do(partial(consequences.close, admin=ada, account_id=tom, now_ms=world.later()))
    await pay_out(database, TERMS, world.later(86_400_000))
    assert world.balances(sam).available_minor == world.balances(tom).available_minor == 2
    person = world.do(partial(people.load, account_id=tom))
    assert person.state == "suspended"
    assert world.do(ledger.check) == []
    said = partial(consequences.contest, person=person, words="It was me.", now_ms=world.later())
    world.do(said)
    case = world.do(partial(honesty.of, account_id=tom))
    assert case is not None
    assert case.waits  # what was decided before they spoke is decided anew
    world.do(partial(consequences.lift, admin=ada, account_id=tom, now_ms=world.later()))
    assert world.do(partial(people.load, account_id=tom)).state != "suspended"


def test_accounts_with_one_destination_are_asked_about_and_never_paused(
    sqlite_url: str, sqlite_database: Database
) -> None:
    world = World(sqlite_database)
    sam, tom = worked(world, "sam", "tom")
    for account_id in (sam, tom):
        world.do(partial(
            destinations.add, account_id=account_id, rail="bank", sealed="", shown="DE…89",
            digest="one", usable_ms=0, now_ms=world.later(),
        ))  # fmt: skip
    found = world.do(partial(honesty.look, account_id=sam))
    assert found is not None
    assert (found.suspicion.kind, found.suspicion.others) == ("shared", (tom,))
    assert acts(world, sam, 6, found) == steps.HOLD
    ada = world.do(partial(people.load, account_id=world.account("ada", "admin")))
    world.do(partial(consequences.lift, admin=ada, account_id=sam, now_ms=world.later()))
    assert world.do(partial(honesty.look, account_id=sam)) is None  # a household has one, too


def test_admins_are_left_alone_and_the_further_step_stays_where_accounts_become_one(
    sqlite_database: Database,
) -> None:
    world = World(sqlite_database)
    ann, sam = worked(world, "ann", "sam")
    assert acts(world, world.account("ada", "admin"), 2) == steps.NONE
    assert acts(world, ann, 1) == steps.NOTICE
    assert acts(world, sam, 3) == steps.HOLD
    world.answers(ann, 1)

    def merge(tx: Tx) -> None:
        plan = merging.plan(tx, people.load(tx, ann), people.load(tx, sam))
        merging.merge(tx, plan, world.later(), actor_id=ann)

    world.do(merge)
    case = world.do(partial(store.find, account_id=ann))
    assert case is not None
    assert (case.step, case.is_held) == (steps.HOLD, True)
    person = world.do(partial(people.load, account_id=ann))
    world.do(partial(leaving.leave, person=person, now_ms=world.later()))
    assert world.do(partial(store.find, account_id=ann)) is None


async def test_a_reader_looks_once_at_who_has_new_answers(database: Database) -> None:
    world = World(database)
    project_id = world.project(world.owner(), moderation(least=1, most=3), rows=25)
    world.open(project_id)
    sam = world.account("sam")
    for _ in range(22):
        world.answers(sam, project_id)
    report = await run_job("honesty", database, TERMS, world.later())
    assert report.done == 0  # nobody else has answered: there is nothing to compare with
    assert world.do(partial(honesty.due, least=20, most=10)) == []
    assert world.do(partial(honesty.page, most=10)) is None
