"""Lightning payouts through a real LNbits server: the words and codes that it really has."""

import asyncio
import secrets
from collections.abc import Callable
from random import Random

import pytest

from bot.rails import lightning_checking
from bot.rails.base import NotPaid, Paid, RailTrouble, Unknown
from bot.rails.lightning import LightningRail, Sending
from domain.terms import MoneyTerms
from tests.lnbits.server import Lnbits, Wallet
from tests.rails.lightning import SATS, Clock, Payer, fail, order_to, settings
from tests.rails.test_invoices import COFFEE
from tests.simulators.lnbits import Fault
from tests.simulators.lnbits.relay import Relay

Asked = Callable[[str], Payer]


def payer_to(where: str, url: str, key: str, sats: int = SATS) -> Payer:
    rail = LightningRail(settings(url, key), MoneyTerms())
    return Payer(rail, order_to(where, sats, key=secrets.token_hex(8)))


@pytest.fixture
def asked(relay: Relay, payer: Wallet) -> Asked:
    """Somebody asks for a payout to there."""
    return lambda where: payer_to(where, relay.url, payer.admin_key)


async def test_an_invoice_is_paid_once_however_often_it_is_sent(
    lnbits: Lnbits, ann: Wallet, asked: Asked
) -> None:
    before = lnbits.balance_sat(ann)
    payout = asked(lnbits.invoice(ann, SATS))
    await payout.step()
    assert isinstance(payout.outcome, Paid)
    assert payout.ref is not None
    for _ in range(2):
        again = await payout.rail.send(payout.order, payout.ref)
        assert again == payout.outcome  # LNbits itself said 520, "failed"
    assert lnbits.balance_sat(ann) == before + SATS


async def test_an_address_is_paid(lnbits: Lnbits, ann: Wallet, asked: Asked) -> None:
    """LNbits itself serves Lightning addresses: the whole way as a worker's wallet has it."""
    before = lnbits.balance_sat(ann)
    payout = asked(lnbits.address(ann, f"ann{secrets.token_hex(3)}"))
    await payout.step()
    assert isinstance(payout.outcome, Paid)
    assert lnbits.balance_sat(ann) == before + SATS
    nobody = asked(f"nobody@127.0.0.1:{lnbits.port}")
    await nobody.step()
    assert isinstance(nobody.outcome, NotPaid)


async def test_two_payouts_to_one_invoice(lnbits: Lnbits, ann: Wallet, asked: Asked) -> None:
    text = lnbits.invoice(ann, SATS)
    first, second = asked(text), asked(text)
    refs = [str(await payout.rail.prepare(payout.order)) for payout in (first, second)]
    assert isinstance(await first.rail.send(first.order, refs[0]), Paid)
    assert isinstance(await second.rail.send(second.order, refs[1]), NotPaid)
    assert isinstance(await second.rail.prepare(second.order), NotPaid)


async def test_an_invoice_that_the_network_can_not_reach(asked: Asked) -> None:
    """The FakeWallet pays nobody outside; the specification's invoice is sound, and from 2017."""
    payout, made = asked(COFFEE), 1496314658
    payout.order = order_to(COFFEE, 250_000, key=payout.order.key)
    payout.rail._now_s = Clock(made + 1)
    wallet = await payout.rail._lnbits.wallet()
    ref = Sending(
        payment_hash="0001020304050607080900010203040506070809000102030405060708090102",
        wallet_id=wallet.id, until_s=made + 60, invoice=COFFEE,
    ).ref  # fmt: skip
    outcome = await payout.rail.send(payout.order, ref)
    assert isinstance(outcome, NotPaid)
    assert "found no way" in outcome.reason


