"""A simulated Discord on one core with people who press in it, and a bot on the other."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import child, world
from benchmarks.child import HOUSE
from benchmarks.telegram_world import BOT_CORE, START_SECONDS_MAX, Bot
from tests.simulators.discord import Person, Simulator
from tests.simulators.discord.load import Crowd, Plan

TOKEN = "a.token-of.the-benchmarks"  # noqa: S105 - the simulator's
ANSWERS = frozenset({"ham", "spam"})
SETTLE_SECONDS, SETTLE_SECONDS_MAX = 0.5, 5.0
BOTS: dict[str, list[str]] = {
    "ours": [],
    "discord.py + aiosqlite": ["benchmarks.rivals.discords"],
}


def simulator() -> Simulator:
    """Give a Discord that checks no calls and keeps none."""
    return Simulator(token=TOKEN, checking=False, keeps_log=False)


def crowd_of(sim: Simulator, path: Path, *, people: int, tasks: int) -> Crowd:
    """Give people who press one of two answers, and make the database in which they work."""
    plan = Plan(people=people, answers=ANSWERS, start="/work", arrive_seconds=0.0)
    crowd = Crowd(sim, plan)
    make_database(path, tasks=tasks, crowd=[member.person for member in crowd.members])
    return crowd


def make_database(path: Path, *, tasks: int, crowd: list[Person]) -> None:
    """Make a database in which these people of Discord's are the workers."""
    made = world.make(f"sqlite:///{path}", tasks=tasks, people=len(crowd))
    with contextlib.closing(sqlite3.connect(path)) as file:
        for account_id, person in zip(made.people, crowd, strict=True):
            user, chat = str(person.id), str(person.chat.id)
            file.execute(
                "UPDATE session SET chat = ? WHERE identity_id = "
                "(SELECT id FROM identity WHERE account_id = ?)", (chat, account_id),
            )  # fmt: skip
            file.execute(
                "UPDATE identity SET platform = 'discord', external_id = ?, chat = ? "
                "WHERE account_id = ?", (user, chat, account_id),
            )  # fmt: skip
        file.commit()


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
async def bot(name: str, sim: Simulator, path: Path, folder: Path) -> AsyncIterator[Bot]:
    """Start a bot in a process of its own and give it once it is connected, commands and all."""
    command = BOTS[name]
    if command:
        words = [sys.executable, "-m", *command, str(path), sim.url, sim.gateway_url, sim.token]
    else:
        words = child.bitework("run")
    environment = child.environment(
        f"sqlite:///{path}",
        BITEWORK_WEB__PORT="0",
        BITEWORK_WEB__CHAT="false",
        BITEWORK_PUSH__ENABLED="false",
        BITEWORK_DISCORD__TOKEN=sim.token,
        BITEWORK_DISCORD__API_BASE=sim.url,
        BITEWORK_DISCORD__MESSAGES_A_SECOND="100000",
    )
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220 - it starts at once
            words, cwd=HOUSE, env=environment, stdout=said, stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, {BOT_CORE}),
        )  # fmt: skip
    try:
        if not await sim.world.until(lambda: _is_up(sim), START_SECONDS_MAX):
            last = (folder / "said").read_text(encoding="utf-8").splitlines()[-20:]
            raise RuntimeError("\n".join([f"{name} does not connect:", *last]))
        yield Bot(process.pid)
    finally:
        process.kill()  # what is measured is over, and not everybody ends when asked to
        await asyncio.to_thread(process.wait)


def _is_up(sim: Simulator) -> bool:
    return sim.gateway.is_connected and bool(sim.world.commands[0])
