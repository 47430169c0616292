"""The prediction itself, against people who are tried out one after the other."""

from itertools import permutations
from random import Random

import pytest

from domain import consensus
from domain.questions import Question
from tests.crowd.predict import expected

QUESTION = Question(id="verdict", text="?", type="choice", options=("right", "wrong"))


def test_with_one_error_rate_for_all_it_is_the_well_known_sum() -> None:
    wrong, right = 0.1, 0.9
    sure = right**2 + 2 * right**3 * wrong + 4 * right**3 * wrong**2
    assert expected([wrong] * 40).accuracy == pytest.approx(sure)
    assert expected([0.0] * 6).accuracy == 1.0
    assert expected([0.0] * 6).answers == 2.0


def test_it_is_the_mean_over_all_orders_of_people() -> None:
    errors = [0.02, 0.3, 0.1, 0.45, 0.2, 0.07]
    orders = list(permutations(errors, 5))
    mean = sum(_accuracy(order) for order in orders) / len(orders)
    assert expected(errors).accuracy == pytest.approx(mean)


def test_it_is_what_the_rule_of_the_product_gives() -> None:
    random = Random(7)
    errors = [random.uniform(0.02, 0.2) for _ in range(40)]
    rows, right, answers = 20_000, 0, 0
    for _ in range(rows):
        votes: list[consensus.Answers] = []
        for error in random.sample(errors, 5):
            votes.append({"verdict": "wrong" if random.random() < error else "right"})
            verdict = consensus.decide(votes, [QUESTION], least=2, most=5)
            if verdict.state != "open":
                break
        right += verdict.result == {"verdict": "right"}
        answers += len(votes)
    said = expected(errors)
    assert right / rows == pytest.approx(said.accuracy, abs=4 * said.noise(rows))
    assert answers / rows == pytest.approx(said.answers, rel=0.01)


def _accuracy(order: tuple[float, ...], lead: int = 0, count: int = 0) -> float:
    """Give the chance that these people, asked in this order, come to the right answer."""
    if abs(lead) == 2 or count == 5:
        return float(lead > 0)
    error = order[count]
    right = (1 - error) * _accuracy(order, lead + 1, count + 1)
    return right + error * _accuracy(order, lead - 1, count + 1)
