"""The media of rows on their way in: a cell that names a file becomes a file of the store."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from bot.media.looker import Looker
from bot.media.looking import Limits
from bot.media.store import NO_ROOM, NoRoom, Store
from domain import media_columns
from domain.amounts import N_
from domain.errors import Refused
from domain.media import Facts, Kind, is_reference, missing, problem, sha_of, stored
from domain.projects import Project
from domain.rows import Checked, Row, RowProblem
from domain.sentences import Sentence
from domain.terms import Terms
from services import media
from storage.database import Database
from storage.tx import Tx

if TYPE_CHECKING:
    from bot.media.archives import Source

TOO_LARGE = N_("That file has more than {most} MB.")
_IS_NO: dict[str, Sentence] = {
    "photo": Sentence("is no picture that can be shown (JPEG, PNG, GIF, WebP)"),
    "audio": Sentence("is no sound that can be played (MP3, M4A, OGG, WAV)"),
    "video": Sentence("is no film that can be played (MP4, WebM, MOV)"),
}


class Keeper:
    """Where files are kept, and who looks at them."""

    def __init__(self, terms: Terms) -> None:
        limits = terms.media
        self.bytes_most = limits.bytes_most
        self.all_bytes_most = limits.all_bytes_most
        self.store = Store(Path(limits.folder))
        self.looker = Looker(Limits(limits.bytes_most, limits.pixels_most))

    @contextmanager
    def opened(self, path: Path, files: Path | None) -> "Iterator[tuple[Path, Source | None]]":
        """Give the file with the rows, and where the files are that they name."""
        from bot.media import archives  # a bot at rest does without

        with tempfile.TemporaryDirectory(prefix="bitework-") as folder:
            try:
                with archives.opened(path, files, Path(folder)) as found:
                    yield found
            finally:
                self.looker.close()


class RowFiles:
    """Goes over the rows of one import."""

    def __init__(
        self, keeper: Keeper, database: Database, source: "Source | None", project: Project
    ) -> None:
        self.shas: set[str] = set()
        self._columns = media_columns.columns(project)
        self._keeper = keeper
        self._database = database
        self._source = source
        self._cells: dict[tuple[str, str], str | Sentence] = {}
        self._new: list[Facts] = []
        self._total: int | None = None

    def __bool__(self) -> bool:
        """Tell whether there is anything to look at."""
        return bool(self._columns)

    def of(self, row: Checked) -> Checked:
        """Give a row with its files in the store, or what is wrong with one of them."""
        if type(row) is not tuple:
            return row
        line, row_id, text, gold = row
        data = orjson.loads(text)
        changed = False
        for column, kind in self._columns.items():
            cell = data.get(column)
            if not isinstance(cell, str) or not (cell := cell.strip()):
                continue
            found = self._cell(column, cell, kind)
            if isinstance(found, Sentence):
                return RowProblem(line, column, found)
            if found != data[column]:
                data[column], changed = found, True
        if not changed:
            return row
        kept: Row = (line, row_id, orjson.dumps(data).decode(), gold)
        return kept

    def note(self, tx: Tx, now_ms: int) -> None:
        """Write down what is known of the files so far; `noted` when that is on disk."""
        media.keep(tx, self._new, now_ms)

    @property
    def has_new(self) -> bool:
        """Tell whether there are files that nobody wrote down yet."""
        return bool(self._new)

    def noted(self) -> None:
        """The database knows all of them now."""
        self._new.clear()

    def _cell(self, column: str, cell: str, kind: Kind | None) -> str | Sentence:
        known = self._cells.get((column, cell))
        if known is None:
            known = self._looked_at(cell, kind)
            self._cells[column, cell] = known
        return known

    def _looked_at(self, cell: str, kind: Kind | None) -> str | Sentence:
        if is_reference(cell):
            if not (sha := sha_of(cell)):
                return cell
            if self._database.read_now(lambda tx: media.facts(tx, sha)) is None:
                return missing(cell)
            self.shas.add(sha)
            return cell
        if self._source is None:
            return cell if kind is None else problem(cell) or cell
        try:
            facts = self._brought(cell, self._source)
        except Refused as error:
            if isinstance(error, NoRoom):
                raise
            return Sentence("“{cell}”: {why}", cell=cell[:60], why=Sentence.end_of(error))
        if facts is None:
            if kind is None:
                return cell
            return (problem(cell) if "://" in cell else None) or missing(cell)
        if kind is not None and kind not in ("file", facts.kind):
            return Sentence("“{cell}” {why}", cell=cell[:60], why=_IS_NO[kind])
        self.shas.add(facts.sha256)
        return stored(facts.sha256)

    def _brought(self, name: str, source: "Source") -> Facts | None:
        """Bring a file into the store; None where there is none of that name. Raises Refused."""
        from bot.media import archives

        keeper = self._keeper
        with keeper.store.coming() as path:
            try:
                with keeper.store.room():
                    if not source.copy(name, path, keeper.bytes_most):
                        return None
            except archives.TooMuch:
                raise Refused(TOO_LARGE, most=max(1, keeper.bytes_most // 1_000_000)) from None
            facts = keeper.looker.look(path, name.replace("\\", "/").rpartition("/")[2][-100:])
            self._check_room(facts.bytes)
            sha256, _ = keeper.store.keep(path)
        kept = replace(facts, sha256=sha256)
        self._new.append(kept)
        return kept

    def _check_room(self, size: int) -> None:
        if self._total is None:
            self._total = self._database.read_now(media.total_bytes)
        self._total += size
        if self._total > self._keeper.all_bytes_most:
            raise NoRoom(NO_ROOM)
