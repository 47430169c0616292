"""Which line of a TOML file each key stands in: tomllib does not say.

The scanner reads text that tomllib has accepted already, so it may trust that brackets and quotes
close; it knows strings of all four kinds, comments, dotted keys, tables, arrays of tables, arrays
and inline tables. A path is `("question", 0, "type")`: names of keys and numbers of elements.
"""

import re
import tomllib
from bisect import bisect_left
from typing import Any

from domain.errors import Invalid

Path = tuple[str | int, ...]
Lines = dict[Path, int]

LENGTH_MAX = 500_000
DEPTH_MAX = 20

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\"]|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''[\s\S]*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_SCALAR = re.compile(r"[^,\]}\n#]*")


def read(text: str) -> tuple[dict[str, Any], Lines]:
    """Parse a TOML text, and find the line of each key, table and array element.

    Raises Invalid that names the line where the text is no TOML.
    """
    if len(text) > LENGTH_MAX:
        raise Invalid("The file cannot be used:", [f"it has more than {LENGTH_MAX} characters"])
    try:
        values = tomllib.loads(text)
        return values, _Scanner(text.replace("\r\n", "\n")).lines()
    except tomllib.TOMLDecodeError as error:
        raise Invalid("The file is not TOML:", [_problem(text, str(error))]) from None
    except (RecursionError, ValueError):
        raise Invalid(
            "The file is not TOML:", ["it is nested too deeply, or has a number that is too long"]
        ) from None


def _problem(text: str, message: str) -> str:
    at = _AT.search(message)
    what = _AT.sub("", message)
    what = what[:1].lower() + what[1:]
    if at and at[1]:
        return f"line {at[1]}, column {at[2]}: {what}"
    return f"line {text.rstrip().count(chr(10)) + 1}, the end of the file: {what}"


class _Scanner:
    """Walks through the text once; `_at` is the position."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: Lines = {}
        self._counts: dict[Path, int] = {}
        self._ends = [place for place, letter in enumerate(text) if letter == "\n"]

    def lines(self) -> Lines:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            start = self._at
            if self._text.startswith("[", start):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
            if self._at == start:
                raise ValueError("the scanner does not move")
        return self._found

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path that the keys below it belong to."""
        start, brackets = self._at, 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        keys = self._key()
        self._skip(_SPACE)
        self._at += brackets
        path: Path = ()
        for depth, key in enumerate(keys, start=1):
            path = (*path, key)
            self._note(path, start)
            if depth == len(keys) and brackets == 2:
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        self._note(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start, path = self._at, table
        for key in self._key():
            path = (*path, key)
            self._note(path, start)
        self._skip(_SPACE)
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> list[str]:
        """A key with its dots, each part bare or in quotes."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            quoted = _STRING.match(self._text, self._at)
            if quoted:
                parts.append(tomllib.loads(f"k = {quoted[0]}")["k"])
                self._at = quoted.end()
            else:
                bare = _BARE.match(self._text, self._at)
                parts.append(bare[0] if bare else "")
                self._at = bare.end() if bare else self._at
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _value(self, path: Path) -> None:
        if len(path) > DEPTH_MAX:
            raise ValueError("nested too deeply")
        opening = self._text[self._at : self._at + 1]
        if opening in ("[", "{"):
            self._inside(path, "]" if opening == "[" else "}")
            return
        self._skip(_STRING if opening in ('"', "'") else _SCALAR)

    def _inside(self, path: Path, closing: str) -> None:
        """The elements of an array, or the pairs of an inline table."""
        self._at += 1
        index = 0
        self._skip(_BLANK)
        while self._at < len(self._text) and self._text[self._at] != closing:
            if closing == "]":
                self._note((*path, index), self._at)
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
            self._skip(_BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1
                self._skip(_BLANK)
        self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _note(self, path: Path, place: int) -> None:
        self._found.setdefault(path, bisect_left(self._ends, place) + 1)
