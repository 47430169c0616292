"""Bank files on the command line: made, lost and written out again, answered."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.bank.answers import camt, debit, pain_002, status
from tests.bank.world import BankWorld
from tests.cli.conftest import Shell
from tests.cli.test_documented import sections, shape

CONFIG = """\
[bank]
iban = "DE89 3704 0044 0532 0130 00"
name = "Bitework GmbH"
worth = "0.5"
format = "{format}"
"""


@pytest.fixture
def bank(bitework: Shell) -> Iterator[Shell]:
    """Two payouts of 12.50 euros wait for a file."""
    bitework.write("config.toml", CONFIG.format(format="pain.001.001.09"))
    database = open_database("sqlite:///bitework.db")
    world = BankWorld(database, bitework.folder)
    asyncio.run(world.waiting(2))
    yield bitework
    database.close_now()


def test_a_file_is_made_once_and_comes_again_byte_for_byte(bank: Shell) -> None:
    dry = bank.done("bank file --dry-run --json").json
    assert (dry["id"], dry["payouts"], dry["total"]) == (None, 2, "25.00")
    made = bank.done("bank file -o payouts.xml --json").json
    first = Path("payouts.xml").read_bytes()
    assert b"<CtrlSum>25.00</CtrlSum>" in first
    assert made["name"].encode() in first
    assert stat.S_IMODE(Path("payouts.xml").stat().st_mode) == 0o600
    bank.done(f"bank write {made['id']} -o again.xml")
    assert Path("again.xml").read_bytes() == first
    assert b"FR14" not in Path("bitework.db").read_bytes()
    none = bank("bank file")
    assert none.code == 4
    assert "No payout to a bank account waits" in none.err


def test_a_file_that_was_stored_and_not_written_out_is_not_lost(bank: Shell) -> None:
    bad = bank("bank file -o no/such/folder/payouts.xml")
    assert bad.code == 3
    (file,) = bank.done("bank list --json").json["files"]
    assert (file["payouts"], file["open"]) == (2, 2)
    bank.done(f"bank write {file['id']} -o payouts.xml")
    assert file["name"].encode() in Path("payouts.xml").read_bytes()


def test_the_banks_answer_is_taken_in_once(bank: Shell) -> None:
    file = bank.done("bank file --json").json
    ids = [each["end_to_end_id"] for each in _payments(bank, file["id"])]
    answer = pain_002(file["name"], "PART", status(ids[0], "ACSC"), status("other", "ACSC"))
    Path("answer.xml").write_bytes(answer)
    told = bank.done("bank answer answer.xml --json").json
    assert (told["settled"], told["unknown"]) == (1, ["other"])
    told = bank.done("bank answer answer.xml --json").json
    assert (told["settled"], told["again"]) == (0, 1)
    Path("wrong.xml").write_bytes(camt("053", debit(ids[1], amount="12.49")))
    wrong = bank("bank answer wrong.xml")
    assert wrong.code == 1
    assert f"{ids[1]}: it names another amount" in wrong.out
    assert [each["state"] for each in _payments(bank, file["id"])] == ["settled", "sent"]
    Path("bad.xml").write_text("<!DOCTYPE a><a/>")
    assert "document type" in bank("bank answer bad.xml").err


def test_the_operator_settles_a_file_and_returns_a_payout(bank: Shell) -> None:
    file = bank.done("bank file --json").json["id"]
    first, second = (each["payout"] for each in _payments(bank, file))
    assert bank.done(f"bank settle {first} --payout --json").json["settled"] == 1
    assert bank.done(f"bank settle {file} --json").json["settled"] == 1
    assert bank.done(f"bank settle {file} --json").json["settled"] == 0
    back = bank.done(["bank", "refuse", second, "--reason", "The account is closed.", "--json"])
    assert back.json["returned"] == 1
    assert [each["state"] for each in _payments(bank, file)] == ["settled", "returned"]
    bank.done("ledger check")


def test_mass_payments_get_a_table(bank: Shell) -> None:
    bank.write("config.toml", CONFIG.format(format="csv"))
    bank.done("bank file -o payouts.csv")
    header, first, *_ = Path("payouts.csv").read_text().splitlines()
    assert header == "id,name,iban,bic,amount,currency,text"
    assert ",Elodie Unal,FR1420041010050500013M02606,PSSTFRPP,12.50,EUR,Payout " in first


def test_without_an_account_to_pay_from_nothing_is_made(bank: Shell) -> None:
    bank.write("config.toml", "")
    assert "set bank.iban" in bank("bank file").err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('iban = "DE89370400440532013001"', "bank.iban must be the IBAN of an account in SEPA"),
        ('iban = "DE89370400440532013000"\nname = "B"', "bank.worth = \"\" must be set"),
        ('iban = "DE89370400440532013000"\nworth = "1"', "bank.name = \"\" must be set"),
        ('iban = "GB82WEST12345698765432"\nname = "B"\nworth = "1"', "bank.bic = \"\" must be set"),
        ('bic = "x"', "must be a BIC"),
        ('worth = "-1"', "must be an amount of euros"),
        ('iban = "DE89370400440532013000"\nname = "B"\nworth = "1"\n'
         '[money]\ncurrency = "EUR"\ndecimals = 3', "needs money.decimals = 2"),
    ],
)  # fmt: skip
def test_a_broken_section_is_told_without_the_iban(bitework: Shell, text: str, said: str) -> None:
    bitework.write("config.toml", f"[bank]\n{text}\n")
    told = bitework("bank list")
    assert told.code == 3
    assert said in told.err
    assert "89370400440532013" not in told.err


def test_the_printed_keys_are_the_documented_ones(bank: Shell) -> None:
    documented = sections()
    file = bank.done("bank file -o payouts.xml --json").json
    payout = _payments(bank, file["id"])[0]["payout"]
    Path("answer.xml").write_bytes(pain_002(file["name"], "ACCP"))
    lines = {
        "bank list": "bank list", "bank show": f"bank show {file['id']}",
        "bank write": f"bank write {file['id']} -o again.xml",
        "bank answer": "bank answer answer.xml",
        "bank settle": f"bank settle {file['id']}",
        "bank refuse": f"bank refuse {payout} --reason back",
    }  # fmt: skip
    printed = {name: bank.done(f"{line} --json").json for name, line in lines.items()}
    for name, given in {**printed, "bank file": file}.items():
        assert shape(given) == shape(documented[name]), name


def _payments(bank: Shell, file: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = bank.done(f"bank show {file} --json").json["payments"]
    return found
