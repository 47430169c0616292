"""What the chat reckons in plain floats is what the replay reckons in arrays."""

import numpy as np
import pytest

from domain.quality import asking, deciding, stopping
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
    average = asking.knows(np.log(state.estimate.pooled).tolist())
    for worker in range(7):
        confusion = state.confusion(worker)
        of = asking.knows(np.log(confusion).tolist())
        told, usual = state.tells(worker, posterior)
        found = [asking.offer([row.tolist()], [of], [average]) for row in posterior]
        assert [one.tells for one in found] == pytest.approx(told.tolist(), abs=1e-9)
        assert [one.usual for one in found] == pytest.approx(usual.tolist(), abs=1e-9)
        sure = posterior.max(axis=1).tolist()
        assert [one.sure for one in found] == pytest.approx(sure, abs=1e-9)


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
POOR = asking.knows(np.log([[0.6, 0.4], [0.4, 0.6]]).tolist())
MINUTE_MS = 60_000


def asked(
    worker: asking.Knows | None, *rows: str, minutes: float = 0, chances: float = 0.5
) -> list[int]:
    """Give the places of what somebody is asked some minutes after a fit."""
    offers = [
        asking.offer(
            [[0.9, 0.1] if row.startswith("easy") else [chances, 1 - chances]],
            [worker or USUAL],
            [USUAL],
            is_doubtful="doubtful" in row,
            is_gold="gold" in row,
            is_full="gold" in row or "pilot" in row,
        )
        for row in rows
    ]
    worth = asking.patience(round(minutes * MINUTE_MS), 0)
    return asking.order(offers, worth, is_known=worker is not None)


def test_whoever_is_unknown_gets_what_is_known_or_easy() -> None:
    assert asked(None, "fresh", "easy", "gold") == [2, 1, 0]
    assert asked(None, "easy doubtful", "fresh", "easy") == [2, 1, 0]


def test_people_are_asked_what_they_tell_most_about() -> None:
    assert asked(USUAL, "easy", "fresh") == [1, 0]
    assert asked(GOOD, "easy", "doubtful", "easy doubtful", "fresh") == [1, 3, 0, 2]


def test_doubtful_rows_wait_for_better_people_and_fresh_ones_for_usual_ones() -> None:
    assert asked(GOOD, "doubtful", "fresh") == [0, 1]
    assert asked(USUAL, "doubtful", "fresh") == [1]
    assert asked(POOR, "doubtful", "fresh") == []
    assert asked(POOR, "doubtful", "fresh", "pilot", "gold") == [2, 3]


def test_nothing_waits_for_ever() -> None:
    """Usual people tell as much as usual: 1.5 is 1 after six minutes; the poor ones tell a tenth.
    """
    assert asked(USUAL, "doubtful", minutes=5) == []
    assert asked(USUAL, "doubtful", minutes=6) == [0]
    assert asked(POOR, "doubtful", "fresh", minutes=30) == []
    assert asked(POOR, "doubtful", "fresh", minutes=40) == [0, 1]
    nothing = asking.knows(np.log([[0.5, 0.5], [0.5, 0.5]]).tolist())
    assert asked(nothing, "fresh", minutes=70) == []
    assert asked(nothing, "fresh", minutes=80) == [0]


def test_where_the_best_row_waits_those_behind_it_wait_too() -> None:
    """Whoever turns one label round tells little of what is likeliest it, and much of the rest."""
    sided = asking.knows(np.log([[0.999, 0.5], [0.001, 0.5]]).tolist())
    assert asked(sided, "doubtful", chances=0.5) == []
    assert asked(sided, "doubtful", "easy doubtful", chances=0.5) == []
