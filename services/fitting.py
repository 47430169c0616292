"""What a fit is made of, and what it changes: one snapshot's answers in arrays, and rows that stand
otherwise than it says, looked at again one by one.

A row that opens again costs what the hold has not set aside any more. So rows are opened only where
all is as it was when what is free was reckoned, and the moment of the project's opening moves by a
millisecond, so that whoever reckoned at the same time looks anew (`services.sweeping`).
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import orjson

from domain.consensus import Verdict
from domain.projects import Project
from domain.quality import deciding, judging
from domain.quality.parts import said
from domain.questions import Question
from domain.terms import Terms
from services import settling, verdicts
from storage import answers, campaigns, review_cases
from storage import estimates as store
from storage.answers import Counts
from storage.campaigns import Standing
from storage.estimates import Candidate, Fitted
from storage.projects import definition
from storage.tx import Tx

PILOT_EVERY = 10  # as in the queries of a task's counts
NO_LABEL = -1
TEXTS_MOST = 100_000

Labels = tuple[int, ...]


@dataclass(slots=True)
class Asked:
    """A question's answers: rows and workers by their place in the snapshot, labels from 0 on.

    `unsaid` (rows) are answers that say nothing of it, `gold` (rows) known labels, `decided` (rows)
    the labels that stand as results.
    """

    question: Question
    label_count: int
    tasks: "array[int]" = field(default_factory=lambda: array("i"))
    workers: "array[int]" = field(default_factory=lambda: array("i"))
    labels: "array[int]" = field(default_factory=lambda: array("i"))
    unsaid: "array[int]" = field(default_factory=lambda: array("i"))
    gold: "array[int]" = field(default_factory=lambda: array("i"))
    decided: "array[int]" = field(default_factory=lambda: array("i"))


@dataclass(slots=True)
class Snapshot:
    """All that a fit sees of a project. `is_full`, `is_open` and `is_besides` are by row."""

    of: Fitted
    asked: list[Asked]
    task_ids: "array[int]" = field(default_factory=lambda: array("q"))
    is_full: bytearray = field(default_factory=bytearray)
    is_open: bytearray = field(default_factory=bytearray)
    is_besides: bytearray = field(default_factory=bytearray)
    workers: dict[int, int] = field(default_factory=dict)  # by account


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What rows that open again may cost, and how the project was seen when that was reckoned."""

    seen: Standing
    opened_ms: int
    free_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How many rows changed, what those cost that opened, and whether none of them could, since
    the project is not as it was seen.
    """

    changed: int = 0
    cost_minor: int = 0
    is_stale: bool = False


def is_due(candidate: Candidate) -> bool:
    """Tell whether a project is to be fitted: enough answers have come, nothing is asked for any
    more, or the last fit was not applied whole.
    """
    if not judging.estimated(candidate.project, candidate.rows):
        return False
    if not candidate.is_applied:
        return True
    if candidate.answers <= candidate.fitted:
        return False
    return candidate.is_idle or candidate.answers >= deciding.fits_at(candidate.fitted)


def is_behind(tx: Tx, project_id: int, project: Project, rows: int) -> bool:
    """Tell whether a fit is still to look at a project's last answers."""
    return bool(judging.estimated(project, rows)) and store.is_behind(tx, project_id)


def snapshot(tx: Tx, project_id: int) -> Snapshot:
    """Read a project's answers; long for one with very many, so on a reader."""
    of = store.fitted(tx, project_id)
    asked = []
    for question in judging.estimated(of.project, of.rows):
        labels = judging.labels_for(question)
        assert labels is not None  # noqa: S101 - only such questions are estimated
        asked.append(Asked(question, labels.count))
    found = Snapshot(of, asked)
    labels_of = _reader(found.asked)
    for tasks, votes in store.answered(tx, project_id, of.project):
        first = len(found.task_ids)
        places = {task.id: place for place, task in enumerate(tasks, first)}
        for task in tasks:
            _add_task(found, task, labels_of)
        known = [vote for vote in votes if vote[0] in places]
        for _, account_id, _ in known:
            found.workers.setdefault(account_id, len(found.workers))
        said = [labels_of(text) for _, _, text in known]
        rows = [places[task_id] for task_id, _, _ in known]
        workers = [found.workers[account_id] for _, account_id, _ in known]
        for number, one in enumerate(found.asked):
            _add_votes(one, rows, workers, [labels[number] for labels in said])
    return found


