"""Honesty: who is looked at, and what looks wrong about their answers.

A look sees the latest answers since the last step, so that every step has answers of its own as its
reason; older ones are read besides where these seem blind. What follows stands in
`services.consequences`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from domain import agreement, consensus, honesty
from domain.honesty import Answer, Sample, Suspicion, steps
from domain.projects import Project
from domain.quality import judging
from domain.questions import Question
from storage import honesty as store
from storage.honesty import Around
from storage.honesty import Case as Case
from storage.projects import definition
from storage.tx import Tx

RECENT_MOST = 300  # answers of one person in a look
LONGER_MOST = 1_200  # older ones too, where they seem blind
EACH_MOST = 10  # others' answers to a row
PROJECTS_MOST = 3
QUESTIONS_MOST = 3  # of a project, in which guesses are told
SHARED_CHANCE = 1e-6

page, count, due = store.page, store.count, store.due


@dataclass(frozen=True, slots=True)
class Found:
    """What looked wrong, and in which project; 0: in none of them."""

    suspicion: Suspicion
    project_id: int


def of(tx: Tx, account_id: int) -> Case | None:
    """Give the step somebody is on; None: nothing has followed."""
    found = store.find(tx, account_id)
    return found if found is not None and found.step else None


def is_checked_more(tx: Tx, account_id: int) -> bool:
    """Tell whether somebody is to get more known answers than others."""
    found = of(tx, account_id)
    return found is not None and steps.is_checked_more(found.step)


def look(tx: Tx, account_id: int) -> Found | None:
    """Give what looks most wrong about somebody's latest answers; long, so best on a reader."""
    case = store.find(tx, account_id)
    recent = store.recent(tx, account_id, case.through_id if case else 0, RECENT_MOST)
    found = []
    for project_id, answers in Counter(of for _, of in recent).most_common(PROJECTS_MOST):
        if answers < honesty.ANSWERS_LEAST:
            break
        project = definition(tx, project_id)
        if not project.is_survey:
            sample = _sample(tx, account_id, project_id, project, recent[-1][0])
            longer = partial(_longer, tx, account_id, project_id, project)
            found += [Found(each, project_id) for each in honesty.look(sample, longer)]
    sharing = store.sharing(tx, account_id)
    if recent and sharing and not (case and case.is_shared_fine):
        figures = {"people": float(len(sharing))}
        found.append(Found(Suspicion(
            kind=steps.SHARED, chance=SHARED_CHANCE, figures=figures, others=tuple(sharing)
        ), 0))  # fmt: skip
    return min(found, key=_rank) if found else None


def _rank(found: Found) -> tuple[bool, float]:
    return found.suspicion.kind == steps.SHARED, found.suspicion.chance


def _longer(tx: Tx, account_id: int, project_id: int, project: Project) -> Sample:
    first_id = store.since(tx, account_id, LONGER_MOST)
    return _sample(tx, account_id, project_id, project, first_id)


def _sample(
    tx: Tx, account_id: int, project_id: int, project: Project, first_id: int
) -> Sample:
    rows = store.around(tx, account_id, project_id, first_id, EACH_MOST)
    options = [q for q in project.questions if judging.labels_for(q)][:QUESTIONS_MOST]
    parts = [_told(account_id, rows, [question]) for question in options]
    if len(parts) == 1 and len(project.questions) == 1:
        return parts[0]
    asked = consensus.agreeing(project.questions)
    return replace(_told(account_id, rows, asked or project.questions), parts=parts)


def _told(account_id: int, rows: Sequence[Around], asked: Sequence[Question]) -> Sample:
    """Compare what is said to some questions; known is what is known of all of them."""
    known = {
        row.task_id: _label(row.known, asked)
        for row in rows
        if row.known and all(question.id in row.known for question in asked)
    }
    answers = [
        Answer(row.task_id, row.account_id, _label(row.answers, asked), row.taken_ms,
               row.created_ms)
        for row in rows
    ]  # fmt: skip
    return Sample(account_id, answers, known)


def _label(answers: Mapping[str, Any], asked: Sequence[Question]) -> str:
    """Write what is said in one word: equal where a vote counts it as equal."""
    return repr([agreement.key(question, answers.get(question.id)) for question in asked])
