"""The forms of an export: records written as CSV, JSON lines or Parquet, a piece at a time.

In CSV what is no text stands as JSON, and a cell that a spreadsheet would run as a formula begins
with an apostrophe instead; JSON lines have all values as they are. Parquet has columns of text,
numbers and whole numbers: texts are as they are, and what is neither is JSON in a column of text.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

import orjson

from domain.errors import Refused

Format = Literal["csv", "jsonl", "parquet", "crowdkit", "crowdkit-parquet"]
Form = Literal["csv", "jsonl", "parquet"]
FORMS: dict[Format, Form] = {
    "csv": "csv", "jsonl": "jsonl", "parquet": "parquet",
    "crowdkit": "csv", "crowdkit-parquet": "parquet",
}  # fmt: skip
MEDIA_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
PIECE_BYTES = 1 << 16
GROUP_ROWS = 10_000  # of Parquet: kept until they are written

_FORMULA = frozenset("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                     "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")

Record = Mapping[str, Any]


class Column(NamedTuple):
    """A column of an export, and what stands in it."""

    name: str
    holds: Literal["text", "number", "whole"] = "text"


class Writer(Protocol):
    """Takes records, and gives the bytes that they come to."""

    @property
    def is_full(self) -> bool:
        """Tell whether a piece is large enough to be taken."""
        ...

    def add(self, record: Record) -> None:
        """Write a record."""
        ...

    def take(self) -> bytes:
        """Give what was written since the last time."""
        ...

    def end(self) -> bytes:
        """Give the last piece."""
        ...


def writer(form: Form, columns: Sequence[Column]) -> Writer:
    """Begin a file; raises Refused where what writes it is not installed."""
    if form == "csv":
        return Csv(column.name for column in columns)
    return JsonLines() if form == "jsonl" else Parquet(columns)


def check_installed(form: Form) -> None:
    """Raise Refused, with what to do, where a form cannot be written here."""
    if form != "parquet":
        return
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise Refused(
            "Parquet is written by pyarrow, which is not installed here. Install it beside "
            "Bitework: pip install pyarrow",
        ) from None


class JsonLines:
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

    def end(self) -> bytes:
        return self.take()


class Csv:
    """Records as CSV: comma, UTF-8, quotes where they are needed."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = tuple(columns)
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow([defused(name) for name in self._columns])

    @property
    def is_full(self) -> bool:
        return self._text.tell() >= PIECE_BYTES

    def add(self, record: Record) -> None:
        self._writer.writerow([_cell(record.get(name)) for name in self._columns])

    def take(self) -> bytes:
        piece = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        return piece

    def end(self) -> bytes:
        return self.take()


class Parquet:
    """Records as Parquet, in groups of rows, compressed."""

    def __init__(self, columns: Sequence[Column]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        kinds = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64()}
        self._columns = tuple(columns)
        self._schema = pa.schema([(column.name, kinds[column.holds]) for column in columns])
        self._rows: list[Record] = []
        self._sink = io.BytesIO()
        self._writer: Any = parquet.ParquetWriter(
            pa.PythonFile(_OneWay(self._sink), mode="w"), self._schema
        )

    @property
    def is_full(self) -> bool:
        return len(self._rows) >= GROUP_ROWS

    def add(self, record: Record) -> None:
        self._rows.append(record)

    def take(self) -> bytes:
        import pyarrow as pa

        if self._rows:
            arrays = [
                pa.array([_value(row.get(column.name), column) for row in self._rows], type=kind)
                for column, kind in zip(self._columns, self._schema.types, strict=True)
            ]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows.clear()
        return self._taken()

    def end(self) -> bytes:
        piece = self.take()
        self._writer.close()
        return piece + self._taken()

    def _taken(self) -> bytes:
        piece = self._sink.getvalue()
        self._sink.seek(0)
        self._sink.truncate()
        return piece


class _OneWay(io.RawIOBase):
    """What is written goes on to `sink`, which may be emptied meanwhile: places are counted."""

    def __init__(self, sink: io.BytesIO) -> None:
        self._sink = sink
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        size = self._sink.write(data)
        self._written += size
        return size

    def tell(self) -> int:
        return self._written


def _cell(value: Any) -> str:
    if type(value) is str:
        return defused(value)
    if value is None:
        return ""
    return orjson.dumps(value).decode()


def _value(value: Any, column: Column) -> Any:
    """Give a value as its column of Parquet has it."""
    if value is None or column.holds != "text" or type(value) is str:
        return value
    return orjson.dumps(value).decode()


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; plain numbers are left."""
    if text and text[0] in _FORMULA and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
