"""LNbits is killed in the middle of calls: what became of each payout is found by looking it up."""

import asyncio
import secrets

from bot.rails.base import Paid, Unknown
from bot.rails.lightning import LightningRail
from domain.terms import MoneyTerms
from tests.lnbits.server import Lnbits, Wallet
from tests.rails.lightning import SATS, Payer, order_to, settings
from tests.simulators.lnbits.relay import Relay

PAYOUTS = 6
AT_PAYMENT = 3  # the answer at which it dies


class Death:
    """Kills LNbits with an answer in hand that nobody has seen, while it is at work on others."""

    def __init__(self, lnbits: Lnbits, relay: Relay) -> None:
        self.lnbits, self.relay, self.answers = lnbits, relay, 0
        relay.before_answer = self.reached

    def reached(self) -> None:
        self.answers += 1
        if self.answers == AT_PAYMENT:
            self.lnbits.kill()

    def over(self) -> None:
        """It lives again."""
        assert not self.lnbits.is_running
        self.relay.before_answer = None
        self.lnbits.start()


async def asked(rail: LightningRail, lnbits: Lnbits, ann: Wallet) -> Payer:
    payout = Payer(rail, order_to(lnbits.invoice(ann, SATS), key=secrets.token_hex(8)))
    payout.ref = str(await rail.prepare(payout.order))
    return payout


async def send(payout: Payer) -> None:
    assert payout.ref is not None
    payout.outcome = await payout.rail.send(payout.order, payout.ref)


async def look(payouts: list[Payer]) -> None:
    """What the bot does next, with each that has not ended."""
    for payout in payouts:
        if not payout.ended:
            await payout.step()


async def test_killed_in_the_middle_each_is_paid_once(
    lnbits: Lnbits, payer: Wallet, ann: Wallet, relay: Relay
) -> None:
    before = lnbits.balance_sat(payer)
    rail = LightningRail(settings(relay.url, payer.admin_key), MoneyTerms())
    payouts = [await asked(rail, lnbits, ann) for _ in range(PAYOUTS)]
    death = Death(lnbits, relay)
    await asyncio.gather(*(send(payout) for payout in payouts))
    await look(payouts)  # while it is down nothing is made of it
    doubtful = [payout for payout in payouts if not payout.ended]
    assert doubtful
    assert all(isinstance(payout.outcome, Unknown) for payout in doubtful)
    death.over()
    for _ in range(3):
        await look(payouts)
    paid = [payout for payout in payouts if isinstance(payout.outcome, Paid)]
    assert len(paid) >= AT_PAYMENT  # the one whose answer was lost is among them
    assert all(payout.ended for payout in payouts)  # its FakeWallet forgot the unpaid invoices
    assert lnbits.balance_sat(payer) == before - len(paid) * SATS  # the payer's side is what counts

    anew = [await asked(rail, lnbits, ann) for _ in range(PAYOUTS - len(paid))]
    await look(anew)
    assert all(isinstance(payout.outcome, Paid) for payout in anew)
    assert lnbits.balance_sat(payer) == before - PAYOUTS * SATS
