"""Batches: one upload of rows each, and the rows on their way into a project."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from domain.rows import Row
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Target:
    """The project that rows are imported into; `survey` where it runs without rows."""

    state: str
    places: int
    answers_least: int
    survey: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch on its way: where its rows go, and the answers that each may get at first."""

    id: int
    project_id: int
    slots: int


@dataclass(frozen=True, slots=True)
class There:
    """What a row holds that is in the project already (JSON), and the batch that brought it."""

    data: str
    gold: str | None
    batch_id: int


def target(tx: Tx, project_id: int) -> Target | None:
    """Give the project that an import is for."""
    row = tx.queries.batch_project(tx.connection, project_id=project_id)
    return Target(row[0], row[1], row[2], bool(row[3])) if row else None


def rows_of_content(tx: Tx, project_id: int, content_hash: str) -> int | None:
    """Tell how many rows a file had that was imported whole before."""
    count: int | None = tx.queries.batch_of_content(
        tx.connection, project_id=project_id, content_hash=content_hash
    )
    return count


def begin(tx: Tx, *, project_id: int, name: str, slots: int, now_ms: int) -> Batch:
    """Make a batch that nobody sees yet."""
    batch_id = tx.queries.batch_begin(
        tx.connection, project_id=project_id, name=name, now_ms=now_ms
    )
    return Batch(batch_id, project_id, slots)


def add(tx: Tx, batch: Batch, rows: Sequence[Row], place: int) -> int:
    """Add rows from a place on, and tell how many were new."""
    if tx.dialect == "sqlite":
        project_id, batch_id, slots = batch.project_id, batch.id, batch.slots
        changed: int = tx.queries.batch_rows_add(
            tx.connection,
            [
                (project_id, batch_id, row_id, data, gold, at, slots)
                for at, (_, row_id, data, gold) in enumerate(rows, start=place)
            ],
        )
        return changed if rows else 0
    _, row_ids, data, gold = zip(*rows, strict=True) if rows else ((), (), (), ())
    return int(tx.queries.batch_rows_add(
        tx.connection,
        project_id=batch.project_id,
        batch_id=batch.id,
        slots=batch.slots,
        row_ids=list(row_ids),
        data=list(data),
        gold=list(gold),
        places=list(range(place, place + len(rows))),
    ))


def there(tx: Tx, project_id: int, row_ids: Sequence[str]) -> dict[str, There]:
    """Give those rows that are in the project already."""
    found = tx.queries.batch_rows_there(
        tx.connection, project_id=project_id, row_ids=orjson.dumps(row_ids).decode()
    )
    return {row[0]: There(*row[1:]) for row in found}


def take_out(tx: Tx, batch: Batch, place: int) -> None:
    """Take rows of an unfinished batch out again, from a place on."""
    tx.queries.batch_rows_from(
        tx.connection, project_id=batch.project_id, batch_id=batch.id, place=place
    )


def finish(
    tx: Tx, batch: Batch, *, rows: int, rows_read: int, columns: Sequence[str], content_hash: str
) -> bool:
    """Let the batch's rows into the project; False where it was closed meanwhile."""
    tx.queries.batch_finish(
        tx.connection,
        batch_id=batch.id,
        rows=rows,
        rows_read=rows_read,
        columns=orjson.dumps(columns).decode(),
        content_hash=content_hash,
    )
    opened: int = tx.queries.batch_open_places(
        tx.connection, project_id=batch.project_id, rows=rows
    )
    return opened == 1


def importing(tx: Tx) -> list[tuple[int, int]]:
    """Give (batch, project) of what is being imported, or was when its import was killed."""
    return [(row[0], row[1]) for row in tx.queries.batch_importing(tx.connection)]


def remove_rows(tx: Tx, batch_id: int, project_id: int, most: int) -> int:
    """Take some rows of an unfinished batch out, and tell how many."""
    removed: int = tx.queries.batch_rows_remove(
        tx.connection, batch_id=batch_id, project_id=project_id, most=most
    )
    return removed


def delete(tx: Tx, batch_id: int) -> None:
    """Take an unfinished batch away once its rows are."""
    tx.queries.batch_delete(tx.connection, batch_id=batch_id)
