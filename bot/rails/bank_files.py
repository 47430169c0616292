"""Files for a bank: ISO 20022 pain.001 (by sepaxml), or CSV for mass payments.

sepaxml takes an amount of zero, an IBAN with a wrong digit and an id twice; a bank refuses the
whole file for one of them. So everything is looked at before, and what was made is checked against
the standard's schema.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.rails import bank_accounts
from bot.rails.bank_accounts import CURRENCY, NAME_LENGTH_MAX, TEXT_LENGTH_MAX, BankAccount
from domain.errors import Invalid

Format = Literal["pain.001.001.03", "pain.001.001.09", "csv"]
AMOUNT_MINOR_MAX = 99_999_999_999  # 999,999,999.99, the most that SEPA carries
PROBLEMS_MOST = 100
CSV_COLUMNS = ("id", "name", "iban", "bic", "amount", "currency", "text")

_RANDOM_IDS = re.compile(rb"<(MsgId|PmtInfId)>[^<]*</[A-Za-z]+>")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9+?(),.:'-]{0,34}")


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of a file: `id` is the EndToEndId, by which the bank's answer names it.

    `text` is what the person reads of it on their statement; problems are named by it.
    """

    id: str
    to: BankAccount
    amount_minor: int
    text: str


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose account pays: as the file names it."""

    name: str
    iban: str
    bic: str


def make(
    payments: Sequence[Payment], payer: Payer, *, format: Format, name: str, on: date
) -> bytes:
    """Make a file that pays all of these on a day.

    `name` is the message's id, by which the bank's answer names the file. Raises Invalid with
    everything that a bank would refuse.
    """
    problems = [*_payer_problems(payer), *_problems(payments)][:PROBLEMS_MOST]
    if not _ID.fullmatch(name):
        problems.append("the file's id is none that a bank takes")
    if problems:
        raise Invalid("The bank would refuse this file:", problems)
    if format == "csv":
        return _csv(payments)
    return _pain(payments, payer, format, name, on)


def amount(minor: int) -> str:
    """Write cents as `12.50`."""
    return f"{minor // 100}.{minor % 100:02}"


def _payer_problems(payer: Payer) -> Iterator[str]:
    if not bank_accounts.is_iban(payer.iban):
        yield "bank.iban is no IBAN in SEPA"
    if not bank_accounts.is_bic(payer.bic):
        yield "bank.bic is not known: the bank's number doesn't tell it, so set it"
    if payer.name != bank_accounts.sepa_text(payer.name, NAME_LENGTH_MAX) or not payer.name:
        yield "bank.name has letters that banks don't take"


def _problems(payments: Sequence[Payment]) -> Iterator[str]:
    """Name what is wrong with payments by their ids; no IBAN and no name is repeated."""
    if not payments:
        yield "there is nothing to pay"
    times = Counter(payment.id for payment in payments)
    for payment in payments:
        named = payment.text
        if not named or named != bank_accounts.sepa_text(named, TEXT_LENGTH_MAX):
            yield f"{payment.id}: its text is missing, or has letters that banks don't take"
        if not _ID.fullmatch(payment.id):
            yield f"{named}: its id is none that a bank takes"
        if times[payment.id] > 1:
            yield f"{named}: another one has the same id"
        if not 0 < payment.amount_minor <= AMOUNT_MINOR_MAX:
            yield f"{named}: no bank sends {payment.amount_minor} cents"
        if not bank_accounts.is_iban(payment.to.iban):
            yield f"{named}: the IBAN is wrong, or not in SEPA"
        holder = payment.to.holder
        if not holder or holder != bank_accounts.sepa_text(holder, NAME_LENGTH_MAX):
            yield f"{named}: the holder's name is missing, or has letters that banks don't take"


def _pain(
    payments: Sequence[Payment], payer: Payer, schema: str, name: str, on: date
) -> bytes:
    """Make pain.001 with one batch, which is named like the message, and check its schema."""
    from sepaxml import SepaTransfer
    from sepaxml.validation import ValidationError, try_valid_xml

    config = {"name": payer.name, "IBAN": payer.iban, "BIC": payer.bic, "batch": True,
              "currency": CURRENCY}  # fmt: skip
    transfer = SepaTransfer(config, schema=schema, clean=False)
    for payment in payments:
        transfer.add_payment(
            {"name": payment.to.holder, "IBAN": payment.to.iban, "amount": payment.amount_minor,
             "execution_date": on, "description": payment.text, "endtoend_id": payment.id}
        )  # fmt: skip
    made = transfer.export(validate=False)
    content, named = _RANDOM_IDS.subn(rb"<\1>" + name.encode() + rb"</\1>", made)
    try:
        try_valid_xml(content, schema)
    except ValidationError:
        raise Invalid("The bank would refuse this file: it isn't what the standard says.") from None
    total = f">{amount(sum(payment.amount_minor for payment in payments))}</CtrlSum>"
    if named != 2 or content.count(total.encode()) != 2:
        raise Invalid("The file that was made doesn't add up, so it wasn't kept.")
    return content


def _csv(payments: Sequence[Payment]) -> bytes:
    """Make a table with a header, as the mass payment pages of banks and services take it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for payment in payments:
        writer.writerow((payment.id, payment.to.holder, payment.to.iban,
                         bank_accounts.bic_of(payment.to.iban), amount(payment.amount_minor),
                         CURRENCY, payment.text))  # fmt: skip
    return out.getvalue().encode()
