"""Reading the tables of a file that a person wrote, and noting all that is wrong with them at once.

Each problem names the line, the key, and where there is one the nearest right key or value:
`line 4, reward: “0.005” has 3 decimals; credits have 2`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from domain.sentences import Sentence
from domain.terms import MoneyTerms
from domain.toml_lines import Lines, Path

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")
_AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d+))?")
_UNITS_MS = (86_400_000, 3_600_000, 60_000, 1_000)
AMOUNT_MINOR_MAX = 10**15
_OTHER_WORDS = {
    "min": "least", "minimum": "least", "max": "most", "maximum": "most", "name": "title",
    "price": "reward", "pay": "reward", "description": "instructions", "people": "respondents",
}
_NAMES = {
    str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list",
    dict: "a table",
}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that is most likely meant, if one is near."""
    words = list(known)
    other = _OTHER_WORDS.get(word.casefold(), "")
    if other in words:
        return other
    found = get_close_matches(word.casefold()[:60], words, n=1, cutoff=0.6)
    return found[0] if found else None


def kept_short(value: object) -> str:
    """Write a value for a message, at most 40 characters of it."""
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"


class Notes:
    """What is wrong with a file, by line."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._found: list[tuple[int, int, str]] = []
        self.by_path: list[tuple[Path, str]] = []

    def add(self, path: Path, what: str) -> None:
        """Note a problem with the value at a path."""
        self.by_path.append((path, what))
        line = self._line(path)
        name = _name(path)
        where = ", ".join(part for part in (f"line {line}" if line else "", name) if part)
        self._found.append((line, len(self._found), f"{where}: {what}" if where else what))

    @property
    def problems(self) -> list[str]:
        """All sentences, in the order of the lines; what is missing altogether comes first."""
        return [text for _, _, text in sorted(self._found)]

    def _line(self, path: Path) -> int:
        """The line of the path, or of the nearest table around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)


def _name(path: Path) -> str:
    """`("question", 1, "type")` reads `question 2, type`, `("a", "b")` reads `a.b`."""
    parts: list[str] = []
    joined = False
    for part in path:
        if isinstance(part, int):
            parts[-1] += f" {part + 1}"
            joined = False
        elif joined:
            parts[-1] += f".{part}"
        else:
            parts.append(kept_short(part))
            joined = True
    return ", ".join(parts)


