"""Reviews: answers of projects that are accepted by a person, the oldest first."""

from dataclasses import dataclass
from typing import Any

import orjson

from domain.amounts import N_
from domain.consensus import Answers
from domain.errors import Refused
from domain.people import Person
from domain.projects import Project
from domain.terms import Terms
from services import answers, people, settling
from storage.projects import parsed
from storage.tx import Tx

REASON_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class Review:
    """A submission that waits for a reviewer; it does not say whose it is."""

    submission_id: int
    account_id: int
    project_id: int
    answers: Answers
    data: dict[str, Any]
    project: Project
    task_id: int
    project_state: str


def next_review(tx: Tx, reviewer: Person, *, after_id: int = 0) -> Review | None:
    """Give the oldest waiting submission after another; nobody reviews their own."""
    row = tx.queries.review_next(
        tx.connection, reviewer_id=reviewer.account_id, after_id=after_id
    )
    return _review(row) if row else None


def waiting(tx: Tx, reviewer: Person) -> int:
    """Count the submissions that wait for this reviewer."""
    count: int = tx.queries.review_count(tx.connection, reviewer_id=reviewer.account_id)
    return count


def accept(tx: Tx, reviewer: Person, submission_id: int, terms: Terms, now_ms: int) -> None:
    """Accept and pay a submission; raises Refused where it was settled before."""
    review = _find(tx, reviewer, submission_id)
    people.load(tx, review.account_id, lock=True)  # first the person, as an answer does
    settling.accept(
        tx,
        review.account_id,
        submission_id,
        review.project_id,
        review.project,
        terms,
        now_ms,
    )


def reject(
    tx: Tx, reviewer: Person, submission_id: int, reason: str, terms: Terms, now_ms: int
) -> None:
    """Reject a submission with words that its worker reads; raises Refused as `accept` does.

    It counts no more, so that somebody else may be asked.
    """
    words = reason.strip()[:REASON_LENGTH_MAX]
    if len(words) < 3:
        raise Refused(N_("A rejection needs a reason that the person can learn from."))
    review = _find(tx, reviewer, submission_id)
    people.load(tx, review.account_id, lock=True)
    tx.queries.task_lock(tx.connection, task_id=review.task_id)
    if settling.reject(
        tx, review.account_id, submission_id, review.project_id, words, terms, now_ms
    ):
        goes_on = review.project_state in ("open", "paused")
        answers.leave_out(tx, review.project, review.task_id, now_ms, again=goes_on)


def _find(tx: Tx, reviewer: Person, submission_id: int) -> Review:
    row = tx.queries.review_find(tx.connection, submission_id=submission_id)
    if row is None:
        raise Refused(N_("That answer has been looked at already. /review shows the next one."))
    review = _review(row)
    if review.account_id == reviewer.account_id:
        raise Refused(N_("That answer is your own, so somebody else will look at it."))
    return review


def _review(row: tuple[Any, ...]) -> Review:
    values = (*row[:3], orjson.loads(row[3]), orjson.loads(row[4]), parsed(row[5]), *row[6:])
    return Review(*values)
