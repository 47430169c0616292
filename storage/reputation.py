"""Recorded events of reputation, the points on the account, and the tallies of days."""

from collections.abc import Iterator
from typing import NamedTuple

from storage.tx import Tx


class Gain(NamedTuple):
    """What an accepted answer adds: points, and tasks and earned minor units of a day's tally."""

    points: int
    tasks: int
    minor: int


def insert(tx: Tx, *, account_id: int, kind: str, ref: str, points: int, now_ms: int) -> bool:
    """Record an event; False where it is there already."""
    recorded: int = tx.queries.reputation_event_insert(
        tx.connection, account_id=account_id, kind=kind, ref=ref, points=points, now_ms=now_ms
    )
    return recorded == 1


def insert_two(
    tx: Tx, *, account_id: int, ref: str, points: int, date: str, streak_points: int, now_ms: int
) -> set[str]:
    """Record an accepted answer and the streak of its day; give the kinds that were new."""
    rows = tx.queries.reputation_event_insert_two(
        tx.connection,
        account_id=account_id,
        ref=ref,
        points=points,
        date=date,
        streak_points=streak_points,
        now_ms=now_ms,
    )
    return {kind for (kind,) in rows}


def find(tx: Tx, account_id: int, kind: str, ref: str) -> tuple[int, int] | None:
    """Give (points, created_ms) of a recorded event."""
    row = tx.queries.reputation_event_find(tx.connection, account_id=account_id, kind=kind, ref=ref)
    return (row[0], row[1]) if row else None


def events(tx: Tx, account_id: int) -> Iterator[int]:
    """Give the points of a person's events in the order of recording."""
    rows = tx.queries.reputation_events(tx.connection, account_id=account_id)
    return (points for (points,) in rows)


def events_without(tx: Tx, account_id: int, kind: str, ref: str) -> list[int]:
    """Give the points of a person's events in the order of recording, without one of them."""
    rows = tx.queries.reputation_events_without(
        tx.connection, account_id=account_id, kind=kind, ref=ref
    )
    return [points for (points,) in rows]


def accounts(tx: Tx, after_id: int, limit: int) -> list[tuple[int, int]]:
    """Give (account, points) of the next people."""
    rows = tx.queries.reputation_accounts(tx.connection, after_id=after_id, limit=limit)
    return [(account_id, points) for account_id, points in rows]


def add(tx: Tx, account_id: int, points: int) -> None:
    """Change the points on the account."""
    tx.queries.reputation_add(tx.connection, account_id=account_id, points=points)


def add_answer(tx: Tx, account_id: int, gain: Gain, *, submission_id: int) -> None:
    """Change points and the tally of the day that has begun already."""
    tx.queries.reputation_add_answer(
        tx.connection,
        account_id=account_id,
        points=gain.points,
        tasks=gain.tasks,
        minor=gain.minor,
        submission_id=submission_id,
    )


def begin_day(
    tx: Tx,
    account_id: int,
    gain: Gain,
    *,
    submission_id: int,
    date: str,
    streak_days: int,
    streak_date: str | None,
) -> None:
    """Put the day before away, then change points, tally and streak.

    `submission_id` is 0 where only the streak is new.
    """
    tx.queries.tally_keep(tx.connection, account_id=account_id, date=date)
    tx.queries.reputation_begin_day(
        tx.connection,
        account_id=account_id,
        points=gain.points,
        tasks=gain.tasks,
        minor=gain.minor,
        submission_id=submission_id,
        date=date,
        streak_days=streak_days,
        streak_date=streak_date,
    )


def take_answer(
    tx: Tx, *, account_id: int, submission_id: int, points: int, tasks: int, minor: int
) -> None:
    """Change points and tally by an answer that was undone."""
    tx.queries.reputation_take_answer(
        tx.connection,
        account_id=account_id,
        submission_id=submission_id,
        points=points,
        tasks=tasks,
        minor=minor,
    )


def take_from_tally(
    tx: Tx, account_id: int, date: str, minor: int, *, submission_id: int
) -> None:
    """Take one answer out of a day that is over."""
    tx.queries.tally_take(
        tx.connection, account_id=account_id, date=date, minor=minor, submission_id=submission_id
    )
