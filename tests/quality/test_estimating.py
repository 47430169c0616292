"""Estimates from all answers: equal to the models written out, and right where truth is known."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quality import aggregate, shrunk, stopping
from domain.quality.alpha import alpha
from domain.quality.crowd import Crowd, Floats
from domain.quality.dawid_skene import dawid_skene, majority
from domain.quality.intervals import wilson
from domain.quality.routing import information
from domain.quality.shrunk import UNKNOWN
from tests.quality.crowds import (
    answers_of,
    crowd_of,
    made,
    ordinary,
    plain_dawid_skene,
    plain_shrunk,
    spammer,
    turner,
)


def nothing_known(crowd: Crowd) -> np.ndarray:
    return np.full(crowd.task_count, UNKNOWN, np.int32)


def right(posterior: Floats, truth: np.ndarray) -> float:
    return float((posterior.argmax(axis=1) == truth).mean())


@pytest.mark.parametrize("labels", [2, 3, 5])
def test_the_shrunk_model_equals_the_one_written_out(labels: int) -> None:
    workers = [ordinary(labels, 0.8)] * 4 + [spammer(labels), turner(labels, 0.9)]
    crowd, truth = made(workers, tasks=30, answers=4)
    gold = nothing_known(crowd)
    gold[:3] = truth[:3]
    _, posterior = shrunk.fit(crowd, gold, iterations=6)
    known = {task: int(truth[task]) for task in range(3)}
    plain = plain_shrunk(answers_of(crowd), (30, 6, labels), known, 6)
    assert np.allclose(posterior, plain, atol=1e-9)


def test_dawid_and_skene_equals_the_one_written_out() -> None:
    crowd, _ = made([ordinary(3, 0.75)] * 5, tasks=40, answers=4)
    found = dawid_skene(crowd, iterations=5, tolerance=0).posterior
    assert np.allclose(found, plain_dawid_skene(answers_of(crowd), (40, 5, 3), 5), atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_many_labels_and_few_answers_make_nobody_too_sure(seed: int) -> None:
    """A matrix of a hundred chances is learnt from forty answers by hardly anybody."""
    knows = np.random.default_rng(seed).uniform(0.4, 0.95, 60)
    people = [ordinary(10, float(one)) for one in knows]
    crowd, truth = made(people, tasks=500, answers=3, seed=seed)
    votes, free, ours = (
        right(aggregate.aggregate(crowd, method).posterior, truth)
        for method in ("majority", "dawid-skene", "bitework")
    )
    assert ours >= votes > free


def test_spammers_do_not_outvote_those_who_know() -> None:
    crowd, truth = made([ordinary(3, 0.85)] * 6 + [spammer(3)] * 6, tasks=300, answers=7)
    decided = right(shrunk.fit(crowd, nothing_known(crowd))[1], truth)
    assert decided > right(majority(crowd), truth) + 0.05
    assert decided > 0.9


def test_whoever_calls_things_by_other_names_tells_as_much() -> None:
    crowd, truth = made([ordinary(3, 0.7)] * 6 + [turner(3, 0.95)] * 2, tasks=400, answers=5)
    estimate, posterior = shrunk.fit(crowd, nothing_known(crowd))
    assert right(posterior, truth) > right(majority(crowd), truth) + 0.05
    assert estimate.confusions[6].argmax(axis=0).tolist() == [1, 2, 0]


def test_gold_shows_a_ring_that_majority_believes() -> None:
    """Five copies of one person's wrong answers outvote four honest people."""
    crowd, truth = made([ordinary(2, 0.9)] * 4, tasks=200, answers=4)
    lies = [(task, 4 + copy, int(1 - truth[task])) for task in range(200) for copy in range(5)]
    crowd = crowd_of([*answers_of(crowd), *lies], 200, 9, 2)
    gold = nothing_known(crowd)
    gold[:40] = truth[:40]
    assert right(majority(crowd), truth) < 0.1
    found = aggregate.aggregate(crowd, "majority").accuracy
    assert found[5] > found[0]
    assert right(shrunk.fit(crowd, gold)[1][40:], truth[40:]) > 0.95


def test_a_newcomer_is_an_average_worker() -> None:
    crowd, _ = made([ordinary(2, 0.9)] * 4, tasks=100, answers=3)
    wider = crowd_of(answers_of(crowd), 100, 5, 2)
    estimate, _ = shrunk.fit(wider, nothing_known(wider))
    assert np.allclose(estimate.confusions[4], estimate.pooled)


