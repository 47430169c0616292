"""Exporting a project: its rows with what was agreed on, or all answers, as CSV or JSON lines.

An export is made piece by piece while the database is read, so its size is no matter. In CSV
several choices stand as a JSON list, and a cell that a spreadsheet would run as a formula begins
with an apostrophe instead; JSON lines have all values as they are.
"""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import orjson

from domain.errors import NotFound, Refused
from domain.ids import public
from domain.rows import GOLD
from storage import exports
from storage.database import Database
from storage.exports import Extent
from storage.projects import definition

What = Literal["results", "answers"]
Format = Literal["csv", "jsonl"]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
PIECE_BYTES = 1 << 16
ANSWER_COLUMNS = ("row_id", "task", "worker", "question", "answer", "seconds", "state")

_FORMULA = frozenset("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                     "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """An export that can be made: a name for the file, its media type, its columns."""

    extent: Extent
    questions: tuple[str, ...]
    what: What
    format: Format

    @property
    def file_name(self) -> str:
        return f"{public(self.extent.project_id)}-{self.what}.{self.format}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]

    @property
    def columns(self) -> tuple[str, ...]:
        if self.what == "answers":
            return ANSWER_COLUMNS
        agreed = [f"{part}:{q}" for q in self.questions for part in ("result", "confidence")]
        return (*self.extent.columns, *agreed, "answers", "state")


async def prepare(database: Database, project_id: int, what: What, format: Format) -> Export:
    """Look at the project before a byte is written. Raises NotFound, Refused."""
    of = await database.read(lambda tx: exports.extent(tx, project_id))
    if of is None:
        raise NotFound("There is no project {project}.", project=public(project_id))
    if what == "results" and of.kind == "survey":
        raise Refused(
            "In a survey every answer stands, so there are no results to agree on. Export its "
            "answers instead.",
        )
    project = await database.read(lambda tx: definition(tx, project_id))
    return Export(of, tuple(question.id for question in project.questions), what, format)


async def pieces(database: Database, export: Export) -> AsyncIterator[bytes]:
    """Give the file's bytes, a piece at a time."""
    if export.what == "results":
        rows, records = exports.results(database, export.extent), _result
    else:
        rows, records = exports.answers(database, export.extent), _answers
    writer = _Csv(export.columns) if export.format == "csv" else _JsonLines()
    async with aclosing(rows) as stream:  # type: ignore[type-var]
        async for row in stream:
            for record in records(row, export.questions):
                writer.add(record)
            if writer.is_full:
                yield writer.take()
    if last := writer.take():
        yield last


def export_now(
    database: Database,
    project_id: int,
    what: What,
    format: Format,
    out: BinaryIO,
    progress: Callable[[int], None] | None = None,
) -> Export:
    """Write an export from a thread without an event loop; `progress` gets the bytes so far."""

    async def write() -> Export:
        export = await prepare(database, project_id, what, format)
        written = 0
        async with aclosing(pieces(database, export)) as parts:  # type: ignore[type-var]
            async for piece in parts:
                out.write(piece)
                written += len(piece)
                if progress:
                    progress(written)
        return export

    return asyncio.run(write())


def _result(row: tuple[Any, ...], questions: tuple[str, ...]) -> Iterable[Record]:
    """One record of a row: its columns, its known answers, and what was agreed on."""
    data, gold, answers, state, result, confidence = row
    record: Record = orjson.loads(data)
    if gold:
        record |= {f"{GOLD}{question}": value for question, value in orjson.loads(gold).items()}
    agreed = orjson.loads(result) if result else {}
    sure = orjson.loads(confidence) if confidence else {}
    for question in questions:
        record[f"result:{question}"] = agreed.get(question)
        share = sure.get(question)
        record[f"confidence:{question}"] = None if share is None else round(share, 4)
    record["answers"] = answers
    record["state"] = state
    return (record,)


def _answers(row: tuple[Any, ...], questions: tuple[str, ...]) -> Iterable[Record]:
    """A record for each question that a submission answers."""
    row_id, task_id, account_id, answers, taken_ms, state = row
    given = orjson.loads(answers)
    who = {"row_id": row_id, "task": public(task_id), "worker": public(account_id)}
    for question in questions:
        if question in given:
            seconds = round(taken_ms / 1000, 1)
            answer = given[question]
            yield who | {
                "question": question, "answer": answer, "seconds": seconds, "state": state
            }


class _JsonLines:
    """Records as JSON, one on a line."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        return self._bytes >= PIECE_BYTES

    def add(self, record: Record) -> None:
        line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        self._lines.append(line)
        self._bytes += len(line)

    def take(self) -> bytes:
        piece = b"".join(self._lines)
        self._lines.clear()
        self._bytes = 0
        return piece


class _Csv:
    """Records as CSV: comma, UTF-8, quotes where they are needed."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = tuple(columns)
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow([defused(name) for name in self._columns])

    @property
    def is_full(self) -> bool:
        return self._text.tell() >= PIECE_BYTES

    def add(self, record: Mapping[str, Any]) -> None:
        self._writer.writerow([_cell(record.get(name)) for name in self._columns])

    def take(self) -> bytes:
        piece = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        return piece


def _cell(value: Any) -> str:
    if type(value) is str:
        return defused(value)
    if value is None:
        return ""
    return orjson.dumps(value).decode()


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; plain numbers are left."""
    if text and text[0] in _FORMULA and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
