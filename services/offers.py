"""What is open to whom: the projects that a person may work for, and those that one step would
open.
"""

from dataclasses import dataclass

from domain import reputation
from domain.needs import Missing
from domain.people import Person
from domain.projects import Project, estimate_ms
from services.needs import Facts
from storage.projects import parsed
from storage.tx import Tx

PROJECTS_MOST = 200  # open projects that one request for work looks through


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProject:
    """A project that a person could work for; `pace_ms` is the usual time an answer takes."""

    id: int
    project: Project
    pace_ms: int

    @property
    def hourly_minor(self) -> int:
        """What an hour of it pays at the usual pace."""
        return self.project.reward_minor * 3_600_000 // self.pace_ms


def pace(project: Project, measured_ms: int | None) -> int:
    """Give the usual time an answer takes: as measured, or as estimated before that, at least 1 s.
    """
    return max(1000, measured_ms or estimate_ms(project))


def open_projects(tx: Tx, person: Person, now_ms: int) -> list[OpenProject]:
    """Give the projects that a person may work for, the best paid hour first."""
    facts = Facts(tx, person, now_ms)
    offers = [offer for offer in _of_level(tx, person) if not facts.missing(offer.project)]
    return offers[:PROJECTS_MOST]


def are_open(tx: Tx, person: Person, project: Project, now_ms: int) -> bool:
    """Tell whether somebody has the level and whatever else a project needs."""
    if project.level > reputation.level(person.points):
        return False
    return project.needs is None or not Facts(tx, person, now_ms).missing(project)


def within_reach(
    tx: Tx, person: Person, now_ms: int
) -> list[tuple[OpenProject, list[Missing]]]:
    """Give the projects for which somebody lacks what they can do something about, and what."""
    found, facts = [], Facts(tx, person, now_ms)
    for offer in _of_level(tx, person):
        missing = facts.missing(offer.project)
        if missing and not any(one.told for one in missing):
            found.append((offer, missing))
    return found


def lacking(
    tx: Tx, person: Person, project_id: int, now_ms: int
) -> tuple[OpenProject, list[Missing]] | None:
    """Give what keeps somebody from an open project of their level; None where nothing does."""
    offer = next((one for one in _of_level(tx, person) if one.id == project_id), None)
    missing = Facts(tx, person, now_ms).missing(offer.project) if offer else []
    return (offer, missing) if offer and missing else None


def _of_level(tx: Tx, person: Person) -> list[OpenProject]:
    rows = tx.queries.project_offers(
        tx.connection, level=reputation.level(person.points), account_id=person.account_id
    )
    offers = []
    for project_id, definition, measured_ms in rows:
        project = parsed(definition)
        offers.append(
            OpenProject(id=project_id, project=project, pace_ms=pace(project, measured_ms))
        )
    offers.sort(key=lambda offer: (-offer.hourly_minor, offer.id))
    return offers
