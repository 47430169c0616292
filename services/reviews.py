"""Reviews: answers of projects that are accepted by a person, the oldest first."""

from dataclasses import dataclass
from typing import Any

import orjson

from domain.amounts import N_
from domain.consensus import Answers
from domain.errors import Refused
from domain.people import Person
from domain.projects import Project
from domain.rejections import REASONS
from domain.terms import Terms
from services import brakes, holds, notices, people, reputation, settling, verdicts
from storage import answers as handed_in
from storage import campaigns, work
from storage.projects import parsed
from storage.tx import Tx

REASON_LENGTH_LEAST, REASON_LENGTH_MAX = 3, 300
REVISE_MS = 24 * 3_600_000  # for so long what was sent back waits for its worker
REVISIONS_MOST = 2  # as often something can be handed in: once, and once more
_LOOKED_AT = N_("That answer has been looked at already. /review shows the next one.")


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
    assignment_id: int
    revision: int  # 1 for what was handed in for the first time


def next_review(tx: Tx, reviewer: Person, *, after_id: int = 0) -> Review | None:
    """Give the oldest waiting submission after another; nobody reviews their own."""
    row = tx.queries.review_next(
        tx.connection, reviewer_id=reviewer.account_id, kin=_kin(reviewer), after_id=after_id
    )
    return _review(row) if row else None


def waiting(tx: Tx, reviewer: Person) -> int:
    """Count the submissions that wait for this reviewer."""
    count: int = tx.queries.review_count(
        tx.connection, reviewer_id=reviewer.account_id, kin=_kin(reviewer)
    )
    return count


def accept(
    tx: Tx, reviewer: Person | None, submission_id: int, terms: Terms, now_ms: int
) -> None:
    """Accept and pay a submission; raises Refused where it was settled before.

    `reviewer` is None here and below where several did so together (`services.review_cases`).
    """
    review = _find(tx, reviewer, submission_id)
    people.load(tx, review.account_id, lock=True)  # first the person, as an answer does
    if not settling.accept(
        tx,
        review.account_id,
        submission_id,
        review.project_id,
        review.project,
        terms,
        now_ms,
        reviewer_id=_id_of(reviewer),
    ):
        raise Refused(_LOOKED_AT)  # by another reviewer, while this waited
    _counts(tx, reviewer, review, terms, now_ms)


def check(tx: Tx, reviewer: Person, submission_id: int) -> None:
    """Raise Refused where a submission can't be rejected: it was looked at, or a brake is on."""
    review = _find(tx, reviewer, submission_id)
    brakes.check(tx, campaigns.owner(tx, review.project_id))


def reject(
    tx: Tx,
    reviewer: Person | None,
    submission_id: int,
    code: str,
    words: str,
    terms: Terms,
    now_ms: int,
) -> None:
    """Reject a submission by a reason of `domain.rejections`, with words that its worker reads.

    It counts no more, so that somebody else may be asked: at once where the budget covers that
    besides the pay that stays held for an appeal, else when it can't be appealed any more. Raises
    Refused as `accept` does, and where the requester may reject no more for now.
    """
    said = _words(words)
    if code not in REASONS:
        raise Refused(N_("Choose one of the reasons first; then say it in your own words."))
    review = _find(tx, reviewer, submission_id)
    owner_id = campaigns.owner(tx, review.project_id)
    if reviewer is not None:
        brakes.check(tx, owner_id)
    for account_id in sorted({owner_id, review.account_id}):
        campaigns.lock_account(tx, account_id)
    campaign = campaigns.find(tx, review.project_id)
    assert campaign is not None  # noqa: S101 - its answer was just read
    is_besides = handed_in.counts(tx, review.task_id).is_full > 1  # nobody is asked instead
    if not settling.reject(
        tx,
        review.account_id,
        submission_id,
        review.project_id,
        code,
        said,
        terms,
        now_ms,
        reviewer_id=_id_of(reviewer),
    ):
        raise Refused(_LOOKED_AT)
    goes_on = campaign.state in ("open", "paused")
    is_deferred = goes_on and not is_besides and _is_deferred(tx, campaign, submission_id, now_ms)
    verdicts.leave_out(
        tx, review.project, review.task_id, now_ms, again=goes_on, is_deferred=is_deferred
    )
    _counts(tx, reviewer, review, terms, now_ms)


