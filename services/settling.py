"""Settling what was handed in: accepted and paid, or rejected with a reason."""

from domain import consensus, ledger
from domain.consensus import Answers
from domain.people import Person
from domain.projects import Project
from domain.rejections import CONSENSUS, DISAGREED
from domain.terms import Terms
from services import notices, people, reputation
from services.ledger import move
from storage import answers
from storage.tx import Tx

DAY_MS = 86_400_000


def pay(
    tx: Tx,
    person: Person,
    submission_id: int,
    project_id: int,
    project: Project,
    terms: Terms,
    now_ms: int,
) -> int:
    """Pay an accepted answer from the project's hold and give the points it brought.

    What somebody has earned who left meanwhile goes where the rest of theirs went.
    """
    has_left = person.state == "deleted"
    move(
        tx,
        kind="earned",
        ref=str(submission_id),
        debit=ledger.hold(project_id),
        credit=ledger.FORFEITED if has_left else ledger.pending(person.account_id),
        amount_minor=project.reward_minor,
        currency=project.currency,
        now_ms=now_ms,
    )
    return reputation.accepted(
        tx, person, submission_id, terms, now_ms, earned_minor=project.reward_minor
    )


def accept(
    tx: Tx,
    account_id: int,
    submission_id: int,
    project_id: int,
    project: Project,
    terms: Terms,
    now_ms: int,
    *,
    reviewer_id: int | None = None,
) -> bool:
    """Accept a pending answer of anybody and pay it; False where it was settled before.

    `reviewer_id` is None where no person has accepted it, but time or a consensus.
    """
    settled = answers.settle(
        tx,
        submission_id,
        before="pending",
        state="accepted",
        reviewer_id=reviewer_id,
        settled_ms=now_ms,
    )
    if not settled:
        return False
    person = people.load(tx, account_id, lock=True)
    pay(tx, person, submission_id, project_id, project, terms, now_ms)
    return True


def reject(
    tx: Tx,
    account_id: int,
    submission_id: int,
    project_id: int,
    code: str,
    words: str,
    terms: Terms,
    now_ms: int,
    *,
    reviewer_id: int | None = None,
) -> bool:
    """Reject a pending answer by a reason of `domain.rejections` and in words, and tell the person;
    False where it was settled before.

    Its pay stays held for as long as the person may appeal; who has left can't.
    """
    person = people.load(tx, account_id, lock=True)
    until_ms = None if person.state == "deleted" else now_ms + terms.appeals.days * DAY_MS
    rejected = answers.settle(
        tx,
        submission_id,
        before="pending",
        state="rejected",
        reason=words,
        code=code,
        reviewer_id=reviewer_id,
        settled_ms=now_ms,
        appeal_until_ms=until_ms,
    )
    if not rejected:
        return False
    reputation.rejected(tx, person.account_id, submission_id, terms, now_ms)
    params = {
        "project_id": project_id,
        "submission_id": submission_id,
        "reason": words,
        "code": code,
        "until_ms": until_ms,
    }
    notices.tell(
        tx, account_id=person.account_id, kind="rejected", params=params, now_ms=now_ms
    )
    return True


def settle_by_consensus(
    tx: Tx,
    task_id: int,
    project_id: int,
    project: Project,
    result: Answers,
    terms: Terms,
    now_ms: int,
) -> None:
    """Settle the pending answers of a decided task: who agrees is paid; all are where it is
    undecided.
    """
    for vote in answers.votes(tx, task_id, project):
        if vote.state != "pending":
            continue
        who = (tx, vote.account_id, vote.submission_id, project_id)
        if consensus.agrees(vote.answers, result, project.questions):
            accept(*who, project, terms, now_ms)
        else:
            reject(*who, CONSENSUS, DISAGREED, terms, now_ms)
