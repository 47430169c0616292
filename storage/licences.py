"""Who agreed to a project's licence, when, and to which words."""

from typing import NamedTuple

from storage.tx import Tx


class Agreed(NamedTuple):
    """Somebody's consent."""

    account_id: int
    words: str
    at_ms: int


def words(tx: Tx, account_id: int, project_id: int) -> str | None:
    """Give the words that somebody agreed to; None where they didn't yet."""
    found: str | None = tx.queries.licence_words(
        tx.connection, account_id=account_id, project_id=project_id
    )
    return found


def add(tx: Tx, account_id: int, project_id: int, words: str, now_ms: int) -> None:
    """Keep that somebody agreed to these words."""
    tx.queries.licence_add(
        tx.connection, account_id=account_id, project_id=project_id, words=words, now_ms=now_ms
    )


def of_project(tx: Tx, project_id: int) -> list[Agreed]:
    """Give who agreed to a project's licence, in the order in which they did."""
    rows = tx.queries.licence_of_project(tx.connection, project_id=project_id)
    return [Agreed._make(row) for row in rows]