def _counts(
    tx: Tx, reviewer: Person | None, review: Review, terms: Terms, now_ms: int
) -> None:
    """Give a reviewer their points; nobody has any for looking at what they asked for."""
    if reviewer is not None and reviewer.account_id != campaigns.owner(tx, review.project_id):
        ref = str(review.submission_id)
        reputation.reviewed(tx, (reviewer.account_id,), ref=ref, terms=terms, now_ms=now_ms)


def _is_deferred(tx: Tx, campaign: campaigns.Campaign, submission_id: int, now_ms: int) -> bool:
    """Hold the pay of another answer besides the rejected one's; where that can't be, nobody is
    asked in its place while it may be appealed. Tells whether that is so.
    """
    return not holds.cover(tx, campaign, submission_id, now_ms) and handed_in.defer(
        tx, submission_id
    )


def send_back(
    tx: Tx, reviewer: Person | None, submission_id: int, reason: str, now_ms: int
) -> None:
    """Ask for a revision, with words that the worker reads; raises Refused.

    The answer counts no more and isn't paid. The task waits for the same worker, who has a day to
    hand it in anew: as another submission with a revision of its own, so that each revision has its
    own transfer. After that day it goes to others.
    """
    words = _words(reason)
    review = _find(tx, reviewer, submission_id)
    worker = people.load(tx, review.account_id, lock=True)
    given = handed_in.find(tx, submission_id)
    if given is None or review.project_state not in ("open", "paused"):
        raise Refused(N_("That project has ended, so nothing can be handed in anew."))
    if given.is_gold:
        raise Refused(N_("That one was a check whose answer they may know by now. Decide, please."))
    if worker.account_id != review.account_id or worker.state == "deleted":
        raise Refused(N_("Its worker can't hand it in anew. Accept it, or reject it."))
    if review.revision >= REVISIONS_MOST:
        raise Refused(N_("It came {n} times already. Accept it, or reject it."), n=review.revision)
    deadline_ms = now_ms + REVISE_MS
    if not handed_in.settle(
        tx, submission_id, before="pending", state="undone", reason=words
    ):
        raise Refused(_LOOKED_AT)
    work.send_back(tx, review.assignment_id, deadline_ms)
    verdicts.leave_out(tx, review.project, review.task_id, now_ms, again=True, kept=1)
    told = {
        "project_id": review.project_id,
        "assignment_id": review.assignment_id,
        "reason": words,
        "deadline_ms": deadline_ms,
    }
    notices.tell(tx, account_id=worker.account_id, kind="revise", params=told, now_ms=now_ms)


def _id_of(reviewer: Person | None) -> int | None:
    return reviewer.account_id if reviewer else None


def _kin(reviewer: Person | None) -> int:
    """Give what a reviewer's account shares with those that were one with it; 0: with none."""
    return (reviewer.kin if reviewer else None) or 0


def _words(reason: str) -> str:
    words = reason.strip()[:REASON_LENGTH_MAX]
    if len(words) < REASON_LENGTH_LEAST:
        raise Refused(N_("Say why, in words that the person can learn from."))
    return words


def _find(tx: Tx, reviewer: Person | None, submission_id: int) -> Review:
    row = tx.queries.review_find(
        tx.connection,
        submission_id=submission_id,
        reviewer_id=_id_of(reviewer) or 0,
        kin=_kin(reviewer),
    )
    if row is None:
        raise Refused(_LOOKED_AT)
    *columns, is_own = row
    review = _review(tuple(columns))
    if is_own:
        raise Refused(N_("That answer is your own, so somebody else will look at it."))
    return review


def _review(row: tuple[Any, ...]) -> Review:
    values = (*row[:3], orjson.loads(row[3]), orjson.loads(row[4]), parsed(row[5]), *row[6:])
    return Review(*values)
