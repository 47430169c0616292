"""Whatever happens between people and the bot, what they saw confirmed is there once, paid once.

Updates come twice and out of order, calls are lost before and after they have their effect, the
server answers 429 and 502, and the bot's process is killed again and again. Time is scaled: people
press again after 2 s instead of 5.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from domain.ids import public
from services import ledger
from storage.database import Database, open_database
from storage.tx import Tx
from tests import invariants
from tests.crowd.campaign import CREDITS, REWARD_MINOR, answers, made_up, results, start, undecided
from tests.simulators.telegram import Faults, Simulator
from tests.telegram.pressing import Worker, workers

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS_MAX = 150.0
LEAST_EACH = 2  # answers that a row takes at least
CONFIRMED_LEAST = 0.99


class Lives:
    """The bot's process, begun anew when it was killed."""

    def __init__(
        self, sim: Simulator, url: str, port: int, nursery: asyncio.subprocess.Process
    ) -> None:
        self.sim = sim
        self.order = {"url": url, "token": sim.token, "api_base": sim.url, "port": port}
        self.nursery = nursery
        self.kills = 0
        self.pid = 0

    async def begin(self) -> None:
        assert self.nursery.stdin is not None and self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps(self.order).encode() + b"\n")
        self.pid = int(await self.nursery.stdout.readline())

    async def kill(self) -> None:
        """SIGKILL, and a new life: once the old one is gone, which takes as long as its last fsync,
        and with it what holds the port.
        """
        os.kill(self.pid, signal.SIGKILL)
        self.kills += 1
        with suppress(ProcessLookupError):
            while True:
                os.kill(self.pid, 0)
                await asyncio.sleep(0.002)
        await self.begin()


@asynccontextmanager
async def living(sim: Simulator, url: str, port: int) -> AsyncIterator[Lives]:
    nursery = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.telegram.nursery", stdin=PIPE, stdout=PIPE, cwd=REPOSITORY
    )
    lives = Lives(sim, url, port, nursery)
    try:
        await lives.begin()
        yield lives
    finally:
        if lives.pid:
            with suppress(ProcessLookupError):
                os.kill(lives.pid, signal.SIGKILL)
        assert nursery.stdin is not None
        nursery.stdin.close()
        await nursery.wait()


@dataclass(frozen=True)
class Run:
    """How much work, who does it, and how often the bot dies over it."""

    tasks: int
    people: int
    kills: int
    webhook: bool = False


POLLING = Run(1000, 50, 20)
WEBHOOK = Run(200, 25, 6, webhook=True)


@pytest.mark.parametrize("run", [POLLING, WEBHOOK], ids=["polling", "webhook"])
async def test_what_was_confirmed_is_there_once_and_paid_once(
    sqlite_url: str, tmp_path: Path, run: Run
) -> None:
    faults = Faults(
        seed=3,
        drop_before=0.01,
        drop_after=0.02,
        cut=0.005,
        server_error=0.01,
        too_many=0.002,
        duplicate=0.05,
        reorder=0.2,
        delay_seconds=0.02,
    )
    database = open_database(sqlite_url)
    rows = made_up(tmp_path, run.tasks)
    project_id = await asyncio.to_thread(start, database, rows, budget="250.00")
    async with Simulator(faults=faults, checking=False) as sim:
        sim.server.webhook.retry_seconds, sim.server.webhook.retry_seconds_max = 0.1, 1.0
        port = free_port() if run.webhook else 0
        crowd = workers(sim, run.people, dict(rows.by_id), seed=3)
        async with living(sim, sqlite_url, port) as lives, asyncio.timeout(SECONDS_MAX):
            await everybody_works(crowd, lives, database, project_id, run)
        await asyncio.sleep(0.5)  # what is on its way arrives
    assert lives.kills == run.kills
    assert all(faults.happened[name] for name in ("drop_before", "drop_after", "duplicate"))
    await everything_is_there(database, crowd, project_id, run)
    await database.close()


async def everybody_works(
    crowd: list[Worker], lives: Lives, database: Database, project_id: int, run: Run
) -> None:
    """Work until all rows are decided, and all kills have happened on the way."""
    done = asyncio.Event()
    random = Random(7)
    async with asyncio.TaskGroup() as tasks:
        for worker in crowd:
            tasks.create_task(worker.works(done))
        for number in range(1, run.kills + 1):
            due = run.tasks * LEAST_EACH * number // (run.kills + 1)
            await lives.sim.world.until(lambda due=due: _told(crowd) >= due, SECONDS_MAX)
            await asyncio.sleep(random.uniform(0, 0.1))
            await lives.kill()
        while await database.read(lambda tx: undecided(tx, project_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.3)
        done.set()


def free_port() -> int:
    """Give a port that stays free while a killed bot is away: connections going out are given
    higher ones.
    """
    for port in Random().sample(range(20_000, 32_000), 100):
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def _told(crowd: list[Worker]) -> int:
    return sum(len(worker.told) for worker in crowd)


async def everything_is_there(
    database: Database, crowd: list[Worker], project_id: int, run: Run
) -> None:
    """Settle the accounts of what people saw with the export and with the ledger."""
    await invariants.hold(database)
    assert len(await asyncio.to_thread(results, database, project_id)) == run.tasks
    accounts = await database.read(accounts_by_user)
    exported = Counter(
        (record["row_id"], record["worker"], record["answer"])
        for record in await asyncio.to_thread(answers, database, project_id)
    )
    assert set(exported.values()) == {1}
    given, told = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for worker in crowd:
        name = public(accounts[str(worker.person.user.id)])
        given.update((worker.rows[n], name, answer) for n, answer in worker.given.items())
        told.update((worker.rows[n], name, answer) for n, answer in worker.told.items())
    assert told - exported == Counter(), "somebody saw an answer confirmed that is not there"
    assert exported - given == Counter(), "there are answers that nobody gave"
    for worker in crowd:
        account_id = accounts[str(worker.person.user.id)]
        mine = sum(name == public(account_id) for _, name, _ in exported)
        has = await database.read(lambda tx, of=account_id: ledger.balances(tx, of, CREDITS))
        assert has.pending_minor == REWARD_MINOR * mine
    outcomes = sum((worker.outcomes for worker in crowd), Counter[str]())
    share = told.total() / exported.total()
    assert share >= CONFIRMED_LEAST, f"{share:.2%} were confirmed; presses: {outcomes}"


def accounts_by_user(tx: Tx) -> dict[str, int]:
    found = tx.connection.execute("SELECT external_id, account_id FROM identity").fetchall()
    return {str(user): int(account_id) for user, account_id in found}
