"""Files that commands write: whole, or not there."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from domain.errors import Unusable

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Write a file beside its place and put it there when it is whole.

    What a link points to is written, and what is no file (/dev/null, a pipe) is written into:
    nothing is put in its place. Nobody else can read a `private` one.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                yield out
            return
        place = Path(os.path.realpath(path))
        part = place.with_name(f"export-{secrets.token_hex(8)}.part")  # two may write at once
        before = signal.signal(signal.SIGTERM, partial(_end, part))
        try:
            mode = 0o600 if private else 0o666
            with os.fdopen(os.open(part, _NEW, mode), "wb") as out:
                yield out
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
            signal.signal(signal.SIGTERM, before)
    except OSError as error:
        raise Unusable(
            "{path} cannot be written: {why}.", path=path, why=error.strerror or error
        ) from None


def _end(part: Path, number: int, _frame: object) -> None:
    """Remove what is half done, then end as the signal wishes."""
    part.unlink(missing_ok=True)
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
