"""A process that serves a crowd, to be killed at any moment: `python -m tests.crowd.runner`.

It is a nursery: everything is imported once, and each line on its standard input (JSON: url,
socket, is_bot) begins a life, a fork that opens the database anew, as a restarted bot would, and
connects to the socket. There it gets one request a line, serves many at once, and answers each
after what it did is on disk.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.dispatch import Dispatcher
from bot.importing import import_file, remove_abandoned
from bot.logs import configure
from domain.errors import Refused
from domain.terms import Terms
from services import projects
from storage.database import Database, open_database
from tests.crowd.screen import Moment, Said, serve

TERMS = Terms()
LINE_BYTES_MAX = 1 << 20
CHAT_LIBRARIES = {"telegram", "discord"}

Request = dict[str, Any]


class Life:
    """One life of the process, between its start and a kill: the bot, or a clerk at the command
    line beside it.
    """

    def __init__(self, url: str) -> None:
        self.database: Database = open_database(url)
        self._moment = Moment()
        self._dispatcher = Dispatcher(self.database, TERMS, clock=self._moment)

    async def serve(self, request: Request) -> Request:
        """Do what is asked, and say what came of it."""
        if request["do"] == "event":
            said = Said(**request["said"])
            return asdict(await serve(self._dispatcher, self._moment, said))
        step = CLERK[request["do"]]
        try:
            return await asyncio.to_thread(step, self.database, request)
        except Refused as refused:
            return {"refused": str(refused)}


def _import(database: Database, request: Request) -> Request:
    """Bring a file in, whatever a killed import has left of it."""
    result = import_file(
        database, request["project_id"], Path(request["path"]), now_ms=request["now_ms"]
    )
    return {"imported": result.imported, "same": result.same}


def _open(database: Database, request: Request) -> Request:
    opened = database.write_now(
        lambda tx: projects.open_project(tx, request["project_id"], TERMS, request["now_ms"])
    )
    return {"held_minor": opened.held_minor}


def _close(database: Database, request: Request) -> Request:
    closed = database.write_now(
        lambda tx: projects.close(tx, request["project_id"], request["now_ms"])
    )
    return {"returned_minor": closed.returned_minor, "released": closed.released}


CLERK: dict[str, Callable[[Database, Request], Request]] = {
    "import": _import,
    "open": _open,
    "close": _close,
}


async def live(url: str, socket: str, *, is_bot: bool) -> None:
    """Come to life, as a bot tidy up behind the dead, and serve until nobody is connected."""
    reader, writer = await asyncio.open_unix_connection(socket, limit=LINE_BYTES_MAX)
    life = Life(url)
    removed = await asyncio.to_thread(remove_abandoned, life.database) if is_bot else 0
    loaded = sorted(CHAT_LIBRARIES & set(sys.modules))
    _write(writer, {"pid": os.getpid(), "removed": removed, "chat_libraries": loaded})
    await _requests(life, reader, writer)
    await life.database.close()


async def _requests(life: Life, reader: StreamReader, writer: StreamWriter) -> None:
    async def answer(request: Request) -> None:
        _write(writer, {"number": request["number"], "reply": await life.serve(request)})

    async with asyncio.TaskGroup() as tasks:
        while line := await reader.readline():
            tasks.create_task(answer(json.loads(line)))


def _write(writer: StreamWriter, message: Request) -> None:
    writer.write(json.dumps(message).encode() + b"\n")


def main() -> None:
    """Begin a life for each line, until there are no more lines."""
    configure("warning")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            order = json.loads(line)
            asyncio.run(live(order["url"], order["socket"], is_bot=order["is_bot"]))
            os._exit(0)


if __name__ == "__main__":
    main()
