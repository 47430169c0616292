"""Simulated crowds: the honest are left alone, the others are stopped before they are paid."""

import numpy as np
import pytest

from benchmarks.honesty import CROWDS, suspicions, table
from benchmarks.honesty_crowds import Crowd, simulated
from domain.honesty import steps
from domain.quality.synthetic import HONEST


def test_the_honest_are_left_alone_and_spammers_are_stopped() -> None:
    found = simulated(CROWDS[0], 1, sessions=4, rows=250)
    assert [seen.kind for seen in found if seen.kind in HONEST and seen.step] == []
    caught = [seen for seen in found if seen.kind in ("always", "copying", "bot")]
    assert min(seen.step for seen in caught) >= steps.NOTICE
    assert max(seen.step for seen in caught) == steps.PAUSE
    assert all(not seen.paid for seen in caught if seen.step >= steps.HOLD)
    assert table(found).count("\n") == 3 + len({seen.kind for seen in found})
    assert all("100.0 %" in line for line in suspicions(found).splitlines()[2:])


def test_a_simulation_is_the_same_each_time() -> None:
    once, again = (simulated(CROWDS[2], 1, sessions=1, rows=100) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("is_known", [True, False])
def test_good_people_who_agree_are_no_ring(is_known: bool) -> None:
    crowd = Crowd("experts=10,random=2", 2000, 1, 240)  # two options: they nearly always agree
    if not is_known:
        crowd.known = {}
    crowd.work(0, range(12))
    for person in range(12):
        crowd.look(person)
    assert [seen.kind for seen in crowd.people if seen.kind in HONEST and seen.step] == []


def test_one_answer_is_no_suspicion_where_it_is_nearly_always_right() -> None:
    truth = (np.random.default_rng(1).random(480) < 0.07).astype(np.int32)
    found: set[str] = set()
    for seed in (2000, 2004):
        crowd = Crowd(
            "experts=4,ordinary=8,careless=4,random=2,always=2,rings=1x3", seed, 2, 240, truth
        )
        for session in range(2):
            crowd.work(session, range(23))
        for person in range(23):
            crowd.look(person)
        found |= {seen.kind for seen in crowd.people if "always" in seen.kinds}
    assert found == {"always"}
