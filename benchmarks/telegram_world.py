"""A simulated Telegram on one core with people who press in it, and a bot on the other."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks import child, world
from benchmarks.child import HOUSE
from tests.simulators.telegram import Limits, Simulator
from tests.simulators.telegram.load import Crowd, Plan

BOT_CORE, SIMULATOR_CORE = 1, 0
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
START_SECONDS_MAX = 60.0
SETTLE_SECONDS, SETTLE_SECONDS_MAX = 0.5, 5.0
TOKEN = "4242:a-token-of-the-benchmarks"  # noqa: S105 - the simulator's
SECRET = "a-secret-of-the-benchmarks"  # noqa: S105 - likewise
FRONT = "https://bitework.example"  # where the simulator finds a webhook, through a proxy
ANSWERS = frozenset({"ham", "spam"})
BOTS: dict[str, list[str]] = {
    "ours": [],
    "python-telegram-bot + httpx + aiosqlite": ["benchmarks.rivals.library"],
    "aiogram + aiosqlite": ["benchmarks.rivals.aiograms"],
}
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


def simulator(limits: Limits | None = None) -> Simulator:
    """Give a Telegram that checks no calls and keeps none."""
    return Simulator(token=TOKEN, checking=False, keeps_log=False, limits=limits)


def crowd_of(
    sim: Simulator, path: Path, *, people: int, tasks: int, idle: int = 0, rate: float = 0.0
) -> Crowd:
    """Give people who press one of two answers, and make the database in which they work."""
    plan = Plan(
        people=people, idle=idle, rate=rate, answers=ANSWERS, start="/work", arrive_seconds=0.0
    )
    crowd = Crowd(sim, plan)
    everybody = [*(member.person for member in crowd.members), *crowd.idle]
    make_database(path, tasks=tasks, users=[person.user.id for person in everybody])
    return crowd


def make_database(path: Path, *, tasks: int, users: list[int]) -> None:
    """Make a database in which these users of Telegram's are the workers."""
    made = world.make(f"sqlite:///{path}", tasks=tasks, people=len(users))
    with opened(path) as file:
        for account_id, user in zip(made.people, users, strict=True):
            file.execute(
                "UPDATE session SET chat = ? WHERE identity_id = "
                "(SELECT id FROM identity WHERE account_id = ?)", (str(user), account_id),
            )  # fmt: skip
            file.execute(
                "UPDATE identity SET platform = 'telegram', external_id = ?, chat = ? "
                "WHERE account_id = ?", (str(user), str(user), account_id),
            )  # fmt: skip
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
async def bot(
    name: str, sim: Simulator, path: Path, folder: Path, **settings: object
) -> AsyncIterator[Bot]:
    """Start a bot in a process of its own and give it once it polls, or has set its webhook."""
    command = BOTS[name]
    words = [sys.executable, "-m", *command, str(path), sim.url, sim.token]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220 - it starts at once
            words if command else child.bitework("run"),
            cwd=HOUSE,
            env=child.environment(f"sqlite:///{path}", **_settings(sim, settings.items())),
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, {BOT_CORE}),
        )
    updates = sim.world.updates
    try:
        heard = await sim.world.until(
            lambda: updates.polls or updates.webhook_is_set, START_SECONDS_MAX
        )
        if not heard:
            words = (folder / "said").read_text(encoding="utf-8").splitlines()
            raise RuntimeError("\n".join([f"{name} does not poll:", *words[-20:]]))
        yield Bot(process.pid)
    finally:
        process.kill()  # what is measured is over, and not everybody ends when asked to
        await asyncio.to_thread(process.wait)


def _settings(sim: Simulator, more: Iterable[tuple[str, object]]) -> dict[str, str]:
    port = child.free_port()
    sim.server.webhook.proxies[FRONT] = f"http://127.0.0.1:{port}"
    telegram = {
        "token": sim.token, "api_base": sim.url, "name": "", "secret": SECRET,
        "messages_a_second": 100_000, "chat_messages_a_second": 1000, "chat_burst": 1000,
    }  # fmt: skip
    return {
        "BITEWORK_WEB__PORT": str(port),
        "BITEWORK_WEB__PUBLIC_URL": FRONT,
        "BITEWORK_WEB__CHAT": "false",
        "BITEWORK_PUSH__ENABLED": "false",
        **{
            f"BITEWORK_TELEGRAM__{key.upper()}": str(value)
            for key, value in {**telegram, **dict(more)}.items()
        },
    }
