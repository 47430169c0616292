"""Where somebody stands and why: skill by kind of work, the last change of their points, what the
next level opens; and what a requester's projects really paid an hour.
"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median_low

from domain import agreement, consensus, reputation
from domain.people import Person
from domain.projects import Project
from domain.questions import for_row
from domain.skill import Skill as Skill
from domain.skill import skill
from services.work import pace
from storage import gold
from storage import standing as store
from storage.projects import definition
from storage.standing import Judged
from storage.standing import Opened as Opened
from storage.tx import Tx

ANSWERS_MOST = 1_000  # of one person, the latest
SKILLS_MOST = 5
OPENED_MOST = 3
PROJECTS_MOST = 20  # of one requester
TAKES_LEAST_MS = 1_000  # an answer, as wherever pay an hour is told
ABOUT_AN_ANSWER = ("accepted", "rejected", "gold_right", "gold_wrong", "undone", "appeal_won",
                   "gold_withdrawn", "review", "review_lost")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of somebody's points; `title` is the project's that it is about."""

    kind: str
    points: int
    at_ms: int
    title: str | None


def skills(tx: Tx, account_id: int) -> list[Skill]:
    """Estimate how well somebody does each kind of work, what they have done most of first."""
    judged: dict[str, list[bool]] = defaultdict(list)
    paces: dict[str, list[float]] = defaultdict(list)
    projects: dict[int, Project] = {}
    for answer in store.answers(tx, account_id, ANSWERS_MOST):
        if answer.project_id not in projects:
            projects[answer.project_id] = definition(tx, answer.project_id)
        project = projects[answer.project_id]
        right = _is_right(project, answer)
        if right is not None:
            judged[project.kind].append(right)
            paces[project.kind].append(answer.taken_ms / pace(project, answer.usual_ms))
    found = [skill(kind, judged[kind], paces[kind]) for kind in judged]
    known = [one for one in found if one is not None]
    return sorted(known, key=lambda one: -one.answers)[:SKILLS_MOST]


def _is_right(project: Project, answer: Judged) -> bool | None:
    """Tell whether an answer is what is known, or agrees with what was decided; None: neither is
    there.
    """
    known = {q.id: answer.known[q.id] for q in project.questions if q.id in answer.known}
    if known:
        return all(
            agreement.same(for_row(q, {}, None), answer.answers.get(q.id), known[q.id])
            for q in project.questions
            if q.id in known
        )
    if not answer.result:
        return None
    return consensus.agrees(answer.answers, answer.result, project.questions)


def last_change(tx: Tx, account_id: int) -> Change | None:
    """Give the last change of somebody's points, and what it was about; None: there was none."""
    for found in store.changes(tx, account_id, 1):
        about = found.kind in ABOUT_AN_ANSWER and found.ref.isdecimal()
        title = store.title_of(tx, int(found.ref)) if about else None
        return Change(found.kind, found.points, found.created_ms, title)
    return None


def next_opens(tx: Tx, person: Person) -> list[Opened]:
    """Give what somebody's next level opens at this moment, the best paid first."""
    return store.opens(tx, reputation.level(person.points) + 1, OPENED_MOST)


def is_first(tx: Tx, account_id: int, project_id: int) -> bool:
    """Tell whether the task that somebody was given just now is their first one of a project."""
    return gold.given_before(tx, project_id, account_id) == 1


def paid_hourly_minor(tx: Tx, owner_id: int) -> int | None:
    """Give what an hour of a requester's projects paid as it turned out: the median of their newest
    ones; None before any was measured.
    """
    found = store.paid(tx, owner_id, PROJECTS_MOST)
    if not found:
        return None
    return median_low(
        reward * 3_600_000 // max(TAKES_LEAST_MS, taken_ms) for reward, taken_ms in found
    )
