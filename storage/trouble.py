"""What SQLite's own errors mean for the person who runs Bitework."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import Unusable

_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "The disk is full, so nothing was saved. Make room where the database is, then try again."
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program holds the database locked, so nothing was saved. "
        "Let it finish or end it, then try again."
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk did not take or give the database's data, so nothing was saved. "
        "See whether it is full or failing, then try again."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{place} could not be opened. See whether its folder is there, and may be read and written."
    ),
    sqlite3.SQLITE_CORRUPT: "{place} is damaged. Stop Bitework and put a backup in its place.",
    sqlite3.SQLITE_NOTADB: (
        "{place} is no SQLite database. Choose another file with [database] url, "
        "or put a backup in its place."
    ),
}


def explain(error: BaseException, place: object = "The database") -> BaseException:
    """Give what the caller gets: a sentence where the file, the disk or a lock is the trouble."""
    code = getattr(error, "sqlite_errorcode", None)
    sentence = None if code is None else _SENTENCES.get(code & 0xFF)
    if sentence is None:
        return error
    trouble = Unusable(sentence, place=place)
    trouble.__cause__ = error
    return trouble


@contextmanager
def explaining(place: object = "The database") -> Iterator[None]:
    """Raise `explain(error)` in place of SQLite's errors."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = explain(error, place)
        if trouble is error:
            raise
        raise trouble from error
