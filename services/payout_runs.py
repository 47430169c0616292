"""The payout run: what is pending becomes available, once a period.

The table decides what is due, not the alarm clock: a period is run where its row is new. All
periods that were missed are caught up by one run, that of the latest: it credits everything that is
pending. A run goes through the accounts in chunks and remembers how far it has come, so that after
a kill it goes on from there; the amount of each account is booked once for the run, whoever works
on it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain import schedules
from domain.terms import PayoutTerms, Terms
from storage import ledger
from storage import payout_runs as rows
from storage.payout_runs import Run as Run
from storage.tx import Tx

NOW = "now"  # the schedule of runs that somebody asked for
CHUNK_SPAN = 5_000  # ids of accounts that one chunk reaches over at most
FORECAST_PAGE = 1_000
ID_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next accounts of a run: up to which id, and how many of them have something pending."""

    through_id: int
    people: int


@dataclass(frozen=True, slots=True)
class Credited:
    """What a chunk, or a run, brought."""

    people: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A run that would be gone through; `run_id` is 0 where it would be begun."""

    run_id: int
    period: str
    credited: Credited


def due_ms(tx: Tx, terms: PayoutTerms, now_ms: int) -> int | None:
    """Give the period that is due: the latest one that was not begun, or None.

    A schedule counts from its own last period; a new one from the last run of any, and the first of
    all from the first transfer, before which nobody can have anything pending.
    """
    schedule = schedules.parse(terms.schedule, terms.time_zone)
    latest = rows.latest_period(tx, schedule.key, iso(now_ms))
    after_ms = _ms(latest) if latest else rows.newest_ms(tx, now_ms) or ledger.first_ms(tx)
    return None if after_ms is None else schedule.latest_due(after_ms, now_ms)


def begin_due(tx: Tx, terms: PayoutTerms, now_ms: int) -> Run | None:
    """Begin the run that is due; None where none is, or where somebody else has begun it."""
    moment_ms = due_ms(tx, terms, now_ms)
    if moment_ms is None:
        return None
    key = schedules.parse(terms.schedule, terms.time_zone).key
    return rows.begin(tx, key, iso(moment_ms), now_ms)


def begin_now(tx: Tx, now_ms: int) -> Run | None:
    """Begin a run at this moment, whatever the schedule says."""
    return rows.begin(tx, NOW, iso(now_ms), now_ms)


def unfinished(tx: Tx) -> list[Run]:
    """Give runs that are not through: somebody works on them, or was killed."""
    return rows.running(tx)


def find(tx: Tx, run_id: int) -> Run | None:
    """Give a run as far as it has come; None once it is through."""
    return rows.find(tx, run_id)


def next_chunk(tx: Tx, run: Run, currency: str, most: int) -> Chunk | None:
    """Look, on a reader, for the next at most so many people to credit; None: there are no more."""
    people = rows.waiting(tx, currency, run.through_id, most)
    if not people:
        return None
    near = [account_id for account_id, _ in people if account_id < people[0][0] + CHUNK_SPAN]
    return Chunk(near[-1], len(near))


def credit(tx: Tx, run: Run, chunk: Chunk, currency: str, now_ms: int) -> Credited | None:
    """Credit a chunk; None where somebody else has moved the run on meanwhile."""
    done = rows.credit(tx, run, chunk.through_id, currency, now_ms)
    return None if done is None else Credited(*done)


def finish(tx: Tx, run: Run, now_ms: int) -> None:
    """Say that a run is through."""
    rows.finish(tx, run.id, now_ms)


def forecast(tx: Tx, terms: Terms, now_ms: int, *, at_once: bool) -> list[Forecast]:
    """Tell what paying out would bring, without doing it: runs that were begun, then the due one.

    With `at_once` that is one of this moment.
    """
    runs = [(run.id, run.period, run.through_id) for run in unfinished(tx)]
    period_ms = now_ms if at_once else due_ms(tx, terms.payouts, now_ms)
    if period_ms is not None:
        runs.append((0, iso(period_ms), 0))
    found, rest_id = [], ID_MOST  # behind this account the runs before would have credited all
    for run_id, period, through_id in runs:
        credited = _waiting(tx, terms.money.currency, through_id, rest_id)
        found.append(Forecast(run_id, period, credited))
        rest_id = min(rest_id, through_id)
    return found


def _waiting(tx: Tx, currency: str, after_id: int, through_id: int) -> Credited:
    """Count the people with something pending, behind one account up to another, and add it up."""
    people = amount_minor = 0
    while after_id < through_id:
        page = rows.waiting(tx, currency, after_id, FORECAST_PAGE)
        near = [minor for account_id, minor in page if account_id <= through_id]
        people += len(near)
        amount_minor += sum(near)
        if len(page) < FORECAST_PAGE:
            break
        after_id = page[-1][0]
    return Credited(people, amount_minor)


def iso(ms: int) -> str:
    """Write a moment as a period is written."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


def _ms(period: str) -> int:
    return round(datetime.fromisoformat(period).timestamp() * 1000)
