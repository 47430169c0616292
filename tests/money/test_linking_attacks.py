"""Money while accounts become one: payout runs in mid-chunk, chains, grants to who is gone."""

from collections.abc import Iterator
from functools import partial

import pytest

from domain.amounts import Money
from domain.errors import Refused
from domain.people import Person
from services import grants, leaving, merging, payout_runs, people, suspensions, unlinking
from storage.database import open_database
from storage.tx import Tx
from tests import invariants
from tests.money.test_races import at_once
from tests.money.world import CREDITS, TERMS, World, moderation

EACH = 10  # what everybody has pending


@pytest.fixture
def pair(database_url: str) -> Iterator[tuple[World, World]]:
    """Two processes' worth of connections to one database."""
    first, second = open_database(database_url), open_database(database_url)
    yield World(first), World(second)
    first.close_now()
    second.close_now()


@pytest.fixture
def world(pair: tuple[World, World]) -> World:
    return pair[0]


def somebody(world: World, name: str, platform: str, *, earns: int = 1) -> int:
    """Somebody with a chat on a platform, who has answered something."""
    account_id = world.account(name)
    attached = partial(
        people.attach, account_id=account_id, platform=platform, external_id=name, chat="chat",
        now_ms=world.now_ms,
    )  # fmt: skip
    world.do(lambda tx: attached(tx))
    if earns:
        project = world.project(world.owner(), moderation(reward=EACH, least=1), rows=earns)
        world.open(project)
        for _ in range(earns):
            assert world.answers(account_id, project) is not None
    return account_id


def chat_of(tx: Tx, name: str, platform: str) -> Person:
    found = people.met(tx, platform=platform, external_id=name, chat="chat")
    assert found is not None
    people.load(tx, found[0].account_id, lock=True)
    return found[0]


def links(world: World, one: tuple[str, str], other: tuple[str, str]) -> int:
    """Make two chats' accounts one; gives the account that stays."""

    def link(tx: Tx) -> int:
        issuer, person = chat_of(tx, *one), chat_of(tx, *other)
        plan = merging.plan(tx, issuer, person)
        merging.merge(tx, plan, world.later(), actor_id=person.account_id)
        return plan.stays.account_id

    return world.do(link)


def pays(world: World, most: int = 100) -> int:
    """A payout run in chunks; gives what it credited."""
    run = world.do(lambda tx: payout_runs.begin_now(tx, world.later()))
    assert run is not None
    return goes_on(world, run, most)


def goes_on(world: World, run: payout_runs.Run, most: int) -> int:
    total = 0
    while (at := through(world, run)) is not None:
        chunk = looks_up(world, at, most)
        if chunk is None:
            world.do(lambda tx: payout_runs.finish(tx, run, world.now_ms))
            break
        done = books(world, at, chunk)
        total += done.amount_minor if done else 0
    return total


def through(world: World, run: payout_runs.Run) -> payout_runs.Run | None:
    """The run as far as it has come; None: it is through."""
    return world.do(lambda tx: payout_runs.find(tx, run.id))


def looks_up(world: World, run: payout_runs.Run, most: int = 1) -> payout_runs.Chunk | None:
    return world.do(lambda tx: payout_runs.next_chunk(tx, run, CREDITS, most))


def books(
    world: World, run: payout_runs.Run, chunk: payout_runs.Chunk | None
) -> payout_runs.Credited | None:
    assert chunk is not None
    return world.do(lambda tx: payout_runs.credit(tx, run, chunk, CREDITS, world.later()))


def in_all(world: World, *accounts: int) -> tuple[int, int]:
    has = [world.balances(account_id) for account_id in set(accounts)]
    return sum(one.pending_minor for one in has), sum(one.available_minor for one in has)


@pytest.mark.parametrize("stays", ["the earlier", "the later"])
@pytest.mark.parametrize("chunks", [0, 1, 2, 3])
def test_a_run_in_mid_chunk_while_two_accounts_become_one(
    world: World, stays: str, chunks: int
) -> None:
    """Whichever chunk the run is at: a chunk was looked up, then they are linked, then booked."""
    ann = somebody(world, "ann", "telegram", earns=2 if stays == "the earlier" else 1)
    others = [somebody(world, f"p{n}", "telegram") for n in range(2)]
    late = somebody(world, "ann too", "discord", earns=1 if stays == "the earlier" else 2)
    everybody = (ann, *others, late)
    run = world.do(lambda tx: payout_runs.begin_now(tx, world.later()))
    assert run is not None
    for _ in range(chunks):
        books(world, run, looks_up(world, run))
        found = through(world, run)
        assert found is not None
        run = found
    looked_up = looks_up(world, run)
    stayed = links(world, ("ann", "telegram"), ("ann too", "discord"))
    assert stayed == (ann if stays == "the earlier" else late)
    books(world, run, looked_up)
    goes_on(world, run, 1)
    assert world.do(invariants.broken) == []
    pending, available = in_all(world, *everybody)
    assert pending + available == 5 * EACH
    assert world.balances(ann if stayed == late else late).pending_minor == 0
    pays(world)  # what came to an account that the run had passed is credited by the next one
    assert in_all(world, *everybody) == (0, 5 * EACH)
    assert world.do(invariants.broken) == []


