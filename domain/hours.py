"""Hours of the day as people write them: `22:30-07:15`, `10 pm to 7 am`, `none`."""

import re

from domain.amounts import N_
from domain.errors import Invalid

DAY_MINUTES = 1440
_WRITTEN = re.compile(
    r"(\d{1,2})(?:[:.h](\d\d))?\s*(am|pm)?\s*(?:-|–|—|to|until|,|\s)\s*"
    r"(\d{1,2})(?:[:.h](\d\d))?\s*(am|pm)?"
)
_NONE = ("none", "off", "no", "-")


def read(text: str) -> tuple[int, int]:
    """Give the minutes of the day at which hours begin and end; equal: no hours at all.

    Raises Invalid where the text is none of it.
    """
    word = text.strip().casefold()
    if word in _NONE:
        return 0, 0
    found = _WRITTEN.fullmatch(word)
    ends = (_minute(*found.group(1, 2, 3)), _minute(*found.group(4, 5, 6))) if found else ()
    if not ends or max(ends) > DAY_MINUTES:
        raise Invalid(N_("Write the hours like this: 22:30-07:15, or none."))
    return ends[0] % DAY_MINUTES, ends[1] % DAY_MINUTES


def written(first: int, last: int) -> str:
    """Write hours for people: `22:00–08:00`."""
    return f"{first // 60:02}:{first % 60:02}–{last // 60:02}:{last % 60:02}"


def _minute(hour: str, minute: str | None, half: str | None) -> int:
    """Give the minute of the day; one that no clock shows lies beyond the day."""
    hours, minutes = int(hour), int(minute or 0)
    if minutes > 59 or (half and not 1 <= hours <= 12):
        return DAY_MINUTES + 1
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    return hours * 60 + minutes
