"""Where people stand: their judged answers, what changed their points, what a level opens."""

from typing import Any, NamedTuple

import orjson

from storage.tx import Tx


class Judged(NamedTuple):
    """An answer to a row that is decided, or whose answer is known."""

    project_id: int
    answers: dict[str, Any]
    taken_ms: int
    result: dict[str, Any]
    known: dict[str, Any]
    usual_ms: int | None  # what an answer there usually takes


class Change(NamedTuple):
    """What changed somebody's points."""

    kind: str
    ref: str
    points: int
    created_ms: int


class Opened(NamedTuple):
    """A project that a level opens."""

    title: str
    reward_minor: int
    currency: str


def answers(tx: Tx, account_id: int, most: int) -> list[Judged]:
    """Give a person's latest answers that can be judged, the newest first."""
    rows = tx.queries.standing_answers(tx.connection, account_id=account_id, most=most)
    return [
        Judged(
            row[0], orjson.loads(row[1]), row[2],
            orjson.loads(row[3] or "{}"), orjson.loads(row[4] or "{}"), row[5],
        )
        for row in rows
    ]  # fmt: skip


def changes(tx: Tx, account_id: int, most: int) -> list[Change]:
    """Give what changed a person's points last, the newest first."""
    rows = tx.queries.standing_changes(tx.connection, account_id=account_id, most=most)
    return [Change._make(row) for row in rows]


def title_of(tx: Tx, submission_id: int) -> str | None:
    """Give the title of the project that an answer was given to."""
    found: str | None = tx.queries.standing_title(tx.connection, submission_id=submission_id)
    return found


def opens(tx: Tx, level: int, most: int) -> list[Opened]:
    """Give open projects that need just this level, the best paid first."""
    rows = tx.queries.standing_opens(tx.connection, below=level - 1, level=level, most=most)
    return [Opened._make(row) for row in rows]


def paid(tx: Tx, owner_id: int, most: int) -> list[tuple[int, int]]:
    """Give (reward, time an answer took) of a requester's newest projects with a measured pace."""
    rows = tx.queries.standing_paid(tx.connection, owner_id=owner_id, most=most)
    return [(row[0], row[1]) for row in rows]