def test_a_run_and_people_who_link_at_the_same_moment(pair: tuple[World, World]) -> None:
    one, two = pair
    count = 8
    first = [somebody(one, f"a{n}", "telegram") for n in range(count)]
    second = [somebody(one, f"b{n}", "discord", earns=1 + n % 2) for n in range(count)]
    two.now_ms = one.now_ms

    def linking(numbers: range) -> None:
        for n in numbers:
            links(two, (f"a{n}", "telegram"), (f"b{n}", "discord"))

    run = one.do(lambda tx: payout_runs.begin_now(tx, one.later()))
    assert run is not None
    at_once(
        lambda: goes_on(one, run, 1), lambda: linking(range(count)), lambda: goes_on(one, run, 2)
    )
    assert one.do(invariants.broken) == []
    whole = EACH * sum(1 + 1 + n % 2 for n in range(count))
    assert sum(in_all(one, *first, *second)) == whole
    pays(one)
    assert in_all(one, *first, *second) == (0, whole)


def grants_to(world: World, admin: int, account_id: int, ref: str) -> grants.Granted:
    def grant(tx: Tx) -> grants.Granted:
        giver = people.load(tx, admin, lock=True)
        amount = Money(5, CREDITS)
        return grants.grant(tx, giver, account_id, amount, "well done", world.later(), ref=ref)

    return world.do(grant)


def test_a_chain_of_three_accounts_and_grants_to_each_of_them(world: World) -> None:
    admin = world.account("ada", "admin")
    world.deposit(admin, 1_000)
    a = somebody(world, "ann", "telegram")
    b = somebody(world, "ann", "discord", earns=2)
    c = somebody(world, "ann", "web", earns=4)
    assert links(world, ("ann", "telegram"), ("ann", "discord")) == b
    pays(world)
    assert links(world, ("ann", "discord"), ("ann", "web")) == c
    for number, each in enumerate((a, b, c)):
        assert world.do(lambda tx, each=each: people.load(tx, each)).account_id == c  # type: ignore[misc]
        assert grants_to(world, admin, each, str(number)).to.account_id == c
    with pytest.raises(Refused):  # a command that comes twice
        grants_to(world, admin, a, "0")
    for chat in (("ann", "telegram"), ("ann", "discord"), ("ann", "web")):
        assert world.do(lambda tx, chat=chat: chat_of(tx, *chat)).account_id == c  # type: ignore[misc]
    assert world.balances(c).available_minor == 7 * EACH + 3 * 5
    assert in_all(world, a, b) == (0, 0)
    with pytest.raises(Refused):  # they are one: in no order once more
        links(world, ("ann", "telegram"), ("ann", "web"))
    assert world.do(invariants.broken) == []


def test_a_chain_that_comes_apart_and_closes_to_a_ring(world: World) -> None:
    """Taken off and linked again the other way round: nothing comes twice, nothing goes."""
    names = [("ann", "telegram"), ("ann", "discord"), ("ann", "web")]
    accounts = [somebody(world, *name, earns=n + 1) for n, name in enumerate(names)]
    links(world, names[0], names[1])
    links(world, names[1], names[2])

    def off(tx: Tx) -> int:
        person = chat_of(tx, *names[0])
        return unlinking.unlink(tx, person, person.identity_id, TERMS, world.later())

    accounts.append(world.do(off))
    links(world, names[2], names[0])
    pays(world)
    assert in_all(world, *accounts) == (0, 6 * EACH)
    assert world.do(invariants.broken) == []


def test_grants_to_who_is_gone_paused_or_oneself_by_another_number(world: World) -> None:
    admin = somebody(world, "ada", "telegram", earns=0)
    world.do(lambda tx: people.set_role(tx, admin, "admin"))
    world.deposit(admin, 100)
    gone, paused = somebody(world, "gus", "telegram"), somebody(world, "pat", "telegram")
    own = somebody(world, "ada too", "discord", earns=0)
    world.do(lambda tx: suspensions.suspend(tx, paused, "Random answers.", world.later()))
    world.do(lambda tx: leaves(tx, gone, world))
    with pytest.raises(Refused, match="has left"):
        grants_to(world, admin, gone, "gone")
    links(world, ("ada", "telegram"), ("ada too", "discord"))
    with pytest.raises(Refused, match="your own account"):
        grants_to(world, admin, own, "own")
    assert grants_to(world, admin, paused, "paused").left_minor == 95  # credits stay theirs
    assert world.balances(paused).available_minor == 5
    assert world.balances(admin).available_minor == 95
    assert world.do(invariants.broken) == []


def leaves(tx: Tx, account_id: int, world: World) -> None:
    person = people.load(tx, account_id, lock=True)
    leaving.leave(tx, person, world.later())
