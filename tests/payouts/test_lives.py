"""Whole lives of payouts: asked for, approved, sent, settled or returned."""

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, Refused
from services.payouts import sending
from storage.ledger import folded
from storage.tx import Tx
from tests.payouts.house import DAY_MS, HOUR_MS, House


async def test_a_small_payout_is_sent_by_itself(house: House) -> None:
    ann = house.person(minor=5_000)
    payout_id = house.asks(ann, 1_500)

    assert house.state(payout_id) == "approved"
    assert house.has(ann) == (3_500, 1_500, 0)
    await house.sends()
    payout = house.payout(payout_id)
    assert (payout.state, payout.out_minor, payout.out_currency) == ("settled", 15_000, "sat")
    assert (payout.rail_ref, payout.fee_minor) == ("ref-key-1", 3)
    assert house.has(ann) == (3_500, 0, 1_500)
    assert house.rail.wallet.paid == {"key-1": 15_000}
    assert house.told(ann) == ["settled"]

    def booked(tx: Tx) -> tuple[int, int]:
        wallet = folded(tx, "house:rail:fake", "sat")
        return wallet, folded(tx, "house:fees", "sat")

    assert house.world.do(booked) == (-15_003, 3)
    await house.is_whole()


async def test_a_large_one_waits_for_an_admin_and_a_larger_one_for_two(house: House) -> None:
    ann, rita, tom = house.person(minor=100_000), house.admin("rita"), house.admin("tom")
    large, larger = house.asks(ann, 2_001), house.asks(ann, 20_001)
    assert (house.state(large), house.state(larger)) == ("requested", "requested")
    assert house.told(rita, "payout_admin") == house.told(tom, "payout_admin") == ["waiting"] * 2
    await house.sends()
    assert house.rail.wallet.paid == {}

    assert house.approves(rita, large) == 0
    assert house.approves(rita, larger) == 1
    with pytest.raises(Refused, match="You said yes to this one before"):
        house.approves(rita, larger)
    await house.sends()
    assert (house.state(large), house.state(larger)) == ("settled", "requested")
    assert house.approves(tom, larger) == 0
    await house.sends()
    assert house.state(larger) == "settled"
    assert house.told(ann) == ["approved", "settled", "approved", "settled"]
    with pytest.raises(Refused, match="doesn't wait for a yes any more"):
        house.approves(tom, large)
    await house.is_whole()


async def test_nobody_approves_their_own_and_their_kin_does_not_either(house: House) -> None:
    rita, tom = house.admin("rita"), house.admin("tom")
    house.world.deposit(rita, 10_000)
    house.moves(rita, "rita@bank")
    payout_id = house.asks(rita, 5_000)

    assert house.told(rita, "payout_admin") == []
    with pytest.raises(NotAllowed, match="Nobody approves a payout of their own"):
        house.approves(rita, payout_id)
    query = f"UPDATE account SET kin = 7 WHERE id IN ({rita}, {tom})"  # noqa: S608
    house.world.do(lambda tx: tx.connection.execute(query))
    with pytest.raises(NotAllowed, match="Nobody approves a payout of their own"):
        house.approves(tom, payout_id)
    assert house.approves(house.admin("uma"), payout_id) == 0


async def test_a_changed_payout_has_to_be_approved_anew(house: House) -> None:
    ann, rita, tom = house.person(minor=100_000), house.admin("rita"), house.admin("tom")
    payout_id = house.asks(ann, 30_000)
    assert house.approves(rita, payout_id) == 1

    changed = house.changes(ann, payout_id, 40_000)
    assert (changed.version, changed.state, changed.out_minor) == (2, "requested", 400_000)
    assert house.has(ann) == (60_000, 40_000, 0)
    with pytest.raises(Refused, match="changed since then"):
        house.approves(tom, payout_id, version=1)
    assert house.approves(tom, payout_id) == 1
    assert house.approves(rita, payout_id) == 0

    smaller = house.changes(ann, payout_id, 3_000)  # it was approved: it isn't any more
    assert (smaller.version, smaller.state) == (3, "requested")
    assert house.has(ann) == (97_000, 3_000, 0)
    await house.sends()
    assert house.rail.wallet.paid == {}
    assert house.approves(rita, payout_id) == 0
    await house.sends()
    assert house.rail.wallet.paid == {"key-1": 30_000}
    with pytest.raises(Refused, match="can't be changed any more"):
        house.changes(ann, payout_id, 2_000)
    await house.is_whole()


async def test_a_day_s_limit_is_not_passed_by_making_older_payouts_larger(house: House) -> None:
    house.ruled(daily_person_most="20", automatic_most="5")
    ann = house.person(minor=9_000)
    old = [house.asks(ann, minor) for minor in (600, 600)]
    house.changes(ann, old[1], 1_400)
    with pytest.raises(Refused, match=r"The most a day is .* left until"):
        house.changes(ann, old[1], 1_401)
    house.passes(DAY_MS)
    with pytest.raises(Refused, match="on an earlier day can't be made larger"):
        house.changes(ann, old[0], 601)
    assert house.changes(ann, old[0], 100).amount_minor == 100
    house.asks(ann, 2_000)
    house.changes(ann, old[1], 1_300)  # smaller: also where today's share is used up
    assert house.has(ann) == (9_000 - 100 - 1_300 - 2_000, 3_400, 0)
    await house.is_whole()


