"""Importing a file of voucher codes: a code a line, or CSV with a column `code`.

The file is read whole before anything is kept, so that one with mistakes leaves nothing behind.
Then the codes go to the database in chunks; where that is cut off, the same file can be imported
again: what is there already is noticed.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from domain import vouchers as rules
from domain.amounts import Money
from domain.errors import Invalid
from domain.seals import Keys
from domain.vouchers import BadLine, Code
from services import seals, vouchers
from storage.database import Database
from storage.tx import Tx

FILE_BYTES_MOST = 16 << 20
CODES_MOST = 100_000
AT_ONCE = 40  # sealed and written in one turn at the writer: about 5 ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file: codes that are new, lines of those that were there, bad lines."""

    new: int
    same: tuple[int, ...]
    bad: tuple[BadLine, ...]


def import_codes(
    database: Database,
    keys: Keys,
    path: Path,
    *,
    pool: str,
    face: Money,
    expires_ms: int | None,
    now_ms: int,
    skip_bad: bool = False,
) -> Imported:
    """Bring a file's codes in; nothing where lines are bad, unless those are to be left out.

    Raises Invalid (a file that cannot be used), and Refused where the pool is of another value.
    """
    codes, bad, twice = _sorted(_lines(path), expires_ms, now_ms)
    if not codes and not bad:
        raise Invalid("{name} has no codes.", name=path.name)
    if bad and not skip_bad:
        return Imported(new=0, same=(), bad=tuple(bad))
    new, same = 0, twice

    def work(tx: Tx, some: Sequence[Code]) -> vouchers.Added:
        seal = seals.within(tx, keys)
        return vouchers.add(tx, seal, some, pool=pool, face=face, now_ms=now_ms)

    left = iter(codes)
    while some := tuple(islice(left, AT_ONCE)):
        added = database.write_now(lambda tx, some=some: work(tx, some), bulk=True)  # type: ignore[misc]
        new += added.new
        same += added.same
    database.write_now(
        lambda tx: vouchers.imported(tx, pool=pool, new=new, same=len(same), now_ms=now_ms)
    )
    return Imported(new=new, same=tuple(sorted(same)), bad=tuple(bad))


def _sorted(
    lines: Iterator[str], expires_ms: int | None, now_ms: int
) -> tuple[list[Code], list[BadLine], list[int]]:
    """Give the codes of a file, its bad lines, and the lines with a code that it had before."""
    codes: list[Code] = []
    bad: list[BadLine] = []
    twice: list[int] = []
    seen: set[str] = set()
    for read in _read(lines, expires_ms, now_ms):
        if isinstance(read, BadLine):
            bad.append(read)
        elif read.text in seen:
            twice.append(read.line)
        else:
            seen.add(read.text)
            codes.append(read)
        if len(codes) + len(bad) + len(twice) > CODES_MOST:
            raise Invalid("The file has more than {most} lines: cut it.", most=CODES_MOST)
    return codes, bad, twice


def _read(
    lines: Iterator[str], expires_ms: int | None, now_ms: int
) -> Iterator[Code | BadLine]:
    first = next(lines, "")
    found = rules.header(first)
    if found is None:
        plain = enumerate(([line] for line in _again(first, lines)), 1)
        yield from rules.read(plain, None, expires_ms, now_ms)
        return
    separator, columns = found
    reader = csv.reader(lines, delimiter=separator)
    cells = ((reader.line_num + 1, row) for row in reader)
    try:
        yield from rules.read(cells, columns, expires_ms, now_ms)
    except csv.Error:
        raise Invalid("Line {line} is no CSV.", line=reader.line_num + 1) from None


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _lines(path: Path) -> Iterator[str]:
    """Read a text file line by line: UTF-8, with or without a byte order mark."""
    try:
        if path.stat().st_size > FILE_BYTES_MOST:
            raise Invalid("{name} is larger than 16 MB: cut it.", name=path.name)
        with path.open("rb") as file:
            if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK"):
                raise Invalid("{name} is no UTF-8 text: save it as CSV (UTF-8).", name=path.name)
        with path.open(encoding="utf-8-sig", newline=None) as text:
            yield from text
    except UnicodeDecodeError:
        raise Invalid("{name} is no UTF-8 text: save it as CSV (UTF-8).", name=path.name) from None
    except OSError as error:
        raise Invalid(
            "{name} cannot be read: {why}.", name=path.name, why=error.strerror or "unknown"
        ) from None
