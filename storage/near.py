"""Places of rows by cells of a grid, and whom to remind that their time runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from domain.places import Place
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Spot:
    """A row and where it is visited."""

    task_id: int
    place: Place
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """A task whose time runs out, and who has it, or had it."""

    assignment_id: int
    account_id: int
    state: str
    deadline_ms: int


def add(tx: Tx, project_id: int, places: Sequence[tuple[str, int, Place]]) -> None:
    """Keep where rows are visited: (row id, cell, place)."""
    if not places:
        return
    if tx.dialect == "sqlite":
        rows = [
            {"project_id": project_id, "row_id": row_id, "cell": cell,
             "latitude": place[0], "longitude": place[1]}
            for row_id, cell, place in places
        ]  # fmt: skip
        tx.queries.place_add(tx.connection, rows)
        return
    row_ids, cells, there = zip(*places, strict=True)
    tx.queries.place_add(
        tx.connection, project_id=project_id, row_ids=list(row_ids), cells=list(cells),
        latitudes=[place[0] for place in there], longitudes=[place[1] for place in there],
    )  # fmt: skip


def near(
    tx: Tx, project_id: int, account_id: int, ranges: Sequence[tuple[int, int]], most: int
) -> list[Spot]:
    """Give rows of a project in four ranges of cells that somebody may have."""
    bounds = {f"first{n}": first for n, (first, _) in enumerate(ranges)}
    bounds |= {f"end{n}": end for n, (_, end) in enumerate(ranges)}
    rows = tx.queries.place_near(
        tx.connection, project_id=project_id, account_id=account_id, most=most, **bounds
    )
    return [Spot(row[0], (row[1], row[2]), orjson.loads(row[3])) for row in rows]


def find(tx: Tx, task_id: int) -> tuple[int, Spot] | None:
    """Give a row's project, and where it is visited."""
    row = tx.queries.place_find(tx.connection, task_id=task_id)
    return (row[0], Spot(task_id, (row[1], row[2]), orjson.loads(row[3]))) if row else None


def tidy(tx: Tx, since_ms: int) -> None:
    """Leave out what was decided since a moment, and take in what is asked for again."""
    for (project_id,) in tx.queries.place_projects(tx.connection):
        tx.queries.place_undone(tx.connection, project_id=project_id)
        tx.queries.place_done(tx.connection, project_id=project_id, since_ms=since_ms)


def set_reminder(tx: Tx, assignment_id: int, due_ms: int) -> None:
    """Remind somebody of a task at a moment."""
    tx.queries.reminder_set(tx.connection, assignment_id=assignment_id, due_ms=due_ms)


def due(tx: Tx, now_ms: int, most: int) -> list[Due]:
    """Give whom to remind."""
    return [Due(*row) for row in tx.queries.reminder_due(tx.connection, now_ms=now_ms, most=most)]


def drop(tx: Tx, assignment_id: int) -> bool:
    """Forget a reminder; False where that was done before."""
    changed: int = tx.queries.reminder_drop(tx.connection, assignment_id=assignment_id)
    return changed == 1
