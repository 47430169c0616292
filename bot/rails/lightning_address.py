"""Lightning addresses (LUD-16): asking the wallet behind one for an invoice, as LUD-06 has it.

The worker chose the address, and its server chooses the callback: both are fetched by a guard. The
invoice has to be over exactly the amount that was asked for, and to commit to what the server
said of itself, or it isn't paid.
"""

import hashlib
import json
import re
from typing import Any

from yarl import URL

from bot.guarded import Guard
from domain import bolt11
from domain.amounts import N_
from domain.bolt11 import Invoice
from domain.errors import Invalid, Refused

_ADDRESS = re.compile(r"([a-z0-9._+-]{1,64})@([a-z0-9.-]{1,253})(:\d{1,5})?")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_LOCAL = re.compile(r"localhost|127(\.\d{1,3}){3}")
MSAT_A_SAT = 1000
TEXT = "text/plain"


def parts_of(text: str, *, is_local_allowed: bool = False) -> tuple[str, str]:
    """Give an address's name and host, in small letters; raises Invalid where it is none."""
    found = _ADDRESS.fullmatch(text.strip().lower())
    if found:
        name, host, port = found.groups()
        if is_local_allowed and _LOCAL.fullmatch(host):
            return name, host + (port or "")
        if _DOMAIN.fullmatch(host) and not port and not host.endswith(".onion"):
            return name, host
    raise Invalid(N_("A Lightning address looks like ann@wallet.example."))


async def invoice_of(guard: Guard, address: str, sats: int) -> Invoice:
    """Ask the wallet behind an address for an invoice.

    Raises Refused where it gives none that fits, guarded.Unreached where it doesn't answer.
    """
    name, host = parts_of(address, is_local_allowed=guard.is_local_allowed)
    is_local = guard.is_local_allowed and bool(_LOCAL.fullmatch(host.partition(":")[0]))
    scheme = "http" if is_local else "https"
    offer = _kind(await guard.get_json(f"{scheme}://{host}/.well-known/lnurlp/{name}"), host)
    metadata = _metadata(offer, host)
    _fits(offer, sats, host)
    given = _kind(await guard.get_json(_callback(offer, sats, host)), host)
    return _invoice(given, metadata, sats, host)


def _odd(host: str) -> Refused:
    return Refused(N_("{host} doesn't answer as a Lightning address should."), host=host)


def _kind(answer: Any, host: str) -> dict[str, Any]:
    """Give an answer that is an object and no error."""
    if not isinstance(answer, dict):
        raise _odd(host)
    if str(answer.get("status", "")).upper() == "ERROR":
        raise Refused(N_("{host} gives no invoice for that address."), host=host)
    return answer


def _metadata(offer: dict[str, Any], host: str) -> str:
    """Give the metadata as it was sent, which the invoice has to commit to."""
    metadata = offer.get("metadata")
    if offer.get("tag") != "payRequest" or not isinstance(metadata, str):
        raise _odd(host)
    _description(metadata, host)
    return metadata


def _description(metadata: str, host: str) -> str:
    try:
        entries = json.loads(metadata)
        texts = [entry[1] for entry in entries if entry[0] == TEXT]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise _odd(host) from None
    if len(texts) != 1 or not isinstance(texts[0], str):
        raise _odd(host)
    return texts[0]


def _fits(offer: dict[str, Any], sats: int, host: str) -> None:
    least, most = offer.get("minSendable"), offer.get("maxSendable")
    if not isinstance(least, int) or not isinstance(most, int):
        raise _odd(host)
    if not least <= sats * MSAT_A_SAT <= most:
        raise Refused(
            N_("{host} takes from {least} to {most} satoshis at once, not {sats}."),
            host=host, least=-(-least // MSAT_A_SAT), most=most // MSAT_A_SAT, sats=sats,
        )  # fmt: skip


def _callback(offer: dict[str, Any], sats: int, host: str) -> str:
    try:
        return str(URL(str(offer.get("callback"))).update_query(amount=str(sats * MSAT_A_SAT)))
    except ValueError:
        raise _odd(host) from None


def _invoice(given: dict[str, Any], metadata: str, sats: int, host: str) -> Invoice:
    try:
        invoice = bolt11.decode(str(given.get("pr", "")))
    except Invalid:
        raise _odd(host) from None
    if invoice.amount_msat != sats * MSAT_A_SAT:
        raise Refused(
            N_("{host} gave an invoice over another amount, so it wasn't paid."), host=host
        )
    if not _commits(invoice, metadata, host):
        raise Refused(N_("{host} gave somebody else's invoice, so it wasn't paid."), host=host)
    return invoice


def _commits(invoice: Invoice, metadata: str, host: str) -> bool:
    """Tell whether an invoice is for what the server said: by the hash of its metadata (LUD-06), or
    in plain words, as newer servers have it.
    """
    if invoice.description_hash is not None:
        return invoice.description_hash == hashlib.sha256(metadata.encode()).hexdigest()
    return invoice.description == _description(metadata, host)
