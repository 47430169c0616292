"""Killed again and again, wherever it was: nobody is paid twice, nobody unpaid."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from storage import failpoints
from storage.database import open_database
from tests.soak.town import Town

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("SOAK_SEED", "7"))
KILLS_FEW, KILLS_SOAK = 10, 550  # on each kind of database


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[None]:
    """The rail, in a process of its own."""
    socket = tmp_path / "rail"
    command = [sys.executable, "-m", "tests.soak.outside", socket, tmp_path / "record", str(SEED)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        while not socket.exists():
            assert process.poll() is None
            sleep(0.02)
        yield
        process.kill()


def lives(url: str, folder: Path, kills: int, *, fresh: bool = False) -> tuple[Town, list[str]]:
    """Let them live and die in a town; give it with where they were killed by themselves."""
    database = open_database(url)
    town = Town(database, folder=folder)
    town.begins()
    database.close_now()
    command = [sys.executable, "-m", "tests.soak.life", url, str(folder), str(kills), str(SEED),
               "fresh" if fresh else "kept"]  # fmt: skip
    with (folder / "log").open("wb") as log:
        ended = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False)
    killed, said = (folder / "killed").read_text(), (folder / "log").read_text(errors="replace")
    assert ended.returncode == 0, f"{said[-2_000:]}\n{killed[-6_000:]}"
    return Town(open_database(url), folder=folder), killed.splitlines()


def is_right(town: Town) -> None:
    """What has to be true is, and something has happened at all."""
    wrong = town.wrong()
    assert not wrong, "\n".join(wrong)
    assert town.record()
    town.database.close_now()


@pytest.mark.usefixtures("outside")
def test_killed_a_few_times(database_url: str, tmp_path: Path) -> None:
    town, _ = lives(database_url, tmp_path, KILLS_FEW)
    is_right(town)


@pytest.mark.usefixtures("outside")
def test_a_fresh_key_for_each_attempt_is_found_out(sqlite_url: str, tmp_path: Path) -> None:
    """The fault that this looks for: what is looked up is never found, and paid again."""
    town, _ = lives(sqlite_url, tmp_path, KILLS_FEW, fresh=True)
    wrong = town.wrong()
    town.database.close_now()
    assert any("was paid twice" in each for each in wrong), wrong


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.usefixtures("outside")
def test_killed_many_times(database_url: str, tmp_path: Path) -> None:
    """With every place among those at which it was killed."""
    town, places = lives(database_url, tmp_path, KILLS_SOAK)
    is_right(town)
    missed = set(failpoints.NAMES) - set(places)
    assert not missed, (missed, Counter(places))
