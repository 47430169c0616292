"""Files of rows that people send: fetched from the platform, imported on a thread, told about.

An adapter that gets a View with `fetch` shows it and then calls `bring`, which edits that message:
how far it is while it lasts, what became of it in the end.
"""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import structlog

from bot.dispatch import system_clock
from bot.importing import import_file
from bot.media.row_files import Keeper
from domain.amounts import N_
from domain.errors import BiteworkError, Refused
from domain.events import Sender
from domain.notices import Identity
from domain.terms import Terms
from domain.views import Fetch, View
from handlers import aside, entrance, upload
from handlers.context import Context
from services.imports import ImportResult
from storage.database import Database

EDIT_SECONDS = 3.0
AT_ONCE = 2  # files that are read at a time; others wait
LOST = N_("The file could not be fetched. Send it once more.")
STOPPED = N_("I was stopped while reading it. Nothing was imported; send it once more.")
BROKEN = N_("Something went wrong here, and it was not you. Nothing was imported.")

Download = Callable[[str, Path], Awaitable[None]]  # a platform's file id, and where to put it
Show = Callable[[View], Awaitable[None]]
Outcome = ImportResult | BiteworkError

log = structlog.get_logger()


class Uploads:
    """Brings files in, a few at a time."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        *,
        clock: Callable[[], int] = system_clock,
        edit_seconds: float = EDIT_SECONDS,
    ) -> None:
        self._database = database
        self._terms = terms
        self._clock = clock
        self._edit_seconds = edit_seconds
        self._room = asyncio.Semaphore(AT_ONCE)

    async def bring(self, fetch: Fetch, sender: Sender, download: Download, show: Show) -> None:
        """Bring a file's rows in. `show` edits the message that the fetching view became.

        `download` writes the file that the platform knows by its id; whatever it raises means that
        the file could not be had.
        """
        async with self._room:
            with tempfile.TemporaryDirectory(prefix="bitework-") as folder:
                path = Path(folder) / _safe(fetch.file_name)
                outcome = await self._imported(fetch, sender, path, download, show)
        view = await self._made(sender, partial(upload.result_view, fetch=fetch, outcome=outcome))
        if view is None:
            return
        await show(view)
        place = Identity(id=0, platform=sender.platform, external_id=sender.user, chat=sender.chat)
        at_ms = self._clock()
        await self._database.write(lambda tx: entrance.was_sent(tx, place, view, at_ms))

    async def _imported(
        self, fetch: Fetch, sender: Sender, path: Path, download: Download, show: Show
    ) -> Outcome:
        try:
            await download(fetch.file_id, path)
        except BiteworkError as error:
            return error
        except Exception as error:  # noqa: BLE001 - an edge: platforms fail in ways of their own
            log.warning("upload not fetched", error=type(error).__name__, project=fetch.project_id)
            return Refused(LOST)
        meter = _Meter()
        work = asyncio.create_task(asyncio.to_thread(self._import, fetch, path, meter))
        try:
            await self._follow(work, fetch, sender, meter, show)
        except asyncio.CancelledError:
            meter.is_stopped = True
            raise
        return work.result()

    def _import(self, fetch: Fetch, path: Path, meter: "_Meter") -> Outcome:
        """Import on a thread of its own; what a person can do something about is a result."""
        try:
            return import_file(
                self._database,
                fetch.project_id,
                path,
                now_ms=self._clock(),
                skip_bad=fetch.skip_bad,
                progress=meter.note,
                keeper=Keeper(self._terms),
            )
        except BiteworkError as error:
            return error
        except Exception:  # an edge: whoever sent the file is told, and the others go on
            log.exception("import failed", project=fetch.project_id)
            return Refused(BROKEN)

    async def _follow(
        self,
        work: asyncio.Task[Outcome],
        fetch: Fetch,
        sender: Sender,
        meter: "_Meter",
        show: Show,
    ) -> None:
        """Show how far it is until it is done; only what has changed."""
        shown = (0, 0)
        while True:
            done, _ = await asyncio.wait({work}, timeout=self._edit_seconds)
            if done:
                return
            if meter.at != shown:
                read, whole = shown = meter.at
                make = partial(upload.progress_view, fetch=fetch, done=read, total=whole)
                view = await self._made(sender, make)
                if view is not None:
                    await show(view)

    async def _made(self, sender: Sender, make: Callable[[Context], View]) -> View | None:
        at_ms = self._clock()
        return await self._database.read(
            lambda tx: aside.show(tx, sender, self._terms, at_ms, make)
        )


class _Meter:
    """How far an import is, written by its thread; it is stopped by the next note."""

    def __init__(self) -> None:
        self.at = (0, 0)
        self.is_stopped = False

    def note(self, read: int, whole: int) -> None:
        self.at = (read, whole)
        if self.is_stopped:
            raise Refused(STOPPED)


def _safe(name: str) -> str:
    """Make a file's name of what a person's device calls it; its ending tells what is in it."""
    kept = re.sub(r"[^\w .()+-]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return kept[-100:] or "rows.csv"
