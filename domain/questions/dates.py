"""A date as people write it: 2026-11-22, 22.11.2026, 22 Nov 2026, Nov 22, 2026."""

import re
from datetime import date

from domain.errors import Invalid
from domain.questions.model import Question
from domain.questions.words import label_key, short
from domain.sentences import Sentence

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_POINTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def day_of(question: Question, text: str, loose: bool) -> str | None:
    """Read a date as ISO 8601; None where it is none. A file's cell has it so already."""
    word = label_key(text)
    if not loose:
        return word if not day_problem(word) else None
    if found := _YEAR_FIRST.fullmatch(word):
        return _iso(found[1], found[2], found[3])
    if found := _POINTS.fullmatch(word):
        return _iso(found[3], found[2], found[1])
    if found := _SLASHES.fullmatch(word):
        return _slashes(text, found[1], found[2], found[3])
    if found := _DAY_MONTH.fullmatch(word):
        return _iso(found[3], _month(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(word):
        return _iso(found[3], _month(found[1]), found[2])
    return None


def day_problem(text: str) -> str:
    """Say what is wrong with a date of a project's file; "" where nothing is."""
    found = _YEAR_FIRST.fullmatch(text)
    if found and _iso(found[1], found[2], found[3]) == text:
        return ""
    return Sentence("“{text}” is no date; write it as “2026-11-22”", text=short(text))


def _slashes(text: str, first: str, second: str, year: str) -> str | None:
    """22/11/2026 can be read in one way only, 3/4/2026 in two."""
    one, other = _iso(year, second, first), _iso(year, first, second)
    if one and other and one != other:
        raise Invalid(
            "“{typed}” can be read in two ways. Write the date as {one} or {other}.",
            typed=short(text),
            one=one,
            other=other,
        )
    return one or other


def _month(word: str) -> str:
    return next((str(n) for n, name in enumerate(_MONTHS, 1) if name.startswith(word[:3])), "0")


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
