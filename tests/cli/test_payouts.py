"""Payouts on the command line: seen, decided, stopped, settled and returned by hand."""

import asyncio
from collections.abc import Iterator

import pytest

from bot import rails
from domain.ids import public
from storage.database import open_database
from tests.cli.conftest import Shell
from tests.cli.test_documented import PAYOUTS, sections, shape
from tests.payouts.house import House


@pytest.fixture
def house(bitework: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house with a fake rail, in the folder in which the commands run."""
    database = open_database("sqlite:///bitework.db")
    made = House(database, bitework.folder)
    made.world.now_ms = 1_767_261_600_000
    monkeypatch.setattr(rails, "configured", lambda *_: dict(made.terms.rails))
    yield made
    database.close_now()


def test_an_operator_decides_stops_and_settles(bitework: Shell, house: House) -> None:
    ann = house.person(minor=100_000)
    larger, refused, in_hand = (house.asks(ann, minor) for minor in (30_000, 3_000, 1_000))
    house.rail.moods = ["send:waiting"]
    asyncio.run(house.sends())
    id_, no, sent = public(larger), public(refused), public(in_hand)

    listed = bitework("payout list").out.splitlines()
    assert listed[1].split("\t") == [
        sent, public(ann), "fake", "sent", "10.00", "10000 sat", "a…@bank"
    ]
    printed = {"list": bitework("payout list --open --json").json}
    printed["show"] = bitework(f"payout show {id_} --json").json
    assert f"Payout {no} of account {public(ann)}: requested" in bitework(f"payout show {no}").out
    printed["approve"] = bitework(f"payout approve {id_} --json").json
    assert printed["approve"]["yes_left"] == 1
    twice = bitework(f"payout approve {id_}")
    assert (twice.code, twice.out) == (4, "")
    assert "You said yes to this one before" in twice.err
    rita = house.admin()
    assert house.approves(rita, larger) == 0

    printed["stop"] = bitework("payout stop --json").json
    assert bitework("payout stop").out == "Payouts were stopped already.\n"
    asyncio.run(house.sends())
    assert house.state(larger) == "approved"
    assert "Payouts are stopped" in bitework("payout list").err
    printed["start"] = bitework("payout start --json").json
    printed["refuse"] = bitework(
        ["payout", "refuse", no, "--reason", "Please wait until Monday.", "--json"]
    ).json
    assert printed["refuse"]["reason"] == "Please wait until Monday."
    printed["settle"] = bitework(["payout", "settle", sent, "--ref", "TX 4711", "--json"]).json
    assert printed["settle"]["state"] == "settled"
    again = bitework(["payout", "settle", sent, "--ref", "TX 4711"])
    assert (again.code, again.err) == (
        4, f"Payout {sent} is settled: what was sent can be settled.\n"
    )
    printed["return"] = bitework(
        ["payout", "return", sent, "--reason", "The account is closed.", "--json"]
    ).json
    assert house.has(ann) == (70_000, 30_000, 0)
    assert bitework("payout show 00000").code == 2
    assert set(printed) == set(PAYOUTS)
    for name, given in printed.items():
        assert shape(given) == shape(sections()[f"payout {name}"]), name


def test_a_dry_run_tells_which_payouts_it_would_ask_for(bitework: Shell, house: House) -> None:
    ann, bob = house.person(minor=1_500), house.person("bob", 50, "bob@bank")
    house.chooses(ann, 1_000)
    house.chooses(bob, 100)
    dry = bitework("payout run --now --dry-run")
    assert "0 people, 1 payout would be asked for" in dry.out
    assert f"  15.00 credits by fake for {public(ann)}" in dry.out
    assert house.has(ann) == (1_500, 0, 0)
    (run,) = bitework("payout run --now --json").json["runs"]
    assert run["automatic"] == 1
    assert house.has(ann) == (0, 1_500, 0)
    assert bitework("payout run --now --json").json["runs"][0]["automatic"] == 0
