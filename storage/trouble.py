"""What SQLite's own errors mean for the person who runs Bitework."""

import sqlite3

from domain.errors import Unusable

_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "The disk is full, so this was not saved. Make room where the database is, then try again."
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program holds the database locked, so this was not saved. "
        "Let it finish or end it, then try again."
    ),
    sqlite3.SQLITE_READONLY: (
        "The database cannot be written to. Give Bitework the right to write it and its folder."
    ),
    sqlite3.SQLITE_IOERR: (
        "The database's disk did not take or give its data, so this was not saved. "
        "See whether the disk is full or failing, then try again."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database could not be opened. See whether its folder is still there and may be read."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The database is damaged. Stop Bitework and put a backup in its place."
    ),
    sqlite3.SQLITE_NOTADB: "The database's file is no SQLite database. Put a backup in its place.",
}


def explain(error: BaseException) -> BaseException:
    """Give what the caller gets: a sentence where the file, the disk or a lock is the trouble."""
    code = getattr(error, "sqlite_errorcode", None)
    sentence = None if code is None else _SENTENCES.get(code & 0xFF)
    if sentence is None:
        return error
    trouble = Unusable(sentence)
    trouble.__cause__ = error
    return trouble
