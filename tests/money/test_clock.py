"""Clocks that change, jump and were missed, with two processes that ring at once.

One process through the nights on which clocks change, a missed week, a clock that ran ahead:
`test_payout_runs`, `test_schedules`.
"""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from services import ledger
from storage.database import open_database
from tests import invariants
from tests.money.world import World, moderation

ROOT = Path(__file__).parents[2]
HALF_HOUR_MS, DAY_MS = 1_800_000, 86_400_000
PEOPLE = 8


def ms(text: str) -> int:
    """A moment in UTC."""
    return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


def ring(url: str, fields: str, zone: str, *clocks: list[int]) -> list[str]:
    """Let a process ring by each of the clocks, at once; give the periods that they ran."""
    words = [sys.executable, "-m", "tests.money.ringing", url, fields, zone]
    started = [
        subprocess.Popen([*words, *map(str, clock)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for clock in clocks
    ]
    said = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(clocks)
    return [line for text in said for line in text.splitlines() if "T" in line[:11]]


def works(url: str, at_ms: int) -> None:
    """People earn something."""
    database = open_database(url)
    world = World(database, at_ms)
    project = world.project(world.owner(), moderation(reward=5, least=PEOPLE, most=PEOPLE), rows=1)
    world.open(project)
    for number in range(PEOPLE):
        world.answers(world.account(f"p{number}"), project)
    database.close_now()


def is_paid_once(url: str) -> None:
    """Everybody's earning was credited, by one run."""
    database = open_database(url)
    rows = database.read_now(
        lambda tx: tx.connection.execute(
            "SELECT debit, COUNT(*), SUM(amount_minor) FROM transfer "
            "WHERE kind = 'payout_run' GROUP BY debit"
        ).fetchall()
    )
    assert sorted((count, minor) for _, count, minor in rows) == [(1, 5)] * PEOPLE
    assert database.read_now(ledger.check) == []
    assert database.read_now(invariants.broken) == []
    database.close_now()


@pytest.mark.parametrize(
    ("zone", "fields", "first", "nights"),
    [
        ("Europe/Lisbon", "30 1 * * *", "2026-10-23T12:00", 3),  # half past one comes twice
        ("Europe/Lisbon", "30 1 * * *", "2026-03-27T12:00", 3),  # and not at all
    ],
)
def test_two_processes_on_the_nights_when_clocks_change(
    database_url: str, zone: str, fields: str, first: str, nights: int
) -> None:
    begin_ms = ms(first)
    works(database_url, begin_ms - DAY_MS)
    clock = list(range(begin_ms, begin_ms + nights * DAY_MS, HALF_HOUR_MS))
    periods = ring(database_url, fields, zone, clock, clock)
    assert len(periods) == len(set(periods)) == nights + 1  # with the night before
    is_paid_once(database_url)


def test_two_processes_wake_after_a_week_and_run_once(database_url: str) -> None:
    begin_ms = ms("2026-05-04T12:00")
    works(database_url, begin_ms)
    after_ms = begin_ms + 7 * DAY_MS
    periods = ring(database_url, "0 2 * * *", "UTC", [after_ms] * 3, [after_ms + 1_000] * 3)
    assert periods == ["2026-05-11T02:00:00.000+00:00"]
    is_paid_once(database_url)


def test_two_processes_whose_clocks_jump_pay_nobody_twice(database_url: str) -> None:
    """Days ahead, back again, and hours apart."""
    begin_ms = ms("2026-05-04T12:00")
    works(database_url, begin_ms)
    hours = [0, 20, 24 * 9, 3, 18, 24 * 9, 30, 24 * 10]
    one = [begin_ms + hour * 2 * HALF_HOUR_MS for hour in hours]
    other = [moment - 5 * HALF_HOUR_MS for moment in reversed(one)]
    periods = ring(database_url, "0 2 * * *", "UTC", one, other)
    assert len(periods) == len(set(periods))
    is_paid_once(database_url)
