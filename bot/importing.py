"""Importing a file of rows: the driver of `services.imports`.

Rows are read and checked on this thread and go to the database in bulk transactions. While anybody
waits for the writer a transaction ends after about 10 ms; alone it may take longer, which is
faster.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

from bot.media.row_files import Keeper, RowFiles
from bot.rowfiles import RowFile
from domain.errors import BiteworkError, Invalid, Refused
from domain.ids import public
from domain.projects import Project
from domain.rows import Row, RowProblem
from domain.terms import Terms
from domain.visits import placed
from services import imports
from services.imports import ImportResult as ImportResult
from storage import claims
from storage.database import Database
from storage.projects import definition
from storage.tx import Tx

Progress = Callable[[int, int], None]  # bytes read, bytes in all

BAD_KEPT_MAX = 1_000
BUFFER_ROWS = 8_192
BUFFER_CHARACTERS = 4_000_000
STEP_ROWS = 128
HOLD_SECONDS = 0.003  # and the commit comes on top: 5 ms in all, where 10 would be felt
HOLD_SECONDS_ALONE = 0.200
PAUSE_SECONDS = 0.006  # after which whoever waited has had their turn, and the next ones theirs
REMOVE_ROWS = 500
CLAIM = "import-"


def import_file(
    database: Database,
    project_id: int,
    path: Path,
    *,
    now_ms: int,
    skip_bad: bool = False,
    progress: Progress | None = None,
    keeper: Keeper | None = None,
    files: Path | None = None,
) -> ImportResult:
    """Bring a file's rows into a project; one import of a project at a time.

    The rows may come in a ZIP with the files that they name, or `files` is the folder or the ZIP
    with those; `keeper` keeps them.

    Raises NotFound, Refused, Invalid (a file or a header that cannot be used).
    """
    database.read_now(lambda tx: definition(tx, project_id))  # raises where there is none
    claim = database.claim(_claim_name(project_id))
    if claim is None:
        raise Refused(
            "Rows are being imported into project {project} right now. Try again when that is "
            "done.",
            project=public(project_id),
        )
    try:
        _remove_left(database, project_id)
        keeper = keeper or Keeper(Terms())
        with keeper.opened(path, files) as (rows, source):
            file = RowFile(rows, name=path.name)
            known = None
            if source is None:
                content = file.content_hash
                known = database.read_now(lambda tx: imports.known(tx, project_id, content))
            if known is not None:
                return ImportResult(
                    rows_read=known, imported=0, same=known, usable=0, left=0, bad_rows=0
                )
            media = partial(RowFiles, keeper, database, source)
            return _Import(database, project_id, file, progress, media).run(skip_bad, now_ms)
    finally:
        claim.release()


def remove_abandoned(database: Database) -> int:
    """Take out what killed imports left, and tell how many rows that were."""
    removed = 0
    left = database.read_now(imports.unfinished)
    for project_id in sorted({project_id for _, project_id in left}):
        claim = database.claim(_claim_name(project_id))
        if claim is None:
            continue  # it is not abandoned: its import runs
        try:
            removed += _remove_left(database, project_id)
        finally:
            claim.release()
    return removed


def release_abandoned(database: Database, url: str) -> None:
    """Take away the locks' files that killed imports left beside the database; one that is held
    stays.
    """
    for name in claims.left(url):
        if name.startswith(CLAIM) and (claim := database.claim(name)) is not None:
            claim.release()


def _remove_left(database: Database, project_id: int) -> int:
    """Take out what killed imports left in a project; whoever holds its claim knows they are dead.

    A new import does so first: it would take their rows for ones that are in the project.
    """
    left = database.read_now(imports.unfinished)
    return sum(_remove(database, batch_id, of) for batch_id, of in left if of == project_id)


class _Import:
    """One file on its way in, and the counts so far."""

    def __init__(
        self,
        database: Database,
        project_id: int,
        file: RowFile,
        progress: Progress | None,
        media: Callable[[Project], RowFiles],
    ) -> None:
        self._database = database
        self._project_id = project_id
        self._file = file
        self._progress = progress
        self._media_of = media
        self._rows_read = self._new = self._same = self._bad_rows = 0
        self._bad: list[RowProblem] = []
        self._expect_known = False
        self._at = ""  # the template of the rows' places, where they have some

    def run(self, skip_bad: bool, now_ms: int) -> ImportResult:
        self._now_ms = now_ms
        name = os.fsencode(self._file.name).decode("utf-8", "replace")[:200]
        started = self._database.write_now(
            lambda tx: imports.begin(tx, self._project_id, name, now_ms), bulk=True
        )
        try:
            # From here on nobody can edit the draft any more: it has a batch.
            project = self._database.read_now(lambda tx: definition(tx, self._project_id))
            self._media = self._media_of(project)
            self._take(project, started)
            fits = skip_bad or not self._bad_rows
            if fits and self._new and not self._file.broken:
                self._finish(started)
                return self._result(self._new, skip_bad)
        except BaseException:
            with suppress(BiteworkError):  # a full disk: it is taken out at the next start
                _remove(self._database, started.batch.id, self._project_id)
            raise
        _remove(self._database, started.batch.id, self._project_id)
        return self._result(0, skip_bad)

    def _take(self, project: Project, started: imports.Started) -> None:
        """Read all rows, and write them in chunks."""
        buffer: list[Row] = []
        characters = 0
        self._at = project.at
        rows = self._file.rows(project)
        if self._at:
            rows = placed(rows, self._at)
        for row in map(self._media.of, rows) if self._media else rows:
            if type(row) is tuple:
                buffer.append(row)
                characters += len(row[2])
                if len(buffer) >= BUFFER_ROWS or characters >= BUFFER_CHARACTERS:
                    self._write_all(started, buffer)
                    characters = 0
            elif row is not None:
                self._note((row,))  # type: ignore[arg-type]
        self._write_all(started, buffer)
        if not self._rows_read:
            raise Invalid(
                "{name} has a header and no rows.", name=self._file.name
            )

    def _write_all(self, started: imports.Started, buffer: list[Row]) -> None:
        if self._media.has_new:
            at_ms = self._now_ms
            self._database.write_now(lambda tx: self._media.note(tx, at_ms), bulk=True)
            self._media.noted()
        while buffer:
            self._write(started, buffer)

    def _write(self, started: imports.Started, buffer: list[Row]) -> None:
        """Write some of the rows that wait, as many as one turn at the writer has time for."""
        place = started.place + self._new

        def work(tx: Tx) -> tuple[int, list[imports.Added], bool]:
            return self._turn(tx, started, buffer, place)

        taken, added, gave_way = self._database.write_now(work, bulk=True)
        del buffer[:taken]
        self._rows_read += taken
        for part in added:
            self._new += part.new
            self._same += part.same
            self._note(part.bad, read=False)
        self._expect_known = any(part.same or part.bad for part in added)
        if self._progress:
            self._progress(self._file.read_bytes, self._file.size_bytes)
        if gave_way:
            sleep(PAUSE_SECONDS)

    def _turn(
        self, tx: Tx, started: imports.Started, buffer: Sequence[Row], place: int
    ) -> tuple[int, list[imports.Added], bool]:
        """Add some rows; give how many, what became of them, and whether somebody else waited."""
        taken = 0
        added: list[imports.Added] = []
        begun = perf_counter()
        while taken < len(buffer) and not _is_over(self._database, begun):
            rows = buffer[taken : taken + STEP_ROWS]
            part = imports.add(tx, started.batch, rows, place, expect_known=self._expect_known)
            if self._at:
                imports.add_places(tx, self._project_id, rows, self._at)
            added.append(part)
            place += part.new
            taken += len(rows)
        return taken, added, taken < len(buffer)

    def _note(self, problems: Sequence[RowProblem], *, read: bool = True) -> None:
        self._bad_rows += len(problems)
        self._rows_read += len(problems) if read else 0
        self._bad.extend(problems[: BAD_KEPT_MAX - len(self._bad)])

    def _finish(self, started: imports.Started) -> None:
        whole = "" if self._bad_rows or self._media.shas else self._file.content_hash
        self._database.write_now(
            lambda tx: imports.finish(
                tx, started.batch, rows=self._new, rows_read=self._rows_read,
                columns=self._file.columns, content_hash=whole, shas=self._media.shas,
            )
        )

    def _result(self, imported: int, skip_bad: bool) -> ImportResult:
        left_out = skip_bad and not self._file.broken
        return ImportResult(
            rows_read=self._rows_read,
            imported=imported,
            same=self._same,
            usable=0 if self._file.broken else self._new,
            left=self._bad_rows if left_out else 0,
            bad_rows=self._bad_rows,
            bad=tuple(sorted(self._bad, key=lambda problem: problem.line)),
        )


def _remove(database: Database, batch_id: int, project_id: int) -> int:
    """Take a batch out, some rows at a time."""
    total = 0

    def work(tx: Tx) -> tuple[int, bool]:
        removed = 0
        begun = perf_counter()
        while not _is_over(database, begun):
            some = imports.remove_some(tx, batch_id, project_id, REMOVE_ROWS)
            removed += some
            if some < REMOVE_ROWS:
                return removed, True
        return removed, False

    done = False
    while not done:
        removed, done = database.write_now(work, bulk=True)
        total += removed
    return total


def _is_over(database: Database, begun: float) -> bool:
    """Tell whether a turn at the writer has lasted long enough."""
    held = perf_counter() - begun
    return held > HOLD_SECONDS and (held > HOLD_SECONDS_ALONE or database.awaited())


def _claim_name(project_id: int) -> str:
    return f"{CLAIM}{project_id}"
