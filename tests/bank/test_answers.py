"""A bank's answers: read by what they say, and not at all where they try something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rails import bank_answers
from domain.bank_answers import Said, judge
from domain.errors import Invalid
from tests.bank.answers import camt, debit, pain_002, status


def test_a_status_report_says_what_became_of_each_payment() -> None:
    report = pain_002(
        "BW1", "PART",
        status("K1", "ACSC"), status("K2", "RJCT", "AC04", "Account closed"), status("K3", "ACSP"),
        status("NOTPROVIDED", "RJCT"), status("K4", "NEVER"),
    )  # fmt: skip
    assert bank_answers.read(report) == [
        Said(id="K1", outcome="executed", amount_minor=1250, currency="EUR"),
        Said(id="K2", outcome="refused", reason="AC04 Account closed", amount_minor=1250,
             currency="EUR"),
        Said(id="K3", outcome="underway", amount_minor=1250, currency="EUR"),
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "outcome"), [("RJCT", "refused"), ("ACCP", "underway")])
def test_a_report_on_a_whole_file_names_the_file(code: str, outcome: str) -> None:
    (said,) = bank_answers.read(pain_002("BW1", code))
    assert (said.id, said.of_file, said.outcome) == ("BW1", True, outcome)


@pytest.mark.parametrize("kind", ["053", "054"])
def test_a_statement_says_what_was_booked_and_what_came_back(kind: str) -> None:
    statement = camt(
        kind, debit("K1"), debit("K2", status="PDNG"), debit("K3", credit=True, reason="AC04"),
        debit("K4", amount="1.5"),
    )  # fmt: skip
    assert bank_answers.read(statement) == [
        Said(id="K1", outcome="executed", amount_minor=1250, currency="EUR"),
        Said(id="K2", outcome="underway", amount_minor=1250, currency="EUR"),
        Said(id="K3", outcome="came_back", reason="AC04", amount_minor=1250, currency="EUR"),
        Said(id="K4", outcome="executed", amount_minor=150, currency="EUR"),
    ]


def test_an_entry_for_a_whole_file_names_the_file_and_its_sum() -> None:
    entry = ('<Ntry><Amt Ccy="EUR">25.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
             "<NtryDtls><Btch><MsgId>BW1</MsgId></Btch></NtryDtls></Ntry>")  # fmt: skip
    (said,) = bank_answers.read(camt("053", entry))
    assert said == Said(id="BW1", of_file=True, outcome="executed", amount_minor=2500,
                        currency="EUR", is_ours=False)  # fmt: skip


def test_what_is_said_of_one_payment_is_brought_together() -> None:
    def of(outcome: str, minor: int | None = 5) -> Said:
        return Said(id="K", outcome=outcome, amount_minor=minor, currency="EUR" if minor else "")  # type: ignore[arg-type]

    for sayings, outcome in (
        ((of("underway"), of("executed")), "executed"),
        ((of("executed"), of("executed", None)), "executed"),
        ((of("executed"), of("came_back")), "came_back"),
        ((of("executed"), of("refused")), None),
        ((of("executed"), of("executed", 6)), None),
        ((of("underway"), of("underway")), "underway"),
    ):
        (judged,) = judge(sayings)
        assert judged.outcome == outcome, sayings


BOMB = b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><Document>&z;</Document>'
READS_FILES = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Document/>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no XML"), (b"hello", "no XML"), (b"\xff\xfe\x00", "no XML"),
        (b"<Document><CstmrPmtStsRpt>", "no XML"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "no XML"),
        (b"<Document/>", "no pain.002"), (b"<Document><Other/></Document>", "no pain.002"),
        (BOMB, "document type"), (READS_FILES, "document type"),
        (b"<a>" * 100 + b"</a>" * 100, "nested too deeply"),
        (camt("053", debit("K1", amount="12.505")), "an amount"),
        (camt("053", debit("K1", amount="-1")), "an amount"),
        (camt("053", debit("K1", amount="1e999999999")), "an amount"),
        (camt("053", debit("K1", amount="NaN")), "an amount"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        bank_answers.read(content)


def test_an_answer_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_answers, "BYTES_MAX", 100)
    with pytest.raises(Invalid, match="larger than"):
        bank_answers.read(b"<" + b"a" * 100)


WHOLE = pain_002("BW1", "PART", status("K1", "ACSC"), status("K2", "RJCT", "AC04"))


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3), st.integers(0, 30))
def test_a_damaged_answer_is_read_or_refused(at: int, put: bytes, cut: int) -> None:
    try:
        bank_answers.read(WHOLE[:at] + put + WHOLE[at + cut :])
    except Invalid as error:
        assert str(error)
