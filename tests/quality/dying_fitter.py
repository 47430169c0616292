"""A process that fits and is killed at one of its commits."""

import asyncio
import os
import signal
import sys

from bot.schedule import run_job
from domain.terms import Terms
from storage import failpoints
from storage.database import open_database


def main(url: str, commits: int, now_ms: int) -> None:
    left = commits

    def reached(name: str) -> None:
        nonlocal left
        left -= name == "commit.done"
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.arm(reached)
    asyncio.run(run_job("estimate", open_database(url), Terms(), now_ms))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
