"""Media for everybody who shows it: looked up, fetched once in the background, kept.

Before a view is shown, `ready` puts what is in the folder in the place of addresses; nobody waits
longer than a moment for what is still on its way: its address stands there as a link. What the next
rows of open projects show is fetched before anybody asks (`run`).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import structlog

from bot.dispatch import system_clock
from bot.media.looker import Looker
from bot.media.looking import Limits
from bot.media.store import NO_ROOM, NoRoom, Store
from domain import media_columns
from domain.errors import BiteworkError, Refused
from domain.media import PLATFORMS, WEB, Facts, sha_of, stored
from domain.terms import Terms
from domain.views import Block, Link, Picture, Say, View
from services import media
from storage.database import Database
from storage.projects import parsed

if TYPE_CHECKING:
    from bot.guarded import Guard

PATIENCE_SECONDS = 1.2  # how long somebody waits for what is being fetched
FETCH_SECONDS = 60.0
AT_ONCE = 4
AHEAD_MOST = 64
ROUND_SECONDS = 15.0
KNOWN_MAX = 10_000
TOTAL_SECONDS = 60.0  # for so long a sum of all files counts

Download = Callable[[str, Path], Awaitable[None]]  # a platform's file id, and where to put it
log = structlog.get_logger()


class _Unreached(Exception):
    """Who has it doesn't answer: it may be better later."""


