"""What the benchmarks of agreement and rendering rest on."""

from pathlib import Path

import pytest

from benchmarks import agreement as measured
from benchmarks import kinds
from benchmarks.agreement_baselines import BASELINES
from benchmarks.agreement_data import question, tasks
from domain import agreement
from domain.questions import check

DOCS = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", BASELINES)
def test_both_sides_mean_the_same(kind: str) -> None:
    given = tasks(kind, 300)
    measured.same(agreement.agree_all(question(kind), given), BASELINES[kind](given))


@pytest.mark.parametrize("kind", BASELINES)
def test_the_answers_are_such_as_people_give(kind: str) -> None:
    if kind == "spans":
        return  # their text isn't there
    for answers in tasks(kind, 50):
        for value in answers:
            assert check(question(kind), value) is not None


def test_every_row_is_in_the_documentation() -> None:
    names = [*map(measured.name, BASELINES), *map(kinds.name, kinds.RENDERERS)]
    assert [name for name in names if name not in DOCS] == []


@pytest.mark.parametrize("platform", kinds.RENDERERS)
def test_a_task_of_each_type_is_rendered(platform: str) -> None:
    for kind in kinds.SETTINGS:
        assert kinds.rendered(kind, platform)
