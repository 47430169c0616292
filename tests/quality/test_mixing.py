"""How often somebody is asked what is known: less as they prove good, and without a rhythm."""

from itertools import pairwise

import pytest

from domain.quality.mixing import LEAST, MOST, places, rate
from domain.terms import Terms
from services import routing
from services.projects import open_project
from storage import gold
from storage.database import Database
from storage.tx import Tx
from tests.money.world import World, moderation


@pytest.mark.parametrize(
    ("met", "right", "at_least", "at_most"),
    [
        (0, 0, MOST, MOST),
        (10, 10, 0.19, 0.24),
        (20, 20, 0.14, 0.19),
        (100, 98, 0.05, 0.09),
        (2_000, 2_000, LEAST, 0.031),
        (100, 60, 0.29, MOST),  # who guesses is asked as a newcomer is
        (100, 10, MOST, MOST),
    ],
)
def test_it_falls_as_somebody_proves_good(
    met: int, right: int, at_least: float, at_most: float
) -> None:
    assert at_least <= rate(met, right) <= at_most


def test_who_is_looked_at_more_closely_is_asked_as_often_as_a_newcomer() -> None:
    assert rate(2_000, 2_000, is_checked_more=True) == MOST


def test_it_is_so_many_and_there_is_no_rhythm_in_it() -> None:
    tasks = range(20_000)
    found = places(tasks, 7, 0.1)
    assert 0.09 < len(found) / len(tasks) < 0.11
    gaps = [after - before for before, after in pairwise(found)]
    assert min(gaps) == 1
    assert max(gaps) > 40
    assert places(tasks, 7, 0.1) == found != places(tasks, 8, 0.1)


async def test_rows_that_somebody_has_met_come_never_again(database: Database) -> None:
    world = World(database)
    owner, ann = world.owner(10_000), world.account("ann")
    project_id = world.project(owner, moderation(least=2, most=3, budget=1_000), rows=60)

    def known(tx: Tx) -> list[int]:
        mark = "UPDATE task SET gold = '{\"verdict\":\"yes\"}' WHERE place % 10 = 0 RETURNING id"
        rows = tx.connection.execute(mark).fetchall()
        open_project(tx, project_id, Terms(), world.later())
        return sorted(row[0] for row in rows)

    ids = world.do(known)
    world.answers(ann, project_id)
    who = {"project_id": project_id, "account_id": ann}
    assert world.do(lambda tx: gold.unmet(tx, from_id=0, most=10, **who)) == ids
    assert world.do(lambda tx: gold.unmet(tx, from_id=ids[3], most=2, **who)) == ids[3:5]

    def mixed(tx: Tx) -> list[int]:
        asked = [one for one in range(ids[0], ids[-1]) if one not in ids][:40]
        return routing._with_known(tx, asked, project_id, ann)

    order = world.do(mixed)
    assert len(order) == len(set(order)) > 40
    assert set(order) & set(ids)
