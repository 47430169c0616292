"""A transaction as storage functions see it."""

from dataclasses import dataclass
from typing import Any, Literal

Dialect = Literal["sqlite", "postgres"]


@dataclass(frozen=True, slots=True)
class Tx:
    """One open transaction: the named queries (`storage/sql`) and the connection they run on.

    Whoever gets one may run queries and nothing else: the database's own thread begins, commits,
    rolls back, and may run the whole function again.
    """

    connection: Any
    queries: Any
    dialect: Dialect
