"""A process without a chat that sends payouts, and is killed where it was told to be.

    python -m tests.payouts.dying_payer URL FOLDER NOW_MS PLACE [fresh]

With `fresh` it has a fault: it pays under a fresh key at every attempt.
"""

import asyncio
import os
import secrets
import signal
import sys
from dataclasses import replace
from pathlib import Path

from bot.paying import pay
from bot.rails.base import Order, Outcome
from storage import failpoints
from storage.database import open_database
from tests.keys import operator_keys
from tests.payouts.house import terms_of
from tests.rails.fake import FakeRail, Wallet


class Forgetful(FakeRail):
    """A rail with the fault."""

    async def send(self, order: Order, ref: str) -> Outcome:
        return await super().send(replace(order, key=f"{order.key}-{secrets.token_hex(4)}"), ref)


def main(url: str, folder: str, now_ms: str, place: str, fault: str = "") -> None:
    kind = Forgetful if fault else FakeRail
    terms = terms_of(kind(wallet=Wallet(Path(folder))))

    def die(reached: str) -> None:
        if reached == place:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.arm(die)
    database = open_database(url)
    asyncio.run(pay(database, terms, int(now_ms), keys=operator_keys(Path(folder))))
    database.close_now()


if __name__ == "__main__":
    main(*sys.argv[1:])
