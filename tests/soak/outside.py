"""A rail outside: a process of its own that pays a key once and keeps its own record.

It loses requests, answers late or not at all after it has paid, and refuses some for good.
`python -m tests.soak.outside SOCKET RECORD SEED`; a line of the record is `key payout amount`.
"""

import asyncio
import sys
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import Any

import orjson

from bot.rails.base import NotPaid, Order, Outcome, Paid, RailTrouble
from tests.rails.fake import FakeRail

REFUSED_EVERY = 11  # whose number this divides is refused, whenever it is sent
BUSY, LOST, DROPPED, LATE = 0.05, 0.05, 0.10, 0.10
LATE_SECONDS = 0.03


class Outside:
    """The rail's own side."""

    def __init__(self, record: Path, seed: int) -> None:
        self.record, self.chance = record, Random(seed)
        self.paid: set[str] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, or hang up."""
        line = await reader.readline()
        if line:
            answer = await self.answer(orjson.loads(line))
            if answer is not None:
                writer.write(orjson.dumps(answer) + b"\n")
        writer.close()

    async def answer(self, asked: dict[str, Any]) -> dict[str, bool] | None:
        """Say what became of a request; None: nobody hears."""
        if self.chance.random() < LOST:
            return None
        if asked["do"] == "look_up":
            return {"paid": asked["key"] in self.paid}
        if self.chance.random() < BUSY:
            return {"busy": True}
        if asked["payout"] % REFUSED_EVERY == 0:
            return {"refused": True}
        self.pay(asked)
        if self.chance.random() < LATE:
            await asyncio.sleep(LATE_SECONDS)
        return None if self.chance.random() < DROPPED else {"paid": True}

    def pay(self, asked: dict[str, Any]) -> None:
        """Pay a key, once."""
        if asked["key"] in self.paid:
            return
        self.paid.add(asked["key"])
        with self.record.open("a") as file:
            file.write(f"{asked['key']} {asked['payout']} {asked['amount']}\n")


class OutsideRail(FakeRail):
    """Our side of it. With `fresh` it has the fault that must be found: a new key an attempt."""

    def __init__(self, socket: Path, *, fresh: bool = False) -> None:
        super().__init__()
        self.socket, self.fresh = socket, fresh

    async def prepare(self, order: Order) -> str | NotPaid:
        """Know a payment by its key."""
        return f"ref-{order.key}"

    async def send(self, order: Order, ref: str) -> Outcome:
        """Have it paid."""
        said = await self._asked("send", order, order.key + token_hex(4) * self.fresh)
        if said.get("busy"):
            raise RailTrouble
        return Paid(ref, self.fee_minor) if said.get("paid") else NotPaid("It was refused.")

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Ask whether it was paid."""
        said = await self._asked("look_up", order, order.key)
        return Paid(ref, self.fee_minor) if said["paid"] else None

    async def _asked(self, do: str, order: Order, key: str) -> dict[str, bool]:
        reader, writer = await asyncio.open_unix_connection(self.socket)
        asked = {"do": do, "key": key, "payout": order.payout_id, "amount": order.out_minor}
        writer.write(orjson.dumps(asked) + b"\n")
        line = await reader.readline()
        writer.close()
        if not line:
            raise ConnectionResetError
        said: dict[str, bool] = orjson.loads(line)
        return said


async def main(socket: str, record: str, seed: str) -> None:
    """Serve until killed."""
    outside = Outside(Path(record), int(seed))
    server = await asyncio.start_unix_server(outside.serve, socket)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
