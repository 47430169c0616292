"""What somebody earned, as files: a line for each day as CSV, a year's statement as a page.

A CSV is read and written month by month, so that nobody waits for it.
"""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bot.dispatch import system_clock
from domain.amounts import N_
from domain.errors import Invalid
from domain.spans import Days
from domain.tables import amount_text
from domain.terms import MoneyTerms
from handlers import statement_page
from handlers.voice import Voice
from services import Tx, earnings, money, people
from storage.database import Database

Format = Literal["csv", "html"]
COLUMNS = ("date", "tasks", "minutes", "earned", "extras", "paid_out", "currency")
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
NOT_A_FILE = N_("There is no such file: earnings are csv, or a year as html.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose earnings of which days, and how."""

    account_id: int
    days: Days
    format: Format

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]


def wanted(account_id: int, first: str, last: str, file_format: str) -> Wanted:
    """Read what is asked for; raises Invalid."""
    try:
        days = Days(first, last)
        months = days.parts("month")
    except (ValueError, OverflowError):
        raise Invalid(NOT_A_FILE) from None
    if file_format == "csv" and 1 <= len(months) <= 12:
        return Wanted(account_id, days, "csv")
    if file_format == "html" and (first[4:], last) == ("-01-01", f"{first[:4]}-12-31"):
        return Wanted(account_id, days, "html")
    raise Invalid(NOT_A_FILE)


async def pieces(database: Database, of: Wanted) -> AsyncIterator[bytes]:
    """Give the file's bytes, a piece at a time."""
    if of.format == "html":
        now_ms = system_clock()
        yield (await database.read(lambda tx: statement(tx, of, now_ms))).encode()
        return
    yield _csv([COLUMNS])
    for month in of.days.parts("month"):
        read = partial(rows, account_id=of.account_id, days=month)
        yield _csv(await database.read(read))


def statement(tx: Tx, of: Wanted, now_ms: int) -> str:
    """Write a year's statement as a page."""
    person, terms = people.load(tx, of.account_id), money.noted(tx)
    found = earnings.of_days(tx, person, "year", of.days, terms.currency)
    say = Voice(person.locale, person.time_zone, terms.decimals)
    return statement_page.page(say, person, found, terms, now_ms)


def rows(tx: Tx, account_id: int, days: Days) -> list[tuple[str, ...]]:
    """Give a line for each day on which there was anything."""
    person, terms = people.load(tx, account_id), money.noted(tx)
    return [_row(line, terms) for line in earnings.daily(tx, person, days, terms.currency)]


def _row(line: earnings.Line, terms: MoneyTerms) -> tuple[str, ...]:
    amounts = (line.earned_minor, line.extra_minor, line.paid_minor)
    return (
        line.days.first,
        str(line.tasks),
        f"{line.worked_ms / 60_000:.1f}",
        *(amount_text(minor, terms) for minor in amounts),
        terms.currency,
    )


def _csv(lines: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode()
