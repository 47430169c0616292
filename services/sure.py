"""Rows that a crowd has decided so surely that what was decided can be a known answer: in the same
project, where they are asked besides from then on, or in another one.
"""

from collections.abc import Iterator
from typing import Any

from domain.consensus import Answers
from domain.people import Person
from domain.projects import Project
from domain.quality import judging
from domain.questions import agrees_by
from services import audit
from storage import campaigns
from storage import gold as store
from storage.projects import definition
from storage.tx import Tx

LEAST, ANSWERS_LEAST = 0.999, 3
HERE_ANSWERS_LEAST = 4  # nobody has said what is right but these people
VOTES_LEAST = 9  # alike, of people who are right seven times of ten: 0.9995 with two options
LATEST_MOST = 2_000  # decided rows that are looked at
ADOPTED_MOST = 50  # at once


def rows_for_others(
    tx: Tx, project_id: int, *, confidence: float = LEAST, least: int = ANSWERS_LEAST
) -> Iterator[dict[str, Any]]:
    """Give rows that can be known ones elsewhere: their columns, and what is known as
    `gold:QUESTION`.
    """
    project, after_id = definition(tx, project_id), 0
    while page := store.sure(tx, project_id, after_id, least):
        after_id = page[-1].task_id
        for row in page:
            if known := _known(project, row, confidence):
                yield row.data | {f"gold:{name}": value for name, value in known.items()}


def count(tx: Tx, project_id: int) -> int:
    """Count the rows that can become known ones of their own project, of the latest; at most
    ADOPTED_MOST.
    """
    return len(_here(tx, project_id))


def adopt(tx: Tx, actor: Person | None, project_id: int, now_ms: int) -> int:
    """Make these rows known ones of their project; gives how many. They stay decided."""
    found = _here(tx, project_id)
    if not found:
        return 0
    store.noted(tx, project_id)  # its row is locked before the tasks'
    adopted = sum([store.adopt(tx, task_id, known) for task_id, known in sorted(found.items())])
    audit.record(
        tx, actor_id=actor.account_id if actor else None, action="gold.adopt",
        subject=f"project:{project_id}", details={"rows": adopted}, now_ms=now_ms,
    )  # fmt: skip
    return adopted


def _here(tx: Tx, project_id: int) -> dict[int, Answers]:
    """Give what is known by the rows' tasks."""
    campaign, project = campaigns.find(tx, project_id), definition(tx, project_id)
    if campaign is None or campaign.state not in ("open", "paused") or project.at:
        return {}
    is_voted = judging.others(project) or not judging.estimated(project, campaign.places)
    least = VOTES_LEAST if is_voted else HERE_ANSWERS_LEAST
    found: dict[int, Answers] = {}
    for row in store.sure_here(tx, project_id, least, LATEST_MOST):
        known = _known(project, row, LEAST)
        if known and len(found) < ADOPTED_MOST:
            found[row.task_id] = known
    return found


def _known(project: Project, row: store.Sure, confidence: float) -> Answers:
    """Give what was decided of all that can be compared, where all of that is so sure."""
    comparable = [q.id for q in project.questions if agrees_by(q) != "none"]
    known = {name: row.result[name] for name in comparable if name in row.result}
    is_sure = all(row.confidence.get(name, 0) >= confidence for name in known)
    return known if is_sure and not project.is_survey else {}
