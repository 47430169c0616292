"""`bitework check`, and the money that a database counts in."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.schema import versions
from tests.cli.conftest import Shell


def test_check_says_all_that_is_wrong(bitework: Shell, project: str) -> None:
    well = bitework("check")
    assert well.code == 0
    assert well.out == (
        "All is well: configuration (defaults), database (sqlite:///bitework.db, schema "
        f"{versions()[-1]}), ledger, reputation.\n"
    )
    bitework.write("config.toml", "[web]\nprot = 1\nport = 'x'\n")
    ended = bitework("check")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        'configuration: config.toml line 3: web.port = "x" must be a whole number from 0 to 65535',
        "configuration: config.toml line 2: there is no key web.prot; did you mean web.port?",
    ]
    bitework.write("config.toml", "[money]\ndecimals = 9\n[telegram]\nmode = 'webhook'\n")
    tampered(bitework.folder / "bitework.db")
    parts = [problem["part"] for problem in bitework("check --json").json["problems"]]
    assert parts == ["configuration", "configuration", "database", "ledger"]
    bitework.write("config.toml", "[database]\nurl = 'sqlite:///other.db'\nfile = 'other.db'\n")
    (problem,) = bitework("check --json").json["problems"]
    assert problem["text"].endswith("there is no key database.file; did you mean database.url?")
    bitework.write("config.toml", "[database]\nurl = 'sqlite:///other.db'\n")
    ended = bitework("check --json")
    assert ended.code == 1
    assert [problem["part"] for problem in ended.json["problems"]] == ["database"]


def test_check_and_ledger_check_find_what_somebody_changed_by_hand(
    bitework: Shell, project: str
) -> None:
    tampered(bitework.folder / "bitework.db")
    ended = bitework("ledger check --json")
    assert ended.code == 1
    (problem,) = ended.json["problems"]
    assert problem["kind"] == "cache"
    both = bitework("check").out
    assert "ledger: person:1:available is kept as 5" in both
    assert "database: 1 rows of identity point to rows that are not there" in both


def test_check_says_that_the_wallet_can_not_be_reached(bitework: Shell, project: str) -> None:
    bitework.write(
        "config.toml",
        "[lightning]\nurl = 'http://127.0.0.1:9'\nkey = 'abc123'\nsats_a_credit = 10\n",
    )
    ended = bitework("check")
    assert ended.code == 1
    assert ended.out.startswith("lightning: The wallet at http://127.0.0.1:9 can't be reached: ")
    assert "abc123" not in ended.out


def tampered(path: Path) -> None:
    """Change a balance and let an identity point nowhere, as no program of ours would."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE balance SET amount_minor = 5 WHERE name = 'person:1:available'")
    connection.execute(
        "INSERT INTO identity (account_id, platform, external_id, chat, created_ms) "
        "VALUES (99, 'web', 'x', 'x', 0)"
    )
    connection.commit()
    connection.close()


def test_check_names_credits_of_a_currency_that_was_changed(
    bitework: Shell, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bitework.done("check")
    monkeypatch.setenv("BITEWORK_MONEY__CURRENCY", "stars")
    ended = bitework("check --json")
    assert ended.code == 1
    changed, left = ended.json["problems"]
    assert (changed["part"], left["part"]) == ("money", "money")
    assert changed["text"].startswith(
        "[money] is configured as stars with 2 decimals, and this database counts in credits with "
        "2 decimals"
    )
    assert "30000 minor units of credits in 1 balances" in left["text"]


@pytest.mark.parametrize(
    ("key", "value", "configured"),
    [("CURRENCY", "stars", "stars with 2"), ("DECIMALS", "3", "credits with 3")],
)
def test_another_money_than_the_database_counts_in_is_refused(
    key: str, value: str, configured: str, bitework: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"BITEWORK_MONEY__{key}", value)
    assert bitework("project list").code == 0  # nothing is counted yet: it may still be changed
    monkeypatch.delenv(f"BITEWORK_MONEY__{key}")
    bitework.done("project create spam.toml")
    monkeypatch.setenv(f"BITEWORK_MONEY__{key}", value)
    for words in ("run", "project list", "account deposit operator 5 --ref may"):
        ended = bitework(words)
        assert (ended.code, ended.out) == (3, "")
        assert ended.err == (
            "This configuration does not fit the database:\n"
            f"[money] is configured as {configured} decimals, and this database counts in credits "
            "with 2 decimals: put that back, or choose another database with [database] url\n"
        )


def test_the_currency_of_a_database_from_before_it_was_noted_is_that_of_its_amounts(
    bitework: Shell, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(bitework.folder / "bitework.db")) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key = 'money'")
    monkeypatch.setenv("BITEWORK_MONEY__CURRENCY", "stars")
    assert "this database counts in credits" in bitework("project list").err
    monkeypatch.delenv("BITEWORK_MONEY__CURRENCY")
    assert project in bitework.done("project list").out
