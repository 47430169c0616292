"""Voucher codes as an operator's file has them, and what is wrong with its lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from domain.sentences import Sentence

CODE_CHARACTERS_MOST = 500
POOL_CHARACTERS_MOST = 60
SEPARATORS = (",", ";", "\t")
COLUMNS = ("code", "expires")


@dataclass(frozen=True, slots=True)
class Code:
    """A code, the line of the file where it stands, and when it ends."""

    line: int
    text: str = field(repr=False)
    expires_ms: int | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with a line; it never repeats what stands there."""

    line: int
    why: Sentence


def header(line: str) -> tuple[str, dict[str, int]] | None:
    """Read a first line that names columns: what parts them, and where each is; else None."""
    for separator in SEPARATORS:
        names = [name.strip().strip('"').casefold() for name in line.split(separator)]
        if "code" in names:
            return separator, {name: names.index(name) for name in COLUMNS if name in names}
    return None


def read(
    rows: Iterable[tuple[int, Sequence[str]]],
    columns: dict[str, int] | None,
    expires_ms: int | None,
    now_ms: int,
) -> Iterator[Code | BadLine]:
    """Read lines, cut into cells where there are columns; empty ones are passed over."""
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            yield _code(line, cells, columns, expires_ms, now_ms)
        except _Bad as bad:
            yield BadLine(line, bad.why)


class _Bad(Exception):
    """A line can't be used."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def _code(
    line: int,
    cells: Sequence[str],
    columns: dict[str, int] | None,
    expires_ms: int | None,
    now_ms: int,
) -> Code:
    if columns is None:
        text, until = cells[0].strip(), ""
        if any(separator in text for separator in SEPARATORS):
            raise _Bad(Sentence("there are several cells, and no header that says which is `code`"))
    else:
        if len(cells) <= max(columns.values()):
            raise _Bad(Sentence("it has fewer cells than the header"))
        text = cells[columns["code"]].strip()
        until = cells[columns["expires"]].strip() if "expires" in columns else ""
    if not text:
        raise _Bad(Sentence("there is no code"))
    if len(text) > CODE_CHARACTERS_MOST:
        raise _Bad(Sentence("the code has more than {most} characters", most=CODE_CHARACTERS_MOST))
    if not text.isprintable():
        raise _Bad(Sentence("the code has characters that can't be printed"))
    ends_ms = expiry_ms(until) if until else expires_ms
    if until and ends_ms is None:
        raise _Bad(Sentence("its last day is no date such as 2027-12-31"))
    if ends_ms is not None and ends_ms <= now_ms:
        raise _Bad(Sentence("it has expired"))
    return Code(line, text, ends_ms)


def expiry_ms(text: str) -> int | None:
    """Give the end of a last day (UTC); None where the text is no date."""
    try:
        after = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return round(datetime(after.year, after.month, after.day, tzinfo=UTC).timestamp() * 1000)
