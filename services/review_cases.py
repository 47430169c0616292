"""Review as tasks: answers that wait come before trusted people as rows of a project, and what they
say is done.

Whose answer it is has no part in it, nor who was one with them, nor who asked for it. Where nobody
can be paid for looking, or reviewers don't agree, the answer stays with the requester (/review);
and what nobody decides at all is accepted by time, as everything that waits.
"""

import orjson

from domain.consensus import Verdict
from domain.errors import Refused
from domain.ids import public
from domain.review_projects import VERDICT, Said, columns, said
from domain.rows import Row
from domain.terms import Terms
from services import imports, notices, projects, reputation, reviews
from storage import answers as handed_in
from storage import campaigns, work
from storage import review_cases as store
from storage.projects import definition
from storage.review_cases import Due as Due
from storage.review_cases import Missing
from storage.tx import Tx

AT_ONCE = 25  # answers in one transaction
TOLD_AGAIN_MS = 86_400_000

to_bring = store.projects


def due(tx: Tx) -> list[Due]:
    """Give some cases that can be ended, the oldest first."""
    return store.due(tx, AT_ONCE)


def bring(tx: Tx, project_id: int, terms: Terms, now_ms: int) -> int:
    """Bring some of a project's answers before reviewers; gives how many. Raises Refused where
    they can't be paid.
    """
    review_id = store.project_of(tx, project_id)
    assert review_id is not None  # noqa: S101 - it was found by having one
    owner_id = projects.find(tx, review_id).owner_id
    campaigns.lock_account(tx, owner_id)
    waiting = store.missing(tx, project_id, AT_ONCE)
    if not waiting or projects.find(tx, review_id).state == "paused":
        return 0
    started = imports.begin(tx, review_id, f"answers of {public(project_id)}", now_ms)
    rows = _rows(tx, project_id, waiting)
    imports.add(tx, started.batch, rows, started.place, expect_known=False)
    names = list(orjson.loads(rows[0][2]))
    imports.finish(
        tx, started.batch, rows=len(rows), rows_read=len(rows), columns=names, content_hash=""
    )
    projects.open_project(tx, review_id, terms, now_ms)
    projects.sweep(tx, review_id, now_ms)  # what earlier answers left over pays for these
    for found, row in zip(waiting, rows, strict=True):
        task_id = store.task_of_row(tx, review_id, row[1])
        store.add(tx, found.submission_id, task_id, now_ms)
        store.recuse(
            tx, found, task_id=task_id, project_id=review_id, owner_id=owner_id, now_ms=now_ms
        )
    return len(rows)


def _rows(tx: Tx, project_id: int, waiting: list[Missing]) -> list[Row]:
    project = definition(tx, project_id)
    return [
        (
            line,
            public(found.submission_id),
            orjson.dumps(columns(project, found.data, found.answers)).decode(),
            None,
        )
        for line, found in enumerate(waiting, start=1)
    ]


def hand_over(tx: Tx, project_id: int, now_ms: int) -> int:
    """Leave answers to who asked for them, since nobody can be paid for looking; they are told,
    once a day. Gives how many there were.
    """
    owner_id = projects.find(tx, project_id).owner_id
    campaigns.lock_account(tx, owner_id)
    was_told = store.was_handed_since(tx, project_id, now_ms - TOLD_AGAIN_MS)
    waiting = store.missing(tx, project_id, AT_ONCE)
    for found in waiting:
        store.add(tx, found.submission_id, None, now_ms)
    if waiting and not was_told:
        params = {"project_id": project_id, "review_id": store.project_of(tx, project_id)}
        notices.tell(tx, account_id=owner_id, kind="reviews_short", params=params, now_ms=now_ms)
    return len(waiting)


def settle(tx: Tx, found: Due, terms: Terms, now_ms: int) -> bool:
    """End a case: do what reviewers say, or leave the answer to who asked for it. False where that
    was done before.
    """
    if found.submission_state != "pending":
        _withdraw(tx, found.task_id, now_ms)
        return store.end(tx, found.submission_id, "over")
    votes = store.votes(tx, found.submission_id)
    what = said(found.result, [answers for _, answers in votes])
    if what is None or store.is_partial(tx, found.submission_id):
        _withdraw(tx, found.task_id, now_ms)  # who asked decides: nobody is paid for looking
        return store.end(tx, found.submission_id, "handed")
    done = _done(tx, found, what, terms, now_ms)
    if done == "done" and what.outcome != "revise":
        agreeing = [who for who, vote in votes if vote.get(VERDICT) == found.result[VERDICT]]
        ref = str(found.submission_id)
        reputation.reviewed(tx, agreeing, ref=ref, terms=terms, now_ms=now_ms)
    return store.end(tx, found.submission_id, done)


def _done(tx: Tx, found: Due, what: Said, terms: Terms, now_ms: int) -> store.State:
    """Do what reviewers say; what can't be done is left to who asked."""
    step = (tx, None, found.submission_id)
    try:
        match what.outcome:
            case "accept":
                reviews.accept(*step, terms, now_ms)
            case "reject":
                reviews.reject(*step, what.code, what.words, terms, now_ms)
            case "revise":
                reviews.send_back(*step, what.words, now_ms)
    except Refused:
        return "handed"
    return "done"


def _withdraw(tx: Tx, task_id: int, now_ms: int) -> None:
    """Ask nobody else about an answer that was settled in another way, nor who has it in hand."""
    task = handed_in.counts(tx, task_id)
    if task.state == "open":
        for assignment_id in store.in_hand(tx, task_id):
            work.end(tx, assignment_id, task_id, "released", now_ms)
        task = handed_in.counts(tx, task_id)
        nothing = Verdict("undecided", 0, {}, {})
        handed_in.update_task(
            tx, task_id, nothing, answers=task.answers, reserved=task.reserved, now_ms=now_ms
        )
