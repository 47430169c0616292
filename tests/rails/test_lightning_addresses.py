"""Lightning addresses: what their servers may answer, and what must not be believed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.guarded import Guard
from bot.rails.base import NotPaid, Paid, RailTrouble
from bot.rails.lightning import LightningRail, Sending
from domain.amounts import Money
from domain.errors import Invalid
from domain.terms import MoneyTerms
from tests.rails.lightning import SATS, Clock, order_to, rail_of, settings
from tests.rails.test_guarded import Names
from tests.simulators.lnbits import LnbitsSimulator


@pytest.fixture
async def sim() -> AsyncIterator[LnbitsSimulator]:
    async with LnbitsSimulator(now_s=Clock()) as running:
        yield running


@pytest.fixture
def rail(sim: LnbitsSimulator) -> LightningRail:
    return rail_of(sim)


async def refused(sim: LnbitsSimulator, rail: LightningRail) -> str:
    outcome = await rail.prepare(order_to(f"ann@{sim.host}"))
    assert isinstance(outcome, NotPaid), outcome
    assert "pay" not in sim.calls
    return outcome.reason


async def test_an_address_is_paid(sim: LnbitsSimulator, rail: LightningRail) -> None:
    address = rail.check(f"⚡Ann@{sim.host} ", Money(SATS, "sat", 0))
    assert (address.text, address.shown) == (f"ann@{sim.host}", f"an…@{sim.host}")
    assert not address.one_off
    order = order_to(address.text)
    ref = str(await rail.prepare(order))
    assert isinstance(await rail.send(order, ref), Paid)
    assert sim.paid_sat == {Sending.of(ref).payment_hash: SATS}


async def test_plain_words_instead_of_the_hash_have_to_be_the_server_s(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    sim.description = "Pay ann"
    assert isinstance(await rail.prepare(order_to(f"ann@{sim.host}")), str)
    sim.description = "Pay bob"
    assert "somebody else's invoice" in await refused(sim, rail)


@pytest.mark.parametrize(
    "text",
    [
        "ann", "ann@", "@wallet.example", "ann@wallet", "ann@@wallet.example",
        "ann@wallet.example:80", "ann@10.0.0.1", "ann@127.0.0.1", "ann@localhost",
        "ann@localhost:5000", "a nn@wallet.example",
        "ann@wallet.example/x", "ann@wallet.onion", "ann/../x@wallet.example", "ann@-.example",
        "ann?x=1@wallet.example", "ann@wällét.example", "a" * 65 + "@wallet.example",
        "ann@a..example",
        "lnurl1dp68gurn8ghj7", "", "https://wallet.example/ann",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    rail = LightningRail(settings("http://127.0.0.1:1", "a", local_addresses=False), MoneyTerms())
    with pytest.raises(Invalid):
        rail.check(text)


@pytest.mark.parametrize(
    "text", ["ann@wallet.example", "lnbc1@wallet.example", "a+tip@x.y-z.example", "1@a.xn--p1ai"]
)
def test_what_is_an_address(text: str) -> None:
    rail = LightningRail(settings("http://127.0.0.1:1", "a", local_addresses=False), MoneyTerms())
    assert rail.check(text.upper()).text == text


@pytest.mark.parametrize(
    "offer",
    [
        {"tag": "withdrawRequest"}, {"metadata": None}, {"metadata": "[]"}, {"metadata": "{}"},
        {"metadata": "no json"}, {"metadata": '[["text/plain"]]'}, {"metadata": "[1]"},
        {"metadata": '[["text/plain", 1]]'},
        {"metadata": '[["text/plain", "a"], ["text/plain", "b"]]'},
        {"minSendable": "1"}, {"maxSendable": None}, {"metadata": '"text/plain"'},
    ],
)  # fmt: skip
async def test_a_server_that_answers_oddly(
    sim: LnbitsSimulator, rail: LightningRail, offer: dict[str, Any]
) -> None:
    sim.pay_request = offer
    assert "doesn't answer as a Lightning address should" in await refused(sim, rail)


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ({"status": "ERROR", "reason": "Send 1 BTC to …"}, "gives no invoice"),
        ({"minSendable": 500_001}, "takes from 501 to"),
        ({"maxSendable": 499_999}, "to 499 satoshis at once, not 500"),
        ({"callback": "http://169.254.169.254/latest/"}, "public internet"),
        ({"callback": "https://10.0.0.7/"}, "public internet"),
        ({"callback": "https://[::ffff:10.0.0.7]/"}, "public internet"),
        ({"callback": "https://[fd00::1]/"}, "public internet"),
        ({"callback": "https://x.onion/"}, "public internet"),
        ({"callback": "file:///etc/passwd"}, "https://"),
        ({"callback": "ftp://wallet.example/"}, "https://"),
        ({"callback": ""}, "https://"),
        ({"callback": "http://["}, "should"),
        ({"callback": "https://a:b@wallet.example/"}, "password"),
    ],
)  # fmt: skip
async def test_a_server_that_leads_astray(
    sim: LnbitsSimulator, rail: LightningRail, offer: dict[str, Any], said: str
) -> None:
    sim.pay_request = offer
    assert said in await refused(sim, rail)


@pytest.mark.parametrize("amount", [SATS - 1, SATS + 1, SATS * 1000, 1])
async def test_an_invoice_over_another_amount(
    sim: LnbitsSimulator, rail: LightningRail, amount: int
) -> None:
    sim.callback_answer = {"pr": sim.invoice(amount)}
    assert "another amount" in await refused(sim, rail)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"description_hash": "0" * 64}, "somebody else's"),
        ({"description": "work"}, "somebody else's"),
        ({"description": None}, "somebody else's"),
        ({"network": "tb"}, "should"),
        ({"twice": "p"}, "should"),
    ],
)
async def test_an_invoice_that_is_not_for_this(
    sim: LnbitsSimulator, rail: LightningRail, options: dict[str, Any], said: str
) -> None:
    sim.callback_answer = {"pr": sim.invoice(SATS, **options)}
    assert said in await refused(sim, rail)


@pytest.mark.parametrize("answer", [[], "no", {}, {"pr": 7}, {"status": "ERROR"}, None])
async def test_no_invoice_at_all(sim: LnbitsSimulator, rail: LightningRail, answer: Any) -> None:
    sim.callback_answer = answer if answer is not None else {"pr": None}
    await refused(sim, rail)


async def astray(sim: LnbitsSimulator, app: web.Application) -> web.AppRunner:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]
    sim.pay_request = {"callback": f"http://127.0.0.1:{port}/there"}
    return runner


async def test_a_callback_that_sends_on_or_says_too_much(
    sim: LnbitsSimulator, rail: LightningRail
) -> None:
    went_on = []

    async def there(request: web.Request) -> web.StreamResponse:
        if request.query.get("big"):
            return web.Response(body=b"[" + b"1," * 5_000_000 + b"1]")
        raise web.HTTPTemporaryRedirect("/here")

    async def here(request: web.Request) -> web.Response:
        went_on.append(request.path)
        return web.json_response({"pr": sim.invoice(SATS)})

    app = web.Application()
    app.router.add_get("/there", there)
    app.router.add_get("/here", here)
    runner = await astray(sim, app)
    assert "sends us on" in await refused(sim, rail)
    sim.pay_request["callback"] += "?big=1"
    assert "more than 64 kB" in await refused(sim, rail)
    assert went_on == []
    await runner.cleanup()


async def test_without_the_setting_no_local_server_is_asked(sim: LnbitsSimulator) -> None:
    rail = LightningRail(
        settings(sim.url, sim.admin_key, local_addresses=False), MoneyTerms(),
        guard=Guard(resolve=Names(["127.0.0.1"])), now_s=Clock(),
    )  # fmt: skip
    outcome = await rail.prepare(order_to("ann@wallet.example"))
    assert isinstance(outcome, NotPaid)
    assert "public internet" in outcome.reason


async def test_a_server_that_does_not_answer_is_tried_later(rail: LightningRail) -> None:
    with pytest.raises(RailTrouble):
        await rail.prepare(order_to("ann@localhost:9"))
