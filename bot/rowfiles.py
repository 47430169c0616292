"""Reading a requester's file of rows as a stream: CSV and JSON lines.

CSV: a header, then rows; comma, semicolon or tab, whichever gives the header an `id` column, else
most columns; quotes as Excel writes them, with line breaks inside; UTF-8 with or without BOM,
UTF-16 with one. JSON lines: one object on each line. Empty lines are passed over. Whatever cannot
be used is said by its line; bytes that are no text reach the check as lone surrogates, which no row
keeps.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import orjson

from domain.errors import Invalid
from domain.projects import Project
from domain.rows import FILE_FORMATS, NOT_UTF8, Checked, Objects, RowProblem, cells_check
from domain.sentences import Sentence

SCAN_BYTES = 1 << 20
HEAD_BYTES = 1 << 16
READ_BYTES = 1 << 17
LINE_BYTES_MAX = 4 << 20
DELIMITERS = (",", ";", "\t")
_SPREADSHEET = Sentence("it is a spreadsheet or an archive; save the sheet as CSV (UTF-8)")
_OTHER_FILES = (
    (b"PK\x03\x04", _SPREADSHEET),
    (b"\xd0\xcf\x11\xe0", _SPREADSHEET),
    (b"\x1f\x8b", Sentence("it is compressed; unpack it first")),
    (b"7z\xbc\xaf", Sentence("it is compressed; unpack it first")),
    (b"%PDF", Sentence("it is a PDF document; rows come as CSV or JSON lines")),
    (b"SQLite format 3", Sentence("it is a database; rows come as CSV or JSON lines")),
    (codecs.BOM_UTF32_LE, Sentence("it is UTF-32; save it as UTF-8")),
    (codecs.BOM_UTF32_BE, Sentence("it is UTF-32; save it as UTF-8")),
)
_QUOTE_OPEN = Sentence("a quote opens here and is never closed")
_QUOTE_LONG = Sentence(
    "a cell has more than {most} characters; is there a quote that is never closed?",
    most=csv.field_size_limit(),
)
_QUOTE_INSIDE = Sentence(
    "there is text behind a closing quote; a quote inside a cell is written twice"
)
_CUT = Sentence("the file ends in the middle of a character")


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over the bytes tells: how many, their hash (SHA-256), and how they begin."""

    size_bytes: int
    content_hash: str
    head: bytes


class RowFile:
    """A file whose rows can be read once. `columns` are known as soon as rows were read.

    `broken` tells that the file could not be read to its end.
    """

    def __init__(self, path: Path, *, name: str = "") -> None:
        self.path = path
        self.name = name or path.name
        self.format = _format(path)
        self._scan = _scanned(path)
        self._encoding = _encoding(path, self._scan.head)
        self._raw: io.FileIO | None = None
        self.columns: list[str] = []
        self.broken = False

    @property
    def size_bytes(self) -> int:
        return self._scan.size_bytes

    @property
    def content_hash(self) -> str:
        return self._scan.content_hash

    @property
    def read_bytes(self) -> int:
        """How much of the file has been read so far."""
        if self._raw is None:
            return 0
        return self.size_bytes if self._raw.closed else self._raw.tell()

    def rows(self, project: Project) -> Iterator[Checked]:
        """Give each row checked, each problem, and None for what is passed over.

        Raises Invalid where the columns cannot be used.
        """
        with self.path.open("rb", buffering=0) as raw, io.BufferedReader(raw, READ_BYTES) as file:
            self._raw = raw
            if self.format == "csv":
                with self._text(file) as text:
                    yield from self._csv_rows(project, text)
            elif self._encoding == "utf-8":
                yield from self._json_rows(project, file)
            else:
                with self._text(file) as text:
                    yield from self._json_rows(project, text)

    def _text(self, file: BinaryIO) -> TextIO:
        """Decode; what cannot be decoded comes through as surrogates and is refused by row."""
        errors = "surrogatepass" if self._encoding == "utf-16" else "surrogateescape"
        return io.TextIOWrapper(file, encoding=self._encoding, errors=errors, newline="")

    def _csv_rows(self, project: Project, text: TextIO) -> Iterator[Checked]:
        delimiter = _delimiter(self.path, self._scan.head, self._encoding)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            self.columns = _header(reader)
        except csv.Error as error:
            raise _unusable(self.path, str(self._csv_problem(str(error), 1))) from None
        check = cells_check(self.columns, project)
        line = reader.line_num + 1
        while True:
            try:
                for cells in reader:
                    yield check(cells, line) if cells else None
                    line = reader.line_num + 1
                return
            except csv.Error as error:
                yield self._csv_problem(str(error), line)
            except UnicodeDecodeError:
                self.broken = True
                yield RowProblem(line, "", _CUT)
            if self.broken:
                return
            line = reader.line_num + 1

    def _csv_problem(self, message: str, line: int) -> RowProblem:
        """Say what the csv module says, in words that help."""
        if "expected after" in message:
            return RowProblem(line, "", _QUOTE_INSIDE)
        self.broken = True
        return RowProblem(line, "", _QUOTE_LONG if "limit" in message else _QUOTE_OPEN)

    def _json_rows(
        self, project: Project, lines: Iterable[Any]
    ) -> Iterator[Checked]:
        objects = Objects(project)
        line = 0
        try:
            for line, text in enumerate(lines, start=1):
                try:
                    row = orjson.loads(text)
                except orjson.JSONDecodeError as error:
                    yield _json_problem(text, error, line)
                    continue
                yield objects.check(row, line)
        except UnicodeDecodeError:
            self.broken = True
            yield RowProblem(line + 1, "", _CUT)
        self.columns = list(objects.names)


