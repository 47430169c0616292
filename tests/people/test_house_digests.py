"""The digest of requesters and admins: once a morning, with what waits for them."""

from services import Tx, house_digests, people
from services.ledger_check import LedgerProblem
from storage import house_digests as store
from tests.people.test_summaries import at, works
from tests.people.world import World, rows
from tests.stories.driver import SPAM, Person

REVIEWED = SPAM.replace("budget =", 'accept = "review"\nbudget =')


async def requester(world: World, toml: str = SPAM, name: str = "rita") -> tuple[Person, int]:
    """Somebody with an open project of their own."""
    rita = world.person(name)
    await rita.comes_in()
    await world.becomes(rita, "requester")
    project_id = await world.project(toml, rows=rows(10))
    owner = (await world.who(rita)).account_id
    await world.write(lambda tx: _give(tx, project_id, owner))
    assert await digests(world) == 0, "the first morning is the next"
    return rita, project_id


def _give(tx: Tx, project_id: int, owner: int) -> None:
    tx.connection.execute(
        f"UPDATE project SET owner_id = {owner} WHERE id = {project_id}"  # noqa: S608
    )


async def digests(world: World) -> int:
    return await world.job("digest")


async def test_rita_hears_how_her_project_stands(world: World) -> None:
    await requester(world)
    ann, ben = world.person("ann"), world.person("ben")
    for person in (ann, ben):
        await person.comes_in()
        await works(person, 4)
    world.clock.now_ms = at("2026-01-02T08:00")
    await world.expire()
    assert await digests(world) == 1
    assert await digests(world) == 0
    await world.deliver()
    told = world.platform.to("rita")[-1]
    assert "Your projects on 1 January" in told
    assert "Is this message spam? · open" in told
    assert "8 answers · 0.16 spent · 4 of 10 decided · agreement 100%" in told
    assert "All projects" in told


async def test_what_waits_is_said_with_what_can_be_done(world: World) -> None:
    await requester(world, REVIEWED)
    ann = world.person("ann")
    await ann.comes_in()
    await works(ann, 2)
    for day in ("02", "03"):
        world.clock.now_ms = at(f"2026-01-{day}T08:00")
        await world.expire()
        await digests(world)
    await world.deliver()
    told = world.platform.to("rita")[-1]
    assert "2 answers wait for your review; silence accepts them from 8 Jan, 10:00 on." in told
    assert "Nobody took a row of it for a day." in told


async def test_a_budget_that_is_nearly_spent_is_said(world: World) -> None:
    await requester(world, SPAM.replace('"250.00"', '"0.20"').replace("most = 5", "most = 2"))
    for name in ("ann", "ben"):
        person = world.person(name)
        await person.comes_in()
        await works(person, 5)
    world.clock.now_ms = at("2026-01-02T08:00")
    await digests(world)
    await world.deliver()
    told = world.platform.to("rita")[-1]
    assert "0.00 of 0.20 left, and 5 rows to go. /project_top_up adds to it." in told


async def test_it_can_be_turned_off_and_on(world: World) -> None:
    rita, _ = await requester(world)
    await rita.sends("/settings")
    ann = world.person("ann")
    await ann.comes_in()
    rita.sees("Digest: on")
    await rita.sends("/settings digest off")
    rita.sees("✓ No digest any more.", "Digest: off")
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await digests(world) == 0
    await rita.sends("/settings digest on")
    assert await digests(world) == 1
    await ann.sends("/settings digest on")
    ann.sees("The digest is for those who have projects.")


async def test_who_has_no_project_at_work_any_more_is_let_go(world: World) -> None:
    await requester(world)
    await world.write(_close_all)
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await digests(world) == 0
    assert await world.write(_next_digests) == [None]


def _close_all(tx: Tx) -> None:
    tx.connection.execute("UPDATE project SET state = 'closed'")


def _next_digests(tx: Tx) -> list[int | None]:
    rows_ = tx.connection.execute("SELECT digest_next_ms FROM account WHERE role = 'requester'")
    return [row[0] for row in rows_.fetchall()]


