"""A nursery for bots that are killed at any moment: everything is imported once.

Each line on the standard input (JSON, told to `live`) begins a life: a fork that opens the database
anew, as a restarted bot does, and serves until it is killed. Its process id is said on the standard
output.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine

from bot.logs import configure


def bring_up(live: Callable[..., Coroutine[None, None, None]]) -> None:
    """Begin a life for each line, until there are no more lines."""
    configure("error")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run(live(**json.loads(line)))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
