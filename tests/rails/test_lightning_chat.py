"""What a worker sees of Lightning."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rails.lightning import LightningRail
from domain.terms import MoneyTerms, PayoutTerms, Terms
from storage.database import Database
from tests.payouts.test_chat import comes, sends, told
from tests.rails.lightning import settings
from tests.simulators.lnbits import LnbitsSimulator
from tests.stories.driver import Chat


@pytest.fixture
async def sim() -> AsyncIterator[LnbitsSimulator]:
    async with LnbitsSimulator() as running:
        yield running


@pytest.fixture
def chat(sqlite_database: Database, tmp_path: Path, sim: LnbitsSimulator) -> Chat:
    """A chat in which one credit is a thousand satoshis."""
    terms = Terms(payouts=PayoutTerms(daily_person_most="0", least="0.10"))
    made = Chat(sqlite_database, tmp_path, terms)
    sim.now_s = lambda: made.clock() / 1000
    rail = LightningRail(settings(sim.url, sim.admin_key), MoneyTerms(), now_s=sim.now_s)
    terms.rails[rail.name] = rail
    return made


async def test_ann_is_paid_over_lightning_by_invoice_and_by_address(
    chat: Chat, sim: LnbitsSimulator
) -> None:
    ann = await comes(chat, "ann", 1_240)
    await ann.sends("/payout")
    await ann.taps("Pay out: Bitcoin over Lightning")
    ann.sees("1.00 is worth 1,000 satoshis", "Within seconds of being sent.")
    await ann.taps("Say how much")
    await ann.fills(amount="5", to="bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")
    ann.sees("A Lightning address looks like ann@wallet.example.")
    await ann.fills(amount="5", to=sim.invoice(5001))
    ann.sees("That invoice has to be over exactly 5,000 satoshis.")
    await ann.fills(amount="5", to=sim.invoice(5000, lasts_s=10))
    ann.sees("That invoice has ended. Make a new one.")
    await ann.fills(amount="5", to=sim.invoice(5000))
    ann.sees("Pay out 5.00?", "5,000 sat", "lnbc")
    await ann.taps("Pay it out")
    await sends(chat)
    assert (await told(chat, ann))[-1].startswith("Your payout of 5.00 has arrived.")
    assert list(sim.paid_sat.values()) == [5000]

    await ann.sends("/payout")
    await ann.taps("Pay out: Bitcoin over Lightning")
    await ann.taps("Say how much")
    await ann.fills(amount="1", to=f"ann@{sim.host}")
    ann.sees("Pay out 1.00?", f"an…@{sim.host}")
    await ann.taps("Pay it out")
    sim.callback_answer = {"pr": sim.invoice(999)}
    await sends(chat)
    last = (await told(chat, ann))[-1]
    assert "another amount" in last, last
    sim.callback_answer = None
    chat.clock.passes(minutes=1)
    await ann.sends("/payout 1")
    await ann.taps("Pay it out")
    await sends(chat)
    assert (await told(chat, ann))[-1].startswith("Your payout of 1.00 has arrived.")
    assert sorted(sim.paid_sat.values()) == [1000, 5000]
