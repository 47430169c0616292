"""What the chat reckons in plain floats is what the replay reckons in arrays."""

import numpy as np
import pytest

from domain.quality import asking, deciding, routing, stopping
from domain.quality.asking import Offer
from domain.quality.engine import Engine
from domain.quality.shrunk import fit
from domain.quality.shrunk import unseen as unseen_in_arrays
from tests.quality.crowds import answers_of, made, ordinary, spammer

RANDOM = np.random.default_rng(5)


def filled(labels: int, seed: int) -> Engine:
    cast = [ordinary(labels, 0.8)] * 6 + [spammer(labels)]
    crowd, _ = made(cast, tasks=40, answers=4, seed=seed)
    state = Engine(label_count=labels, most=np.full(40, 9, np.int32))
    state.take(crowd.tasks, crowd.workers, crowd.labels)
    state.refit()
    return state


@pytest.mark.parametrize("labels", [2, 3, 7])
def test_whether_a_task_is_done(labels: int) -> None:
    state = filled(labels, labels)
    model = state.model()
    odds = np.log(state.estimate.prior) + RANDOM.normal(0, 2, (200, labels))
    posterior = np.exp(odds - odds.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    more = RANDOM.integers(1, 9, 200)
    drift = stopping.Drift(mean=np.array(model.mean), variance=np.array(model.variance))
    gained = stopping.gain(posterior, odds, more, drift)
    for row in range(200):
        of = odds[row].tolist()
        assert deciding.chances(of) == pytest.approx(posterior[row].tolist(), abs=1e-12)
        found = deciding.gain(deciding.chances(of), of, int(more[row]), model)
        assert found == pytest.approx(gained[row], abs=1e-12)
        sure = posterior[row].max() >= state.rules.enough
        is_done = deciding.is_settled(of, 3, int(more[row]), model, state.rules)
        assert is_done == (sure or gained[row] < state.rules.gain_least)
        assert not deciding.is_settled(of, 1, int(more[row]), model, state.rules)
        assert deciding.is_settled(of, 1, 0, model, state.rules)


@pytest.mark.parametrize("labels", [2, 4])
def test_what_nobody_knows_before_the_first_fit(labels: int) -> None:
    arrays, plain = unseen_in_arrays(labels), deciding.unseen(labels)
    assert np.allclose(np.exp(plain.prior), arrays.prior)
    assert np.allclose(np.exp(plain.average), arrays.pooled)


@pytest.mark.parametrize("labels", [2, 5])
def test_what_an_answer_tells(labels: int) -> None:
    state = filled(labels, 1)
    posterior = RANDOM.dirichlet(np.ones(labels), 50)
    for worker in range(7):
        confusion = state.confusion(worker)
        of = asking.knows(np.log(confusion).tolist())
        told = routing.information(posterior, confusion)
        found = [asking.information(row.tolist(), of) for row in posterior]
        assert found == pytest.approx(told.tolist(), abs=1e-12)
        offers = [Offer([row.tolist()], None, False) for row in posterior]
        first = asking.ranked(offers, [of], [of])[0]
        assert first == routing.choose(posterior, confusion, confusion, 0.0)


def test_many_answers_at_once_are_as_one_after_the_other() -> None:
    crowd, _ = made([ordinary(3, 0.8)] * 6, tasks=40, answers=4)
    one, many = (Engine(label_count=3, most=np.full(40, 5, np.int32)) for _ in range(2))
    for answer in answers_of(crowd):
        one.add(*answer)
    many.take(crowd.tasks, crowd.workers, crowd.labels)
    one.refit()
    many.refit()
    assert (one.done == many.done).all()
    estimate, posterior = fit(crowd, one.gold)
    assert np.allclose(posterior, many.posteriors(np.arange(40)))
    assert np.allclose(estimate.confusions, many.estimate.confusions)


GOOD = asking.knows(np.log([[0.95, 0.05], [0.05, 0.95]]).tolist())
USUAL = asking.knows(np.log([[0.8, 0.2], [0.2, 0.8]]).tolist())
FRESH = Offer([[0.5, 0.5]], None, False)
EASY = Offer([[0.9, 0.1]], None, False)
GOLD = Offer([[0.6, 0.4]], None, True)


def doubtful(waited_minutes: float) -> Offer:
    return Offer([[0.6, 0.4]], round(waited_minutes * 60_000), False)


@pytest.mark.parametrize(
    ("offers", "worker", "best"),
    [
        ([FRESH, EASY, GOLD], None, 2),  # a newcomer: gold, then what is easy
        ([FRESH, EASY, doubtful(0)], None, 1),
        ([EASY, FRESH], USUAL, 1),
        ([doubtful(0), EASY], USUAL, 1),  # it waits for somebody better
        ([doubtful(0), EASY], GOOD, 0),
        ([doubtful(0)], USUAL, 0),  # nothing else is there
        ([doubtful(30), FRESH], USUAL, 0),  # it has waited long enough
        ([doubtful(1), FRESH], GOOD, 0),
        ([FRESH, doubtful(0)], GOOD, 0),
    ],
)
def test_who_is_asked_what(offers: list[Offer], worker: asking.Knows | None, best: int) -> None:
    assert asking.ranked(offers, worker and [worker], [USUAL])[0] == best


