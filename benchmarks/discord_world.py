"""A simulated Discord with people who press in it, and the bots that are measured there."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import child
from benchmarks.simulated import ANSWERS, Bot, make_known, started
from tests.simulators.discord import Simulator
from tests.simulators.discord.load import Crowd
from tests.simulators.load import Plan

TOKEN = "a.token-of.the-benchmarks"  # noqa: S105 - the simulator's
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
    chats = [(member.person.id, member.person.chat.id) for member in crowd.members]
    make_known(path, "discord", tasks=tasks, chats=chats)
    return crowd


@asynccontextmanager
async def bot(name: str, sim: Simulator, path: Path, folder: Path) -> AsyncIterator[Bot]:
    """Start a bot and give it once it is connected, commands and all."""
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
    async with started(sim, words, folder, environment, lambda: _is_up(sim)) as running:
        yield running


def _is_up(sim: Simulator) -> bool:
    return sim.gateway.is_connected and bool(sim.world.commands[0])
