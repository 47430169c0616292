"""Reading a project out: long reads that never hold the writer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson

from storage.database import Database
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is to read: the kind of project, its rows' ids, and the columns of its files."""

    project_id: int
    kind: str
    first_id: int
    last_id: int
    columns: tuple[str, ...]


def extent(tx: Tx, project_id: int) -> Extent | None:
    """Look at what a project has, before it is read."""
    queries, connection = tx.queries, tx.connection
    project = queries.export_project(connection, project_id=project_id)
    if project is None:
        return None
    first_id, last_id = queries.export_range(connection, project_id=project_id)
    columns: dict[str, None] = {}
    for (names,) in queries.export_columns(connection, project_id=project_id):
        columns |= dict.fromkeys(orjson.loads(names))
    return Extent(project_id, project[0], first_id or 0, last_id or 0, tuple(columns))


def results(database: Database, of: Extent) -> AsyncIterator[tuple[Any, ...]]:
    """Give (data, gold, answers, state, result, confidence, id) of all rows in import order."""
    return database.stream(
        "export_results", project_id=of.project_id, first_id=of.first_id, last_id=of.last_id
    )


def answers(database: Database, of: Extent) -> AsyncIterator[tuple[Any, ...]]:
    """Give (row id, task, account, answers, milliseconds, state) of all submissions."""
    return database.stream(
        "export_answers", project_id=of.project_id, first_id=of.first_id, last_id=of.last_id
    )


def votes(database: Database, of: Extent, also: str) -> AsyncIterator[tuple[Any, ...]]:
    """Give (task, row id, account, answers) of all submissions that count."""
    return database.stream(
        "export_votes",
        project_id=of.project_id, first_id=of.first_id, last_id=of.last_id, also=also,
    )  # fmt: skip


def gold(database: Database, of: Extent) -> AsyncIterator[tuple[Any, ...]]:
    """Give (task, known answers) of the rows that have any."""
    return database.stream(
        "export_gold", project_id=of.project_id, first_id=of.first_id, last_id=of.last_id
    )
