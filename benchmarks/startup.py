"""Starting the bot, and the memory it has at rest."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import child, world
from benchmarks.plain import Plain
from benchmarks.report import Result, at_most
from benchmarks.work import chooser

STARTS, STARTS_QUICK = 7, 3
PEOPLE, TASKS, ANSWERS = 128, 100_000, 20_000
REST_SECONDS = 3.0  # the schedule's first ring is over by then
PATIENCE_SECONDS = 30.0
START_SECONDS, WEB_MB, ALL_MB = 1.5, 80.0, 120.0
# What a configuration with both platforms makes the bot import, and then the same run.
WITH_LIBRARIES = (
    "import discord, telegram, telegram.ext, telegram.request; "
    "from bot.cli import main; main(['run'])"
)


def startup(folder: Path, quick: bool) -> list[Result]:
    """Start with a database in which people have worked, until the page is there."""
    file = folder / "bitework.db"
    _fill(file)
    starts, web_mb = _starts(file, folder, STARTS_QUICK if quick else STARTS)
    with _running([sys.executable, "-c", WITH_LIBRARIES], file, folder) as (process, _):
        sleep(REST_SECONDS)
        all_mb = child.memory_mb(process.pid, "VmRSS")
    return [
        at_most("start to first page, with an existing database", starts, START_SECONDS, "s"),
        at_most("memory at rest, web alone", web_mb, WEB_MB, "MB"),
        at_most("memory at rest, with both chat libraries imported", all_mb, ALL_MB, "MB"),
    ]


def _starts(file: Path, folder: Path, count: int) -> tuple[float, float]:
    """Start so often; give the usual seconds, and the memory of the last one."""
    seconds = []
    for number in range(count):
        with _running(child.bitework("run"), file, folder) as (process, took):
            seconds.append(took)
            if number == count - 1:
                sleep(REST_SECONDS)
                memory_mb = child.memory_mb(process.pid, "VmRSS")
    return median(seconds), memory_mb


@contextmanager
def _running(
    command: list[str], file: Path, folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Run the bot; give it with the seconds that passed until its page was there."""
    port = child.free_port()
    with (folder / "log").open("ab") as log:
        begun = perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=child.environment(f"sqlite:///{file}", BITEWORK_WEB__PORT=str(port)),
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for_page(port, process)
        yield process, perf_counter() - begun
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait_for_page(port: int, process: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + PATIENCE_SECONDS
    while perf_counter() < until and process.poll() is None:
        with suppress(URLError, ConnectionError), urlopen(f"http://127.0.0.1:{port}/") as page:
            if b"<html" in page.read():
                return
        sleep(0.005)
    raise RuntimeError("the bot has not come up: its log says why")


def _fill(file: Path) -> None:
    made = world.make(f"sqlite:///{file}", tasks=TASKS, people=PEOPLE)
    plain = Plain(made, chooser())
    with closing(plain.connection) as connection:
        plain.begin(made.people)
        connection.execute("PRAGMA synchronous = OFF")  # it is made, not measured
        plain.rate(ANSWERS)
