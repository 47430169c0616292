"""A simulated platform on one core with people who press in it, and a bot on the other."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import child, world
from benchmarks.child import HOUSE
from tests.simulators.load import Crowd

BOT_CORE, SIMULATOR_CORE = 1, 0
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
START_SECONDS_MAX = 60.0
SETTLE_SECONDS, SETTLE_SECONDS_MAX = 0.5, 5.0
ANSWERS = frozenset({"ham", "spam"})
T = TypeVar("T")


@dataclass
class Bot:
    """A bot's process, alone on its core."""

    pid: int

    def cpu_seconds(self) -> float:
        text = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        parts = text.rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) * TICK_SECONDS

    def memory_mb(self) -> float:
        return child.memory_mb(self.pid, "VmRSS")


def on_a_core(work: Coroutine[None, None, T]) -> T:
    """Run this process's side, the simulator, on a core of its own."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SIMULATOR_CORE})
    try:
        return asyncio.run(work)
    finally:
        os.sched_setaffinity(0, everywhere)


def make_known(path: Path, platform: str, *, tasks: int, chats: list[tuple[int, int]]) -> None:
    """Make a database where people of a platform, each a user and their chat, are the workers."""
    made = world.make(f"sqlite:///{path}", tasks=tasks, people=len(chats))
    with opened(path) as file:
        for account_id, (user, chat) in zip(made.people, chats, strict=True):
            file.execute(
                "UPDATE session SET chat = ? WHERE identity_id = "
                "(SELECT id FROM identity WHERE account_id = ?)", (str(chat), account_id),
            )  # fmt: skip
            file.execute(
                "UPDATE identity SET platform = ?, external_id = ?, chat = ? WHERE account_id = ?",
                (platform, str(user), str(chat), account_id),
            )
        file.commit()


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Look into a database beside the bot."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        yield file


async def begin(crowd: Crowd) -> None:
    """Let everybody come in, and press once all see their first task."""
    crowd.pressing = False
    await crowd.arrive()
    there = await crowd.simulator.world.until(
        lambda: all(member.message for member in crowd.members), START_SECONDS_MAX
    )
    if not there:
        raise RuntimeError("not everybody gets a task")
    await asyncio.sleep(SETTLE_SECONDS)
    crowd.press()


async def settled(crowd: Crowd) -> int:
    """Let what was pressed be answered, and nobody press again; give how many answers it were."""
    crowd.pressing = False
    await crowd.simulator.world.until(lambda: not crowd.waiting, SETTLE_SECONDS_MAX)
    await asyncio.sleep(SETTLE_SECONDS)
    return crowd.recount().answers


@asynccontextmanager
async def started(
    sim: Any, words: list[str], folder: Path, environment: dict[str, str], is_up: Callable[[], Any]
) -> AsyncIterator[Bot]:
    """Start a bot in a process of its own, and give it once it is up."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220 - it starts at once
            words, cwd=HOUSE, env=environment, stdout=said, stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, {BOT_CORE}),
        )  # fmt: skip
    try:
        if not await sim.world.until(is_up, START_SECONDS_MAX):
            last = (folder / "said").read_text(encoding="utf-8").splitlines()[-20:]
            raise RuntimeError("\n".join(["this bot is not heard of:", *words, *last]))
        yield Bot(process.pid)
    finally:
        process.kill()  # what is measured is over, and not everybody ends when asked to
        await asyncio.to_thread(process.wait)
