"""Answers before reviewers: which are to be, which are, and what was said of them."""

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from domain.consensus import Answers
from storage.tx import Tx

State = Literal["open", "done", "handed", "over"]


@dataclass(frozen=True, slots=True)
class Missing:
    """An answer that is not before reviewers yet; `account_id` is whose it is now."""

    submission_id: int
    answers: Answers
    data: dict[str, Any]
    account_id: int
    kin: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """A case that can be ended: states of the answer, of its row, and of the row's project."""

    submission_id: int
    task_id: int
    submission_state: str
    task_state: str
    result: Answers
    project_state: str


def set_project(tx: Tx, project_id: int, review_id: int) -> None:
    """Let a project's answers be reviewed in another one."""
    tx.queries.review_project_set(tx.connection, project_id=project_id, review_id=review_id)


def project_of(tx: Tx, project_id: int) -> int | None:
    """Give the project in which a project's answers are reviewed."""
    found: int | None = tx.queries.review_project_of(tx.connection, project_id=project_id)
    return found


def projects(tx: Tx) -> list[int]:
    """Give projects with answers that are to be brought before reviewers."""
    return [row[0] for row in tx.queries.review_case_projects(tx.connection)]


def missing(tx: Tx, project_id: int, most: int) -> list[Missing]:
    """Give a project's answers that are not before reviewers yet, the oldest first."""
    rows = tx.queries.review_case_missing(tx.connection, project_id=project_id, most=most)
    return [Missing(row[0], orjson.loads(row[1]), orjson.loads(row[2]), *row[3:]) for row in rows]


def add(tx: Tx, submission_id: int, task_id: int | None, now_ms: int) -> bool:
    """Bring an answer before reviewers; without a task it goes to who asked for it."""
    added: int = tx.queries.review_case_add(
        tx.connection,
        submission_id=submission_id,
        task_id=task_id,
        state="open" if task_id else "handed",
        now_ms=now_ms,
    )
    return added == 1


def recuse(
    tx: Tx, found: Missing, *, task_id: int, project_id: int, owner_id: int, now_ms: int
) -> None:
    """Keep whose answer it is, and who asked for it, out of the decision."""
    tx.queries.review_case_recuse(
        tx.connection,
        task_id=task_id,
        project_id=project_id,
        worker_id=found.account_id,
        owner_id=owner_id,
        kin=found.kin or 0,
        now_ms=now_ms,
    )


def task_of_row(tx: Tx, project_id: int, row_id: str) -> int:
    """Give the task of a row that is there."""
    task_id: int = tx.queries.review_case_row(tx.connection, project_id=project_id, row_id=row_id)
    return task_id


def due(tx: Tx, most: int) -> list[Due]:
    """Give cases that can be ended, the oldest first."""
    rows = tx.queries.review_case_due(tx.connection, most=most)
    return [Due(*(*row[:4], orjson.loads(row[4] or "{}"), row[5])) for row in rows]


def end(tx: Tx, submission_id: int, state: State) -> bool:
    """End an open case; False where it has ended before."""
    changed: int = tx.queries.review_case_end(
        tx.connection, submission_id=submission_id, state=state
    )
    return changed == 1


def has_ended(tx: Tx, task_id: int) -> bool:
    """Tell whether a row is one before reviewers whose case has ended, or was left out."""
    return tx.queries.review_case_ended(tx.connection, task_id=task_id) is not None


def votes(tx: Tx, submission_id: int) -> list[tuple[int, Answers]]:
    """Give who said what of an answer before reviewers, in order."""
    rows = tx.queries.review_case_votes(tx.connection, submission_id=submission_id)
    return [(row[0], orjson.loads(row[1])) for row in rows]


def in_hand(tx: Tx, task_id: int) -> list[int]:
    """Give the assignments of those who have an answer before them, or have put it aside."""
    rows = tx.queries.review_case_in_hand(tx.connection, task_id=task_id)
    return [row[0] for row in rows]


def is_partial(tx: Tx, submission_id: int) -> bool:
    """Tell whether one of those who said something has a part in it by now."""
    found = tx.queries.review_case_partial(tx.connection, submission_id=submission_id)
    return found is not None


def was_handed_since(tx: Tx, project_id: int, since_ms: int) -> bool:
    """Tell whether answers went to who asked for them since a moment, for nobody could be paid."""
    found = tx.queries.review_case_handed_since(
        tx.connection, project_id=project_id, since_ms=since_ms
    )
    return found is not None
