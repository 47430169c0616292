"""What the answers to a task say about it, and what changes when one of them counts no more, or
counts again.

While a rejected answer may be appealed its pay stays held. Where the hold doesn't pay for another
one besides, it is deferred: it keeps its place among the most answers that the task may have, and
nobody else is asked for it until its appeal has ended.
"""

from collections.abc import Sequence
from functools import lru_cache

from domain import consensus
from domain.consensus import Verdict
from domain.projects import Project
from domain.quality import judging
from services import estimates
from storage import answers as store
from storage.answers import Counts, Vote
from storage.tx import Tx


def verdict(
    tx: Tx, project: Project, task_id: int, task: Counts, *, change: int, again: bool = True
) -> Verdict:
    """Look at a task after an answer came (change 1), was taken back or rejected (-1).

    Not `again`: those that are there have to do.
    """
    if _is_counted(project):
        left = task.slots + task.reserved - change
        return consensus.counted(task.answers + change, left=left, least=project.answers_least)
    given, deferred = store.votes_and_deferred(tx, task_id, project)
    most = project.answers_most if again else len(given)
    found = decide(tx, project, task, given, most)
    if not deferred:
        return found
    return found._replace(wanted=min(found.wanted, max(0, most - len(given) - deferred)))


def decide(
    tx: Tx, project: Project, task: Counts, given: Sequence[Vote], most: int
) -> Verdict:
    """Look at all answers to a task of a project in which some questions agree: those that are
    estimated by what is known of people, the others by agreement. What stays decided wants no
    more: those that are there have to do.
    """
    if task.is_full > 1:
        most = len(given)
    estimated = judging.estimated(project, task.rows)
    if not estimated:
        votes, rest = [vote.answers for vote in given], consensus.agreeing(project.questions)
        return consensus.decide(votes, rest, least=project.answers_least, most=most)
    found = estimates.decide(tx, project, task, given, estimated, most)
    others = judging.others(project)
    if not others:
        return found
    votes, rest = [vote.answers for vote in given], list(others)
    agreed = consensus.decide(votes, rest, least=project.answers_least, most=most)
    return consensus.both(found, agreed)


def leave_out(
    tx: Tx,
    project: Project,
    task_id: int,
    now_ms: int,
    *,
    again: bool,
    kept: int = 0,
    is_deferred: bool = False,
) -> None:
    """An answer was rejected by a reviewer, or sent back: the others say how the row stands.

    Somebody else may be asked `again`; in a project that has ended, a decided row stays decided by
    those that are left. With `kept` 1 its place stays reserved, for who gives it anew; nobody is
    asked for what is deferred.
    """
    task = store.counts(tx, task_id)
    again = again or task.state == "open"
    found = verdict(tx, project, task_id, task, change=-1, again=again)
    if is_deferred and _is_counted(project):
        found = found._replace(wanted=found.wanted - 1)
    _update(tx, task_id, found, task, now_ms, answers=-1, reserved=kept)


def ask_again(tx: Tx, project: Project, task_id: int, now_ms: int, *, goes_on: bool) -> None:
    """A deferred answer can't be appealed any more: somebody else may be asked in its place."""
    task = store.counts(tx, task_id)
    again = goes_on or task.state == "open"
    found = verdict(tx, project, task_id, task, change=0, again=again)
    if _is_counted(project):
        found = found._replace(wanted=found.wanted + 1)
    _update(tx, task_id, found, task, now_ms)


def look_again(tx: Tx, project: Project, task_id: int, now_ms: int, *, goes_on: bool) -> None:
    """Something else than an answer has changed what is wanted of a row: see how it stands."""
    task = store.counts(tx, task_id)
    again = goes_on or task.state == "open"
    _update(tx, task_id, verdict(tx, project, task_id, task, change=0, again=again), task, now_ms)


def count_again(
    tx: Tx, project: Project, task_id: int, now_ms: int, *, was_deferred: bool
) -> None:
    """A rejected answer is accepted after all: it counts once more.

    What is decided stays decided, by it and the others. Where somebody was asked in its place and
    nobody has begun, nobody needs to; and where somebody has, who gives it back frees nothing.
    """
    task = store.counts(tx, task_id)
    found = verdict(tx, project, task_id, task, change=1, again=task.state == "open")
    if _is_counted(project) and (was_deferred or _has_room(tx, project, task_id, task)):
        found = found._replace(wanted=found.wanted + 1)
    _update(tx, task_id, found, task, now_ms, answers=1)


def _has_room(tx: Tx, project: Project, task_id: int, task: Counts) -> bool:
    """Tell whether one more answer fits beside all that there are, that are asked for, and that are
    deferred: then nobody is asked in its place (any more), or too little was paid for before.
    """
    deferred = store.votes_and_deferred(tx, task_id, project)[1]
    taken = task.answers + task.reserved + task.slots + deferred
    return task.slots <= 0 and taken < project.answers_least


@lru_cache(maxsize=512)
def _is_counted(project: Project) -> bool:
    """Tell whether all answers stand, so that places are counted and nothing is agreed upon."""
    return project.is_survey or not consensus.agreeing(project.questions)


def _update(
    tx: Tx,
    task_id: int,
    found: Verdict,
    task: Counts,
    now_ms: int,
    *,
    answers: int = 0,
    reserved: int = 0,
) -> None:
    """Write down what the answers say, with so many more answers and reserved places than before.
    """
    store.update_task(
        tx,
        task_id,
        found,
        answers=task.answers + answers,
        reserved=task.reserved + reserved,
        now_ms=now_ms,
    )
