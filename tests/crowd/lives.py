"""A process that is killed again and again, and those who ask it, who do not give up."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from asyncio import Future, StreamReader, StreamWriter, TimerHandle
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.crowd.runner import LINE_BYTES_MAX, Request
from tests.crowd.screen import Said, Screen

REPOSITORY = Path(__file__).resolve().parents[2]


class Died(Exception):
    """The process was killed before it answered."""


@dataclass(frozen=True, slots=True)
class Fate:
    """When a life ends: after at most so many answers, and then at most so much later.

    There are `kills` of them; up to `kills_most`, where none of those fell between a commit and its
    answer.
    """

    kills: int
    answers_most: int
    seconds_most: float
    kills_most: int = 0


class Lives:
    """The process, life after life. Who gets no answer asks the next one the very same."""

    def __init__(
        self, order: dict[str, Any], nursery: Process, fate: Fate, seed: int
    ) -> None:
        self.kills = 0
        self.killed_waiting = 0  # requests that were on their way when their process was killed
        self.saved_unsaid = 0  # answers that were saved before a kill, and whose giver was not told
        self.removed = 0  # rows of imports that were killed half-way
        self._order, self._nursery = order, nursery
        self._fate, self._random = fate, Random(seed)
        self._numbers = count(1)
        self._life: _Life | None = None
        self._doom: TimerHandle | None = None
        self._being_born = asyncio.Lock()
        self._born: asyncio.Queue[tuple[StreamReader, StreamWriter]] = asyncio.Queue()

    @property
    def is_doomed(self) -> bool:
        """Whether more kills are to come."""
        unsaid = self.saved_unsaid > 0 or self.kills >= self._fate.kills_most
        return self.kills < self._fate.kills or not unsaid

    async def ask(self, request: Request) -> tuple[Request, int]:
        """Ask until somebody answers; give the answer, and how often that took asking."""
        for times in count(1):
            life = await self._living()
            try:
                return await life.ask(next(self._numbers), request), times
            except Died:
                continue
        raise AssertionError("one does not stop counting")

    async def says(self, said: Said) -> Screen:
        """Serve what somebody said, whatever it takes."""
        request = {"do": "event", "said": said.to_json()}
        while True:
            life = await self._living()
            try:
                return Screen(**await life.ask(next(self._numbers), request))
            except Died:
                if said.tapped.startswith("ans"):
                    self.saved_unsaid += self._is_saved(said)

    def _is_saved(self, said: Said) -> bool:
        """Tell whether what somebody did was written down, though nobody was told."""
        path = self._order["url"].removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as file:
            seen = "SELECT 1 FROM seen_event WHERE event_id = ?"
            return file.execute(seen, (said.event_id,)).fetchone() is not None

    async def connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        await self._born.put((reader, writer))

    def end(self) -> None:
        """Let the last life go in peace."""
        if self._doom is not None:
            self._doom.cancel()
        if self._life is not None:
            self._life.writer.close()

    async def _living(self) -> "_Life":
        async with self._being_born:
            if self._life is None or self._life.is_dead:
                self._life = await self._begin()
            return self._life

    async def _begin(self) -> "_Life":
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(self._order).encode() + b"\n")
        reader, writer = await self._born.get()
        hello = json.loads(await reader.readline())
        assert not hello["chat_libraries"]
        self.removed += hello["removed"]
        most = self._fate.answers_most
        answers = self._random.randint(0, most) if self.is_doomed else None
        life = _Life(reader, writer, self, hello["pid"], answers)
        if answers == 0:
            self.doom(life)
        return life

    def doom(self, life: "_Life") -> None:
        """Kill a process a moment from now."""
        delay = self._random.uniform(0, self._fate.seconds_most)
        self._doom = asyncio.get_running_loop().call_later(delay, self._kill, life)

    def _kill(self, life: "_Life") -> None:
        self.kills += 1
        self.killed_waiting += len(life.waiting)
        os.kill(life.pid, signal.SIGKILL)


class _Life:
    """One connection to one process, until that is killed."""

    def __init__(
        self, reader: StreamReader, writer: StreamWriter, lives: Lives, pid: int, left: int | None
    ) -> None:
        self.writer = writer
        self.pid = pid
        self.waiting: dict[int, Future[Request]] = {}
        self.is_dead = False
        self._reader, self._lives, self._left = reader, lives, left
        self._ear = asyncio.create_task(self._hear())

    async def ask(self, number: int, request: Request) -> Request:
        if self.is_dead:
            raise Died
        future: Future[Request] = asyncio.get_running_loop().create_future()
        self.waiting[number] = future
        self.writer.write(json.dumps(request | {"number": number}).encode() + b"\n")
        return await future

    async def _hear(self) -> None:
        """Hand answers over until the process is gone; then tell all who wait."""
        try:
            while (line := await self._reader.readline()).endswith(b"\n"):
                self._take(json.loads(line))
        except ConnectionError:
            pass  # its end was not in between two messages
        self.is_dead = True
        self.writer.close()
        for future in self.waiting.values():
            future.set_exception(Died())

    def _take(self, answer: dict[str, Any]) -> None:
        self.waiting.pop(answer["number"]).set_result(answer["reply"])
        if self._left:
            self._left -= 1
            if self._left == 0:
                self._lives.doom(self)


@asynccontextmanager
async def dying(
    url: str, fate: Fate, seed: int, *, is_bot: bool = True
) -> AsyncIterator[Lives]:
    """Have a process that serves the database at `url`, and dies as often as its fate says."""
    with TemporaryDirectory(prefix="bw") as folder:  # the path of a socket has to be short
        socket = Path(folder) / "s"
        nursery = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crowd.runner", stdin=PIPE, cwd=REPOSITORY
        )
        order = {"url": url, "socket": str(socket), "is_bot": is_bot}
        lives = Lives(order, nursery, fate, seed)
        server = await asyncio.start_unix_server(lives.connected, socket, limit=LINE_BYTES_MAX)
        try:
            yield lives
        finally:
            lives.end()
            server.close()
            assert nursery.stdin is not None
            nursery.stdin.close()
            await nursery.wait()