@pytest.mark.parametrize("method", ["majority", "dawid-skene", "bitework"])
def test_an_aggregate_has_chances_and_finds_who_is_good(method: aggregate.Method) -> None:
    workers = [ordinary(4, 0.9)] * 4 + [ordinary(4, 0.45)] * 4
    crowd, truth = made(workers, tasks=300, answers=5)
    found = aggregate.aggregate(crowd, method)
    assert np.allclose(found.posterior.sum(axis=1), 1)
    assert right(found.posterior, truth) > 0.88
    assert found.accuracy[:4].min() > found.accuracy[4:].max()
    assert (found.confusions is None) == (method == "majority")


def plain_alpha(crowd: Crowd) -> float | None:
    """By its definition: disagreement within tasks against disagreement at large."""
    units = [crowd.labels[crowd.tasks == task].tolist() for task in range(crowd.task_count)]
    units = [unit for unit in units if len(unit) > 1]
    every = [label for unit in units for label in unit]
    expected = sum(a != b for a, b in itertools.permutations(every, 2))
    if not expected:
        return None
    observed = sum(
        sum(a != b for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    return 1 - (len(every) - 1) * observed / expected


ANSWERS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2)),
    unique_by=lambda answer: answer[:2],
)


@given(ANSWERS)
@settings(max_examples=60, deadline=None)
def test_alpha_equals_its_definition(answers: list[tuple[int, int, int]]) -> None:
    crowd = crowd_of(answers, 5, 4, 3)
    found, plain = alpha(crowd), plain_alpha(crowd)
    assert (found is None) == (plain is None)
    assert found is None or math.isclose(found, plain or 0, abs_tol=1e-12)


def test_alpha_of_krippendorff_s_own_example() -> None:
    """The examples of his paper (2011): nominal 0.743, ordinal 0.815."""
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
    given_ = [
        (task, worker, value - 1)
        for worker, row in enumerate(rows)
        for task, value in enumerate(row)
        if value
    ]
    assert round(alpha(crowd_of(given_, 12, 4, 5)) or 0, 3) == 0.743
    assert round(alpha(crowd_of(given_, 12, 4, 5), ordered=True) or 0, 3) == 0.815


def test_an_interval_is_the_narrower_the_more_was_counted() -> None:
    """9 of 10: 0.596 to 0.982 by Wilson's formula."""
    assert [round(bound, 3) for bound in wilson(0.9, 10)] == [0.596, 0.982]
    assert wilson(1, 5)[1] == 1
    assert wilson(0, 0) == (0, 1)
    assert wilson(0.9, 1000)[0] > 0.87


@given(ANSWERS)
@settings(max_examples=60, deadline=None)
def test_no_answers_break_an_estimate(answers: list[tuple[int, int, int]]) -> None:
    crowd = crowd_of(answers, 5, 4, 3)
    for method in ("majority", "dawid-skene", "bitework"):
        found = aggregate.aggregate(crowd, method)
        assert np.isfinite(found.posterior).all()
        assert np.allclose(found.posterior.sum(axis=1), 1)


def test_what_further_answers_gain_equals_a_simulation() -> None:
    """Ten more answers to a task that stands at 60:40, by people who are right 65 times in 100."""
    workers = np.stack([ordinary(2, 0.65)] * 3)
    estimate = shrunk.Estimate(prior=np.full(2, 0.5), pooled=workers[0], confusions=workers)
    drift = stopping.drift_of(estimate, np.ones(3))
    now = np.array([[0.6, 0.4]])
    found = stopping.gain(now, np.log(now), np.array([10]), drift)[0]
    random = np.random.default_rng(0)
    truth = (random.random(200_000) < 0.4).astype(int)
    ones = random.binomial(10, np.where(truth == 1, 0.65, 0.35))
    ahead = np.log(0.6 / 0.4) + (10 - 2 * ones) * np.log(0.65 / 0.35)
    simulated = ((ahead < 0) == truth).mean() - 0.6
    assert abs(found - simulated) < 0.03
    assert stopping.gain(now, np.log(now), np.array([0]), drift)[0] == 0


def test_information_is_mutual_information() -> None:
    posterior, confusion = np.array([[0.5, 0.3, 0.2]]), ordinary(3, 0.7)
    joint = confusion * posterior[0]  # (given, true)
    plain = sum(
        joint[g, t] * math.log(joint[g, t] / (joint[g].sum() * joint[:, t].sum()))
        for g in range(3)
        for t in range(3)
    )
    assert math.isclose(information(posterior, confusion)[0], plain, abs_tol=1e-9)
