"""Two accounts become one while payouts are on their way."""

import asyncio

import pytest

from domain.errors import NotFound, Refused
from services import merging, people
from services.payouts import choices
from storage import destinations
from storage.tx import Tx
from tests.payouts.house import DAY_MS, House


def links(house: House, stays: int, goes: int) -> None:
    """Make one account part of the other."""

    def merge(tx: Tx) -> None:
        for account_id in sorted((stays, goes)):
            people.load(tx, account_id, lock=True)
        plan = merging.plan(tx, people.load(tx, stays), people.load(tx, goes))
        assert plan.stays.account_id == stays
        merging.merge(tx, plan, house.now_ms, actor_id=stays)

    house.world.do(merge)


async def test_what_is_on_its_way_goes_on_under_the_one_account(house: House) -> None:
    ann, too = house.person("ann", 5_000), house.person("ann too", 9_000, "too@bank")
    waits, in_doubt = house.asks(too, 3_000), house.asks(too, 1_000)
    house.rail.moods = ["send:dropped"]
    await house.sends()
    assert house.state(in_doubt) == "unknown"
    house.chooses(too, 2_000)

    links(house, ann, too)
    assert house.has(ann) == (10_000, 4_000, 0)
    assert house.has(too) == (0, 0, 0)
    await house.is_whole()
    house.passes(DAY_MS)
    await house.sends()
    assert house.state(in_doubt) == "settled"
    assert house.cancels(ann, waits).state == "returned"
    assert house.has(ann) == (13_000, 0, 1_000)
    with pytest.raises(NotFound):
        house.cancels(house.person("eve", 0, ""), in_doubt)
    chosen = house.world.do(lambda tx: choices.of(tx, people.load(tx, ann)))
    assert chosen == choices.Chosen("fake", 2_000)
    await house.is_whole()


async def test_a_destination_that_comes_along_cools_down(house: House) -> None:
    ann, too = house.person("ann", 5_000, ""), house.person("ann too", 0, "too@bank")
    links(house, ann, too)
    kept = house.world.do(lambda tx: destinations.current(tx, ann, "fake"))
    assert kept is not None
    assert (kept.shown, kept.usable_ms) == ("t…@bank", house.now_ms + DAY_MS)
    payout_id = house.asks(ann, 1_000)
    await house.sends()
    assert house.state(payout_id) == "approved"
    house.passes(DAY_MS)
    await house.sends()
    assert house.state(payout_id) == "settled"
    await house.is_whole()


async def test_two_admins_who_became_one_are_one(house: House) -> None:
    ann, rita, too = house.person(minor=50_000), house.admin("rita"), house.admin("rita too")
    payout_id = house.asks(ann, 30_000)
    assert house.approves(rita, payout_id) == 1
    query = "UPDATE identity SET platform = 'telegram' WHERE external_id = 'rita too'"
    house.world.do(lambda tx: tx.connection.execute(query))
    links(house, rita, too)
    with pytest.raises(Refused, match="You said yes to this one before"):
        house.approves(rita, payout_id)
    assert house.approves(house.admin("tom"), payout_id) == 0
    await house.is_whole()


async def test_becoming_one_while_payouts_are_sent_loses_nothing(house: House) -> None:
    ann, too = house.person("ann", 5_000), house.person("ann too", 9_000, "too@bank")
    for number in range(8):
        house.asks(too, 1_000 + number)
    await asyncio.gather(
        house.sends(), asyncio.to_thread(links, house, ann, too), house.sends()
    )
    await house.sends()
    assert house.has(ann) == (14_000 - 8_028, 0, 8_028)
    assert len(house.rail.wallet.log) == len(set(house.rail.wallet.log)) == 8
    await house.is_whole()
