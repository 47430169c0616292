"""A month or a year as people write it: `2026-05`, `2026`."""

import re

from domain.localtime import start_of

_WRITTEN = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?", re.ASCII)


def moments(written: str, time_zone: str) -> tuple[int, int]:
    """Give its first moment and the first one after it, in ms; raises ValueError for other texts.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError("no month and no year")
    year, month = int(found[1]), int(found[2] or 1)
    after = (year + 1, 1) if found[2] is None or month == 12 else (year, month + 1)
    first, last = (f"{y}-{m:02}-01" for y, m in ((year, month), after))
    return start_of(first, time_zone), start_of(last, time_zone)
