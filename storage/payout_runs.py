"""Payout runs, and what a chunk of one books."""

from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Run:
    """A payout run that is not through yet: all accounts up to `through_id` are credited.

    `period` is the moment at which it was due, UTC, ISO 8601.
    """

    id: int
    period: str
    through_id: int


def latest_period(tx: Tx, schedule: str, now: str) -> str | None:
    """Give the last period of a schedule that was begun, up to a moment."""
    period: str | None = tx.queries.payout_run_latest(tx.connection, schedule=schedule, now=now)
    return period


def newest_ms(tx: Tx, now_ms: int) -> int | None:
    """Tell when the last run of any schedule was begun, up to a moment."""
    moment: int | None = tx.queries.payout_run_newest_ms(tx.connection, now_ms=now_ms)
    return moment


def begin(tx: Tx, schedule: str, period: str, now_ms: int) -> Run | None:
    """Begin the run of a period; None where it was begun before."""
    run_id = tx.queries.payout_run_begin(
        tx.connection, schedule=schedule, period=period, now_ms=now_ms
    )
    return None if run_id is None else Run(run_id, period, 0)


def running(tx: Tx) -> list[Run]:
    """Give the runs that are not through, the oldest first."""
    return [Run(*row) for row in tx.queries.payout_run_running(tx.connection)]


def find(tx: Tx, run_id: int) -> Run | None:
    """Give a run as far as it has come; None once it is through."""
    row = tx.queries.payout_run_find(tx.connection, run_id=run_id)
    return Run(*row) if row else None


def finish(tx: Tx, run_id: int, now_ms: int) -> None:
    """Say that a run is through."""
    tx.queries.payout_run_finish(tx.connection, run_id=run_id, now_ms=now_ms)


def waiting(tx: Tx, currency: str, after_id: int, most: int) -> list[tuple[int, int]]:
    """Give (account, amount) of the next people with something pending."""
    rows = tx.queries.payout_waiting(tx.connection, currency=currency, after_id=after_id, most=most)
    return list(rows)


def credit(tx: Tx, run: Run, through_id: int, currency: str, now_ms: int) -> tuple[int, int] | None:
    """Credit the accounts behind `run.through_id` up to another: (people, amount).

    None, and nothing done, where somebody else has moved the run on meanwhile.
    """
    queries, connection = tx.queries, tx.connection
    chunk = {"after_id": run.through_id, "through_id": through_id}
    if queries.payout_run_advance(connection, run_id=run.id, **chunk) != 1:
        return None
    queries.payout_lock(connection, **chunk)
    rows = queries.payout_book(connection, run_id=run.id, currency=currency, now_ms=now_ms, **chunk)
    if not rows:
        return 0, 0
    ids = [row[0] for row in rows]
    booked = {"first_id": min(ids), "last_id": max(ids), "prefix": f"{run.id}:"}
    queries.payout_credit(connection, **booked)
    queries.payout_debit(connection, **booked)
    return len(rows), sum(row[1] for row in rows)