async def test_what_the_wallet_can_not_pay(
    lnbits: Lnbits, payer: Wallet, ann: Wallet, relay: Relay, asked: Asked
) -> None:
    poor = lnbits.wallet("poor", sats=SATS)
    payout = payer_to(lnbits.invoice(ann, SATS), relay.url, poor.admin_key)
    with pytest.raises(RailTrouble, match="too little"):
        await payout.rail.prepare(payout.order)
    spent = payer_to(lnbits.invoice(ann, SATS - 10), relay.url, poor.admin_key, SATS - 10)
    await spent.step()
    assert isinstance(spent.outcome, Paid)
    rich = asked(payout.order.destination)
    ref = str(await rich.rail.prepare(payout.order)).replace(payer.id, poor.id)
    assert await payout.rail.send(payout.order, ref) == Unknown("the wallet holds too little")
    assert await payout.rail.look_up(payout.order, ref) is None


@pytest.mark.parametrize("which", ["wrong", "invoice"])
async def test_a_key_that_is_not_the_admin_key(
    lnbits: Lnbits, payer: Wallet, ann: Wallet, relay: Relay, which: str
) -> None:
    key = payer.invoice_key if which == "invoice" else "0" * 32
    paid, other = lnbits.invoice(ann, SATS), lnbits.invoice(ann, SATS)
    sound = payer_to(paid, relay.url, payer.admin_key)
    await sound.step()
    assert isinstance(sound.outcome, Paid)
    unsound = LightningRail(settings(relay.url, key), MoneyTerms())
    with pytest.raises(RailTrouble, match="admin key"):
        await unsound.prepare(order_to(other))
    ref = str(await sound.rail.prepare(order_to(other)))
    assert isinstance(await unsound.look_up(order_to(other), ref), Unknown)


@pytest.mark.parametrize("fault", ["before", "after", "too_many", "error", "half", "late"])
async def test_a_fault_on_the_way_is_resolved_by_look_up(
    lnbits: Lnbits, ann: Wallet, relay: Relay, asked: Asked, fault: Fault
) -> None:
    before = lnbits.balance_sat(ann)
    payout = asked(lnbits.invoice(ann, SATS))
    payout.ref = str(await payout.rail.prepare(payout.order))
    fail(relay, fault)
    with pytest.MonkeyPatch.context() as patch:
        if fault == "late":
            relay.late_seconds = 0.6
            patch.setattr("bot.rails.lnbits.PAYING_SECONDS_MOST", 0.2)
        await payout.step()
    assert isinstance(payout.outcome, Paid if fault in ("after", "half") else Unknown)
    if not payout.ended:
        await payout.step()
    assert isinstance(payout.outcome, Paid)
    await asyncio.sleep(1.0 if fault == "late" else 0)  # it comes all the same
    assert lnbits.balance_sat(ann) == before + SATS


async def test_any_order_of_faults_pays_each_once(
    lnbits: Lnbits, payer: Wallet, ann: Wallet, relay: Relay, asked: Asked
) -> None:
    before, random = lnbits.balance_sat(payer), Random(5)
    address = lnbits.address(ann, f"ann{secrets.token_hex(3)}")
    payouts = [asked(address if n % 2 else lnbits.invoice(ann, SATS)) for n in range(6)]
    kinds: list[Fault] = ["", "before", "after", "too_many", "error", "half"]
    fail(relay, *random.choices(kinds, k=60), kinds=("pay", "look", "read"))
    for _ in range(40):
        for payout in payouts:
            if not payout.ended:
                await payout.step(dies_before_recording=random.random() < 0.3)
    assert all(isinstance(payout.outcome, Paid) for payout in payouts)
    assert lnbits.balance_sat(payer) == before - len(payouts) * SATS


def test_the_check_says_what_is_wrong(lnbits: Lnbits, payer: Wallet) -> None:
    def problems(url: str, key: str) -> str:
        return " ".join(lightning_checking.problems(settings(url, key)))

    assert problems(lnbits.url, payer.admin_key) == ""
    assert "admin" in problems(lnbits.url, payer.invoice_key)
    assert "admin" in problems(lnbits.url, "0" * 32)
    assert "can't be reached" in problems("http://127.0.0.1:9", payer.admin_key)
    assert "less than lightning.least" in problems(lnbits.url, lnbits.wallet("new").admin_key)
