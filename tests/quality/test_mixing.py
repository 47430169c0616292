"""How often somebody is asked what is known: less as they prove good, and without a rhythm."""

from itertools import pairwise
from typing import Any

import pytest

from domain.quality.mixing import LEAST, MOST, draw, rate, start
from storage import answers, gold, work
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.quality.known_world import mixed


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
    drawn = [draw(7, 1, given) for given in range(20_000)]
    found = [given for given, each in enumerate(drawn) if each < 0.1]
    assert 0.09 < len(found) / len(drawn) < 0.11
    gaps = [after - before for before, after in pairwise(found)]
    assert min(gaps) == 1
    assert max(gaps) > 40
    assert drawn[0] == draw(7, 1, 0) != draw(8, 1, 0) != draw(8, 2, 0)


def test_where_it_is_looked_for_lies_among_the_places() -> None:
    places = {start(7, given, 11, 20) for given in range(200)}
    assert places == set(range(11, 21))


async def test_rows_that_somebody_has_met_come_never_again(database: Database) -> None:
    mixed_in = mixed(database, rows=400, known_every=5)
    met = mixed_in.works("ann", 60, mixed_in.world.later())
    assert len(met) == len(set(met)) == 60
    among = [one in mixed_in.known for one in met]
    assert sum(among[:20]) >= 5  # one of five lies in the way; the rate adds to that
    await invariants.hold(database)


async def test_a_project_of_twelve_rows_has_them_mixed_in_too(database: Database) -> None:
    """The last row is the known one: in their order everybody would meet it last."""
    mixed_in = mixed(database, rows=12, known_every=12, least=8)
    places = []
    for number in range(8):
        met = mixed_in.works(f"worker{number}", 12, mixed_in.world.later())
        places += [place for place, one in enumerate(met) if one in mixed_in.known]
    assert len(places) >= 6
    assert min(places) < 6


async def test_projects_without_known_answers_ask_nothing_more(database: Database) -> None:
    mixed_in = mixed(database, rows=30, known_every=1_000)
    assert mixed_in.works("ann", 30, mixed_in.world.later()) == sorted(
        mixed_in.works("ben", 30, mixed_in.world.later())
    )


async def test_where_the_last_known_answer_goes_every_tenth_row_is_a_pilots_again(
    database: Database,
) -> None:
    """Whom a row waits for goes by the same as when it is done."""
    of = mixed(database, rows=40, known_every=40)
    who: dict[str, Any] = {"project_id": of.project_id, "account_id": of.world.account("ann")}

    def full(tx: Tx) -> set[int]:
        first = work.next_task(tx, **who)
        assert first is not None
        near = work.near(tx, first, **who, most=40)
        for row in near:
            assert row.is_full == bool(answers.counts(tx, row.id).is_full)
        return {row.id for row in near if row.is_full}

    assert of.world.do(full) == of.known
    of.world.do(lambda tx: gold.replace(tx, min(of.known), None))
    assert len(of.world.do(full)) == 4
