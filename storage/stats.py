"""Numbers about people and their work: days, ranks, agreement, history, pace."""

from dataclasses import dataclass
from typing import Any

import orjson

from domain.projects import Project
from storage.judged import Judged, read
from storage.projects import parsed
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did on one local day."""

    date: str
    tasks: int
    earned_minor: int
    points: int
    worked_ms: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """One answer that a person gave; `answers` by question, `reason` of a rejection."""

    submission_id: int
    created_ms: int
    project: Project
    answers: dict[str, Any]
    state: str
    reward_minor: int
    reason: str | None


def tallies(tx: Tx, account_id: int, since_date: str) -> list[Tally]:
    """Give a person's days since one of them, in order; days without work are missing."""
    rows = tx.queries.tally_since(tx.connection, account_id=account_id, since_date=since_date)
    return [Tally(*row) for row in rows]


def board(tx: Tx, since_date: str) -> list[tuple[int, int]]:
    """Give (account, points) of everybody who gained some since a day."""
    return list(tx.queries.board_points(tx.connection, since_date=since_date))


def rank(tx: Tx, *, points: int, since_date: str) -> tuple[int, int]:
    """Give the rank that points have among those gained since a day, and how many gained some."""
    row = tx.queries.board_rank(tx.connection, points=points, since_date=since_date)
    return (row[0], row[1])


def judged(
    tx: Tx, account_id: int, *, from_ms: int, until_ms: int
) -> list[Judged]:
    """Give what a person answered and what has been decided since."""
    rows = tx.queries.stats_agreement(
        tx.connection, account_id=account_id, from_ms=from_ms, until_ms=until_ms
    )
    return read(tx, rows)


def history(tx: Tx, account_id: int, *, before_id: int, most: int) -> list[Past]:
    """Give a person's answers before one of them, the newest first."""
    rows = tx.queries.history_page(
        tx.connection, account_id=account_id, before_id=before_id, most=most
    )
    return [
        Past(id_, at_ms, parsed(definition), orjson.loads(answers), state, reward_minor, reason)
        for id_, at_ms, definition, answers, state, reward_minor, reason in rows
    ]


def recent_pace(tx: Tx, most: int) -> list[tuple[int, int]]:
    """Give (project, milliseconds taken) of the latest answers, the newest first."""
    return list(tx.queries.stats_recent_pace(tx.connection, most=most))


def set_pace(tx: Tx, project_id: int, pace_ms: int) -> None:
    """Note the usual time an answer takes; it is kept below the task's limit."""
    tx.queries.project_set_pace(tx.connection, project_id=project_id, pace_ms=pace_ms)
