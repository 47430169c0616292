"""Vouchers and rewards by command: codes are printed by `reveal` alone."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from domain.ids import internal, public
from domain.terms import MoneyTerms, PushTerms
from services import catalogue, ledger, people
from storage.database import open_database
from storage.tx import Tx
from tests.cli.conftest import Shell
from tests.cli.test_documented import sections, shape

IMPORT = "voucher import codes.txt --pool Books --face 10.00 --currency EUR"
NOW_MS = 1_767_261_600_000


def same_shape(command: str, given: Any) -> Any:
    assert shape(given) == shape(sections()[command]), command
    return given


def ordered(folder: Path, *rewards: str) -> list[str]:
    """Somebody with credits orders rewards; gives the orders' ids."""
    database = open_database(f"sqlite:///{folder}/bitework.db")

    def order(tx: Tx) -> list[str]:
        ann = people.add(
            tx, name="ann", locale="en", push=PushTerms(), now_ms=NOW_MS, state="active"
        )
        ledger.deposit(
            tx, account_id=ann, amount_minor=5_000, currency="credits", ref=f"for {ann}",
            now_ms=NOW_MS,
        )  # fmt: skip
        person = people.load(tx, ann, lock=True)
        bought = [
            catalogue.order(
                tx, person, internal(reward), request=str(number), money=MoneyTerms(),
                now_ms=NOW_MS,
            )
            for number, reward in enumerate(rewards)
        ]  # fmt: skip
        return [public(one.order.id) for one in bought]

    try:
        return database.write_now(order)
    finally:
        database.close_now()


def test_codes_are_imported_listed_and_shown_without_being_printed(bitework: Shell) -> None:
    codes = bitework.write("codes.txt", "AAA-111\nBBB-222\nAAA-111\n")
    given = same_shape("voucher import", bitework.done(f"{IMPORT} --json").json)
    assert (given["imported"], given["same"], given["same_lines"]) == (2, 1, [3])
    again = bitework.done(IMPORT)
    assert again.out == "0 codes imported.\n3 were there already: line 1, 2, 3.\n"
    codes.unlink()
    reward = bitework.done(
        ["reward", "new", "voucher", "--title", "Books", "--price", "8", "--detail", "Books"]
    ).out.strip()
    ordered(bitework.folder, reward)
    listed = same_shape("voucher list", bitework.done("voucher list --pool Books --json").json)
    (pool,) = listed["pools"]
    assert (pool["pool"], pool["face"], pool["free"], pool["given"]) == ("Books", "10.00", 1, 1)
    taken = next(one for one in listed["vouchers"] if one["state"] == "given")
    shown = bitework.done(f"voucher show {taken['id']}")
    assert f"Books ({taken['id']}): 10.00 EUR, given\ngiven to " in shown.out
    same_shape("voucher show", bitework.done(f"voucher show {taken['id']} --json").json)
    table = bitework.done("voucher list").out.splitlines()
    assert table == ["pool\tface\tcurrency\tfree\tgiven\texpired", "Books\t10.00\tEUR\t1\t1\t0"]
    for words in ("voucher list", "voucher list --pool Books --json", "reward orders --json"):
        assert "AAA" not in bitework.done(words).out
    assert bitework.done(f"voucher reveal {taken['id']}").out == "AAA-111\n"
    revealed = bitework.done(f"voucher reveal {taken['id']} --json").json
    assert same_shape("voucher reveal", revealed)["code"] == "AAA-111"
    with closing(sqlite3.connect(bitework.folder / "bitework.db")) as connection:
        rows = connection.execute("SELECT action FROM audit WHERE action LIKE 'voucher.%'")
        assert [row[0] for row in rows] == ["voucher.import"] * 2 + ["voucher.reveal"] * 2


def test_bad_lines_are_named_and_their_words_are_not_repeated(bitework: Shell) -> None:
    bitework.write("codes.txt", "code,expires\nAAA,2099-01-01\nBBB,SECRET\n,2099-01-01\n")
    ended = bitework(IMPORT)
    assert ended.code == 1
    assert ended.out == (
        "Nothing was imported (--skip-bad imports the others):\n"
        "line 3: its last day is no date such as 2027-12-31\n"
        "line 4: there is no code\n"
    )
    given = bitework(f"{IMPORT} --json")
    assert given.code == 1
    assert [problem["line"] for problem in given.json["problems"]] == [3, 4]
    assert "SECRET" not in given.out + given.err
    assert bitework.done(f"{IMPORT} --skip-bad").out.startswith("1 codes imported.\nline 3")


def test_what_can_not_be_imported_is_said(bitework: Shell) -> None:
    bitework.write("codes.txt", "AAA\n")
    for more, why in (
        ("--face 0 --currency EUR --pool x", "--face"),
        ("--face 1 --currency E1 --pool x", "must be a currency"),
        ("--face 1.001 --currency EUR --pool x", "decimals"),
        (f"--face 1 --currency EUR --pool {'x' * 61}", "60 characters"),
        ("--face 1 --currency EUR --pool x --expires 2020-01-01", "a day to come"),
    ):
        ended = bitework(f"voucher import codes.txt {more} --json")
        assert ended.code == 2
        assert why in ended.json["error"]["message"], more
    assert bitework("voucher import none.txt --pool x --face 1 --currency EUR").code == 1
    assert bitework("voucher list --pool None").code == 2
    assert bitework("voucher show 7KQ2M").code == 2
    bitework.done(IMPORT)
    refused = bitework(IMPORT.replace("10.00", "5.00"))
    assert refused.code == 4
    assert "The vouchers of Books are worth 10.00 EUR each." in refused.err


def test_rewards_are_offered_ordered_handed_over_and_given_back(bitework: Shell) -> None:
    new = ["reward", "new", "thing", "--title", "Mug", "--price", "5.00", "--detail", "shelf 3"]
    mug = same_shape("reward new", bitework.done([*new, "--stock", "3", "--json"]).json)["id"]
    first, second = ordered(bitework.folder, mug, mug)
    waiting = same_shape("reward orders", bitework.done("reward orders --json").json)["orders"]
    assert [order["id"] for order in waiting] == [first, second]
    done = bitework.done(f"reward given {first} --json").json
    assert same_shape("reward given", done)["state"] == "given"
    assert "was handed over already" in bitework(f"reward given {first}").err
    back = bitework.done(["reward", "return", second, "--reason", "It fell down.", "--json"]).json
    assert same_shape("reward return", back)["state"] == "returned"
    assert bitework(["reward", "return", second, "--reason", "x"]).code == 4
    gone = bitework.done(f"reward withdraw {mug} --json").json
    assert same_shape("reward withdraw", gone)["state"] == "withdrawn"
    (listed,) = same_shape("reward list", bitework.done("reward list --json").json)["rewards"]
    assert (listed["stock"], listed["state"]) == (2, "withdrawn")
    assert bitework.done("ledger check").code == 0


def test_what_can_not_be_offered_is_said(bitework: Shell) -> None:
    for words, why in (
        (["voucher", "--detail", "None"], "There are no vouchers of that name."),
        (["role", "--detail", "1"], "Write the id of the server"),
        (["role", "--detail", "1 2"], "I know no such server yet"),
        (["car"], "The kinds are voucher, thing and role."),
    ):
        ended = bitework(["reward", "new", *words, "--title", "x", "--price", "1"])
        assert ended.code == 1
        assert why in ended.err
    assert bitework("reward new thing --title x --price free").code == 2
