"""What this database counts in: `[money]` cannot change once there are amounts."""

import orjson

from domain.errors import Unusable
from domain.terms import MoneyTerms
from storage.tx import Tx

KEY = "money"


def is_settled(tx: Tx, money: MoneyTerms) -> bool:
    """Tell whether the database is known to count as configured."""
    return _noted(tx) == money


def settle(tx: Tx, money: MoneyTerms) -> None:
    """Note what the database counts in from now on; raises Unusable where it is another money."""
    if found := problems(tx, money):
        raise Unusable("This configuration does not fit the database:", found)
    tx.queries.meta_note(tx.connection, key=KEY, value=orjson.dumps(money.model_dump()).decode())


def problems(tx: Tx, money: MoneyTerms) -> list[str]:
    """Say where the configured money is not what the database counts in.

    Before the first project and the first transfer nothing is counted, so anything fits. A database
    of an earlier version has its currency noted with its amounts, and its decimals nowhere.
    """
    used: str | None = tx.queries.meta_currency(tx.connection)
    noted = _noted(tx) or (used and MoneyTerms(currency=used, decimals=money.decimals))
    if used is None or not noted or noted == money:
        return []
    return [
        f"[money] is configured as {_shown(money)}, and this database counts in {_shown(noted)}: "
        "put that back, or choose another database with [database] url"
    ]


def noted(tx: Tx) -> MoneyTerms:
    """Give what this database counts in, as far as it knows; the usual where it doesn't."""
    return _noted(tx) or MoneyTerms()


def _noted(tx: Tx) -> MoneyTerms | None:
    text: str | None = tx.queries.meta_value(tx.connection, key=KEY)
    return None if text is None else MoneyTerms(**orjson.loads(text))


def _shown(money: MoneyTerms) -> str:
    decimals = "decimal" if money.decimals == 1 else "decimals"
    return f"{money.currency} with {money.decimals} {decimals}"
