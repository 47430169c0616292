"""What a journal of the ledger is written from."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from storage import ledger
from storage.database import Database
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is to write: from when to when, up to which transfer, and every balance.

    `balances` are the cached ones, brought up to that transfer: what the bot believes. (name,
    currency, amount) of each that transfers were booked on.
    """

    first_ms: int
    last_ms: int
    last_id: int
    balances: tuple[tuple[str, str, int], ...]


def extent(tx: Tx) -> Extent | None:
    """Look at what there is, at one moment; None: nothing was ever booked."""
    queries, connection = tx.queries, tx.connection
    first_ms, last_ms, last_id = queries.journal_bounds(connection)
    if last_id is None:
        return None
    booked = queries.journal_names(connection, last_id=last_id)
    kept = {(name, currency): minor for name, currency, minor in ledger.cached(tx)}
    for name, currency, minor in ledger.unfolded(tx):
        kept[name, currency] = kept.get((name, currency), 0) + minor
    balances = tuple((name, currency, kept.get((name, currency), 0)) for name, currency in booked)
    return Extent(first_ms, last_ms, last_id, balances)


def transfers(database: Database, of: Extent) -> AsyncGenerator[tuple[Any, ...], None]:
    """Give all transfers, in the order of booking."""
    return database.stream("journal_transfers", last_id=of.last_id)