class Media:
    """All media of one process; `downloads` has the platforms that are connected."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        *,
        guard: "Guard | None" = None,
        clock: Callable[[], int] = system_clock,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        limits = terms.media
        self.store = Store(Path(limits.folder))
        self.looker = Looker(Limits(limits.bytes_most, limits.pixels_most))
        self.downloads: dict[str, Download] = {}
        self.bytes_most = limits.bytes_most
        self._all_most = limits.all_bytes_most
        self._database = database
        self._given = guard
        self._clock = clock
        self._patience = patience_seconds
        self._room = asyncio.Semaphore(AT_ONCE)
        self._known: OrderedDict[str, Facts] = OrderedDict()
        self._coming: dict[str, asyncio.Task[Facts | None]] = {}
        self._total: tuple[int, int] | None = None

    # --- Showing --------------------------------------------------------------

    async def ready(self, view: View, platform: str = "") -> View:
        """Put files of the folder in the place of a view's addresses; what can't be had, or not
        yet, becomes a link or a sentence. A `platform` shows what it has by its own id itself.
        """
        wanted = {
            block.url: None
            for block in view.blocks
            if isinstance(block, Picture) and not _is_own(block.url, platform)
        }
        if not wanted:
            return view
        found = dict(
            zip(
                wanted,
                await asyncio.gather(*(self._soon(name, view.about) for name in wanted)),
                strict=True,
            )
        )
        blocks = tuple(
            _shown(block, found[block.url])
            if isinstance(block, Picture) and block.url in found
            else block
            for block in view.blocks
        )
        return replace(view, blocks=blocks)

    async def facts(self, reference: str) -> Facts | None:
        """Give what is known of a reference's file, if it is in the folder."""
        kept = self._known.get(reference)
        if kept is not None:
            return kept
        found = await self._database.read(lambda tx: media.of_reference(tx, reference))
        if found is None or not await asyncio.to_thread(self.store.has, found.sha256):
            return None
        self._remember(reference, found)
        return found

    async def _soon(self, reference: str, assignment_id: int) -> Facts | None:
        """Give a reference's file if it is there in a moment; what takes longer goes on."""
        if (found := await self.facts(reference)) is not None:
            return found
        if not reference.startswith((WEB, *PLATFORMS)):
            return None
        known = await self._database.read(lambda tx: media.find(tx, reference))
        if known is not None and known.facts is None and known.next_ms > self._clock():
            return None  # it was tried
        about = await self._database.read(lambda tx: media.project_of(tx, assignment_id))
        done, _ = await asyncio.wait({self._begin(reference, about)}, timeout=self._patience)
        return next((task.result() for task in done if not task.cancelled()), None)

    # --- Fetching -------------------------------------------------------------

    async def run(self) -> None:
        """Fetch what the next rows of open projects show, until cancelled."""
        try:
            while True:
                try:
                    await self.look_ahead()
                except Exception as error:  # noqa: BLE001 - an edge: the next round tries again
                    log.warning("media not fetched ahead", error=type(error).__name__)
                await asyncio.sleep(ROUND_SECONDS)
        finally:
            await self.close()

    async def look_ahead(self) -> int:
        """Fetch some of what will be shown next; gives how many addresses were tried."""
        step = partial(media.wanted, now_ms=self._clock(), names=_names, most=AHEAD_MOST)
        due = await self._database.read(step)
        await asyncio.gather(*(self._begin(name, about) for name, about in due))
        return len(due)

    async def close(self) -> None:
        """Leave what is on its way; it is fetched anew when it is wanted."""
        for task in tuple(self._coming.values()):
            task.cancel()
        await asyncio.gather(*self._coming.values(), return_exceptions=True)
        await asyncio.to_thread(self.looker.close)

    def _begin(self, reference: str, about: int) -> "asyncio.Task[Facts | None]":
        """Fetch a reference, or join who does so already."""
        task = self._coming.get(reference)
        if task is None:
            task = asyncio.create_task(self._fetched(reference, about))
            self._coming[reference] = task
            task.add_done_callback(lambda _: self._coming.pop(reference, None))
        return task

    async def _fetched(self, reference: str, about: int) -> Facts | None:
        """Fetch, look, keep and note; a failure is noted as well. It raises nothing."""
        async with self._room:
            try:
                return await self._fetched_and_noted(reference, about)
            except NoRoom:
                log.warning("media not fetched: no room", project=about)
            except (Refused, _Unreached) as error:
                await self._note_failure(reference, about, error)
            except Exception as error:  # noqa: BLE001 - an edge: databases and disks fail too
                log.warning("media not fetched", error=type(error).__name__, project=about)
        return None

    async def _fetched_and_noted(self, reference: str, about: int) -> Facts:
        facts = await self._brought(reference)
        await self._database.write(
            lambda tx: media.fetched(tx, reference, facts, about, self._clock()), bulk=True
        )
        self._remember(reference, facts)
        return facts

    async def _brought(self, reference: str) -> Facts:
        with self.store.coming() as path:
            if reference.startswith(WEB):
                await self._saved(reference, path)
                name = reference.partition("?")[0].rpartition("/")[2]
            else:
                platform, _, file_id = reference.partition(":")
                await self._downloaded(platform, file_id, path)
                name = ""
            return await self.take(path, name[-100:])

    async def _saved(self, address: str, path: Path) -> None:
        """Fetch from the web; what that takes is imported when something is fetched and not before:
        it is 8 MB of a process that shows no media.
        """
        from bot.guarded import Guard, Unreached

        guard = self._given or Guard(bytes_most=self.bytes_most, seconds_most=FETCH_SECONDS)
        try:
            await guard.save(address, path)
        except Unreached as error:
            raise _Unreached(str(error)) from None

    async def _downloaded(self, platform: str, file_id: str, path: Path) -> None:
        if (download := self.downloads.get(platform)) is None:
            raise _Unreached(platform)
        try:
            await download(file_id, path)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 - an edge: platforms fail in ways of their own
            raise _Unreached(type(error).__name__) from None

    async def _note_failure(
        self, reference: str, about: int, error: "Refused | _Unreached"
    ) -> None:
        is_refused = isinstance(error, Refused)
        reason = str(error) if is_refused else "unreached"
        log.info("media not fetched", error=type(error).__name__, project=about)
        with suppress(BiteworkError):  # a full disk: it is found out again
            await self._database.write(
                lambda tx: media.not_fetched(
                    tx, reference, reason[:500], about, self._clock(), for_good=is_refused
                ),
                bulk=True,
            )

    # --- Taking ---------------------------------------------------------------

    async def take(self, path: Path, name: str = "", bytes_most: int | None = None) -> Facts:
        """Look at a file that has come and keep it; raises Refused, NoRoom. The database knows
        nothing of it before the caller notes it.
        """
        facts = await asyncio.to_thread(self.looker.look, path, name, bytes_most)
        await self._check_room(facts.bytes)
        sha256, _ = await asyncio.to_thread(self.store.keep, path)
        return replace(facts, sha256=sha256)

    async def _check_room(self, size: int) -> None:
        at_ms = self._clock()
        if self._total is None or at_ms - self._total[0] > TOTAL_SECONDS * 1000:
            self._total = (at_ms, await self._database.read(media.total_bytes))
        if self._total[1] + size > self._all_most:
            raise NoRoom(NO_ROOM)
        self._total = (self._total[0], self._total[1] + size)

    def _remember(self, reference: str, facts: Facts) -> None:
        self._known[reference] = facts
        self._known.move_to_end(reference)
        if len(self._known) > KNOWN_MAX:
            self._known.popitem(last=False)


def _is_own(reference: str, platform: str) -> bool:
    return bool(platform) and reference.startswith(f"{platform}:") and not sha_of(reference)


def _names(definition: str, data: str) -> tuple[str, ...]:
    """Give the addresses that a row names; most rows name none and are not even read."""
    if WEB not in data and not any(name in data for name in PLATFORMS):
        return ()
    return media_columns.references(parsed(definition), orjson.loads(data))


def _shown(picture: Picture, facts: Facts | None) -> Block:
    if facts is None:
        if picture.url[:8].lower().startswith(("https://", "http://")):
            return Link(picture.alt or picture.url, picture.url)
        return Say(picture.instead or picture.alt, "warning")
    kind = "file" if picture.kind == "file" else facts.kind
    return replace(picture, url=stored(facts.sha256), kind=kind)