async def test_an_admin_hears_of_the_whole_house(world: World) -> None:
    await requester(world)
    boss, ann = world.person("boss"), world.person("ann")
    for person in (boss, ann):
        await person.comes_in()
    await world.becomes(boss, "admin")
    await digests(world)
    await works(ann, 3)
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: _trouble(tx, account_id))
    world.clock.now_ms = at("2026-01-02T08:00")
    await world.expire()
    assert await digests(world) == 2
    await world.deliver()
    told = world.platform.to("boss")[-1]
    for part in (
        "The house on 1 January", "People at work: 1", "Tasks: 3", "Paid for them: 0.06",
        "1 (0.10) nobody knows yet whether they arrived", "1 (0.05) wait for an admin",
        "1 payout is stuck", "The last check of the books found 1 problem",
        "1 message could not be sent", "The house's accounts: deposits −250.00 credits",
        "Is this message spam? · open",
    ):  # fmt: skip
        assert part in told, part
    assert ". Payouts" in told, "a button leads there"
    assert "The house" not in world.platform.to("rita")[-1]
    await world.write(_puts_off)
    world.clock.now_ms = at("2026-01-03T10:00")
    await world.expire()
    await digests(world)
    await world.deliver()
    told = world.platform.to("boss")[-1]
    assert "2 payouts are stuck" in told  # one of them could not be sent for two days
    assert "1 payout by bank could not be sent yet: the wallet holds too little." in told
    assert "1 reward was ordered and not handed over for a day. /orders shows it." in told


async def test_what_is_to_wait_is_not_stuck(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: _cools_down(tx, account_id))
    now_ms = at("2026-01-04T09:00")
    before_ms = now_ms - house_digests.STUCK_MS
    for later_ms, many in ((0, 0), (2 * house_digests.DAY_MS, 1)):
        found = await world.write(
            lambda tx, ms=later_ms: store.stuck(tx, before_ms=before_ms + ms, now_ms=now_ms + ms)
        )
        assert found == (many, 0)


def _cools_down(tx: Tx, account_id: int) -> None:
    tx.connection.execute(
        "INSERT INTO payout (account_id, rail, state, amount_minor, currency, out_minor,"  # noqa: S608
        " out_currency, rail_key, created_ms, next_ms) VALUES"
        f" ({account_id}, 'bank', 'approved', 5, 'credits', 9, 'EUR', 'k',"
        f" {at('2026-01-01T09:00')}, {at('2026-01-05T09:00')})"
    )


def _puts_off(tx: Tx) -> None:
    tx.connection.execute(
        "UPDATE payout SET state = 'approved', attempts = 1, reason = 'the wallet holds too little'"
        " WHERE state = 'requested'"
    )


def _trouble(tx: Tx, account_id: int) -> None:
    for number, (state, minor) in enumerate((("unknown", 10), ("requested", 5))):
        tx.connection.execute(
            "INSERT INTO payout (account_id, rail, state, amount_minor, currency, out_minor,"  # noqa: S608
            " out_currency, rail_key, created_ms) VALUES"
            f" ({account_id}, 'bank', '{state}', {minor}, 'credits', 9, 'EUR', 'k{number}',"
            f" {at('2026-01-01T09:00')})"
        )
    tx.connection.execute(
        "INSERT INTO notice (account_id, kind, state, next_ms, created_ms) VALUES"  # noqa: S608
        f" ({account_id}, 'closed', 'dead', 0, {at('2026-01-01T12:00')})"
    )
    tx.connection.execute(
        "INSERT INTO reward (title, kind, price_minor, currency, created_ms)"
        " VALUES ('Mug', 'thing', 5, 'credits', 0)"
    )
    tx.connection.execute(
        "INSERT INTO reward_order (reward_id, account_id, request, state, price_minor, currency,"  # noqa: S608
        f" created_ms) SELECT id, {account_id}, '1', 'ordered', 5, 'credits',"
        f" {at('2026-01-01T12:00')} FROM reward"
    )
    problem = LedgerProblem(kind="cache", name="x", transfer_id=None, text="x")
    house_digests.note_check(tx, [problem], at("2026-01-01T02:00"))
    tx.connection.execute(
        "INSERT INTO balance (name, currency, amount_minor)"
        " VALUES ('house:deposits', 'credits', -25000)"
        " ON CONFLICT (name, currency) DO UPDATE SET amount_minor = excluded.amount_minor"
    )


async def test_who_was_suspended_or_left_hears_nothing(world: World) -> None:
    rita, _ = await requester(world)
    account_id = (await world.who(rita)).account_id
    await world.write(lambda tx: people.set_state(tx, account_id, "suspended", "a reason"))
    world.clock.now_ms = at("2026-01-02T08:00")
    assert await digests(world) == 0
    await world.write(lambda tx: people.set_state(tx, account_id, "deleted", None))
    world.clock.now_ms = at("2026-01-03T08:00")
    assert await digests(world) == 0
