"""The simulator's HTTP side."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from domain import bolt11
from domain.errors import Invalid
from tests.simulators.lnbits.faults import Faults, failed
from tests.simulators.lnbits.invoices import invoice

RESERVE_LEAST_MSAT = 2000


@dataclass
class Kept:
    """A payment in the payer's list."""

    state: str
    amount_msat: int
    key: str
    bolt11: str


@dataclass
class LnbitsSimulator(Faults):
    """`async with` it: one wallet that pays, and many people's wallets behind addresses."""

    balance_sat: int = 1_000_000
    admin_key: str = "a" * 32
    invoice_key: str = "b" * 32
    wallet_id: str = field(default_factory=lambda: secrets.token_hex(16))
    outcome: str = "success"  # what comes of payments: success, pending, failed
    lasts_s: int = 3600  # how long invoices of addresses last
    made: set[str] = field(default_factory=set)  # hashes of invoices that people's wallets made
    paid_sat: dict[str, int] = field(default_factory=dict)  # what people got, by hash
    payments: dict[str, Kept] = field(default_factory=dict)
    pay_request: dict[str, Any] = field(default_factory=dict)  # what an address's server says else
    callback_answer: Any = None  # what its callback says instead
    description: str | None = None  # what its invoices are for, in plain words

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/api/v1/wallet", self._kind("read", self._wallet))
        app.router.add_post("/api/v1/payments", self._kind("pay", self._pay))
        app.router.add_post("/api/v1/payments/decode", self._kind("read", self._decode))
        app.router.add_get("/api/v1/payments/fee-reserve", self._kind("read", self._reserve))
        app.router.add_get("/api/v1/payments/{hash}", self._kind("look", self._look))
        app.router.add_get("/.well-known/lnurlp/{name}", self._address)
        app.router.add_get("/callback/{name}", self._callback)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.port = site._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def invoice(self, sats: int, **options: Any) -> str:
        """Make an invoice as somebody's wallet does."""
        payment_hash = secrets.token_hex(32)
        self.made.add(payment_hash)
        return invoice(payment_hash, sats * 1000, **{"made_s": int(self.now_s()), **options})

    def _kind(
        self, kind: str, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def call(request: web.Request) -> web.StreamResponse:
            return await self.around(kind, request, handler)

        return call

    async def _wallet(self, request: web.Request) -> web.Response:
        answer = {"name": "payer", "balance": self.balance_sat * 1000}
        key = request.headers.get("X-Api-Key")
        if key == self.admin_key:
            return web.json_response({**answer, "id": self.wallet_id})
        if key == self.invoice_key:
            return web.json_response(answer)
        return web.json_response({"detail": "Wallet not found."}, status=404)

    async def _decode(self, request: web.Request) -> web.Response:
        try:
            read = bolt11.decode((await request.json())["data"])
        except Invalid as error:
            return web.json_response({"message": f"Failed to decode: {error}"}, status=400)
        answer = {"payment_hash": read.payment_hash, "amount_msat": read.amount_msat}
        return web.json_response(answer)

    async def _reserve(self, request: web.Request) -> web.Response:
        amount = bolt11.decode(request.query["invoice"]).amount_msat
        return web.json_response({"fee_reserve": max(RESERVE_LEAST_MSAT, amount // 100)})

    async def _pay(self, request: web.Request) -> web.Response:
        body = await request.json()
        read = bolt11.decode(body["bolt11"])
        if request.headers.get("X-Api-Key") != self.admin_key:
            return web.json_response({"detail": "Invoice (or Admin) key required."}, status=403)
        kept = self.payments.get(read.payment_hash)
        if kept is not None and kept.state == "pending":
            return failed("Payment is still pending.", "pending")
        if kept is not None or read.payment_hash in self.paid_sat:
            return failed("Internal invoice already paid.")
        if read.amount_msat > self.balance_sat * 1000:
            return failed("Insufficient balance.")
        kept = Kept(self.outcome, -read.amount_msat, body["extra"]["bitework"], read.text)
        self.payments[read.payment_hash] = kept
        if kept.state == "failed":
            return failed("Payment failed: no route.")
        if kept.state == "success":
            self.settle(read.payment_hash)
        return web.json_response(self._details(read.payment_hash), status=201)

    def settle(self, payment_hash: str) -> None:
        """Bring a payment to whom it is for."""
        kept = self.payments[payment_hash]
        kept.state = "success"
        assert payment_hash not in self.paid_sat
        self.paid_sat[payment_hash] = -kept.amount_msat // 1000
        self.balance_sat += kept.amount_msat // 1000

    async def _look(self, request: web.Request) -> web.Response:
        payment_hash = request.match_info["hash"]
        kept = self.payments.get(payment_hash)
        if request.headers.get("X-Api-Key") not in (self.admin_key, self.invoice_key):
            if kept is None and payment_hash not in self.made:
                return web.json_response({"detail": "Payment does not exist."}, status=404)
            return web.json_response({"paid": payment_hash in self.paid_sat, "preimage": None})
        if kept is None:
            return web.json_response({"detail": "Payment does not exist."}, status=404)
        details = self._details(payment_hash)
        paid = kept.state == "success"
        return web.json_response({"paid": paid, "status": kept.state, "details": details})

    def _details(self, payment_hash: str) -> dict[str, Any]:
        kept = self.payments[payment_hash]
        return {
            "checking_id": f"internal_{payment_hash}", "payment_hash": payment_hash,
            "wallet_id": self.wallet_id, "amount": kept.amount_msat, "fee": -1500,
            "bolt11": kept.bolt11, "status": kept.state, "extra": {"bitework": kept.key},
            "external_id": kept.key,
        }  # fmt: skip

    def metadata(self, name: str) -> str:
        address = f"{name}@{self.host}"
        return json.dumps([["text/plain", f"Pay {name}"], ["text/identifier", address]])

    async def _address(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        offer = {
            "tag": "payRequest", "callback": f"{self.url}/callback/{name}?v=1",
            "minSendable": 1000, "maxSendable": 100_000_000, "metadata": self.metadata(name),
        }  # fmt: skip
        return web.json_response({**offer, **self.pay_request})

    async def _callback(self, request: web.Request) -> web.Response:
        if self.callback_answer is not None:
            return web.json_response(self.callback_answer)
        metadata = self.pay_request.get("metadata", self.metadata(request.match_info["name"]))
        digest = hashlib.sha256(str(metadata).encode()).hexdigest()
        text = self.invoice(
            int(request.query["amount"]) // 1000,
            lasts_s=self.lasts_s,
            description=self.description,
            description_hash=None if self.description else digest,
        )
        return web.json_response({"pr": text, "routes": []})
