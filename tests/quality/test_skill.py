"""Skill by kind of work: accuracy drawn to the average, and its bounds."""

import pytest

from domain.skill import interval, skill


def test_few_answers_say_nothing() -> None:
    assert skill("moderation", [True] * 4, []) is None


@pytest.mark.parametrize(
    ("right", "of", "accuracy"), [(5, 5, 0.911), (50, 50, 0.985), (25, 50, 0.522), (0, 50, 0.059)]
)
def test_accuracy_is_drawn_to_the_average_the_less_the_more_is_known(
    right: int, of: int, accuracy: float
) -> None:
    found = skill("moderation", [True] * right + [False] * (of - right), [1.0] * of)
    assert found is not None
    assert found.accuracy == pytest.approx(accuracy, abs=0.001)
    assert found.low < found.accuracy < found.high


def test_bounds_are_wilsons() -> None:
    """8 of 10 at nine in ten: 0.541 to 0.931, by the formula worked out by hand."""
    low, high = interval(0.8, 10)
    assert (low, high) == (pytest.approx(0.541, abs=0.001), pytest.approx(0.931, abs=0.001))


def test_more_answers_make_the_bounds_narrower() -> None:
    widths = [high - low for low, high in (interval(0.9, count) for count in (10, 100, 1000))]
    assert widths == sorted(widths, reverse=True)


def test_pace_has_its_quartiles() -> None:
    found = skill("survey", [True] * 8, [0.5, 0.6, 0.8, 1.0, 1.0, 1.2, 2.0, 3.0])
    assert found is not None
    assert (found.pace_low, found.pace, found.pace_high) == (0.7, 1.0, 1.6)
