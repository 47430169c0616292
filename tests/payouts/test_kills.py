"""A process that sends payouts is killed, again and again: nobody is paid twice, nobody unpaid."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import Database
from tests.payouts.house import HOUR_MS, House
from tests.rails.fake import FakeRail, Wallet

PLACES = (
    "payout.claimed", "payout.prepared", "payout.noted", "payout.sent", "payout.recording",
    "payout.looked_up",
)  # fmt: skip


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house whose wallet is a file that processes share."""
    return House(database, tmp_path, FakeRail(wallet=Wallet(tmp_path)))


def killed(house: House, url: str, place: str, *fault: str) -> None:
    """Let a process send until it comes to a place."""
    words = [sys.executable, "-m", "tests.payouts.dying_payer", url, str(house.folder)]
    done = subprocess.run(
        [*words, str(house.now_ms), place, *fault], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    house.passes(HOUR_MS)


async def test_killed_at_every_step_each_is_paid_once(house: House, database_url: str) -> None:
    places = PLACES if house.database.dialect == "sqlite" else PLACES[-3:]
    people = [house.person(f"p{n}", 3_000, f"p{n}@bank") for n in range(6)]
    payouts = [house.asks(person, 1_000) for person in people]
    for place in places:
        killed(house, database_url, place)
        await house.is_whole()
    await house.sends()
    assert {house.state(payout_id) for payout_id in payouts} == {"settled"}
    paid = house.rail.wallet.keys()
    assert len(paid) == len(set(paid)) == 6
    assert {house.has(person) for person in people} == {(2_000, 0, 1_000)}
    await house.is_whole()


async def test_a_fresh_key_for_each_attempt_would_be_noticed(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    house = House(sqlite_database, tmp_path, FakeRail(wallet=Wallet(tmp_path)))
    house.asks(house.person(), 1_000)
    for _ in range(2):
        killed(house, sqlite_url, "payout.sent", "fresh")
    await house.sends()
    assert len(house.rail.wallet.keys()) > 1  # what the test above would have failed at
