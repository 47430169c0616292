"""A simulated Telegram with people in it who press as soon as they are answered, and a bot."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks import child, world
from benchmarks.child import HOUSE
from tests.simulators.telegram import Simulator
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.state import Message

BOT_CORE, SIMULATOR_CORE = 1, 0
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
START_SECONDS_MAX = 60.0
BOTS: dict[str, list[str]] = {
    "ours": [],
    "python-telegram-bot + httpx + aiosqlite": ["benchmarks.rivals.library"],
    "aiogram + aiosqlite": ["benchmarks.rivals.aiograms"],
}


@dataclass
class Crowd:
    """People who press one of two answers as soon as a task is shown, from seed to seed alike."""

    sim: Simulator
    people: list[Person]
    answered: int = 0
    times: list[float] = field(default_factory=list)
    pressing: bool = True
    pause: Callable[[], float] | None = None  # seconds until the next press; none: at once
    waiting: dict[int, float] = field(default_factory=dict)

    def begin(self) -> None:
        self.sim.world.shown.append(self._shown)

    async def start(self) -> None:
        """Let everybody ask for their first task."""
        for person in self.people:
            person.starts()
            await person.sends("/work")

    def _shown(self, message: Message) -> None:
        user = message.chat.id
        if (pressed := self.waiting.pop(user, None)) is not None:
            self.answered += 1
            self.times.append(1000 * (perf_counter() - pressed))
        if not self.pressing:
            return
        wait = self.pause() if self.pause else 0.0
        asyncio.get_running_loop().call_later(wait, self._press, message)

    def _press(self, message: Message) -> None:
        first = message.rows[0] if message.rows else []
        if not self.pressing or len(first) < 2:
            return
        self.waiting[message.chat.id] = perf_counter()
        assert message.chat.user is not None
        data = first[message.chat.id % 2]["callback_data"]
        query = self.sim.world.press(message.chat.user, message, data)
        # Presses that are answered are forgotten: a long run has a million of them.
        self.sim.world.queries.pop(str(int(query.id) - 5000), None)


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


def make_database(path: Path, *, tasks: int, people: int, users: list[int]) -> None:
    """Make a database in which these users of Telegram's are the workers."""
    made = world.make(f"sqlite:///{path}", tasks=tasks, people=people)
    with contextlib.closing(sqlite3.connect(path)) as file:
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


@asynccontextmanager
async def bot(
    name: str, sim: Simulator, path: Path, folder: Path, **settings: object
) -> AsyncIterator[Bot]:
    """Start a bot in a process of its own and give it once it polls."""
    command = BOTS[name]
    if command:
        words = [sys.executable, "-m", *command, str(path), sim.url, sim.token]
    else:
        words = child.bitework("run")
    unlimited = {"messages_a_second": 100_000, "chat_messages_a_second": 1000,
                 "chat_burst": 1000, "name": ""}  # fmt: skip
    telegram = {"token": sim.token, "api_base": sim.url, **unlimited, **settings}
    environment = child.environment(
        f"sqlite:///{path}",
        BITEWORK_WEB__PORT="0",
        BITEWORK_WEB__CHAT="false",
        BITEWORK_PUSH__ENABLED="false",
        **{f"BITEWORK_TELEGRAM__{key.upper()}": str(value) for key, value in telegram.items()},
    )
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220 - it starts at once
            words, cwd=HOUSE, env=environment, stdout=said, stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, {BOT_CORE}),
        )  # fmt: skip
    try:
        if not await sim.world.until(lambda: sim.world.updates.polls > 0, START_SECONDS_MAX):
            raise RuntimeError(f"{name} does not poll: {(folder / 'said').read_text()[-2000:]}")
        yield Bot(process.pid)
    finally:
        process.kill()  # what is measured is over, and not everybody ends when asked to
        await asyncio.to_thread(process.wait)
