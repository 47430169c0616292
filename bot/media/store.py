"""The folder of files, each named by the SHA-256 of its bytes.

A file is written beside, brought to the disk (fsync) and then renamed: what has its name is whole,
whenever the power goes. Files never change. What the database knows nothing of was left by a kill
and is removed by `tidy` once it is old.
"""

import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.amounts import N_
from domain.errors import Refused, Unusable
from domain.media import is_sha

NO_ROOM = N_(
    "There is no room left for files here. The operator has to make some; nothing is lost."
)
COMING = "coming"  # the folder of what is being written
COMING_SECONDS = 86_400.0
READ_BYTES = 1 << 18
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class NoRoom(Refused):
    """The disk is full, or as much is kept as may be."""


class Store:
    """The folder; it is made when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Give where a file stands, or would stand."""
        if not is_sha(sha256):
            raise ValueError("that is no SHA-256")
        return self._folder / sha256[:2] / sha256[2:]

    def has(self, sha256: str) -> bool:
        """Tell whether a file is there."""
        return self.path(sha256).is_file()

    @contextmanager
    def coming(self) -> Iterator[Path]:
        """Give a place on the same disk for a file that is on its way; it goes unless `keep`
        takes it. Raises NoRoom where the disk is full.
        """
        folder = self._folder / COMING
        with self.room():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / secrets.token_hex(16)
        try:
            yield path
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self, path: Path) -> tuple[str, int]:
        """Take a file that came: give its SHA-256 and its size; raises NoRoom.
        """
        with self.room():
            sha256, size = _hashed(path)
            target = self.path(sha256)
            if target.is_file():
                os.utime(target)  # it came again: it is young
                return sha256, size
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o600)
            path.replace(target)
            _sync(target.parent)
        return sha256, size

    @contextmanager
    def room(self) -> Iterator[None]:
        """Say in a sentence that the disk is full (NoRoom), or what else is wrong (Unusable)."""
        try:
            yield
        except OSError as error:
            if is_full(error):
                raise NoRoom(NO_ROOM) from None
            raise Unusable(
                "The folder of media {folder} cannot be used: {why}.",
                folder=self._folder,
                why=error.strerror or type(error).__name__,
            ) from None

    def remove(self, sha256: str, before: float) -> bool:
        """Remove a file that has not come again since a moment (seconds of the clock)."""
        path = self.path(sha256)
        try:
            if path.stat().st_mtime >= before:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def old(self, prefix: str, before: float) -> list[str]:
        """Give the files of a sub-folder (two hexadecimal digits) that came before a moment."""
        folder = self._folder / prefix
        if not folder.is_dir():
            return []
        names = (
            f"{prefix}{entry.name}"
            for entry in os.scandir(folder)
            if entry.stat().st_mtime < before
        )
        return sorted(name for name in names if is_sha(name))

    def clear(self) -> int:
        """Remove what was on its way a day ago: its process was killed."""
        folder, before = self._folder / COMING, time.time() - COMING_SECONDS
        if not folder.is_dir():
            return 0
        found = [path for path in folder.iterdir() if path.stat().st_mtime < before]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)


def is_full(error: OSError) -> bool:
    """Tell whether it is for want of room."""
    return error.errno in _FULL


def _hashed(path: Path) -> tuple[str, int]:
    """Hash a file and bring it to the disk."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb+") as file:
        while part := file.read(READ_BYTES):
            digest.update(part)
            size += len(part)
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _sync(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
