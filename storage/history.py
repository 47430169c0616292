"""When rows of a project were decided."""

from storage.tx import Tx


def decided(tx: Tx, project_id: int, *, since_ms: int, most: int) -> list[int]:
    """Give when rows were decided since a moment, the newest first, `most` of them."""
    rows = tx.queries.history_decided(
        tx.connection, project_id=project_id, since_ms=since_ms, most=most
    )
    return [row[0] for row in rows]
