"""Files: the pictures that Telegram has already, and what people send or are sent."""

import asyncio
from collections import OrderedDict
from pathlib import Path

import structlog
from telegram.error import BadRequest

from bot import reports
from bot.platforms.telegram.api import Api
from domain.amounts import N_
from domain.errors import Refused
from domain.views import Attached, Report
from services import media_files
from storage.database import Database

PLATFORM = "telegram"
REMEMBERED_MAX = 10_000
DOWNLOAD_BYTES_MAX = 20 * 1024 * 1024  # what Telegram lets bots fetch
UPLOAD_BYTES_MAX = 50 * 1024 * 1024  # and send
TOO_BIG = N_(
    "Telegram lets bots fetch files of at most 20 MB. Send it in parts, or use the web page."
)

log = structlog.get_logger()


class MediaFiles:
    """Which file of Telegram's an address has become: sent once by address, then by that id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, str] = OrderedDict()
        self._writing: set[asyncio.Task[None]] = set()

    async def find(self, url: str) -> str:
        """Give the file id for an address; empty where there is none yet."""
        known = self._known.get(url)
        if known is None:
            known = await self._database.read(
                lambda tx: media_files.find(tx, platform=PLATFORM, url=url)
            )
            self._keep(url, known)
        return known

    def remember(self, url: str, file_id: str) -> None:
        """Note the file id; it is written down beside, for nobody waits for that."""
        if self._known.get(url) != file_id:
            self._keep(url, file_id)
            self._write(url, file_id)

    def forget(self, url: str) -> None:
        """The file id is not taken any more."""
        if self._known.get(url):
            self._keep(url, "")
            self._write(url, "")

    async def finish(self) -> None:
        """Wait until everything is written down."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    def _keep(self, url: str, file_id: str) -> None:
        self._known[url] = file_id
        self._known.move_to_end(url)
        if len(self._known) > REMEMBERED_MAX:
            self._known.popitem(last=False)

    def _write(self, url: str, file_id: str) -> None:
        task = asyncio.create_task(self._save(url, file_id))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _save(self, url: str, file_id: str) -> None:
        try:
            await self._database.write(
                lambda tx: media_files.save(tx, platform=PLATFORM, url=url, file_id=file_id),
                bulk=True,
            )
        except Exception as error:  # noqa: BLE001 - an edge: it only saves an upload
            log.warning("file id not kept", error=type(error).__name__)


async def send_report(database: Database, api: Api, chat: str, report: Report) -> None:
    """Make an export and send it as a document; raises Refused where Telegram takes no such file.
    """
    async with reports.made(database, report, UPLOAD_BYTES_MAX) as path:
        await _send_document(api, chat, path, report.file_name)


async def send_attached(api: Api, chat: str, attached: Attached) -> None:
    """Send a small file as a document."""
    async with reports.written(attached) as path:
        await _send_document(api, chat, path, attached.file_name)


async def _send_document(api: Api, chat: str, path: Path, name: str) -> None:
    await api.upload("sendDocument", chat, {"chat_id": chat}, "document", path, name)


async def fetch(api: Api, file_id: str, path: Path) -> None:
    """Fetch what somebody sent to the disk; raises Refused where bots can't have it."""
    try:
        if await api.download(file_id, path, DOWNLOAD_BYTES_MAX):
            return
    except BadRequest as error:
        if "too big" not in error.message.lower():
            raise
    raise Refused(TOO_BIG)
