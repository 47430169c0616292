"""Bringing a file's rows into a project, one transaction's work at a time.

The rows enter a batch that nobody sees, with places behind all that the project has given out; the
last step lets them in at once. `bot.importing` drives the steps.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import orjson

from domain import grid
from domain.errors import NotFound, Refused
from domain.ids import public
from domain.rows import Row, RowProblem
from domain.sentences import Sentence
from domain.tables import kept_short
from domain.visits import place_of
from storage import batches, media, near
from storage.batches import Batch
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Started:
    """An import that has begun: its batch, and the place of its first row."""

    batch: Batch
    place: int


@dataclass(frozen=True, slots=True)
class Added:
    """What became of some rows: new ones, ones that were there with the same content, and bad."""

    new: int
    same: int = 0
    bad: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of a file.

    `imported` rows are new, `same` were there with the same content. `bad` are the first problems
    and `bad_rows` their number; `left` is how many of them were left out, and 0 where nothing was
    imported because of them; `usable` rows could be imported without them.
    """

    rows_read: int
    imported: int
    same: int
    usable: int
    left: int
    bad_rows: int
    bad: tuple[RowProblem, ...] = ()


def known(tx: Tx, project_id: int, content_hash: str) -> int | None:
    """Tell how many rows this very file had, where it was imported whole before."""
    return batches.rows_of_content(tx, project_id, content_hash)


def begin(tx: Tx, project_id: int, name: str, now_ms: int) -> Started:
    """Begin an import; refuses where the project takes no rows."""
    target = batches.target(tx, project_id)
    if target is None:
        raise NotFound("There is no project {project}.", project=public(project_id))
    if target.state == "closed":
        raise Refused(
            "Project {project} is closed and takes no more rows. Create another one for them.",
            project=public(project_id),
        )
    if target.survey:
        raise Refused(
            "Project {project} is a survey that was opened without rows, so each person answers it "
            "once. Create another one for these rows.",
            project=public(project_id),
        )
    batch = batches.begin(
        tx, project_id=project_id, name=name, slots=target.answers_least, now_ms=now_ms
    )
    return Started(batch, target.places + 1)


def add(tx: Tx, batch: Batch, rows: Sequence[Row], place: int, *, expect_known: bool) -> Added:
    """Add rows from a place on, leaving no gap between places.

    Usually all are new, and one statement adds them. Where some are not, which ones is looked up;
    `expect_known` looks first.
    """
    if not expect_known:
        if batches.add(tx, batch, rows, place) == len(rows):
            return Added(len(rows))
        batches.take_out(tx, batch, place)
    there = batches.there(tx, batch.project_id, [row[1] for row in rows])
    new: list[Row] = []
    bad: list[RowProblem] = []
    for row in rows:
        line, row_id, data, gold = row
        before = there.get(row_id)
        if before is None:
            there[row_id] = batches.There(data, gold, batch.id)
            new.append(row)
        elif not (_same(before.data, data) and _same(before.gold, gold)):
            bad.append(RowProblem(line, "id", _other(row_id, before.batch_id == batch.id)))
    batches.add(tx, batch, new, place)
    return Added(len(new), len(rows) - len(new) - len(bad), tuple(bad))


def add_places(tx: Tx, project_id: int, rows: Sequence[Row], at: str) -> None:
    """Keep where rows are visited, by the template of their places."""
    found = [(row_id, place_of(data, at)) for _, row_id, data, _ in rows]
    placed = [(row_id, grid.cell(place), place) for row_id, place in found if place is not None]
    near.add(tx, project_id, placed)


def _other(row_id: str, is_here: bool) -> Sentence:
    """Say that a row's id is taken by another content."""
    name = kept_short(row_id)
    if is_here:
        return Sentence("“{id}” stands above, with other content", id=name)
    return Sentence("“{id}” was imported before, with other content", id=name)


def finish(
    tx: Tx,
    batch: Batch,
    *,
    rows: int,
    rows_read: int,
    columns: Sequence[str],
    content_hash: str,
    shas: Collection[str] = (),
) -> None:
    """Let all rows of the batch into the project at once, with the files that they show; refuses
    where it was closed meanwhile.
    """
    opened = batches.finish(
        tx, batch, rows=rows, rows_read=rows_read, columns=columns, content_hash=content_hash
    )
    if not opened:
        raise Refused(
            "Project {project} was closed while the rows came in, so none of them is in it.",
            project=public(batch.project_id),
        )
    media.use(tx, shas, batch.project_id)


def remove_some(tx: Tx, batch_id: int, project_id: int, most: int) -> int:
    """Take at most so many rows of an unfinished batch out; with the last one the batch goes."""
    removed = batches.remove_rows(tx, batch_id, project_id, most)
    if removed < most:
        batches.delete(tx, batch_id)
    return removed


def unfinished(tx: Tx) -> list[tuple[int, int]]:
    """Give (batch, project) of imports that run, or were killed."""
    return batches.importing(tx)


def _same(before: str | None, now: str | None) -> bool:
    """Compare JSON texts: the order of columns is no difference."""
    if before == now or before is None or now is None:
        return before == now
    return bool(orjson.loads(before) == orjson.loads(now))
