"""Who has gained most points: in a week, in a month, ever; everywhere or in one server.

Points are those of recorded events: of a span the tallies, which every event is added to, ever the
account's own. Names are shown of those who let them be shown; the others stay somebody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from domain import localtime
from domain.people import Person
from storage import leaderboards as store
from storage import stats
from storage.leaderboards import Leader
from storage.tx import Tx

Period = Literal["week", "month", "all"]
PERIODS: tuple[Period, ...] = ("week", "month", "all")
DAYS: dict[Period, int] = {"week": 7, "month": 30}
TOP = 10
LATELY_MS = 86_400_000
LATEST_ANSWERS = 5_000  # of all projects together: as quick in a large database


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a leaderboard; no name: they don't want it shown."""

    place: int
    name: str
    count: int
    is_you: bool


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """The first lines, how many there are in all, and one's own where it is not among them."""

    lines: tuple[Line, ...]
    of: int
    own: Line | None


def top(tx: Tx, person: Person, period: Period, server_id: int, now_ms: int) -> Leaderboard:
    """Give the leaderboard of a period as one person sees it; `server_id` 0: everywhere."""
    since = _since(period, now_ms)
    found = store.since(tx, since, server_id, TOP) if since else store.ever(tx, server_id, TOP)
    lines = _lines(found, person.account_id)
    points = _points(tx, person, since)
    more, of = (
        store.place_since(tx, since, server_id, points)
        if since
        else store.place_ever(tx, server_id, points)
    )
    is_on = points <= 0 or any(line.is_you for line in lines)
    own = None if is_on else Line(more + 1, person.name, points, is_you=True)
    return Leaderboard(lines, of, own)


def of_project(tx: Tx, project_id: int, now_ms: int, most: int) -> tuple[Line, ...]:
    """Give who gave most answers to a project in the last day, as far as one can see quickly."""
    found = store.of_project(
        tx, project_id, since_ms=now_ms - LATELY_MS, window=LATEST_ANSWERS, most=most
    )
    return _lines(found, 0)


def is_shown(tx: Tx, account_id: int) -> bool:
    """Tell whether a person's name may be shown to others."""
    return store.is_shown(tx, account_id)


def show(tx: Tx, account_id: int, *, on: bool) -> None:
    """Show a person's name to others from now on, or no more."""
    store.show(tx, account_id, is_shown=on)


def _since(period: Period, now_ms: int) -> str:
    """Give the first day of a period; UTC, so that all are measured over the same. Empty: ever."""
    if period not in DAYS:
        return ""
    today = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
    return localtime.days_before(today, DAYS[period] - 1)


def _points(tx: Tx, person: Person, since: str) -> int:
    if not since:
        return person.points
    return sum(day.points for day in stats.tallies(tx, person.account_id, since))


def _lines(found: list[Leader], account_id: int) -> tuple[Line, ...]:
    """Number leaders; equal ones share the better place."""
    lines: list[Line] = []
    for number, leader in enumerate(found, start=1):
        before = lines[-1] if lines else None
        place = before.place if before and before.count == leader.count else number
        name = leader.name if leader.is_shown else ""
        lines.append(Line(place, name, leader.count, leader.account_id == account_id))
    return tuple(lines)
