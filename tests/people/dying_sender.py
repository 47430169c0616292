"""A process that delivers and is killed after a message went out, before that is written down."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.delivery import Delivered, Delivery, Outcome
from domain.notices import Identity
from domain.terms import Terms
from domain.views import View
from storage.database import open_database


class Sender:
    """Writes down who got something; the last one it is allowed to kills the process."""

    def __init__(self, path: Path, allowed: int) -> None:
        self.path, self.allowed = path, allowed

    async def send(self, identity: Identity, view: View) -> Outcome:
        self.allowed -= 1
        if self.allowed < 0:
            await asyncio.Event().wait()
        with self.path.open("a") as file:
            file.write(f"{identity.external_id}\n")
        if self.allowed == 0:
            await asyncio.sleep(0.1)  # those before it are written down by now
            os.kill(os.getpid(), signal.SIGKILL)
        return Delivered()


async def main(url: str, path: str, allowed: int, now_ms: int) -> None:
    database = open_database(url)
    senders = {"web": Sender(Path(path), allowed)}
    delivery = Delivery(database, Terms(), senders, clock=lambda: now_ms)
    while await delivery.round():
        pass
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
