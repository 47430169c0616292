"""Holding the configuration to the money that a database counts in."""

from domain.terms import MoneyTerms
from services import money
from storage.database import Database


def settle(database: Database, terms: MoneyTerms) -> None:
    """Make sure that the configured money is the database's; raises Unusable naming both."""
    if not database.read_now(lambda tx: money.is_settled(tx, terms)):
        database.write_now(lambda tx: money.settle(tx, terms))
