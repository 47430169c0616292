"""Which file of a platform's own an address has become: uploaded once, then sent by its id."""

from storage.tx import Tx


def find(tx: Tx, *, platform: str, url: str) -> str:
    """Give the platform's id for an address; empty where there is none."""
    known: str | None = tx.queries.media_file_find(tx.connection, platform=platform, url=url)
    return known or ""


def save(tx: Tx, *, platform: str, url: str, file_id: str) -> None:
    """Note it; an empty id is one that is not taken any more."""
    tx.queries.media_file_save(tx.connection, platform=platform, url=url, file_id=file_id)