async def test_what_is_taken_back_or_refused_is_available_again(house: House) -> None:
    ann, rita = house.person(minor=9_000), house.admin()
    first, second, third = house.asks(ann, 3_000), house.asks(ann, 3_000), house.asks(ann, 1_000)

    assert house.cancels(ann, first).state == "returned"
    with pytest.raises(Refused, match="can't be changed any more"):
        house.cancels(ann, first)
    with pytest.raises(Refused, match="Say why"):
        house.refuses(rita, second, " ")
    refused = house.refuses(rita, second, "Please ask again next week.")
    assert (refused.state, refused.reason) == ("returned", "Please ask again next week.")
    await house.sends()
    with pytest.raises(Refused, match="can't be refused any more"):
        house.refuses(rita, third, "Too late.")
    assert house.has(ann) == (8_000, 0, 1_000)
    assert house.told(ann) == ["returned", "settled"]
    await house.is_whole()


async def test_what_a_rail_refuses_comes_back_with_its_reason(house: House) -> None:
    ann = house.person(minor=3_000)
    for mood in ("prepare:refused", "send:refused"):
        house.rail.moods = [mood]
        payout_id = house.asks(ann, 1_000)
        await house.sends()
        payout = house.payout(payout_id)
        assert (payout.state, payout.reason) == ("returned", "The address is not known there.")
    assert house.has(ann) == (3_000, 0, 0)
    assert house.told(ann) == ["returned", "returned"]
    await house.is_whole()


async def test_the_same_wish_made_twice_is_one_payout(house: House) -> None:
    ann, bob = house.person(minor=3_000), house.person("bob", to="bob@bank")
    assert house.asks(ann, 1_000, "same") == house.asks(ann, 1_000, "same")
    assert house.has(ann) == (2_000, 1_000, 0)
    with pytest.raises(NotFound):
        house.asks(bob, 1_000, "same")
    with pytest.raises(NotFound):
        house.cancels(bob, 1)


async def test_asking_for_what_can_not_be_is_refused_plainly(house: House) -> None:
    ann, bob = house.person(minor=3_000), house.person("bob", to="")
    with pytest.raises(Refused, match="The smallest payout is"):
        house.asks(ann, 99)
    with pytest.raises(Refused, match="that are still pending"):
        house.asks(ann, 3_001)
    with pytest.raises(Invalid, match="Say first where to"):
        house.asks(bob, 1_000)
    with pytest.raises(Invalid, match="That is no address"):
        house.moves(bob, "nowhere")
    del house.terms.rails["fake"]
    with pytest.raises(Refused, match="can be paid out that way any more"):
        house.asks(ann, 1_000)


async def test_an_invoice_is_for_one_payout_and_for_its_amount(house: House) -> None:
    ann, bob = house.person(minor=3_000, to=""), house.person("bob", 3_000, "bob@bank")
    with pytest.raises(Invalid, match="The invoice has to be for"):
        house.asks(ann, 1_000, once="invoice:1")
    with pytest.raises(Refused, match="good for one payout alone"):
        house.moves(ann, "invoice:10000")
    assert house.state(house.asks(ann, 1_000, once="invoice:10000")) == "approved"
    # who keeps an address is paid there: anything else is looked at by an admin
    assert house.state(house.asks(bob, 1_000, once="invoice:10000")) == "requested"


async def test_a_changed_destination_cools_down_and_is_announced(house: House) -> None:
    ann = house.person(minor=9_000)
    house.chats(ann, "ann", "telegram")
    house.chats(ann, "ann on the web")
    first = house.asks(ann, 1_000)

    assert house.moves(ann, "ann@bank").usable_ms <= house.now_ms  # the same: nothing changes
    kept = house.moves(ann, "mallory@bank")
    assert (kept.shown, kept.usable_ms) == ("m…@bank", house.now_ms + DAY_MS)
    assert "mallory" not in kept.sealed
    count = "SELECT COUNT(*) FROM notice WHERE kind = 'destination'"
    assert house.world.do(lambda tx: tx.connection.execute(count).fetchone()[0]) == 2
    second = house.asks(ann, 1_000)
    await house.sends()
    assert (house.state(first), house.state(second)) == ("settled", "approved")
    house.passes(DAY_MS - HOUR_MS)
    await house.sends()
    assert house.state(second) == "approved"
    assert house.cancels(ann, second).state == "returned"  # it was not theirs
    house.passes(HOUR_MS)
    third = house.asks(ann, 1_000)
    await house.sends()
    assert house.state(third) == "settled"
    await house.is_whole()


async def test_a_destination_of_several_people_is_looked_at(house: House) -> None:
    house.person("ann")
    bob = house.person("bob", to="ann@bank")
    assert house.state(house.asks(bob, 1_000)) == "requested"


async def test_what_was_settled_and_came_back_is_reversed(house: House) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    await house.sends()
    house.world.do(
        lambda tx: sending.return_by_hand(
            tx, payout_id, "The account is closed.", house.now_ms, actor_id=None
        )
    )
    assert house.payout(payout_id).reason == "The account is closed."
    assert house.has(ann) == (3_000, 0, 0)
    assert house.told(ann) == ["settled", "returned"]
    with pytest.raises(Refused, match="can't be returned now"):
        house.world.do(
            lambda tx: sending.return_by_hand(tx, payout_id, "Again.", 1, actor_id=None)
        )
    await house.is_whole()
