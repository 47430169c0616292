"""What holds for all answers of all types, whoever gives them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import agreement
from domain.questions import Question, Value, check
from tests.agreement.asked import asked, at, box, euro, point, span

COLOURS = ("red", "green", "blue")
LABELS = ("cat", "dog")
WORDS = ("the", "cat", "sat", "on", "a", "mat", "Mat,", "今", "天", "…")
UNSURE = {"unsure": True}


def _marks(make: Callable[..., Any]) -> st.SearchStrategy[list[Any]]:
    """A few marks, near to each other as well as far away."""
    place = st.integers(0, 60) | st.integers(0, 3000)
    size = st.integers(1, 60)
    mark = st.builds(make, place, place if make is point else size, *[size] * 2 * (make is box),
                     label=st.sampled_from(LABELS))  # fmt: skip
    return st.lists(mark, max_size=5)


def _span(start: int, length: int, label: str) -> dict[str, Any]:
    return span(start, start + length, label)




def _degrees(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most).map(lambda degrees: round(degrees, 6))


LATITUDES = _degrees(-0.01, 0.01) | _degrees(-90, 90)
LONGITUDES = _degrees(179.99, 180) | _degrees(-180, 180)
AMOUNTS = st.decimals(0, 1000, places=2).map(lambda amount: euro(f"{amount:.2f}"))
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)

ANSWERS: dict[str, tuple[Question, st.SearchStrategy[Any]]] = {
    "choice": (
        asked("choice", options=COLOURS, other=True, unsure=True),
        st.sampled_from([*COLOURS, {"other": "Grey"}, {"other": "grey"}, UNSURE]),
    ),
    "choices": (
        asked("choices", options=COLOURS),
        st.sets(st.sampled_from(COLOURS)).map(lambda some: [c for c in COLOURS if c in some]),
    ),
    "scale": (asked("scale"), st.integers(1, 5)),
    "number": (
        asked("number"), st.integers(-5, 5) | st.floats(-1e9, 1e9).map(lambda n: round(n, 3))
    ),
    "money": (asked("money", currency="EUR", tolerance="5%"), AMOUNTS),
    "date": (asked("date", tolerance="3"), st.dates().map(str)),
    "place": (asked("place"), st.builds(at, LATITUDES, LONGITUDES)),
    "rank": (asked("rank", options=COLOURS), st.permutations(COLOURS).map(list)),
    "boxes": (asked("boxes", labels=LABELS), _marks(box)),
    "points": (asked("points", labels=LABELS), _marks(point)),
    "spans": (asked("spans", labels=LABELS), _marks(_span)),
    "similar": (asked("text", agree="similar"), TEXTS),
    "words": (asked("text", agree="words"), TEXTS),
}  # fmt: skip
EACH = pytest.mark.parametrize("kind", ANSWERS)
QUICK = settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


def _plain(kind: str, value: Value) -> Value:
    """Give an answer as a result has it: marks in order and each once, nobody's accuracy."""
    if isinstance(value, list) and kind in ("boxes", "points", "spans"):
        found = []
        for mark in value:
            found += [] if mark in found else [mark]
        return sorted(found, key=str)
    return value


@EACH
@QUICK
@given(data=st.data())
def test_the_order_of_people_changes_nothing(kind: str, data: st.DataObject) -> None:
    question, one = ANSWERS[kind]
    answers = data.draw(st.lists(one | st.none(), min_size=1, max_size=6))
    order = data.draw(st.permutations(range(len(answers))))
    first = agreement.agree(question, answers)
    second = agreement.agree(question, [answers[at] for at in order])
    assert second.answer == first.answer
    assert second.confidence == pytest.approx(first.confidence)
    assert second.agreed == tuple(first.agreed[at] for at in order)
    assert 0 <= first.confidence <= 1 + 1e-9
    assert not any(does for does, value in zip(first.agreed, answers, strict=True) if value is None)


@EACH
@QUICK
@given(data=st.data())
def test_unanimous_answers_are_the_answer(kind: str, data: st.DataObject) -> None:
    question, one = ANSWERS[kind]
    value = data.draw(one.filter(lambda value: value != UNSURE))
    found = agreement.agree(question, [value] * data.draw(st.integers(1, 5)))
    assert _plain(kind, found.answer) == _plain(kind, value)
    assert found.confidence == pytest.approx(1)
    assert all(found.agreed)
    assert agreement.same(question, value, found.answer)


@EACH
@QUICK
@given(data=st.data())
def test_one_of_five_moves_nothing_beyond_the_tolerance(kind: str, data: st.DataObject) -> None:
    question, one = ANSWERS[kind]
    four, fifth = data.draw(one.filter(lambda value: value != UNSURE)), data.draw(one)
    found = agreement.agree(question, [four, four, fifth, four, four])
    assert agreement.same(question, found.answer, four)
    assert found.agreed[0]


@EACH
@QUICK
@given(data=st.data())
def test_whoever_comes_round_to_the_answer_makes_it_no_less_sure(
    kind: str, data: st.DataObject
) -> None:
    """All but one have the answer, and that one gives it too: it can't be less sure then."""
    question, one = ANSWERS[kind]
    value, other = data.draw(one.filter(lambda value: value != UNSURE)), data.draw(one)
    before = agreement.agree(question, [value, value, other])
    after = agreement.agree(question, [value, value, value])
    assert after.confidence >= before.confidence - 1e-9
    three = agreement.agree(question, [value, value, value, other])
    assert three.confidence >= before.confidence - 1e-9 or other == UNSURE


@EACH
@QUICK
@given(data=st.data())
def test_the_result_is_an_answer_that_could_have_been_given(
    kind: str, data: st.DataObject
) -> None:
    question, one = ANSWERS[kind]
    answers = data.draw(st.lists(one, min_size=1, max_size=6))
    found = agreement.agree(question, answers).answer
    if found is not None and found != [] and kind != "spans":  # whose text isn't here
        assert check(question, found) == found


@EACH
@QUICK
@given(data=st.data())
def test_many_tasks_at_once_come_to_the_same(kind: str, data: st.DataObject) -> None:
    """Enough tasks for arrays, some of them with fewer answers, some with none."""
    question, one = ANSWERS[kind]
    drawn = data.draw(st.lists(st.lists(one | st.none(), max_size=5), min_size=1, max_size=6))
    tasks = drawn * 64
    at_once = agreement.agree_all(question, tasks)
    for answers, found in zip(tasks, at_once, strict=True):
        single = agreement.agree(question, answers)
        assert _near(found.answer, single.answer)
        assert found.confidence == pytest.approx(single.confidence)
        assert found.agreed == single.agreed


def _near(one: Value, other: Value) -> bool:
    """Tell whether two results are one: of places to a few centimetres."""
    if isinstance(one, dict) and isinstance(other, dict) and "latitude" in one:
        return all(abs(one[name] - other[name]) < 1e-6 for name in ("latitude", "longitude"))
    return one == other
