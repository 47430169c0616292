"""What one person is asked: conditions, orders, the row's values."""

from dataclasses import replace

import pytest

from domain.questions import (
    Question,
    ShowIf,
    Value,
    for_row,
    from_choice,
    in_order,
    is_asked,
    kept,
    read,
    sides,
    toggled,
)

DOG = Question(id="dog", text="?", type="yes_no")
NAME = Question(id="name", text="?", type="text", show_if=ShowIf(question="dog", values=("yes",)))
LONG = Question(
    id="long", text="?", type="text", show_if=ShowIf(question="name", values=("Rex",), is_not=True)
)


@pytest.mark.parametrize(
    ("value", "values", "is_not", "asked"),
    [
        ("yes", ("yes",), False, True),
        ("no", ("yes",), False, False),
        ("no", ("yes",), True, True),
        (["a", "b"], ("b", "c"), False, True),
        (["a", {"other": "x"}], ("other",), False, True),
        ({"unsure": True}, ("unsure",), False, True),
        (None, ("-",), False, True),
        (4, ("4", "5"), False, True),
        ([], ("a",), False, False),
    ],
)
def test_a_condition_looks_at_the_answer(
    value: Value, values: tuple[str, ...], is_not: bool, asked: bool
) -> None:
    rule = ShowIf(question="x", values=values, is_not=is_not)
    question = replace(NAME, show_if=rule)
    assert is_asked(question, {"x": value}) is asked
    assert not is_asked(question, {})  # nobody knows yet


def test_what_is_asked_no_more_drops_out_with_all_that_depends_on_it() -> None:
    answers: dict[str, Value] = {"dog": "yes", "name": "Bo", "long": "because"}
    assert kept((DOG, NAME, LONG), answers) == answers
    assert kept((DOG, NAME, LONG), answers | {"name": "Rex"}) == {"dog": "yes", "name": "Rex"}
    assert kept((DOG, NAME, LONG), answers | {"dog": "no"}) == {"dog": "no"}


def test_what_depends_on_a_question_follows_it_in_any_order() -> None:
    others = tuple(Question(id=f"q{n}", text="?", type="text") for n in range(6))
    orders = {in_order((*others, DOG, NAME, LONG), seed) for seed in range(50)}
    assert len(orders) > 30
    for order in orders:
        ids = [question.id for question in order]
        at = ids.index("dog")
        assert ids[at : at + 3] == ["dog", "name", "long"]
        assert len(set(ids)) == 9


def test_options_stand_in_an_order_of_their_own_for_each_assignment() -> None:
    question = Question(
        id="q", text="?", type="choice", options=("a", "b", "c", "d"), shuffle=True
    )
    seen = {for_row(question, {}, seed).options for seed in range(200)}
    assert len(seen) == 24
    assert for_row(question, {}, 7) == for_row(question, {}, 7)
    assert for_row(question, {}, None) == question
    mixed = for_row(question, {}, 7)
    assert [from_choice(mixed, n) for n in range(4)] == list(mixed.options)


def test_the_sides_of_a_comparison_change_places_and_keep_their_names() -> None:
    question = Question(id="q", text="?", type="compare", a="{{x}}", b="{{y}}", shuffle=True)
    row = {"x": "first", "y": "second"}
    assert sides(for_row(question, row, None)) == (("a", "first"), ("b", "second"))
    swapped = next(
        made for seed in range(50)
        if (made := for_row(question, row, seed)).options == ("b", "a")
    )  # fmt: skip
    assert sides(swapped) == (("b", "second"), ("a", "first"))
    assert [from_choice(swapped, n) for n in range(3)] == ["b", "a", "tie"]
    assert read(swapped, "A") == "b"


def test_the_rows_values_stand_where_their_columns_are_named() -> None:
    rank = Question(id="q", text="?", type="rank", options=("{{x}}", "{{y}}", "none of it"))
    assert for_row(rank, {"x": "one", "y": "two"}, None).options == ("one", "two", "none of it")
    spans = Question(id="q", text="?", type="spans", of="{{text}}")
    assert read(for_row(spans, {"text": "Ann"}, 1), "Ann") == [{"start": 0, "end": 3}]
    code = Question(id="q", text="?", type="code", must_be="{{code}}")
    assert read(for_row(code, {"code": "x 1"}, 1), "X1") == "X1"
    plain = Question(id="q", text="?", type="choice", options=("{{x}}", "b"))
    assert for_row(plain, {"x": "one"}, 5) is plain


def test_a_rank_grows_by_taps_and_the_last_place_fills_itself() -> None:
    rank = Question(id="q", text="?", type="rank", options=("a", "b", "c"))
    assert toggled(rank, [], 2) == ["c"]
    assert toggled(rank, ["c"], 0) == ["c", "a", "b"]
    assert toggled(rank, ["c", "a", "b"], 2) == ["a", "b"]
