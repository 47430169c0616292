"""Licences: who takes part agrees once for a project, and that is kept with the words."""

from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from domain.projects import Project
from services import work
from storage import licences as store
from storage import screenings
from storage.licences import Agreed as Agreed
from storage.licences import of_project as of_project
from storage.tx import Tx
from storage.work import Assignment

__all__ = ["Agreed", "of_project"]

FIRST = N_("Agree to the licence of what you send first. /work shows it.")


def has_agreed(tx: Tx, account_id: int, project_id: int, project: Project) -> bool:
    """Tell whether somebody agreed to the very words of a project's licence."""
    return not project.licence or store.words(tx, account_id, project_id) == project.licence


def check(tx: Tx, of: Assignment) -> None:
    """Raise Refused where who has a task is to agree first."""
    if not has_agreed(tx, of.account_id, of.project_id, of.project):
        raise Refused(FIRST)


def agree(tx: Tx, person: Person, project_id: int, project: Project, now_ms: int) -> None:
    """Keep that somebody agreed."""
    store.add(tx, person.account_id, project_id, project.licence, now_ms)


def decline(tx: Tx, person: Person, assignment_id: int, now_ms: int) -> int:
    """Give a task back whose licence isn't for somebody; its project isn't offered to them again.

    Gives the project's id.
    """
    project_id = work.skip(tx, person, assignment_id, now_ms)
    screenings.add(tx, person.account_id, project_id, {}, now_ms, fits=False)
    return project_id
