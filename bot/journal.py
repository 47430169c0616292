"""Writing the journal, piece by piece while the database is read: its size is no matter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import BinaryIO

from domain.terms import MoneyTerms
from services import journal
from storage import journal as rows
from storage.database import Database

PIECE_CHARACTERS = 1 << 16


async def pieces(database: Database, money: MoneyTerms) -> AsyncIterator[bytes]:
    """Give the journal's bytes, a piece at a time; nothing where nothing was ever booked."""
    of = await database.read(rows.extent)
    if of is None:
        return
    names = dict.fromkeys(name for name, _, _ in of.balances)
    currencies = sorted({currency for _, currency, _ in of.balances})
    texts = list(journal.header(currencies, names, money, journal.day(of.first_ms)))
    size = 0
    async with aclosing(rows.transfers(database, of)) as stream:
        async for row in stream:
            text = journal.transaction(row, money)
            texts.append(text)
            size += len(text)
            if size >= PIECE_CHARACTERS:
                yield "".join(texts).encode()
                texts, size = [], 0
    texts.append("\n")
    texts += journal.assertions(of.balances, money, journal.day(of.last_ms))
    yield "".join(texts).encode()


def write_now(database: Database, money: MoneyTerms, out: BinaryIO) -> int:
    """Write the journal from a thread without an event loop; give its size."""

    async def write() -> int:
        written = 0
        async with aclosing(pieces(database, money)) as parts:  # type: ignore[type-var]
            async for piece in parts:
                written += out.write(piece)
        return written

    return asyncio.run(write())
