"""Automatic payouts at the end of a payout run: once for each run and account."""

import asyncio
from collections.abc import Callable

import pytest

from domain import ledger as names
from domain.amounts import Money
from domain.errors import Invalid, Refused
from services import ledger
from services.payouts import switch
from storage import failpoints
from tests.payouts.house import DAY_MS, House
from tests.rails.fake import LARGEST_MINOR, FakeRail


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture(autouse=True)
def disarmed() -> object:
    """Nothing stays armed."""
    yield
    failpoints.arm(None)


def earn(house: House, account_id: int, minor: int, ref: str) -> None:
    """Somebody earns credits that wait for the payout run."""
    house.world.do(
        lambda tx: ledger.move(
            tx, kind="bonus", ref=ref, debit=names.BONUSES, credit=names.pending(account_id),
            amount_minor=minor, currency="credits", now_ms=house.now_ms,
        )
    )  # fmt: skip


async def test_who_chose_it_is_paid_out_from_their_minimum_on(house: House) -> None:
    ann, bob = house.person("ann", 0), house.person("bob", 0, "bob@bank")
    cat = house.person("cat", 0, "cat@bank")
    for person in (ann, bob):
        house.chooses(person, 1_000)
    for number, (person, minor) in enumerate(((ann, 1_500), (bob, 999), (cat, 5_000))):
        earn(house, person, minor, str(number))

    (run,) = await house.runs()
    assert (run.people, run.asked) == (3, 1)
    assert [house.has(person) for person in (ann, bob, cat)] == [
        (0, 1_500, 0), (999, 0, 0), (5_000, 0, 0)
    ]
    assert house.told(ann) == ["asked"]
    earn(house, bob, 1, "more")
    house.passes(DAY_MS)
    (again,) = await house.runs()
    assert (again.people, again.asked) == (1, 1)
    await house.sends()
    assert (house.has(ann), house.has(bob)) == ((0, 0, 1_500), (0, 0, 1_000))
    await house.is_whole()


async def test_a_run_asks_once_wherever_it_was_ended(house: House) -> None:
    people = [house.person(f"p{n}", 0, f"p{n}@bank") for n in range(25)]
    for number, person in enumerate(people):
        house.chooses(person, 100)
        earn(house, person, 200, str(number))
    places = [name for name in failpoints.NAMES if name.startswith("run.")]
    for name in places:
        failpoints.arm(after(name, 2 if name.startswith("run.ask") else 1))
        try:
            await house.runs()
        except Killed:
            house.passes(1_000)
    failpoints.arm(None)
    house.passes(1_000)
    await asyncio.gather(house.runs(), house.runs())
    await house.sends()
    assert {house.has(person) for person in people} == {(0, 0, 200)}
    assert len(house.rail.wallet.log) == len(set(house.rail.wallet.log)) == 25
    await house.is_whole()


def after(name: str, times: int) -> Callable[[str], None]:
    """End the process when it comes to a place for the so-manieth time."""
    left = [times]

    def act(reached: str) -> None:
        left[0] -= reached == name
        if left[0] == 0:
            failpoints.arm(None)
            raise Killed

    return act


async def test_limits_and_the_kill_switch_hold_for_automatic_payouts(house: House) -> None:
    house.ruled(daily_person_most="20", automatic_most="10")
    ann = house.person("ann", 9_000)
    house.chooses(ann, 500)
    (run,) = await house.runs()
    assert (run.asked, house.has(ann)) == (1, (7_000, 2_000, 0))
    assert house.state(1) == "requested"  # an admin looks at what is more than 10
    house.passes(1_000)
    assert (await house.runs())[0].asked == 0  # today's share is used up
    house.passes(DAY_MS)
    house.world.do(lambda tx: switch.stop(tx, house.now_ms, actor_id=None))
    assert (await house.runs())[0].asked == 0
    house.world.do(lambda tx: switch.start(tx, house.now_ms, actor_id=None))
    house.passes(1_000)
    assert (await house.runs())[0].asked == 1
    await house.is_whole()


async def test_what_goes_at_once_is_paid_out_and_the_rest_follows(house: House) -> None:
    house.ruled(automatic_most="100000")
    ann = house.person("ann", LARGEST_MINOR + 700)
    house.chooses(ann, 500)
    for in_flight in (LARGEST_MINOR, LARGEST_MINOR + 700):
        assert (await house.runs())[0].asked == 1
        assert house.has(ann) == (LARGEST_MINOR + 700 - in_flight, in_flight, 0)
        house.passes(1_000)
    await house.is_whole()


async def test_why_nothing_goes_out_is_told_once_for_each_reason(house: House) -> None:
    ann = house.person("ann", 3_000)
    house.chooses(ann, 500)

    def told() -> int:
        query = "SELECT COUNT(*) FROM notice WHERE kind = 'automatic'"
        return int(house.world.do(lambda tx: tx.connection.execute(query).fetchone()[0]))

    def small(amount: Money) -> Money:
        raise Refused("The smallest one is 50.")

    rail = house.rail
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeRail, "quote", lambda _, amount: small(amount))
        patch.setattr(FakeRail, "fitting", lambda _, amount: 0)
        for _ in range(3):
            assert (await house.runs())[0].asked == 0
            house.passes(DAY_MS)
            assert told() == 1
    house.terms.rails["other"] = house.terms.rails.pop(rail.name)
    for _ in range(2):
        assert (await house.runs())[0].asked == 0
        house.passes(DAY_MS)
        assert told() == 2
    house.terms.rails[rail.name] = house.terms.rails.pop("other")
    assert (await house.runs())[0].asked == 1
    assert (told(), house.has(ann)) == (2, (0, 3_000, 0))
    await house.is_whole()


async def test_it_can_not_be_chosen_without_a_destination_or_below_the_least(house: House) -> None:
    ann = house.person("ann", 0, to="")
    with pytest.raises(Invalid, match="Say first where to"):
        house.chooses(ann, 1_000)
    with pytest.raises(Refused, match="The smallest payout is"):
        house.chooses(ann, 99)
