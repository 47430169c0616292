"""What people want to know about their work: days, rank, agreement, history; and projects' pace."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median_low

from domain import localtime
from domain.consensus import agrees
from domain.people import Person
from storage import stats as store
from storage.stats import Past as Past
from storage.stats import Tally as Tally
from storage.tx import Tx

RANK_DAYS = 7
PAGE = 10
PACE_ANSWERS_MOST = 5_000  # of all projects together: as quick in a large database
PACE_ANSWERS_LEAST = 5
PACE_ANSWERS_EACH = 200


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among those who gained points in the last seven days."""

    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a person's past answers; `older_id` leads to those before them (0: none)."""

    answers: tuple[Past, ...]
    older_id: int


def _since(now_ms: int) -> str:
    """Give the first of the last seven days; UTC, so that all people are ranked over the same."""
    today = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
    return localtime.days_before(today, RANK_DAYS - 1)


def rank(tx: Tx, account_id: int, now_ms: int) -> Rank | None:
    """Give a person's rank by the points of the last seven days; None where they gained none."""
    since = _since(now_ms)
    points = sum(day.points for day in store.tallies(tx, account_id, since))
    if points <= 0:
        return None
    place, of = store.rank(tx, points=points, since_date=since)
    return Rank(place, of)


def ranks(tx: Tx, now_ms: int) -> dict[int, Rank]:
    """Give everybody's rank at once; equal points share the better place."""
    board = sorted(store.board(tx, _since(now_ms)), key=lambda row: -row[1])
    found: dict[int, Rank] = {}
    place, before = 0, -1
    for number, (account_id, points) in enumerate(board, start=1):
        place, before = (place, before) if points == before else (number, points)
        found[account_id] = Rank(place, len(board))
    return found


def days(tx: Tx, person: Person, now_ms: int, count: int) -> list[Tally]:
    """Give a person's last local days, today the last, those without work included."""
    today = localtime.date_of(now_ms, person.time_zone)
    dates = [localtime.days_before(today, back) for back in range(count - 1, -1, -1)]
    worked = {day.date: day for day in store.tallies(tx, person.account_id, dates[0])}
    return [worked.get(date, Tally(date, 0, 0, 0)) for date in dates]


def agreement(tx: Tx, person: Person, date: str, *, days: int = 1) -> float | None:
    """Give the share of the answers of some days, from a date on, that agree with what was decided;
    None: nothing was yet.
    """
    tomorrow = localtime.days_before(date, -days)
    judged = store.judged(
        tx,
        person.account_id,
        from_ms=localtime.start_of(date, person.time_zone),
        until_ms=localtime.start_of(tomorrow, person.time_zone),
    )
    if not judged:
        return None
    return sum(agrees(*each) for each in judged) / len(judged)


def history(tx: Tx, account_id: int, before_id: int = 0) -> Page:
    """Give a page of a person's answers, the newest first; `before_id` 0 begins with the latest."""
    found = store.history(tx, account_id, before_id=before_id or 1 << 62, most=PAGE + 1)
    shown = found[:PAGE]
    return Page(tuple(shown), shown[-1].submission_id if len(found) > PAGE else 0)


def paces(tx: Tx) -> dict[int, int]:
    """Give the usual time an answer takes by project, where enough were given lately.

    The median of the latest answers; pushed tasks don't count, for they wait in a pocket.
    """
    taken: dict[int, list[int]] = defaultdict(list)
    for project_id, taken_ms in store.recent_pace(tx, PACE_ANSWERS_MOST):
        if len(taken[project_id]) < PACE_ANSWERS_EACH:
            taken[project_id].append(taken_ms)
    return {
        project_id: max(1, median_low(times))
        for project_id, times in taken.items()
        if len(times) >= PACE_ANSWERS_LEAST
    }


def set_paces(tx: Tx, measured: dict[int, int]) -> None:
    """Note the usual times; a time limit caps them."""
    for project_id in sorted(measured):
        store.set_pace(tx, project_id, measured[project_id])