def _add_task(found: Snapshot, task: store.TaskSeen, labels_of: Callable[[str], Labels]) -> None:
    is_pilot = task.id % PILOT_EVERY == 0 and not found.of.has_gold
    found.task_ids.append(task.id)
    found.is_full.append(task.gold is not None or is_pilot)
    found.is_open.append(task.state == "open")
    found.is_besides.append(task.is_besides)
    gold = labels_of(task.gold) if task.gold else ()
    decided = labels_of(task.result) if task.result else ()
    for number, asked in enumerate(found.asked):
        asked.unsaid.append(0)
        asked.gold.append(gold[number] if gold else NO_LABEL)
        asked.decided.append(decided[number] if decided else NO_LABEL)


def _add_votes(asked: Asked, rows: list[int], workers: list[int], labels: list[int]) -> None:
    if NO_LABEL in labels:
        for place, label in zip(rows, labels, strict=True):
            asked.unsaid[place] += label == NO_LABEL
        says = [number for number, label in enumerate(labels) if label != NO_LABEL]
        rows, workers, labels = ([column[n] for n in says] for column in (rows, workers, labels))
    asked.tasks.extend(rows)
    asked.workers.extend(workers)
    asked.labels.extend(labels)


def _reader(questions: Sequence[Asked]) -> Callable[[str], Labels]:
    """Give what reads answers: equal ones are read once."""
    known: dict[str, Labels] = {}

    def labels_of(text: str) -> Labels:
        found = known.get(text)
        if found is None:
            values = orjson.loads(text)
            labels = (judging.label_of(q.question, said(q.question, values)) for q in questions)
            found = tuple(NO_LABEL if label is None else label for label in labels)
            if len(known) >= TEXTS_MOST:
                known.clear()
            known[text] = found
        return found

    return labels_of


def opening(tx: Tx, project_id: int) -> Opening | None:
    """Reckon what rows that open again may cost; None where none may, or nothing is free."""
    standing = campaigns.standing(tx, project_id)
    if standing is None or standing.state != "open" or standing.opened_ms is None:
        return None
    free_minor = campaigns.owed(tx, project_id).free_minor
    if free_minor <= 0 or standing.books.topup_minor:
        return None
    return Opening(seen=standing, opened_ms=standing.opened_ms, free_minor=free_minor)


def look_again(
    tx: Tx,
    project_id: int,
    task_ids: Sequence[int],
    terms: Terms,
    now_ms: int,
    *,
    opens: Opening | None = None,
) -> Looked:
    """Let rows stand as their answers say by the last fit; decided ones open again only where
    there is an `opens`, and never where people were paid by what was decided.
    """
    campaign = campaigns.find(tx, project_id)
    if campaign is None or campaign.state not in ("open", "paused"):
        return Looked()
    if opens and not store.reopens(tx, project_id, opens.seen, opens.opened_ms):
        return Looked(is_stale=True)
    project = definition(tx, project_id)
    changed = cost_minor = 0
    for place, task_id in enumerate(sorted(task_ids)):
        task = answers.counts(tx, task_id)
        found = verdicts.verdict(tx, project, task_id, task, change=0)
        if not _differs(tx, project, task_id, task, found):
            continue
        if found.state == "open":
            more_minor = campaign.unit_minor * (project.answers_most - task.answers)
            if opens is None or cost_minor + more_minor > opens.free_minor:
                continue
            if review_cases.has_ended(tx, task_id):  # reviewers' word is done, or it was left out
                continue
            cost_minor += more_minor
        at_ms = now_ms + place  # each has a place of its own in the lane of reopened ones
        answers.update_task(
            tx, task_id, found, answers=task.answers, reserved=task.reserved, now_ms=at_ms
        )
        changed += 1
        if project.accept == "consensus" and found.state != "open":
            settling.settle_by_consensus(
                tx, task_id, project_id, project, found.result, terms, now_ms
            )
    return Looked(changed=changed, cost_minor=cost_minor)


def _differs(tx: Tx, project: Project, task_id: int, task: Counts, found: Verdict) -> bool:
    """Tell whether a row should stand otherwise than it does, and may."""
    if task.state == "open":
        return found.state != "open"
    if project.accept == "consensus":
        return False
    if found.state != task.state:
        return True
    text = tx.queries.fit_result(tx.connection, task_id=task_id)
    return bool(orjson.loads(text or "{}") != found.result)