def _json_problem(
    text: str | bytes, error: orjson.JSONDecodeError, line: int
) -> RowProblem | None:
    if not text.strip():
        return None
    try:
        text.decode() if isinstance(text, bytes) else text.encode()
    except UnicodeError:
        return RowProblem(line, "", NOT_UTF8)
    what = Sentence("is not JSON from character {place} on", place=error.colno)
    return RowProblem(line, "", what)


def _unusable(path: Path, problem: str) -> Invalid:
    return Invalid("{name} cannot be read as rows:", [problem], name=path.name)


def _format(path: Path) -> str:
    found = FILE_FORMATS.get(path.suffix.casefold())
    if found is None:
        raise _unusable(
            path, Sentence("its name has to end with .csv or .jsonl, so that I know what it is")
        )
    return found


def _scanned(path: Path) -> Scan:
    """Read all bytes once: for the hash, and so that no line is longer than memory allows."""
    digest = hashlib.sha256()
    size = lines = run = 0
    head = b""
    try:
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(SCAN_BYTES):
                head = head or chunk[:HEAD_BYTES]
                digest.update(chunk)
                size += len(chunk)
                end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                run = run + len(chunk) if end < 0 else len(chunk) - end - 1
                if run > LINE_BYTES_MAX:
                    what = Sentence(
                        "line {line} is longer than {most} MB; is this a file of rows?",
                        line=lines + 1,
                        most=LINE_BYTES_MAX >> 20,
                    )
                    raise _unusable(path, what)
                lines += chunk.count(b"\n")
    except OSError as error:
        raise _unusable(path, f"{error.strerror}") from error
    return Scan(size, digest.hexdigest(), head)


def _encoding(path: Path, head: bytes) -> str:
    """Tell the encoding by its BOM, and refuse what is no text at all."""
    if not head.strip():
        raise _unusable(path, Sentence("the file is empty"))
    for magic, problem in _OTHER_FILES:
        if head.startswith(magic):
            raise _unusable(path, problem)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:4096]
    if start[0::2].count(0) + start[1::2].count(0) > len(start) // 4:
        raise _unusable(
            path, Sentence("it looks like UTF-16 without its mark; save it as UTF-8")
        )
    if start.count(0) > len(start) // 50:
        raise _unusable(path, Sentence("it is no text; rows come as CSV or JSON lines"))
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _delimiter(path: Path, head: bytes, encoding: str) -> str:
    """Find what stands between columns by reading the header with each that it may be."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    if text.lstrip().startswith(("{", "[{")):
        raise _unusable(
            path, Sentence("it looks like JSON; name it .jsonl, with one object on each line")
        )
    headers: dict[str, list[str]] = {}
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            headers[delimiter] = _header(reader)
        except csv.Error:
            headers[delimiter] = []
    return max(DELIMITERS, key=lambda mark: ("id" in headers[mark], len(headers[mark])))


def _header(reader: Iterator[list[str]]) -> list[str]:
    """Give the first line that is not empty."""
    return [name.strip() for name in next((cells for cells in reader if any(cells)), [])]
