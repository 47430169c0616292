"""Files that come with rows: from a folder, or from a ZIP that may hold the rows too.

A ZIP is a stranger's: how many files it names is counted before its list is read, what is in it is
written under hashes and never under its own names, and is measured while it is unpacked.
"""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from domain.errors import Invalid
from domain.rows import FILE_FORMATS
from domain.sentences import Sentence

FILES_MOST = 50_000
LIST_BYTES_MOST = 16 << 20
ROWS_BYTES_MOST = 1 << 30
UNPACKED_BYTES_MOST = 4 << 30
READ_BYTES = 1 << 18
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)
_END, _END_BYTES = b"PK\x05\x06", 22
_LARGE, _LARGE_BYTES = b"PK\x06\x06", 56  # of a ZIP64: what it says counts, wherever it is there
_AT_LARGE, _AT_LARGE_BYTES = b"PK\x06\x07", 20
_OBVIOUS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})  # others can be words beside them
_SPREADSHEET = "[Content_Types].xml"


class TooMuch(Exception):
    """A file is larger than may be."""


class Source(Protocol):
    """Where files come from, by the names that cells give them."""

    def copy(self, name: str, to: Path, most: int) -> bool:
        """Write a file; False where there is none of that name. Raises TooMuch."""
        ...


class Folder:
    """A folder on this machine; nothing outside of it is read, whatever a name says."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()

    def copy(self, name: str, to: Path, most: int) -> bool:
        """Write a file; False where there is none of that name. Raises TooMuch."""
        try:
            found = (self._path / name.replace("\\", "/")).resolve()
            if not found.is_relative_to(self._path) or not found.is_file():
                return False
        except (OSError, ValueError):  # a name that no file can have
            return False
        with found.open("rb") as file:
            _copied(file, to, most)
        return True


class Zip:
    """A ZIP; names are looked for beside the file with the rows first."""

    def __init__(self, path: Path, *, left: int = UNPACKED_BYTES_MOST) -> None:
        self._name = path.name
        _check_list(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (*_BROKEN, OSError):
            raise self._unusable(Sentence("it is no ZIP, or not whole")) from None
        self._left = left
        self._files = {
            _plain(info.filename): info
            for info in self._zip.infolist()
            if not info.is_dir() and not info.filename.startswith("__MACOSX/")
        }
        self._by_word = {name.casefold(): info for name, info in self._files.items()}
        self._beside = PurePosixPath()

    def rows(self, to: Path) -> Path:
        """Write the one file with rows into a folder; raises Invalid where there isn't one."""
        if _SPREADSHEET in self._files:
            raise self._unusable(Sentence("it is a spreadsheet; save the sheet as CSV (UTF-8)"))
        for endings in (_OBVIOUS, frozenset(FILE_FORMATS)):
            found = sorted(n for n in self._files if PurePosixPath(n).suffix.casefold() in endings)
            if found:
                break
        if len(found) != 1:
            names = ", ".join(PurePosixPath(name).name for name in found[:5])
            raise self._unusable(
                Sentence("one file in it has to end with .csv or .jsonl: the rows")
                if not found
                else Sentence("one file in it has to have the rows, and these are: {n}", n=names)
            )
        at = PurePosixPath(found[0])
        self._beside = at.parent
        rows = to / f"rows{at.suffix.casefold()}"
        try:
            self._unpack(self._files[found[0]], rows, ROWS_BYTES_MOST)
        except TooMuch:
            raise self._unusable(Sentence("the file with the rows is too large")) from None
        return rows

    def copy(self, name: str, to: Path, most: int) -> bool:
        """Write a file; False where there is none of that name. Raises TooMuch, Invalid."""
        plain = _plain(name)
        for place in (str(self._beside / plain), plain):
            info = self._files.get(place) or self._by_word.get(place.casefold())
            if info is not None:
                self._unpack(info, to, most)
                return True
        return False

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def _unpack(self, info: zipfile.ZipInfo, to: Path, most: int) -> None:
        if info.flag_bits & 1:
            raise self._unusable(Sentence("it is locked with a password"))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._unusable(Sentence("it is packed in a way that I don't know"))
        try:
            with self._zip.open(info) as file:
                size = _copied(file, to, min(most, self._left))  # type: ignore[arg-type]
        except TooMuch:
            if most > self._left:
                raise self._unusable(Sentence("there is too much in it")) from None
            raise
        except _BROKEN:
            raise self._unusable(Sentence("it is no ZIP, or not whole")) from None
        self._left -= size

    def _unusable(self, problem: Sentence) -> Invalid:
        return Invalid("{name} cannot be read as rows:", [problem], name=self._name)


@contextmanager
def opened(path: Path, files: Path | None, folder: Path) -> Iterator[tuple[Path, Source | None]]:
    """Give the file with the rows, and where their files are: beside it (`files`, a folder or a
    ZIP), in the same ZIP, or nowhere. `folder` takes what has to be unpacked.
    """
    if path.suffix.casefold() == ".zip":
        archive = Zip(path)
        try:
            yield archive.rows(folder), archive
        finally:
            archive.close()
    elif files is None:
        yield path, None
    elif files.is_dir():
        yield path, Folder(files)
    else:
        archive = Zip(files)
        try:
            yield path, archive
        finally:
            archive.close()


def _check_list(path: Path) -> None:
    """Refuse a list of files that would take too much memory, before it is read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        before = max(0, size - _END_BYTES - _LARGE_BYTES - _AT_LARGE_BYTES - 0xFFFF)
        file.seek(before)
        tail = file.read()
    found = _list(tail, before)
    if found is None:
        raise Invalid(
            "{name} cannot be read as rows:", [Sentence("it is no ZIP, or not whole")],
            name=path.name,
        )  # fmt: skip
    count, list_bytes = found
    if count > FILES_MOST or list_bytes > LIST_BYTES_MOST:
        many = Sentence("there are more than {most} files in it", most=FILES_MOST)
        raise Invalid("{name} cannot be read as rows:", [many], name=path.name)


def _list(tail: bytes, before: int) -> tuple[int, int] | None:
    """Give how many files a ZIP names, and the bytes of their list, from its end (`before` it are
    so many bytes more); None where it can't be told.
    """
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        return None
    count, list_bytes = struct.unpack_from("<HI", tail, at + 10)
    at -= _AT_LARGE_BYTES
    if at < 0 or not tail.startswith(_AT_LARGE, at):
        return count, list_bytes
    (large,) = struct.unpack_from("<Q", tail, at + 8)
    at -= _LARGE_BYTES
    if at < 0 or large != before + at or not tail.startswith(_LARGE, at):
        return None
    more, more_bytes = struct.unpack_from("<QQ", tail, at + 32)
    return more, more_bytes


def _plain(name: str) -> str:
    """Give a name as we compare it: one way to write accents and slashes."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").strip().lstrip("/")
    return str(PurePosixPath(text)) if text else text


def _copied(file: BinaryIO, to: Path, most: int) -> int:
    size = 0
    with to.open("wb") as out:
        while part := file.read(READ_BYTES):
            size += len(part)
            if size > most:
                raise TooMuch
            out.write(part)
    return size

