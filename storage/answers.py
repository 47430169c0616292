"""Answers: what one is about, handing it in, and settling it."""

from dataclasses import dataclass
from typing import NamedTuple

import orjson

from domain.consensus import Answers, Verdict
from domain.projects import Project
from storage.projects import parsed
from storage.tx import Tx
from storage.work import Assignment, assignment, extra_state


class Counts(NamedTuple):
    """A task's state and counts, as they are when an answer comes in, and what answers to it are
    weighed by: its project's rows and the version of its estimate (0: none yet), and whether it
    needs all its answers, as gold does and, where there is none, the tenth that is a pilot; or 2 of
    one that stays decided: known and asked besides, or decided while it was set aside.
    """

    state: str
    slots: int
    reserved: int
    answers: int
    rows: int
    estimate: int
    is_full: int


class Subject(NamedTuple):
    """All that an answer to an assignment has to know; `gold` is JSON."""

    assignment: Assignment
    task: Counts
    gold: str | None


class Vote(NamedTuple):
    """A submission that counts for a task."""

    submission_id: int
    account_id: int
    answers: Answers
    state: str
    reward_minor: int


@dataclass(frozen=True, slots=True)
class Submission:
    """Something handed in, with its task's counts."""

    id: int
    assignment_id: int
    task_id: int
    project_id: int
    account_id: int
    answers: Answers
    state: str
    reward_minor: int
    created_ms: int
    task: Counts
    assignment_state: str
    project: Project
    project_state: str
    is_gold: bool


def subject(tx: Tx, assignment_id: int) -> Subject | None:
    """Give what an answer is about, its task locked."""
    row = tx.queries.answer_subject(tx.connection, assignment_id=assignment_id)
    if row is None:
        return None
    return Subject(assignment(row), Counts._make((*row[14:18], *row[19:22])), row[18])


def add(tx: Tx, of: Assignment, *, answers: Answers, state: str, now_ms: int) -> int:
    """Hand in a task's answers and give the submission's id."""
    submission_id: int = tx.queries.submission_add(
        tx.connection,
        assignment_id=of.id,
        task_id=of.task_id,
        project_id=of.project_id,
        account_id=of.account_id,
        answers=orjson.dumps(answers).decode(),
        state=state,
        reward_minor=of.project.reward_minor,
        taken_ms=max(0, now_ms - of.given_ms),
        now_ms=now_ms,
    )
    return submission_id


def votes(tx: Tx, task_id: int, project: Project) -> list[Vote]:
    """Give the answers that count for a task, in the order they came.

    Who was outvoted has voted: without them a decided task could be open again. What a reviewer
    has rejected counts for nothing.
    """
    return votes_and_deferred(tx, task_id, project)[0]


def votes_and_deferred(tx: Tx, task_id: int, project: Project) -> tuple[list[Vote], int]:
    """Give the answers that count, and how many were rejected with nobody asked in their place."""
    also = extra_state(project)
    rows = tx.queries.submission_votes(tx.connection, task_id=task_id, also=also)
    counted = [
        Vote(row[0], row[1], orjson.loads(row[2]), row[3], row[4]) for row in rows if not row[5]
    ]
    return counted, len(rows) - len(counted)


def counts(tx: Tx, task_id: int) -> Counts:
    """Give a task's state and counts, the task locked."""
    return Counts._make(tx.queries.task_counts(tx.connection, task_id=task_id))


def result(tx: Tx, task_id: int) -> Answers:
    """Give what was decided of a task, by question."""
    text = tx.queries.task_result(tx.connection, task_id=task_id)
    found: Answers = orjson.loads(text) if text else {}
    return found


def find(tx: Tx, submission_id: int) -> Submission | None:
    """Give something that was handed in, its task locked."""
    row = tx.queries.submission_find(tx.connection, submission_id=submission_id)
    if row is None:
        return None
    counts, project = Counts._make((*row[9:13], *row[17:20])), parsed(row[14])
    head = (*row[:5], orjson.loads(row[5]), *row[6:9])
    values = (*head, counts, row[13], project, row[15], bool(row[16]))
    return Submission(*values)


def settle(
    tx: Tx,
    submission_id: int,
    *,
    before: str,
    state: str,
    reason: str | None = None,
    code: str | None = None,
    reviewer_id: int | None = None,
    settled_ms: int | None = None,
    appeal_until_ms: int | None = None,
) -> bool:
    """Accept, reject or undo a submission; False where it was not in the state `before`.

    `code` is the reason's among those of `domain.rejections`.
    """
    changed: int = tx.queries.submission_settle(
        tx.connection,
        submission_id=submission_id,
        before=before,
        state=state,
        reason=reason,
        code=code,
        reviewer_id=reviewer_id,
        settled_ms=settled_ms,
        appeal_until_ms=appeal_until_ms,
    )
    return changed == 1


def defer(tx: Tx, submission_id: int) -> bool:
    """A rejected answer keeps its place until it can't be appealed any more; False where it can't
    be now.
    """
    changed: int = tx.queries.submission_defer(tx.connection, submission_id=submission_id)
    return changed == 1


def update_task(
    tx: Tx, task_id: int, verdict: Verdict, *, answers: int, reserved: int, now_ms: int
) -> None:
    """Write down what the answers say about a task, and how many more may be asked for.

    That is below 0 where more are in hand than are wanted still: who gives one of them back then
    frees nothing.
    """
    decided = verdict.state != "open"
    tx.queries.task_update(
        tx.connection,
        task_id=task_id,
        answers=answers,
        reserved=reserved,
        slots=verdict.wanted - reserved,
        state=verdict.state,
        result=orjson.dumps(verdict.result).decode() if decided else None,
        confidence=orjson.dumps(verdict.confidence).decode() if decided else None,
        now_ms=now_ms,
    )
