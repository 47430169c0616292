"""Files that people attach on the page: kept for an hour, until they are imported.

They lie in a folder of this process's own, under a name that begins with the person's; a restart
forgets them, and the person is asked to send the file once more.
"""

import asyncio
import secrets
import shutil
import tempfile
import time
from pathlib import Path

from starlette.requests import ClientDisconnect, Request

from bot.platforms.web.requests import TooLong
from domain import platforms
from domain.amounts import N_
from domain.errors import Invalid, NotFound, Refused

BYTES_MAX = platforms.file_bytes_max("web")
KEPT_BYTES_MAX = 5 * BYTES_MAX
KEPT_SECONDS = 3600
KEPT_EACH = 3
READ_SECONDS_MAX = 300.0
USER_CHARS = 16
GONE = N_("I don't have that file any more. Attach it once more.")


class Files:
    """The folder with the attached files."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    async def keep(
        self, request: Request, user: str, most: int = BYTES_MAX
    ) -> tuple[str, int]:
        """Take a request's body of `most` bytes as a file; give its id and size. Raises Invalid,
        Refused.
        """
        folder = self._opened()
        self._tidy(user)
        file_id = f"{user[:USER_CHARS]}-{secrets.token_hex(16)}"
        path = folder / file_id
        try:
            size = await self._read(request, path, most)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return file_id, size

    async def download(self, file_id: str, path: Path) -> None:
        """Give a file that was kept; raises NotFound."""
        kept = None if self._folder is None else self._folder / Path(file_id).name
        if kept is None or not kept.is_file():
            raise NotFound(GONE)
        await asyncio.to_thread(shutil.copyfile, kept, path)

    def close(self) -> None:
        """Forget all of them."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def _read(self, request: Request, path: Path, most: int) -> int:
        size = 0
        try:
            with path.open("wb") as out:
                async with asyncio.timeout(READ_SECONDS_MAX):
                    async for chunk in request.stream():
                        size += len(chunk)
                        if size > most:
                            raise TooLong(
                                N_("That file has more than {most} MB, which is too much here."),
                                most=most // platforms.MB,
                            )
                        out.write(chunk)
        except (TimeoutError, ClientDisconnect):
            raise Invalid(N_("The file did not arrive whole.")) from None
        if not size:
            raise Invalid(N_("That file is empty."))
        return size

    def _opened(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="bitework-web-"))
        return self._folder

    def _tidy(self, user: str) -> None:
        """Make room: what is old goes, and of one person's all but the newest."""
        old = time.time() - KEPT_SECONDS
        found = sorted(self._opened().iterdir(), key=lambda path: path.stat().st_mtime)
        for path in found:
            if path.stat().st_mtime < old:
                path.unlink()
        mine = [path for path in found if path.name.startswith(f"{user[:USER_CHARS]}-")]
        for path in mine[: max(0, len(mine) - KEPT_EACH + 1)]:
            path.unlink(missing_ok=True)
        if sum(path.stat().st_size for path in self._opened().iterdir()) > KEPT_BYTES_MAX:
            raise Refused(N_("Too many files are waiting here. Try again in some minutes."))
