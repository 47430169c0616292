"""The project in which another one's answers are reviewed, where it says `[review]`."""

from domain.projects import Project
from domain.review_projects import companion
from services import needs
from storage import campaigns, review_cases
from storage.tx import Tx


def follow(tx: Tx, project_id: int, project: Project, owner_id: int, now_ms: int) -> None:
    """Make the project in which this one's answers are reviewed, or change it with this one."""
    if project.review is None:
        return
    with_it = needs.named(tx, companion(project), owner_id)
    before = review_cases.project_of(tx, project_id)
    if before is None or not campaigns.redefine(tx, before, with_it):
        review_id = campaigns.insert(tx, with_it, owner_id, now_ms)
        review_cases.set_project(tx, project_id, review_id)