class Table:
    """One table of a file. Each key is taken once; `finish` notes what is missing or unknown."""

    def __init__(
        self,
        values: dict[str, Any],
        path: Path,
        notes: Notes,
        given: Iterable[str] | None = None,
    ) -> None:
        """Take the values; `given` are the keys that the file itself has, where it isn't all."""
        self._values = values
        self._given = set(values if given is None else given)
        self._path = path
        self._notes = notes
        self._known: set[str] = set()
        self._missing: dict[str, str] = {}

    def note(self, key: str, what: str) -> None:
        """Note a problem with a key of this table."""
        self._notes.add((*self._path, key), what)

    def has(self, key: str) -> bool:
        """Tell whether the key stands in the file; it counts as known from now on."""
        self._known.add(key)
        return key in self._values

    def raw(self, key: str) -> Any:
        """Take a value as it is; None where it is missing."""
        self._known.add(key)
        return self._values.get(key)

    def needs(self, key: str, example: str) -> bool:
        """Tell whether a key is there that must be; `example` says how it is written."""
        if not self.has(key):
            self._missing[key] = example
        return key in self._values

    def text(self, key: str, *, most: int, multiline: bool = False, default: str = "") -> str:
        """Take a text that is neither empty nor longer than `most` characters."""
        value = self._typed(key, str)
        if value is None:
            return default
        fault = text_fault(value, most=most, multiline=multiline)
        if fault:
            self.note(key, fault)
        return str(value).strip()

    def one_of(self, key: str, words: Sequence[str], default: str) -> str:
        """Take one of several words."""
        value = self._typed(key, str)
        if value is None or value in words:
            return default if value is None else value
        near = nearest(value, words)
        hint = f"did you mean “{near}”?" if near else "write one of these:"
        self.note(key, f"there is no “{kept_short(value)}”; {hint} ({', '.join(words)})")
        return default

    def whole(self, key: str, *, least: int, most: int, default: int) -> int:
        """Take a whole number within bounds."""
        value = self._typed(key, int)
        if value is None:
            return default
        if not least <= value <= most:
            self.note(
                key,
                Sentence(
                    "{value} is outside of {least} to {most}",
                    value=kept_short(value),
                    least=str(least),
                    most=str(most),
                ),
            )
            return default
        return int(value)

    def number(self, key: str, *, bound: int, default: float | None) -> float | None:
        """Take a number between -bound and bound, whole or not."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, f"must be a number; this is {_kind(value)}")
            return default
        if not -bound <= value <= bound:  # not a number fails this as well
            self.note(key, f"{kept_short(value)} is outside of -{bound} to {bound}")
            return default
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Take true or false."""
        value = self._typed(key, bool)
        return default if value is None else bool(value)

    def texts(self, key: str, *, most: int) -> tuple[str, ...]:
        """Take a list of texts, each at most `most` characters long."""
        value = self._typed(key, list)
        if value is None:
            return ()
        for place, item in enumerate(value):
            fault = (
                text_fault(item, most=most)
                if isinstance(item, str)
                else f"must be a text in quotes; this is {_kind(item)}"
            )
            if fault:
                self._notes.add((*self._path, key, place), fault)
        return tuple(item.strip() for item in value if isinstance(item, str))

    def amount(self, key: str, money: MoneyTerms) -> int:
        """Take an amount, a decimal number in quotes, as minor units; 0 where it is unusable."""
        value = self.raw(key)
        if value is None:
            return 0
        if not isinstance(value, str):
            example = amount_text(10**money.decimals, money)
            self.note(key, f'must be in quotes, such as "{example}", so that nothing is rounded')
            return 0
        fault, minor = amount_minor(value, money)
        if fault:
            self.note(key, fault)
        return minor

    def duration(self, key: str, *, least_ms: int, most_ms: int, default_ms: int) -> int:
        """Take a duration such as "90s", "2m", "1h30m", in milliseconds."""
        value = self.raw(key)
        if value is None:
            return default_ms
        found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
        if not found or not any(found.groups()):
            self.note(key, f"“{kept_short(value)}” is no duration; write “90s”, “2m” or “1h”")
            return default_ms
        ms = sum(
            int(part or 0) * unit for part, unit in zip(found.groups(), _UNITS_MS, strict=True)
        )
        if not least_ms <= ms <= most_ms:
            bounds = f"{_span(least_ms)} to {_span(most_ms)}"
            self.note(key, f"“{kept_short(value)}” is outside of {bounds}")
            return default_ms
        return ms

    def finish(self, elsewhere: dict[str, str] | None = None) -> None:
        """Note unknown keys, and missing ones that no unknown key was probably meant to be.

        `elsewhere` has sentences for keys that are right in another place.
        """
        for key in self._values:
            if key in self._known:
                continue
            if elsewhere and key in elsewhere:
                self.note(key, elsewhere[key])
                self._missing.pop(key, None)
                continue
            near = nearest(key, self._known - self._given) or nearest(key, self._known)
            if near:
                self._missing.pop(near, None)
            hint = f"did you mean “{near}”?" if near else f"known: {', '.join(sorted(self._known))}"
            above = None if near else nearest(key, elsewhere or ())
            if elsewhere and above:
                hint = f"did you mean “{above}”? {elsewhere[above]}"
            self.note(key, f"there is no such key; {hint}")
        for key, example in self._missing.items():
            self._notes.add(self._path, f"“{key}” is missing; write {example}")

    def _typed(self, key: str, kind: type) -> Any:
        value = self.raw(key)
        if value is None or type(value) is kind:
            return value
        quotes = " in quotes" if kind is str else ""
        self.note(key, f"must be {_NAMES[kind]}{quotes}; this is {_kind(value)}")
        return None


def text_fault(text: str, *, most: int, multiline: bool = False) -> str:
    """Say what is wrong with a text that people will be shown; "" where nothing is."""
    if not text.strip():
        return Sentence("is empty")
    if len(text) > most:
        return Sentence("has {n} characters; at most {most} fit", n=len(text), most=most)
    if not multiline and "\n" in text.strip():
        return Sentence("must be one line")
    odd = next((c for c in text if c not in "\n\t\r" and unicodedata.category(c) == "Cc"), None)
    if odd is None:
        return ""
    return Sentence("has the control character {code} in it", code=f"U+{ord(odd):04X}")


def amount_text(minor: int, money: MoneyTerms) -> str:
    """Write minor units as the decimal number that a file would have."""
    return f"{Decimal(minor).scaleb(-money.decimals):f}"


def amount_minor(text: str, money: MoneyTerms) -> tuple[str, int]:
    """Read a positive decimal amount: (what is wrong or "", minor units)."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found or not text.isascii():
        what = Sentence(
            "“{text}” is no amount; write digits with a point, such as “1.50”",
            text=kept_short(text),
        )
        return what, 0
    sign, whole, part = found[1], found[2], (found[3] or "")
    if sign:
        return Sentence("“{text}” is negative", text=kept_short(text)), 0
    if len(part) > money.decimals:
        what = Sentence(
            "“{text}” has {n} decimals; {currency} have {most}",
            text=kept_short(text),
            n=len(part),
            currency=money.currency,
            most=money.decimals,
        )
        return what, 0
    if len(whole) > 18:
        return Sentence("“{text}” is more than anybody has", text=kept_short(text)), 0
    minor = int(whole + part.ljust(money.decimals, "0"))
    if minor > AMOUNT_MINOR_MAX:
        return Sentence("“{text}” is more than anybody has", text=kept_short(text)), 0
    if minor:
        return "", minor
    return Sentence("“{text}” is nothing; it must be more", text=kept_short(text)), 0


def _span(ms: int) -> str:
    for unit, name in zip(_UNITS_MS, "dhms", strict=True):
        if ms % unit == 0 and ms >= unit:
            return f"{ms // unit}{name}"
    return f"{ms}ms"


def _kind(value: object) -> str:
    return _NAMES.get(type(value), "a date or time")
