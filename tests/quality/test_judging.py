"""What answers say about one question of a row."""

from dataclasses import replace
from typing import Any

import pytest

from domain.project_tables import parse
from domain.quality import deciding, judging
from domain.quality.deciding import Rules
from domain.quality.judging import Judged
from domain.questions import Question
from domain.terms import Terms
from tests.stories.driver import SPAM

RULES = Rules(least=2, confidence=0.74, routed=True)  # two who agree, while nobody is known
UNSURE = {"unsure": True}
OWN = Question(id="q", text="?", type="choice", options=("a", "b"), other=True)
AB = Question(id="q", text="?", type="choice", options=("a", "b"), required=False, unsure=True)
SCALE = Question(id="q", text="?", type="scale", least=1, most=3)
SIDES = Question(id="q", text="?", type="compare", a="x", b="y")


def judge(question: Question, values: list[Any], *, most: int = 5, full: bool = False) -> Judged:
    labels = judging.labels_for(question)
    assert labels is not None
    model = deciding.unseen(labels.count)
    given = list(enumerate(values))
    return judging.judge(
        question, given, model, lambda _: model.average, RULES, most=most, is_full=full
    )


@pytest.mark.parametrize(
    ("question", "values", "wanted", "value"),
    [
        (AB, [], 2, None),
        (AB, ["a"], 1, None),
        (AB, ["a", "a"], 0, "a"),
        (AB, ["a", "b"], 1, None),
        (AB, ["a", "b", "b", "b"], 0, "b"),
        (AB, [UNSURE, "a"], 1, None),  # who can't tell says nothing
        (AB, [UNSURE, "a", "a"], 0, "a"),
        (AB, [None, None], 0, None),  # people agree that there is nothing to be answered
        (AB, [None, "a", None], 1, None),
        (AB, [None, "a", None, "a", "a"], 0, "a"),
        (OWN, [{"other": "c"}, {"other": "d"}], 0, {"other": "c"}),
        (SCALE, [2, 2], 0, 2),
        (SIDES, ["tie", "tie"], 0, "tie"),
        (SIDES, ["b", "a"], 1, None),
    ],
)
def test_what_answers_say(question: Question, values: list[Any], wanted: int, value: Any) -> None:
    found = judge(question, values)
    assert (found.wanted, found.value, found.is_tie) == (wanted, value, False)


@pytest.mark.parametrize(
    ("values", "is_tie"),
    [(["a", "b", "a", "b"], True), ([UNSURE] * 4, True), ([None, None, "a", "b"], True)],
)
def test_what_is_as_likely_in_the_end_is_undecided(values: list[Any], is_tie: bool) -> None:
    assert judge(AB, values, most=4) == Judged(0, is_tie=is_tie)


def test_gold_and_a_pilots_rows_get_all_their_answers() -> None:
    assert judge(AB, ["a", "a"], full=True).wanted == 3
    assert judge(AB, ["a"] * 5, full=True) == judge(AB, ["a"] * 5)


def test_projects_with_few_rows_and_questions_without_labels_keep_their_votes() -> None:
    project = parse(SPAM, Terms().money)
    (question,) = project.questions
    assert judging.estimated(project, 49) == []
    assert judging.estimated(project, 50) == [question]
    several = replace(question, type="choices", other=True)
    many = replace(question, options=tuple(f"o{n}" for n in range(21)))
    apart = replace(question, agree="none")
    words = replace(question, type="text", options=())
    others = replace(project, questions=(several, many, apart, words))
    assert judging.estimated(others, 1_000) == []
    assert judging.estimated(replace(project, respondents=5), 1_000) == []


def test_a_projects_file_says_how_sure_rows_have_to_be() -> None:
    assert parse(SPAM, Terms().money).confidence == 0.98
    sure = parse(SPAM.replace("budget", "confidence = 0.9\nbudget"), Terms().money)
    assert judging.rules_of(sure).enough == pytest.approx(0.94)
