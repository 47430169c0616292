"""Payouts over Lightning from asking to being told, with faults on the way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rails.lightning import LightningRail
from domain.errors import Invalid
from domain.terms import MoneyTerms
from services import leaving, people
from storage.database import Database
from storage.tx import Tx
from tests.payouts.house import DAY_MS, House
from tests.rails.lightning import fail, settings
from tests.simulators.lnbits import Fault, LnbitsSimulator

CREDITS_MINOR, SATS = 50, 500
MINUTE_MS = 60_000


@pytest.fixture
async def sim() -> AsyncIterator[LnbitsSimulator]:
    async with LnbitsSimulator() as running:
        yield running


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path, sim: LnbitsSimulator) -> House:
    """A house that pays over Lightning: one credit is a thousand satoshis."""
    made = House(sqlite_database, tmp_path)
    rail = LightningRail(
        settings(sim.url, sim.admin_key), MoneyTerms(), now_s=lambda: made.now_ms / 1000
    )
    sim.now_s = lambda: made.now_ms / 1000
    made.rail = rail  # type: ignore[assignment]
    made.ruled(least="0.10")
    return made


async def goes_on(house: House, payout_id: int, minutes: int = 60) -> None:
    """Let the bot do its work for a while."""
    for _ in range(minutes):
        await house.sends()
        if house.state(payout_id) in ("settled", "returned"):
            return
        house.passes(MINUTE_MS)


FAULTS: tuple[Fault, ...] = ("before", "after", "too_many", "error", "half", "late", "refused")


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_fails_it_arrives_once_and_that_is_told(
    house: House, sim: LnbitsSimulator, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.rails.lnbits.PAYING_SECONDS_MOST", 0.05)
    ann = house.person(minor=1000, to=f"ann@{sim.host}")
    house.chats(ann, "ann")
    fail(sim, fault, fault, kinds=("pay", "look", "read"))
    payout_id = house.asks(ann, CREDITS_MINOR)
    await goes_on(house, payout_id)
    assert house.state(payout_id) == "settled"
    assert list(sim.paid_sat.values()) == [SATS]
    assert house.has(ann) == (950, 0, CREDITS_MINOR)
    assert house.told(ann)[-1] == "settled"
    assert house.told(ann).count("settled") == 1
    payout = house.payout(payout_id)
    assert (payout.out_minor, payout.out_currency, payout.fee_minor) == (SATS, "sat", 2)
    assert payout.rail_ref in sim.paid_sat
    await house.is_whole()


async def test_an_invoice_serves_the_payout_it_was_given_for(
    house: House, sim: LnbitsSimulator
) -> None:
    ann = house.person(minor=1000, to="")
    with pytest.raises(Invalid, match="exactly 500 satoshis"):
        house.asks(ann, CREDITS_MINOR, once=sim.invoice(SATS + 1))
    text = sim.invoice(SATS)
    first = house.asks(ann, CREDITS_MINOR, once=text)
    second = house.asks(ann, CREDITS_MINOR, once=text)
    await goes_on(house, first)
    await goes_on(house, second)
    assert sorted(map(house.state, (first, second))) == ["returned", "settled"]
    assert house.has(ann) == (950, 0, CREDITS_MINOR)
    assert list(sim.paid_sat.values()) == [SATS]
    await house.is_whole()


async def test_no_way_to_the_wallet_brings_the_credits_back(
    house: House, sim: LnbitsSimulator
) -> None:
    ann = house.person(minor=1000, to=f"ann@{sim.host}")
    house.chats(ann, "ann")
    sim.outcome = "failed"
    payout_id = house.asks(ann, CREDITS_MINOR)
    await goes_on(house, payout_id)
    assert house.state(payout_id) == "returned"
    assert "found no way" in str(house.payout(payout_id).reason)
    assert house.has(ann) == (1000, 0, 0)
    assert house.told(ann)[-1] == "returned"
    assert "lnbc" in str(house.payout(payout_id).rail_ref)
    await house.is_whole()

    def leave(tx: Tx) -> None:
        leaving.leave(tx, people.load(tx, ann, lock=True), house.now_ms)

    house.world.do(leave)
    left = house.payout(payout_id)
    assert (left.destination, left.shown, left.rail_ref) == ("", "", None)


async def test_one_that_is_held_is_never_given_back(house: House, sim: LnbitsSimulator) -> None:
    ann = house.person(minor=1000, to=f"ann@{sim.host}")
    sim.outcome = "pending"
    payout_id = house.asks(ann, CREDITS_MINOR)
    for _ in range(20):
        await house.sends()
        house.passes(DAY_MS)
    assert house.state(payout_id) == "unknown"
    assert house.has(ann) == (950, CREDITS_MINOR, 0)
    (payment_hash,) = sim.payments
    sim.settle(payment_hash)
    await goes_on(house, payout_id, minutes=2)
    assert house.state(payout_id) == "settled"
    await house.is_whole()


async def test_an_address_gets_a_new_invoice_with_the_next_payout_alone(
    house: House, sim: LnbitsSimulator
) -> None:
    """LNbits is gone for longer than the first invoice lasts."""
    ann = house.person(minor=1000, to=f"ann@{sim.host}")
    sim.lasts_s = 300
    first = house.asks(ann, CREDITS_MINOR)
    fail(sim, *["before"] * 200)
    await goes_on(house, first)
    assert house.state(first) == "returned"
    assert len(sim.made) == 1
    sim.faults.clear()
    second = house.asks(ann, CREDITS_MINOR)
    await goes_on(house, second)
    assert house.state(second) == "settled"
    assert (len(sim.made), list(sim.paid_sat.values())) == (2, [SATS])
    assert house.has(ann) == (950, 0, CREDITS_MINOR)
    await house.is_whole()
