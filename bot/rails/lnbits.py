"""What we ask of an LNbits server (1.6), as the wallet that pays.

An answer that can't be relied on (none in time, half of one, 429, 5xx, another page than LNbits')
raises LnbitsTrouble. A payment is judged by the payer's side alone: asked without a valid key,
LNbits tells of anybody's payment with that hash, and then leaves the details away.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from pydantic import SecretStr

SECONDS_MOST = 8.0
PAYING_SECONDS_MOST = 25.0  # LNbits itself waits for the network for some seconds
BYTES_MOST = 1_000_000
FAILED = 520  # LNbits' own status: a payment wasn't made, or not now
_API = "/api/v1"
_NO_PAYMENT = "Payment does not exist."


class LnbitsTrouble(Exception):
    """No answer that can be relied on; a few words for admins."""


class KeyRefused(LnbitsTrouble):
    """The key opens no wallet, or may not pay from it."""

    def __init__(self) -> None:
        super().__init__("LNbits does not take the key: it must be a wallet's admin key")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer in JSON."""

    status: int
    body: dict[str, Any]

    @property
    def detail(self) -> str:
        """What LNbits says was wrong."""
        return str(self.body.get("detail", ""))


@dataclass(frozen=True, slots=True)
class Wallet:
    """The wallet that pays."""

    id: str
    balance_msat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment in our wallet's list. What went out is negative; `key` is what we gave it."""

    payment_hash: str
    state: str  # success, pending, failed
    amount_msat: int
    fee_msat: int
    key: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """What LNbits reads in an invoice."""

    payment_hash: str
    amount_msat: int


class Lnbits:
    """One wallet on one server. The key leaves it in the header of calls alone."""

    def __init__(self, url: str, key: SecretStr) -> None:
        self._url, self._key = url, key

    async def wallet(self) -> Wallet:
        """Give the wallet that the key opens; raises KeyRefused where it isn't its admin key."""
        answer = await self._call("GET", "/wallet")
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise KeyRefused
        if answer.status == HTTPStatus.NOT_FOUND and answer.detail == "Wallet not found.":
            raise KeyRefused
        _expect(answer, HTTPStatus.OK)
        if "id" not in answer.body:  # told to the admin key alone
            raise KeyRefused
        return Wallet(_text(answer.body, "id"), _number(answer.body, "balance"))

    async def payment(self, payment_hash: str, wallet_id: str) -> Payment | None:
        """Look a payment up in this wallet; None where it surely isn't there.

        Without a valid key LNbits says the same of what it doesn't find: the wallet is asked, too.
        """
        answer = await self._call("GET", f"/payments/{payment_hash}")
        if answer.status == HTTPStatus.NOT_FOUND and answer.detail == _NO_PAYMENT:
            if (await self.wallet()).id != wallet_id:
                raise LnbitsTrouble("the key opens another wallet than the one that was to pay")
            return None
        _expect(answer, HTTPStatus.OK)
        details = answer.body.get("details")
        if not isinstance(details, dict):
            raise KeyRefused
        return payment_of(details, payment_hash)

    async def decode(self, invoice: str) -> Decoded | None:
        """Have LNbits read an invoice; None where it can't."""
        answer = await self._call("POST", "/payments/decode", json={"data": invoice})
        if answer.status == HTTPStatus.BAD_REQUEST:
            return None
        _expect(answer, HTTPStatus.OK)
        return Decoded(_text(answer.body, "payment_hash"), _number(answer.body, "amount_msat"))

    async def fee_reserve_msat(self, invoice: str) -> int:
        """Give the most that LNbits would spend on the network's fees."""
        answer = await self._call("GET", "/payments/fee-reserve", params={"invoice": invoice})
        _expect(answer, HTTPStatus.OK)
        return _number(answer.body, "fee_reserve")

    async def pay(self, invoice: str, key: str) -> Answer:
        """Have an invoice paid; LNbits pays one hash once, however often it is asked."""
        return await self._call(
            "POST",
            "/payments",
            json={"out": True, "bolt11": invoice, "external_id": key, "extra": {"bitework": key}},
            seconds=PAYING_SECONDS_MOST,
        )

    async def _call(
        self,
        method: str,
        path: str,
        *,
        json: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
        seconds: float = SECONDS_MOST,
    ) -> Answer:
        try:
            async with (
                asyncio.timeout(seconds),
                aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
                session.request(
                    method,
                    f"{self._url}{_API}{path}",
                    json=json,
                    params=params,
                    headers={"X-Api-Key": self._key.get_secret_value()},
                    allow_redirects=False,
                ) as response,
            ):
                return await _read(response)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise LnbitsTrouble(f"LNbits did not answer ({type(error).__name__})") from None


async def _read(response: aiohttp.ClientResponse) -> Answer:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > BYTES_MOST:
            raise LnbitsTrouble("LNbits answered too much")
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR and response.status != FAILED:
        raise LnbitsTrouble(f"LNbits answered with HTTP {response.status}")
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise LnbitsTrouble("LNbits asks for fewer calls (HTTP 429)")
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        parsed = None
    if not isinstance(parsed, dict):
        raise LnbitsTrouble(f"what answers is not LNbits (HTTP {response.status})")
    return Answer(response.status, parsed)


def payment_of(details: dict[str, Any], payment_hash: str) -> Payment:
    """Read a payment as LNbits lists it."""
    extra = details.get("extra")
    payment = Payment(
        payment_hash=_text(details, "payment_hash"),
        state=_text(details, "status"),
        amount_msat=_number(details, "amount"),
        fee_msat=abs(_number(details, "fee")),
        key=str(extra.get("bitework") or "") if isinstance(extra, dict) else "",
    )
    if payment.payment_hash != payment_hash:
        raise LnbitsTrouble("LNbits answered with another payment")
    return payment


def _expect(answer: Answer, status: HTTPStatus) -> None:
    if answer.status != status:
        raise LnbitsTrouble(f"LNbits answered with HTTP {answer.status}")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise LnbitsTrouble(f"LNbits' answer lacks {name}")
    return value


def _number(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise LnbitsTrouble(f"LNbits' answer lacks {name}")
    return value
