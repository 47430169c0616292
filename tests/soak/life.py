"""Two processes at a time live the whole life of money, and each is killed after a moment.

`python -m tests.soak.life URL FOLDER KILLS SEED FRESH`: this process only makes others, by fork, so
that a life costs no start of Python; it never opens the database. Each of them is ended by SIGKILL:
at a named place that chance has chosen, or at any moment. Some are stopped for longer than a lease
before that, and then go on. At the end one is let live until all money has come to rest.
"""

import asyncio
import logging
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import structlog

from storage import failpoints
from storage.database import open_database
from storage.queries import queries
from tests.money.world import START_MS
from tests.soak.acts import JOBS_SELDOM, Acts
from tests.soak.town import Town

AT_ONCE = 2
SPEED = 1_000  # the town's seconds in one of ours: a lease of five minutes is 0.3 of ours
DAY_MS = 86_400_000
LIVES_SECONDS = (0.2, 1.0)
STOPS_SECONDS = 0.5  # longer than a lease
DAYS_MOST = 30
HANDS = 3  # things that a process does at once


class Lives:
    """The town's time, and how its processes come and go."""

    def __init__(self, url: str, folder: Path, seed: int, *, fresh: bool) -> None:
        self.url, self.folder, self.fresh = url, folder, fresh
        self.chance, self.begun, self.days = Random(seed), time.time(), 0
        self.killed = (folder / "killed").open("a", buffering=1)
        queries("postgres" if url.startswith("postgres") else "sqlite")  # parsed once, for all
        if url.startswith("postgres"):
            import storage.postgres  # noqa: F401 - a fifth of a second that each would need

    def clock(self, days: int) -> Callable[[], int]:
        """Give the town's clock, so many days ahead."""
        ahead_ms = START_MS + days * DAY_MS
        return lambda: ahead_ms + int((time.time() - self.begun) * 1_000 * SPEED)

    def born(self) -> tuple[int, list[tuple[float, int]]]:
        """Make a process; give it with the moments at which it gets signals from outside."""
        chance = Random(self.chance.random())
        self.days += chance.random() < 0.05
        target = self._target(chance)
        pid = os.fork()
        if pid == 0:
            self._lives(chance, target)
        end = time.monotonic() + chance.uniform(*LIVES_SECONDS)
        if chance.random() < 0.1:
            cont = end + STOPS_SECONDS
            return pid, [
                (end, signal.SIGSTOP), (cont, signal.SIGCONT), (cont + 0.2, signal.SIGKILL)
            ]  # fmt: skip
        return pid, [(end, signal.SIGKILL)]

    def _target(self, chance: Random) -> str:
        """Choose a place to die at: often the one at which the fewest have died."""
        places = Counter((self.folder / "killed").read_text().splitlines())
        if chance.random() < 0.5:
            return chance.choice(failpoints.NAMES)
        return min(failpoints.NAMES, key=lambda name: (places[name], chance.random()))

    def _lives(self, chance: Random, target: str) -> None:
        """Live in this process, to die where a target is reached for the first to fifth time."""
        left = chance.randint(1, 3)

        def reached(name: str) -> None:
            nonlocal left
            left -= name == target
            if not left:
                self.killed.write(f"{name}\n")
                os.kill(os.getpid(), signal.SIGKILL)

        failpoints.arm(reached)
        try:
            asyncio.run(self._acts(chance).at_once())
        except BaseException:  # noqa: BLE001 - this process has to end here
            self.killed.write(traceback.format_exc())
        os._exit(1)

    def _acts(self, chance: Random) -> "Living":
        town = Town(open_database(self.url), folder=self.folder, fresh=self.fresh)
        return Living(town, chance, self.clock(self.days))

    def ended(self, pid: int, signals: list[tuple[float, int]]) -> int | None:
        """Send what is due; give how a process ended once it has."""
        while signals and signals[0][0] < time.monotonic():
            os.kill(pid, signals.pop(0)[1])
        done, status = os.waitpid(pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if done else None

    def soak(self, kills: int) -> None:
        """Kill so many; what ends otherwise is an error that stops it all."""
        alive: list[tuple[int, list[tuple[float, int]]]] = []
        while kills > 0:
            while len(alive) < AT_ONCE:
                alive.append(self.born())
            for each in list(alive):
                how = self.ended(*each)
                if how is None:
                    continue
                alive.remove(each)
                if how != -signal.SIGKILL:
                    sys.exit(f"a process ended by itself: {how}")
                kills -= 1
            time.sleep(0.005)
        for pid, _ in alive:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    async def rest(self) -> None:
        """Let days pass until all that was begun has ended."""
        for day in range(DAYS_MOST):
            living = self._acts(Random(day))
            living.clock = self.clock(self.days + 1 + day)
            if await living.comes_to_rest():
                break
            await living.town.database.close()


class Living(Acts):
    """What one process does."""

    async def at_once(self) -> None:
        """Do several things at a time."""
        await asyncio.gather(*(self.go_on() for _ in range(HANDS)))

    async def comes_to_rest(self) -> bool:
        """Bring to an end what can be today; tell whether nothing is left."""
        from services.payouts import switch

        await self.write(lambda tx: switch.start(tx, self.clock(), actor_id=None))
        for _ in range(3):
            for name in (*JOBS_SELDOM, "fold", "sweep", "payout", "pay"):
                await self.job(name)
            for act in (self.approves, self.banks, self.hands_over):
                for _ in range(100):
                    if not await self._has_done(act):
                        break
        return not await self.town.database.read(self._left)

    async def _has_done(self, act: Callable[[], object]) -> bool:
        from domain.errors import BiteworkError, Refused

        try:
            await act()  # type: ignore[misc]
        except Refused:
            return True  # one admin said it before: another one is asked
        except BiteworkError:
            return False
        return True

    @staticmethod
    def _left(tx: object) -> list[object]:
        found: list[object] = tx.connection.execute(  # type: ignore[attr-defined]
            "SELECT id FROM payout WHERE state NOT IN ('settled', 'returned') "
            "UNION ALL SELECT id FROM submission WHERE state = 'pending' OR appeal_until_ms > 0 "
            "UNION ALL SELECT 1 FROM balance WHERE name LIKE 'person:%:pending' "
            "AND amount_minor <> 0"
        ).fetchall()
        return found


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    url, folder, kills, seed, fresh = sys.argv[1:]
    lives = Lives(url, Path(folder), int(seed), fresh=fresh == "fresh")
    lives.soak(int(kills))
    asyncio.run(lives.rest())
