"""Several processes on one file: kills, locks held elsewhere, a full disk, and taking turns."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from domain.errors import Unusable
from storage.database import open_database
from storage.migrating import migrate
from storage.turnstile import Turnstile
from storage.tx import Tx
from storage.urls import sqlite_path
from tests.storage.programs import note

ROOT = Path(__file__).parents[2]


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start one of our programs, and end it with the test."""
    command = [sys.executable, "-m", "tests.storage.programs", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def keys(tx: Tx) -> list[str]:
    return [key for (key,) in tx.connection.execute("SELECT key FROM meta").fetchall()]


@pytest.mark.parametrize("round_", range(5))
def test_what_was_confirmed_survives_a_kill(sqlite_url: str, round_: int) -> None:
    confirmed: list[str] = []
    for attempt in range(2):
        with started("confirm", sqlite_url, f"try{attempt}") as process:
            assert process.stdout is not None
            confirmed.append(process.stdout.readline())
            time.sleep(0.05 + 0.03 * round_)
            process.send_signal(signal.SIGKILL)
            confirmed += process.stdout.readlines()
    database = open_database(sqlite_url)
    there = database.read_now(keys)
    database.write_now(note("afterwards"))
    database.close_now()
    assert len(confirmed) > 20
    assert len(there) == len(set(there))
    whole = {line.strip() for line in confirmed if line.endswith("\n")}
    assert whole <= set(there)
    with closing(sqlite3.connect(sqlite_path(sqlite_url))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_processes_share_the_file_fairly(sqlite_url: str) -> None:
    seconds, start = 5.0, str(time.time() + 1.5)
    with (
        started("compete", sqlite_url, "bot", str(seconds), start) as bot,
        started("compete", sqlite_url, "command", str(seconds), start) as command,
    ):
        results = [process.communicate(timeout=60)[0].split() for process in (bot, command)]
    counts, waits_ms = ([int(result[place]) for result in results] for place in (0, 1))
    assert min(counts) > max(counts) / 3, counts
    assert max(waits_ms) < 1_500, waits_ms  # SQLite's busy handler alone: up to 3.8 s
    database = open_database(sqlite_url)
    assert len(database.read_now(keys)) == sum(counts)
    database.close_now()


async def test_a_lock_held_elsewhere_is_waited_for(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with started("lock", sqlite_url, "0.5") as other:
        assert other.stdout is not None
        await asyncio.to_thread(other.stdout.readline)
        began = time.monotonic()
        await asyncio.gather(*(database.write(note(f"k{n}")) for n in range(20)))
        assert time.monotonic() - began < 5
    assert len(await database.read(keys)) == 20
    await database.close()


async def test_a_lock_that_is_never_let_go_is_an_answer_in_the_end(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    await database.write(impatient)
    with started("lock", sqlite_url, "60") as other:
        assert other.stdout is not None
        await asyncio.to_thread(other.stdout.readline)
        outcomes = await asyncio.gather(
            *(database.write(note(f"k{n}")) for n in range(20)), return_exceptions=True
        )
        assert {type(outcome) for outcome in outcomes} == {Unusable}
        assert "holds the database locked" in str(outcomes[0])
        assert await database.read(keys) == []  # reading goes on meanwhile
    await database.write(note("free again"))
    assert await database.read(keys) == ["free again"]
    await database.close()


async def test_a_process_that_stops_in_the_turnstile_is_an_answer_too(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.turnstile.PATIENCE_SECONDS", 0.3)
    database = open_database(sqlite_url)
    with started("stand_in_the_room", sqlite_url) as other:
        assert other.stdout is not None
        await asyncio.to_thread(other.stdout.readline)
        with pytest.raises(Unusable, match="Another program has been writing"):
            await database.write(note("k"))
    await database.write(note("free again"))
    assert await database.read(keys) == ["free again"]
    await database.close()


def test_whoever_leaves_the_room_queues_behind_whoever_waits(tmp_path: Path) -> None:
    turns: list[str] = []
    one, other = Turnstile(tmp_path / "x.db"), Turnstile(tmp_path / "x.db")

    def take_turns(turnstile: Turnstile, name: str) -> None:
        for _ in range(50):
            with turnstile:
                turns.append(name)
                time.sleep(0.002)

    async def both() -> None:
        await asyncio.gather(
            asyncio.to_thread(take_turns, one, "one"), asyncio.to_thread(take_turns, other, "other")
        )

    asyncio.run(both())
    same_again = sum(one == next_ for one, next_ in pairwise(turns[10:90]))
    assert same_again < 20, turns
    one.close()
    other.close()


def test_a_disk_that_fills_up_costs_nothing_that_was_confirmed(sqlite_url: str) -> None:
    with started("run_out_of_disk", sqlite_url) as process:
        said = process.communicate(timeout=60)[0].splitlines()
    assert process.returncode == 0
    refusals = [line for line in said if line.startswith("refused:")]
    confirmed = {line.removeprefix("confirmed: ") for line in said if line[0] == "c"}
    assert refusals
    assert all("nothing was saved" in refusal for refusal in refusals)
    database = open_database(sqlite_url)
    assert set(database.read_now(keys)) == confirmed
    assert {"before-19", "after-19"} <= confirmed
    database.close_now()


def test_a_file_that_was_taken_away_confirms_nothing_more(sqlite_url: str) -> None:
    path = sqlite_path(sqlite_url)
    database = open_database(sqlite_url)
    database.write_now(note("before"))
    aside = path.rename(path.with_name("aside.db"))
    with pytest.raises(Unusable, match="deleted or replaced"):
        database.write_now(note("lost"))
    shutil.copy(aside, path)
    with pytest.raises(Unusable, match="deleted or replaced"):
        database.write_now(note("lost"))
    aside.replace(path)
    database.write_now(note("after"))
    assert set(database.read_now(keys)) == {"before", "after"}
    database.close_now()


def test_a_migration_waits_its_turn(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    database.write_now(note("k"))
    assert migrate(sqlite_url) == []
    database.write_now(note("l"))
    database.close_now()


def test_a_folder_that_may_not_be_written_says_so(sqlite_url: str) -> None:
    with TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        url = f"sqlite:///{shutil.copy(sqlite_path(sqlite_url), folder / 'x.db')}"
        folder.chmod(0o555)
        with as_anybody(), pytest.raises(Unusable, match=f"has to write in {folder}"):
            open_database(url)
        folder.chmod(0o755)


@contextmanager
def as_anybody() -> Iterator[None]:
    """Be somebody who may not do everything, where we are root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def impatient(tx: Tx) -> None:
    tx.connection.execute("PRAGMA busy_timeout = 200").fetchone()
