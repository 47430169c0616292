"""Files for a bank: what the standard's schema takes, and nothing that a bank refuses."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sepaxml.validation import try_valid_xml

from bot.rails import bank_accounts, bank_files
from bot.rails.bank_accounts import BankAccount
from bot.rails.bank_files import Format, Payer, Payment
from domain.errors import Invalid

IBANS = ("DE89370400440532013000", "FR1420041010050500013M02606", "NL91ABNA0417164300")
PAYER = Payer("Bitework GmbH", "DE89370400440532013000", "COBADEFFXXX")
DAY = date(2026, 5, 4)
PAYMENT = Payment("K1", BankAccount(IBANS[0], "Ann Example"), 1250, "Payout 7KQ2M")
XML_FORMATS: tuple[Format, ...] = ("pain.001.001.03", "pain.001.001.09")

holders = st.text(max_size=90).map(lambda name: bank_accounts.sepa_text(name, 70)).filter(bool)
payment_lists = st.lists(
    st.builds(
        Payment,
        id=st.uuids().map(lambda id: id.hex),
        to=st.builds(BankAccount, iban=st.sampled_from(IBANS), holder=holders),
        amount_minor=st.integers(1, bank_files.AMOUNT_MINOR_MAX),
        text=st.just("Payout 7KQ2M"),
    ),
    min_size=1, max_size=4, unique_by=lambda payment: payment.id,
)  # fmt: skip


def made(payments: list[Payment], format: Format = "pain.001.001.09") -> bytes:
    return bank_files.make(payments, PAYER, format=format, name="BW20260504-0a1b2c", on=DAY)


def parsed(content: bytes) -> tuple[ElementTree.Element, str]:
    """The document, and its namespace as ElementTree writes it."""
    document = ElementTree.fromstring(content)  # noqa: S314 - we made it
    return document, document.tag.partition("}")[0] + "}"


def text_of(element: ElementTree.Element, path: str, space: str) -> str:
    found = element.find("/".join(f"{space}{name}" for name in path.split("/")))
    assert found is not None, path
    return str(found.text)


@pytest.mark.hypothesis
@pytest.mark.parametrize("format", XML_FORMATS)
def test_a_file_says_the_same_when_another_program_reads_it(format: Format) -> None:
    @settings(max_examples=8, deadline=None)
    @given(payment_lists)
    def reads_back(payments: list[Payment]) -> None:
        content = made(payments, format)
        document, space = parsed(content)
        found: list[tuple[str, str, str, Decimal | int]] = [
            (text_of(each, "PmtId/EndToEndId", space), text_of(each, "CdtrAcct/Id/IBAN", space),
             text_of(each, "Cdtr/Nm", space), Decimal(text_of(each, "Amt/InstdAmt", space)) * 100)
            for each in document.iter(f"{space}CdtTrfTxInf")
        ]  # fmt: skip
        assert found == [(p.id, p.to.iban, p.to.holder, p.amount_minor) for p in payments]
        total = Decimal(sum(p.amount_minor for p in payments)) / 100
        assert [Decimal(str(e.text)) for e in document.iter(f"{space}CtrlSum")] == [total, total]
        counts = [int(str(e.text)) for e in document.iter(f"{space}NbOfTxs")]
        assert counts == [len(payments)] * 2

    reads_back()


@pytest.mark.parametrize("format", XML_FORMATS)
def test_a_file_is_what_the_schema_says_and_bears_our_name(format: Format) -> None:
    content = made([PAYMENT], format)
    try_valid_xml(content, format)
    document, space = parsed(content)
    for tag in ("MsgId", "PmtInfId"):
        assert [element.text for element in document.iter(f"{space}{tag}")] == ["BW20260504-0a1b2c"]
    assert b'Ccy="EUR">12.50<' in content
    assert b"<Cd>SEPA</Cd>" in content
    assert b"2026-05-04</" in content


def test_the_table_for_mass_payments_has_a_row_a_payment() -> None:
    rows = list(csv.DictReader(io.StringIO(made([PAYMENT], "csv").decode(), newline="")))
    assert rows == [
        {"id": "K1", "name": "Ann Example", "iban": IBANS[0], "bic": "COBADEFFXXX",
         "amount": "12.50", "currency": "EUR", "text": "Payout 7KQ2M"}
    ]  # fmt: skip


@pytest.mark.parametrize("format", [*XML_FORMATS, "csv"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount_minor": 0}, "no bank sends 0 cents"),
        ({"amount_minor": -1}, "no bank sends -1 cents"),
        ({"amount_minor": 10**11}, "no bank sends 100000000000 cents"),
        ({"to": BankAccount("DE89370400440532013001", "Ann")}, "the IBAN is wrong"),
        ({"to": BankAccount("AE070331234567890123456", "Ann")}, "not in SEPA"),
        ({"to": BankAccount(IBANS[0], "Jürgen")}, "letters that banks don't take"),
        ({"to": BankAccount(IBANS[0], "")}, "the holder's name is missing"),
        ({"to": BankAccount(IBANS[0], "=cmd()")}, "letters that banks don't take"),
        ({"id": "/K2"}, "its id is none"),
        ({"id": "K" * 36}, "its id is none"),
        ({"id": "K1"}, "another one has the same id"),
        ({"text": ""}, "its text is missing"),
    ],
)
def test_what_a_bank_would_refuse_is_refused_before(
    format: str, changes: dict[str, object], said: str
) -> None:
    bad = replace(PAYMENT, id="K2", text="Payout 7KQ2N")
    bad = replace(bad, **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        made([PAYMENT, bad], cast(Format, format))
    assert said in str(refused.value)
    assert bad.to.iban not in str(refused.value)


def test_nothing_to_pay_and_no_account_to_pay_from_are_refused() -> None:
    with pytest.raises(Invalid, match="nothing to pay"):
        made([])
    with pytest.raises(Invalid) as refused:
        bank_files.make(
            [PAYMENT], Payer("Bitework\x07", "DE00", ""), format="csv", name="/", on=DAY
        )
    assert str(refused.value).count("\n") == 4
