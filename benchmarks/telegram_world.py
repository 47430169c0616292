"""A simulated Telegram with people who press in it, and the bots that are measured there."""

import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import child
from benchmarks.simulated import ANSWERS, Bot, make_known, started
from tests.simulators.load import Plan
from tests.simulators.telegram import Limits, Simulator
from tests.simulators.telegram.load import Crowd

TOKEN = "4242:a-token-of-the-benchmarks"  # noqa: S105 - the simulator's
SECRET = "a-secret-of-the-benchmarks"  # noqa: S105 - likewise
FRONT = "https://bitework.example"  # where the simulator finds a webhook, through a proxy
BOTS: dict[str, list[str]] = {
    "ours": [],
    "python-telegram-bot + httpx + aiosqlite": ["benchmarks.rivals.library"],
    "aiogram + aiosqlite": ["benchmarks.rivals.aiograms"],
}


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
    make_known(path, "telegram", tasks=tasks, chats=[(user, user) for user in users])


@asynccontextmanager
async def bot(
    name: str, sim: Simulator, path: Path, folder: Path, **settings: object
) -> AsyncIterator[Bot]:
    """Start a bot and give it once it polls, or has set its webhook."""
    command, updates = BOTS[name], sim.world.updates
    words = [sys.executable, "-m", *command, str(path), sim.url, sim.token]
    environment = child.environment(f"sqlite:///{path}", **_settings(sim, settings.items()))
    async with started(
        sim, words if command else child.bitework("run"), folder, environment,
        lambda: updates.polls or updates.webhook_is_set,
    ) as running:  # fmt: skip
        yield running


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
