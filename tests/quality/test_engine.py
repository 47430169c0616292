"""The state while answers come in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quality.engine import Engine, Rules
from domain.quality.shrunk import UNKNOWN, fit, posterior_of
from tests.quality.crowds import Answer, answers_of, made, ordinary


def engine(tasks: int, *, most: int = 10, gold: np.ndarray | None = None) -> Engine:
    return Engine(label_count=3, most=np.full(tasks, most, np.int32), gold=gold)


def filled(answers: list[Answer], tasks: int) -> Engine:
    """An engine that fits whenever that is due, as the replay does."""
    found = engine(tasks)
    for answer in answers:
        found.add(*answer)
        if found.is_fit_due:
            found.refit()
    return found


def same(one: Engine, other: Engine, tasks: int) -> bool:
    every = np.arange(tasks)
    return np.allclose(one.posteriors(every), other.posteriors(every), atol=1e-9) and bool(
        (one.done == other.done).all()
    )


@given(st.integers(0, 1_000))
@settings(max_examples=10, deadline=None)
def test_the_state_equals_a_replay_of_its_answers(seed: int) -> None:
    crowd, _ = made([ordinary(3, 0.8)] * 6, tasks=25, answers=4, seed=seed)
    random = np.random.default_rng(seed)
    answers = [answers_of(crowd)[place] for place in random.permutation(100)]
    lived = filled(answers, 25)
    assert same(lived, filled(answers, 25), 25)
    again = engine(25)  # after a restart: the answers in another order, and the last estimate
    for place in random.permutation(100):
        again.add(*answers[place])
    again.adopt(lived.estimate)
    every = np.arange(25)
    assert np.allclose(again.posteriors(every), lived.posteriors(every), atol=1e-9)


def test_a_fit_does_not_depend_on_the_order_of_answers_or_on_fits_before() -> None:
    crowd, _ = made([ordinary(3, 0.8)] * 6, tasks=40, answers=5)
    answers = answers_of(crowd)
    lived, plain = filled(answers, 40), engine(40)
    for answer in reversed(answers):
        plain.add(*answer)
    lived.refit()
    plain.refit()
    assert same(lived, plain, 40)


def test_an_answer_moves_its_own_task_as_the_estimate_says() -> None:
    crowd, _ = made([ordinary(3, 0.8)] * 6, tasks=40, answers=5)
    *most, last = answers_of(crowd)
    state = engine(40)
    for answer in most:
        state.add(*answer)
    state.refit()
    before = state.posteriors(np.arange(40))
    state.add(*last)
    after = state.posteriors(np.arange(40))
    assert np.allclose(np.delete(before, last[0], 0), np.delete(after, last[0], 0))
    assert np.allclose(after, posterior_of(crowd, state.estimate))


def test_a_fit_that_ran_elsewhere_weighs_what_came_meanwhile() -> None:
    crowd, _ = made([ordinary(3, 0.8)] * 6, tasks=40, answers=5)
    answers = answers_of(crowd)
    state = engine(40)
    for answer in answers[:150]:
        state.add(*answer)
    snapshot = state.crowd()
    for answer in answers[150:]:
        state.add(*answer)
    estimate, _ = fit(snapshot, np.full(40, UNKNOWN, np.int32))
    state.adopt(estimate)
    assert np.allclose(state.posteriors(np.arange(40)), posterior_of(crowd, estimate))


def test_a_task_is_done_when_it_is_sure_or_full_and_gold_only_when_full() -> None:
    crowd, _ = made([ordinary(3, 0.9)] * 8, tasks=100, answers=5)
    gold = np.full(101, UNKNOWN, np.int32)
    gold[100] = 0
    state = engine(101, most=6, gold=gold)
    for answer in answers_of(crowd):
        state.add(*answer)
    state.refit()
    assert state.done[:100].mean() > 0.9
    for worker in range(5):
        state.add(100, worker, 0)
    assert state.posterior(100)[0] > 0.98
    assert not state.is_done(100)
    state.add(100, 5, 0)
    assert state.is_done(100)


def test_further_answers_are_not_bought_where_they_would_hardly_tell() -> None:
    """People who guess: with the rule of futility a task ends, without it all are asked."""
    crowd, _ = made([ordinary(3, 0.34)] * 8, tasks=100, answers=4)
    gold = np.random.default_rng(1).integers(0, 3, 100).astype(np.int32)
    gold[60:] = UNKNOWN
    done = {}
    for gain_least in (0.0, 0.2):
        state = Engine(
            label_count=3,
            most=np.full(100, 8, np.int32),
            gold=gold,
            rules=Rules(gain_least=gain_least),
        )
        for answer in answers_of(crowd):
            state.add(*answer)
        state.refit()
        done[gain_least] = int(state.done.sum())
    assert done[0.0] < done[0.2]


def test_someone_who_comes_late_is_an_average_worker_until_a_fit() -> None:
    state = engine(3)
    state.add(0, 500, 1)
    assert state.posterior(0)[1] == pytest.approx(0.7)
    assert (state.confusion(500) == state.estimate.pooled).all()
    state.refit()
    assert state.confusion(500)[1, 1] > state.confusion(501)[1, 1]
