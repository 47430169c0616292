"""Whether the database itself is sound."""

from storage.tx import Tx


def complaints(tx: Tx) -> list[str]:
    """Give a sentence for each thing that is wrong with the file; reads all of it."""
    pages = [str(line) for (line,) in tx.queries.integrity_complaints(tx.connection)]
    strays = [
        f"{count} rows of {table} point to rows that are not there"
        for table, count in tx.queries.integrity_strays(tx.connection)
    ]
    return pages + strays


def beat(tx: Tx, now_ms: int) -> None:
    """Write something down: that a transaction ends tells nothing about a disk that is full."""
    tx.queries.integrity_beat(tx.connection, value=str(now_ms))
