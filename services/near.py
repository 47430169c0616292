"""What is to be visited around a place, and taking one of the visits.

The order: by how far it is, in bands; in a band the best paid hour first, then the nearest. Of very
many rows close together some are looked at.
"""

from dataclasses import dataclass

from domain import grid
from domain.amounts import N_
from domain.errors import NotFound, Refused
from domain.people import Person
from domain.places import Place, distance_m
from domain.projects import Project
from services import later, work
from services.work import InHand, OpenProject
from storage import near as store
from storage import work as assignments
from storage.near import Spot
from storage.near import tidy as tidy
from storage.tx import Tx

__all__ = ["Near", "around", "look", "offers", "take", "tidy"]

BANDS_M = (500, 1_000, 2_000, 5_000, 10_000, 30_000)
RADII_M = (300, 1_000, 3_000, 10_000, 30_000)
PROJECTS_MOST = 20  # that are looked through, the best paid first
SPOTS_MOST = 40  # of one project in one cell
FOUND_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Near:
    """A visit that somebody may make, and how far it is (0 where that isn't known)."""

    spot: Spot
    offer: OpenProject
    away_m: float = 0.0

    @property
    def project(self) -> Project:
        """What is asked there."""
        return self.offer.project

    @property
    def order(self) -> tuple[int, int, float, int]:
        """Where it stands in a list."""
        band = next((n for n, most in enumerate(BANDS_M) if self.away_m <= most), len(BANDS_M))
        return band, -self.offer.hourly_minor, self.away_m, self.spot.task_id


def offers(tx: Tx, person: Person, now_ms: int) -> list[OpenProject]:
    """Give the projects with places that somebody may work for, the best paid hour first."""
    open_to = work.open_projects(tx, person, now_ms)
    return [offer for offer in open_to if offer.project.at][:PROJECTS_MOST]


def around(tx: Tx, person: Person, place: Place, most: int, now_ms: int) -> list[Near]:
    """Give what is to be visited around a place, in the order in which it is listed."""
    open_to = offers(tx, person, now_ms)
    found = [near for offer in open_to for near in _of(tx, person, offer, place)]
    return sorted(found, key=lambda near: near.order)[:most]


def _of(tx: Tx, person: Person, offer: OpenProject, place: Place) -> list[Near]:
    """Give the nearest of one project: a wider look is taken where a narrow one finds few."""
    found: dict[int, Near] = {}
    for radius_m in RADII_M:
        ranges = grid.ranges(place, radius_m)
        for spot in store.near(tx, offer.id, person.account_id, ranges, SPOTS_MOST):
            found[spot.task_id] = Near(spot, offer, distance_m(place, spot.place))
        if sum(near.away_m <= radius_m for near in found.values()) >= FOUND_ENOUGH:
            break
    return [near for near in found.values() if near.away_m <= BANDS_M[-1]]


def look(tx: Tx, person: Person, task_id: int, now_ms: int) -> Near:
    """Give one visit before it is taken; raises Refused where it isn't open to this person."""
    found = store.find(tx, task_id)
    if found is None:
        raise NotFound(N_("There is nothing to visit there any more. /near lists what is."))
    project_id, spot = found
    offer = next((one for one in offers(tx, person, now_ms) if one.id == project_id), None)
    if offer is None:
        raise Refused(N_("That project is not open to you now. /near lists what is."))
    return Near(spot, offer)


def take(tx: Tx, person: Person, task_id: int, now_ms: int) -> InHand:
    """Hand a person that very row; raises Refused where somebody else was quicker."""
    project_id = look(tx, person, task_id, now_ms).offer.id
    held = assignments.active(tx, person.account_id)
    if held is not None:
        later.make_room(tx, held, now_ms)
    row = assignments.chosen(tx, task_id, project_id=project_id, account_id=person.account_id)
    hand = None
    if row is not None:
        hand = work.give(tx, person, project_id, row._replace(reached=0), now_ms)
    if hand is None:
        raise Refused(N_("Somebody else was quicker with that one. /near lists what is left."))
    return hand
