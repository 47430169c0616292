"""First come, first served, between the processes that write to one SQLite file.

SQLite's own busy handler has no queue: whoever sleeps longest loses, for seconds. So a writer first
takes a file lock beside the database, the door, then a second one, the room, and lets go of the
door. Whoever leaves the room has to queue at the door behind the one who waits in it.
SQLite before 3.51.3 can also corrupt a WAL that two processes reset at once: checkpoints are made
in the room as well.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

from domain.errors import Unusable

PATIENCE_SECONDS = 10.0
_NAP_SECONDS = 0.0002  # flock has no timeout of its own, and a stopped process keeps its locks


class Turnstile:
    """The two locks; used as a context manager around a group of writes."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._door = _open(Path(f"{database}-door"))
        self._room = _open(Path(f"{database}-room"))

    def __enter__(self) -> None:
        self._take(self._door)
        try:
            self._take(self._room)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.flock(self._room, fcntl.LOCK_UN)

    def awaited(self) -> bool:
        """Tell whether another process stands at the door while we are in the room."""
        if not _try(self._door):
            return True
        fcntl.flock(self._door, fcntl.LOCK_UN)
        return False

    def close(self) -> None:
        if self._door >= 0:
            os.close(self._door)
            os.close(self._room)
            self._door = self._room = -1

    def _take(self, lock: int) -> None:
        if _try(lock):
            return
        until = monotonic() + PATIENCE_SECONDS
        while not _try(lock):
            if monotonic() > until:
                raise Unusable(
                    "Another program has been writing to {path} for {seconds} seconds without a "
                    "pause. Let it finish or end it, then try again.",
                    path=self._database,
                    seconds=round(PATIENCE_SECONDS),
                )
            sleep(_NAP_SECONDS)


class FileClaim:
    """A lock by name, in a file beside the database that is there only while it is held."""

    def __init__(self, path: Path, lock: int) -> None:
        self._path = path
        self._lock = lock

    def release(self) -> None:
        self._path.unlink(missing_ok=True)  # while it is held, so that nobody else's is removed
        os.close(self._lock)


def claim(database: Path, name: str) -> FileClaim | None:
    """Take the lock of that name, or give None where anybody holds it."""
    path = Path(f"{database}-claim-{name}")
    while True:
        lock = _open(path)
        if not _try(lock):
            os.close(lock)
            return None
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(lock).st_ino:
                return FileClaim(path, lock)
        os.close(lock)  # it was released, and its file removed, between our two steps: once more


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise Unusable(
            "Bitework has to write in {folder}, beside its database, and cannot: {reason}. "
            "Give it the right to, or choose another place with [database] url.",
            folder=path.parent.absolute(),
            reason=error.strerror,
        ) from error


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
