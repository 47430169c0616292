"""Files that a view brings, on the disk for as long as they are sent: exports, bad rows."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import earnings_files, exporting
from domain.amounts import N_
from domain.errors import Refused
from domain.views import Attached, Report
from storage.database import Database

TOO_LARGE = N_(
    "That file is larger than can be sent here. The web page and the command line have it."
)
EMPTY = N_("There is nothing in that file yet.")


@asynccontextmanager
async def made(database: Database, report: Report, bytes_max: int) -> AsyncIterator[Path]:
    """Make an export; raises Refused where it is empty, or larger than a platform takes."""
    pieces = await _pieces(database, report)
    with tempfile.TemporaryDirectory(prefix="bitework-") as folder:
        path = Path(folder) / "report"
        size = 0
        with path.open("wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > bytes_max:
                    raise Refused(TOO_LARGE)
                await asyncio.to_thread(file.write, piece)
        if not size:
            raise Refused(EMPTY)
        yield path


async def _pieces(database: Database, report: Report) -> AsyncIterator[bytes]:
    if report.what == "earnings":
        return earnings_files.pieces(
            database,
            earnings_files.wanted(report.account_id, report.first, report.last, report.format),
        )
    if report.format == "html":
        raise ValueError(f"{report.what} are no page")
    export = await exporting.prepare(
        database, report.project_id, report.what, report.format, method=report.method
    )
    return exporting.pieces(database, export)


@asynccontextmanager
async def written(attached: Attached) -> AsyncIterator[Path]:
    """Write a small file."""
    with tempfile.TemporaryDirectory(prefix="bitework-") as folder:
        path = Path(folder) / "attached"
        await asyncio.to_thread(path.write_text, attached.text, encoding="utf-8")
        yield path
