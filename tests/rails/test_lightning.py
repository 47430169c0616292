"""Lightning, to an invoice: what is taken as one, and what comes of paying it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.rails import lightning_checking
from bot.rails.base import NotPaid, Paid, RailTrouble, Unknown
from bot.rails.lightning import SENT_SECONDS_MOST, UNDER_WAY_SECONDS_MOST, LightningRail, Sending
from domain.amounts import Money
from domain.errors import Invalid, Refused
from domain.terms import MoneyTerms
from tests.rails.lightning import AT_S, KEY, SATS, Clock, fail, order_to, rail_of, settings
from tests.simulators.lnbits import Fault, LnbitsSimulator


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sim(clock: Clock) -> AsyncIterator[LnbitsSimulator]:
    async with LnbitsSimulator(now_s=clock) as running:
        yield running


@pytest.fixture
def rail(sim: LnbitsSimulator, clock: Clock) -> LightningRail:
    return rail_of(sim, clock)


def credits(minor: int) -> Money:
    return Money(minor, "credits")


def test_credits_become_whole_satoshis() -> None:
    rail = LightningRail(settings("http://127.0.0.1:1", "a", sats_a_credit=333), MoneyTerms())
    assert rail.quote(credits(100)) == Money(333, "sat", 0)
    assert rail.quote(credits(55)) == Money(183, "sat", 0)  # 183.15: nobody sends parts
    with pytest.raises(Refused, match="99 satoshis; over Lightning 100 to 100000"):
        rail.quote(credits(30))
    with pytest.raises(Refused, match="100001"):
        LightningRail(settings("http://127.0.0.1:1", "a", sats_a_credit=1), MoneyTerms()).quote(
            credits(10_000_100)
        )


async def test_an_invoice_has_to_be_over_the_amount_and_to_last(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    out = Money(SATS, "sat", 0)
    good = sim.invoice(SATS)
    taken = rail.check(f" lightning:{good.upper()}", out)
    assert (taken.text, taken.one_off) == (good, True)
    assert taken.shown.startswith("lnbc") and len(taken.shown) < 20
    with pytest.raises(Invalid, match="exactly 500 satoshis"):
        rail.check(sim.invoice(SATS + 1), out)
    with pytest.raises(Invalid, match="has ended"):
        rail.check(sim.invoice(SATS, lasts_s=30), out)
    with pytest.raises(Invalid, match=r"ann@wallet\.example"):
        rail.check("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", out)


async def test_an_invoice_is_paid(sim: LnbitsSimulator, rail: LightningRail) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    assert order.destination not in ref  # it is kept sealed alone
    assert await rail.look_up(order, ref) is None
    payment_hash = Sending.of(ref).payment_hash
    assert await rail.send(order, ref) == Paid(payment_hash, 2)  # 1.5 sat of fees are 2
    assert sim.paid_sat == {payment_hash: SATS}
    assert await rail.look_up(order, ref) == Paid(payment_hash, 2)


async def test_asked_again_a_paid_one_is_looked_up_though_lnbits_says_failed(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    for _ in range(3):
        assert isinstance(await rail.send(order, ref), Paid)
    assert sum(sim.paid_sat.values()) == SATS


@pytest.mark.parametrize("fault", ["after", "half", "late"])
async def test_an_answer_that_was_lost_is_looked_up(
    sim: LnbitsSimulator, rail: LightningRail, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.rails.lnbits.PAYING_SECONDS_MOST", 0.05)
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    fail(sim, fault)
    first = await rail.send(order, ref)
    assert isinstance(first, Unknown if fault == "late" else Paid)
    assert isinstance(await rail.send(order, ref), Paid)
    assert sum(sim.paid_sat.values()) == SATS


@pytest.mark.parametrize("fault", ["before", "too_many", "error", "refused"])
async def test_what_did_not_get_through_is_not_known_and_may_be_sent_again(
    sim: LnbitsSimulator, rail: LightningRail, fault: Fault
) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    fail(sim, fault)
    assert isinstance(await rail.send(order, ref), Unknown)
    assert await rail.look_up(order, ref) is None
    assert isinstance(await rail.send(order, ref), Paid)


@pytest.mark.parametrize("fault", ["before", "after", "half", "too_many", "error"])
async def test_a_look_up_that_fails_says_nothing(
    sim: LnbitsSimulator, rail: LightningRail, fault: Fault
) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    await rail.send(order, ref)
    asked = 2 if fault in ("before", "after") else 1  # aiohttp asks again by itself, once
    fail(sim, *[fault] * asked, kinds=("look",))
    assert isinstance(await rail.look_up(order, ref), Unknown)
    assert isinstance(await rail.look_up(order, ref), Paid)


async def test_one_that_is_still_being_paid_is_waited_for(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    order, sim.outcome = order_to(sim.invoice(SATS)), "pending"
    ref = str(await rail.prepare(order))
    assert isinstance(await rail.send(order, ref), Unknown)
    clock.now_s += 30 * 24 * 3600  # an invoice can be held for long: nothing goes back blindly
    assert isinstance(await rail.look_up(order, ref), Unknown)
    sim.settle(Sending.of(ref).payment_hash)
    assert isinstance(await rail.look_up(order, ref), Paid)


async def test_no_way_to_the_wallet_is_told(sim: LnbitsSimulator, rail: LightningRail) -> None:
    order, sim.outcome = order_to(sim.invoice(SATS)), "failed"
    ref = str(await rail.prepare(order))
    outcome = await rail.send(order, ref)
    assert isinstance(outcome, NotPaid)
    assert "found no way" in outcome.reason
    assert await rail.look_up(order, ref) == outcome


async def test_one_that_ended_unpaid_goes_back_once_no_call_can_be_under_way(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    order = order_to(sim.invoice(SATS, lasts_s=300))
    ref = str(await rail.prepare(order))
    clock.now_s += 301
    assert isinstance(await rail.send(order, ref), Unknown)
    assert "pay" not in sim.calls
    clock.now_s += UNDER_WAY_SECONDS_MOST
    outcome = await rail.look_up(order, ref)
    assert isinstance(outcome, NotPaid)
    assert "with a new one" in outcome.reason


async def test_one_that_lasts_for_ever_is_tried_for_a_day(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    order = order_to(sim.invoice(SATS, lasts_s=10**9))
    assert Sending.of(str(await rail.prepare(order))).until_s == AT_S + SENT_SECONDS_MOST


async def test_what_ended_but_was_paid_is_paid(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    order = order_to(sim.invoice(SATS, lasts_s=300))
    ref = str(await rail.prepare(order))
    await rail.send(order, ref)
    clock.now_s += 3000
    assert isinstance(await rail.look_up(order, ref), Paid)


async def test_one_invoice_serves_one_payout(sim: LnbitsSimulator, rail: LightningRail) -> None:
    """Both were prepared before either was sent."""
    text = sim.invoice(SATS)
    first, second = order_to(text), order_to(text, key="second")
    refs = [str(await rail.prepare(order)) for order in (first, second)]
    assert isinstance(await rail.send(first, refs[0]), Paid)
    outcome = await rail.send(second, refs[1])
    assert isinstance(outcome, NotPaid)
    assert "used before" in outcome.reason
    assert isinstance(await rail.prepare(order_to(text, key="third")), NotPaid)
    assert sum(sim.paid_sat.values()) == SATS


async def test_an_invoice_that_somebody_else_paid(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    sim.paid_sat[Sending.of(ref).payment_hash] = SATS  # from another wallet
    outcome = await rail.send(order, ref)
    assert isinstance(outcome, NotPaid)
    assert "somebody else" in outcome.reason


async def test_what_the_operator_paid_by_hand_is_for_the_operator_to_settle(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    await rail.send(order, ref)
    sim.payments[Sending.of(ref).payment_hash].key = ""
    assert isinstance(await rail.look_up(order, ref), Unknown)


async def test_another_key_tells_nothing_of_the_wallet_that_paid(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    """LNbits says "does not exist" to whoever has another key: that must not count."""
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    clock.now_s += 100_000
    for key in ("c" * 32, sim.invoice_key):
        assert isinstance(await rail_of(sim, clock, key=key).look_up(order, ref), Unknown)
    await rail.send(order, ref)
    assert isinstance(await rail_of(sim, clock, key="c" * 32).look_up(order, ref), Unknown)
    sim.payments.clear()
    sim.wallet_id = "0" * 32  # the operator has made another wallet
    assert isinstance(await rail.look_up(order, ref), Unknown)


async def test_what_another_wallet_paid_under_this_key_is_paid(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    sim.wallet_id = "0" * 32  # changed by the operator before it was sent
    assert isinstance(await rail.send(order, ref), Paid)
    assert isinstance(await rail.look_up(order, ref), Paid)


@pytest.mark.parametrize("key", ["c" * 32, "b" * 32])
async def test_nothing_is_begun_without_the_admin_key(sim: LnbitsSimulator, key: str) -> None:
    with pytest.raises(RailTrouble, match="admin key"):
        await rail_of(sim, key=key).prepare(order_to(sim.invoice(SATS)))


async def test_nothing_is_begun_that_the_wallet_can_not_pay(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    sim.balance_sat = SATS
    order = order_to(sim.invoice(SATS))
    with pytest.raises(RailTrouble, match="too little"):
        await rail.prepare(order)
    sim.balance_sat = SATS + 5
    ref = str(await rail.prepare(order))
    sim.balance_sat = 0  # spent by something else meanwhile
    assert await rail.send(order, ref) == Unknown("the wallet holds too little")
    with pytest.raises(RailTrouble, match="fee_percent_most"):
        await rail_of(sim, clock, fee_percent_most=0).prepare(order)


async def test_the_check_says_what_is_wrong(sim: LnbitsSimulator) -> None:
    async def problems(key: str) -> str:
        found = await asyncio.to_thread(lightning_checking.problems, settings(sim.url, key))
        return " ".join(found)

    assert await problems(sim.admin_key) == ""
    assert "doesn't take lightning.key" in await problems(sim.invoice_key)
    assert "doesn't take lightning.key" in await problems("c" * 32)
    fail(sim, "error", kinds=("read",))
    assert "can't be reached: LNbits answered with HTTP 502" in await problems(sim.admin_key)
    sim.balance_sat = 99
    assert "holds 99 sat, less than lightning.least" in await problems(sim.admin_key)


async def test_an_invoice_that_ended_over_the_approval_goes_back(
    sim: LnbitsSimulator, rail: LightningRail, clock: Clock
) -> None:
    order = order_to(sim.invoice(SATS))
    clock.now_s += 4000
    outcome = await rail.prepare(order)
    assert isinstance(outcome, NotPaid)
    assert "has ended" in outcome.reason


async def test_the_key_is_in_no_text(sim: LnbitsSimulator, rail: LightningRail) -> None:
    order = order_to(sim.invoice(SATS))
    ref = str(await rail.prepare(order))
    said = [repr(rail.facts), str(await rail.send(order, ref)), repr(vars(rail))]
    assert sim.admin_key not in " ".join(said)
    assert KEY not in ref
