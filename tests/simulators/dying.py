"""A bot that is killed over its work again and again, and what must be there in the end.

What people saw is settled with the export and with the ledger.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from domain.ids import public
from services import ledger
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.crowd.campaign import CREDITS, REWARD_MINOR, answers, results, undecided
from tests.simulators.pressing import Worker

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS_MAX = 150.0
LEAST_EACH = 2  # answers that a row takes at least
CONFIRMED_LEAST = 0.99


@dataclass(frozen=True)
class Run:
    """How much work, who does it, and how often the bot dies over it."""

    tasks: int
    people: int
    kills: int


class Lives:
    """The bot's process, begun anew when it was killed."""

    def __init__(self, sim: Any, nursery: Process, **order: object) -> None:
        self.sim = sim
        self.order = {"token": sim.token, "api_base": sim.url, **order}
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
async def living(sim: Any, nursery: str, **order: object) -> AsyncIterator[Lives]:
    """Let a bot live in this nursery, a module; what it is told beside where its platform is."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", nursery, stdin=PIPE, stdout=PIPE, cwd=REPOSITORY
    )
    lives = Lives(sim, process, **order)
    try:
        await lives.begin()
        yield lives
    finally:
        if lives.pid:
            with suppress(ProcessLookupError):
                os.kill(lives.pid, signal.SIGKILL)
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def everybody_works(
    crowd: Sequence[Worker], lives: Lives, database: Database, project_id: int, run: Run
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


def _told(crowd: Sequence[Worker]) -> int:
    return sum(len(worker.told) for worker in crowd)


async def everything_is_there(
    database: Database, crowd: Sequence[Worker], project_id: int, run: Run
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
