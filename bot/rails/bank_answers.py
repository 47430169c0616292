"""A bank's answers: pain.002 (what became of a file), camt.053 and camt.054 (what was booked).

A file comes from outside: it is read without a document type or an entity, up to a size and a
depth, and by the names of its elements alone, for the versions of the standard differ in their
namespaces. Amounts are read exactly, and only what was booked counts as executed: that a bank has
accepted a payment doesn't mean that the money has gone.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from domain.bank_answers import Outcome, Said
from domain.errors import Invalid

BYTES_MAX = 50_000_000
DEPTH_MAX = 40
ID_LENGTH_MAX = 35
REASON_LENGTH_MAX = 140
NO_ID = "NOTPROVIDED"
KINDS = {
    "CstmrPmtStsRpt": "pain.002",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
}
_EXECUTED = {"ACSC", "ACCC"}
_REFUSED = {"RJCT", "CANC"}
_UNDERWAY = {"ACCP", "ACSP", "ACTC", "ACWC", "ACWP", "ACFC", "PDNG", "RCVD", "PRES", "PATC"}
_CENT = Decimal("0.01")


def load(path: Path) -> bytes:
    """Give a file's bytes; raises Invalid where it is too large, or can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError as error:
        raise Invalid("{path} cannot be read: {why}.", path=path, why=error.strerror) from None


def read(content: bytes) -> list[Said]:
    """Give all that a bank's answer says, as it stands there. Raises Invalid."""
    if len(content) > BYTES_MAX:
        raise Invalid("The bank's answer is larger than {most} MB.", most=BYTES_MAX // 1_000_000)
    body = next(iter(_tree(content)), None)
    kind = KINDS.get("" if body is None else body.tag)
    if body is None or kind is None:
        raise Invalid("This is no pain.002, camt.053 or camt.054.")
    sayings = list(_statuses(body) if kind == "pain.002" else _entries(body))
    return [said for said in sayings if said.id and said.id != NO_ID]


def _statuses(body: Element) -> Iterator[Said]:
    """Read pain.002: a status of the whole, of a batch (there is one a file), of each payment."""
    whole = body.find("OrgnlGrpInfAndSts")
    name = _text(whole, "OrgnlMsgId")
    yield from _whole(name, _text(whole, "GrpSts"), whole)
    for batch in body.iter("OrgnlPmtInfAndSts"):
        yield from _whole(name, _text(batch, "PmtInfSts"), batch)
    for payment in body.iter("TxInfAndSts"):
        outcome = _outcome(_text(payment, "TxSts"))
        if outcome is None:
            continue
        amount_minor, currency = _amount(payment.find("OrgnlTxRef/Amt/InstdAmt"))
        yield Said(
            id=_text(payment, "OrgnlEndToEndId"), outcome=outcome, reason=_reason(payment),
            amount_minor=amount_minor, currency=currency,
        )  # fmt: skip


def _whole(name: str, status: str, of: Element | None) -> Iterator[Said]:
    outcome = _outcome(status)
    if outcome is not None and of is not None:
        yield Said(id=name, of_file=True, outcome=outcome, reason=_reason(of))


def _outcome(status: str) -> Outcome | None:
    """Say what a status means; None: it says nothing, or leaves it to each payment (PART)."""
    if status in _EXECUTED:
        return "executed"
    if status in _REFUSED:
        return "refused"
    return "underway" if status in _UNDERWAY else None


def _entries(body: Element) -> Iterator[Said]:
    """Read what was booked: one entry has one payment, or several with details, or a whole file."""
    for entry in body.iter("Ntry"):
        status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
        booked = status == "BOOK"
        details = list(entry.iter("TxDtls"))
        for detail in details:
            yield from _detail(entry, detail, booked=booked, alone=len(details) == 1)
        if not any(_text(detail, "Refs/EndToEndId") for detail in details):
            yield from _batch(entry, booked=booked)


def _detail(entry: Element, detail: Element, *, booked: bool, alone: bool) -> Iterator[Said]:
    came_back = _came_back(entry, detail)
    amount = detail.find("AmtDtls/TxAmt/Amt")
    for other in (detail.find("Amt"), detail.find("AmtDtls/InstdAmt/Amt")):
        amount = other if amount is None else amount
    amount_minor, currency = _amount(entry.find("Amt") if amount is None and alone else amount)
    yield Said(
        id=_text(detail, "Refs/EndToEndId"),
        outcome=("came_back" if came_back else "executed") if booked else "underway",
        reason=_reason(detail), amount_minor=amount_minor, currency=currency,
        is_ours=not came_back or detail.find("RtrInf") is not None,
    )  # fmt: skip


def _batch(entry: Element, *, booked: bool) -> Iterator[Said]:
    names = [entry.find(path) for path in ("NtryDtls/Btch/MsgId", "NtryDtls/Btch/PmtInfId",
             "NtryDtls/TxDtls/Refs/MsgId", "NtryDtls/TxDtls/Refs/PmtInfId")]  # fmt: skip
    name = next((_own(of) for of in names if of is not None and _own(of)), "")
    came_back = _came_back(entry, entry)
    amount_minor, currency = _amount(entry.find("Amt"))
    yield Said(
        id=name, of_file=True,
        outcome=("came_back" if came_back else "executed") if booked else "underway",
        amount_minor=amount_minor, currency=currency, is_ours=False,
    )  # fmt: skip


def _came_back(entry: Element, detail: Element) -> bool:
    """Tell whether money came in rather than went out: returned by the other bank, or reversed."""
    direction = _text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    return direction == "CRDT" or _text(entry, "RvslInd") in ("true", "1")


def _reason(of: Element) -> str:
    """Give a reason's code with the bank's words."""
    for path in ("StsRsnInf", "RtrInf"):
        found = of.find(path)
        if found is not None:
            code = _text(found, "Rsn/Cd") or _text(found, "Rsn/Prtry")
            words = " ".join([code, *(_own(more) for more in found.findall("AddtlInf"))])
            return " ".join(words.split())[:REASON_LENGTH_MAX]
    return ""


def _amount(of: Element | None) -> tuple[int | None, str]:
    """Read an amount exactly, in cents; raises Invalid where it is none."""
    if of is None:
        return None, ""
    try:
        value = Decimal(_own(of))
        minor = int(value / _CENT) if value == value.quantize(_CENT) else -1
    except (InvalidOperation, ValueError, OverflowError):
        minor = -1
    if minor < 0:
        raise Invalid("There is an amount in the bank's answer that is none.")
    return minor, of.get("Ccy", "")


def _text(of: Element | None, path: str) -> str:
    found = None if of is None else of.find(path)
    return "" if found is None else _own(found)


def _own(of: Element) -> str:
    return (of.text or "").strip()[:REASON_LENGTH_MAX]


def _tree(content: bytes) -> Element:
    """Parse XML that defines nothing: a document type is refused, and with it every entity."""
    builder, depth = TreeBuilder(), 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH_MAX:
            raise Invalid("The bank's answer is nested too deeply.")
        builder.start(name.rpartition("}")[2], attributes)

    def ends(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name.rpartition("}")[2])

    def refuse(*_: Any) -> None:
        raise Invalid("The bank's answer has a document type, which no bank's has.")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = begins
    parser.EndElementHandler = ends
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Invalid("The bank's answer is no XML.") from None
    return builder.close()
