"""The loop over posts and moderators' wishes, as a process that is killed at any moment.

`python -m tests.stories.said_and_done DATABASE FILE SECONDS` says and does what is due. The
platform is a file to which every call adds a line once it is done, as Discord keeps what it took.
"""

import asyncio
import os
import sys

from bot.groups import Groups
from domain.events import Power
from domain.terms import Terms
from domain.views import View
from storage.database import open_database

NOW_MS = 1_700_000_000_000


class Paper:
    """A platform that takes everything, and writes it down."""

    def __init__(self, path: str, seconds: float) -> None:
        self._out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._seconds = seconds

    async def _note(self, what: str) -> None:
        await asyncio.sleep(self._seconds)
        os.write(self._out, f"{what}\n".encode())
        await asyncio.sleep(self._seconds)

    async def find(self, chat: str, user: str) -> str:
        return chat

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        await self._note(f"said {chat}")
        return "m1"

    async def edit(self, chat: str, message: str, view: View) -> None:
        """Nothing of this is counted."""

    async def delete(self, chat: str, message: str) -> bool:
        await self._note(f"away {message}")
        return True

    async def powers(self, group: str, chat: str, user: str, author: str) -> frozenset[Power]:
        return frozenset({"delete", "time_out"})

    async def take_away(self, chat: str, message: str) -> None:
        await self._note(f"away {message}")

    async def let_rest(self, group: str, user: str, until_ms: int) -> None:
        await self._note(f"rest {user}")


async def main(url: str, path: str, seconds: float) -> None:
    database, paper = open_database(url), Paper(path, seconds)
    groups = Groups(
        database,
        Terms(),
        {"discord": paper},
        moderators={"discord": paper},
        clock=lambda: NOW_MS + 86_400_000,
    )
    while True:
        await groups.round()
        await asyncio.sleep(0.005)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
