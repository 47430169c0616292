"""What people may answer: with a tap, by typing, and in a file's cells."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.questions import (
    Question,
    Value,
    buttons,
    check,
    from_cell,
    from_choice,
    read,
    shown,
    toggled,
)

VERDICT = Question(id="verdict", text="Is it spam?", type="choice", options=("ham", "spam"))
WAKE = Question(
    id="wake", text="What wakes you?", type="choice",
    options=("An alarm", "A cat, or two", "Always something else", "3"),
)
FIRST = Question(
    id="first", text="What comes first?", type="choices", least=1, most=2,
    options=("Coffee", "Tea", "Cake, with cream"),
)
ANY = Question(id="any", text="Any of these?", type="choices", least=0, options=("a", "b"))
AGREE = Question(id="agree", text="Do you agree?", type="yes_no")
HURRY = Question(id="hurry", text="How much?", type="scale", least=0, most=10)
USUAL = Question(id="usual", text="How much?", type="scale")
WISH = Question(id="wish", text="What else?", type="text", least=2, most=10, required=False)
MINUTES = Question(id="minutes", text="How long?", type="number", least=0, most=600, integer=True)
PRICE = Question(id="price", text="What does it cost?", type="number")
ALL = (VERDICT, WAKE, FIRST, ANY, AGREE, HURRY, USUAL, WISH, MINUTES, PRICE)

TYPED: list[tuple[Question, str, Value]] = [
    (VERDICT, "spam", "spam"),
    (VERDICT, "  SPAM ", "spam"),
    (VERDICT, "ｈａｍ", "ham"),
    (VERDICT, "2", "spam"),
    (VERDICT, "2.", "spam"),
    (VERDICT, "#1", "ham"),
    (VERDICT, "h", "ham"),
    (WAKE, "a cat", "A cat, or two"),
    (WAKE, "3", "3"),  # a label wins over a number
    (WAKE, "1)", "An alarm"),
    (FIRST, "tea, coffee", ["Coffee", "Tea"]),
    (FIRST, "1 3", ["Coffee", "Cake, with cream"]),
    (FIRST, "cake, with cream", ["Cake, with cream"]),
    (FIRST, "cake, with cream; tea", ["Tea", "Cake, with cream"]),
    (FIRST, "tea, tea", ["Tea"]),
    (ANY, "none", []),
    (AGREE, "Yes", "yes"),
    (AGREE, "y", "yes"),
    (AGREE, "N", "no"),
    (AGREE, "2", "no"),
    (HURRY, "0", 0),
    (HURRY, "10", 10),
    (USUAL, "٤", 4),  # an Arabic four
    (WISH, " more\r\nsleep ", "more\nsleep"),
    (WISH, "-", None),
    (MINUTES, "45", 45),
    (MINUTES, "45.0", 45),
    (PRICE, "2,5", 2.5),
    (PRICE, "\N{MINUS SIGN}3", -3),
]


@pytest.mark.parametrize(("question", "typed", "value"), TYPED)
def test_what_is_typed_is_understood(question: Question, typed: str, value: Value) -> None:
    assert read(question, typed) == value
    assert check(question, value) == value


REFUSED: list[tuple[Question, str, str]] = [
    (VERDICT, "eggs", "“eggs” is not an option (ham, spam)."),
    (VERDICT, "", "Choose one of: ham, spam."),
    (VERDICT, "3", "“3” is not an option (ham, spam)."),
    (VERDICT, "-", "“-” is not an option (ham, spam)."),
    (
        WAKE, "a",
        "“a” could be An alarm, A cat, or two, Always something else. Write a little more of it, "
        "or its number.",
    ),
    (FIRST, "tea, coffee, 3", "Choose at most 2 of the options."),
    (FIRST, ",", "Choose at least 1 of the options."),
    (FIRST, "tea, milk", "“milk” is not an option (Coffee, Tea, Cake, with cream)."),
    (AGREE, "perhaps", "Answer with yes or no."),
    (USUAL, "6", "Answer with a whole number from 1 to 5."),
    (USUAL, "2.5", "Answer with a whole number from 1 to 5."),
    (WISH, "x", "That is too short: at least 2 characters."),
    (WISH, "eleven char", "That is too long: at most 10 characters."),
    (MINUTES, "half an hour", "Answer with a number, such as 12."),
    (MINUTES, "1.5", "This needs a whole number, without decimals."),
    (MINUTES, "-1", "That is too low: at least 0."),
    (MINUTES, "601", "That is too high: at most 600."),
    (PRICE, "1e400", "Answer with a number, such as 2.5."),
    (PRICE, "nan", "Answer with a number, such as 2.5."),
    (PRICE, "²", "Answer with a number, such as 2.5."),
    (PRICE, "999999999999999", "That number is too large for me."),
    (
        PRICE, "1,500",
        "“1,500” can be read in two ways. Write the number without separators, with a point before "
        "decimals.",
    ),
    (WISH, "long " * 1_000, "That is too long: at most 10 characters."),
]


@pytest.mark.parametrize(("question", "typed", "said"), REFUSED)
def test_what_cannot_be_used_is_told_what_is_wanted(
    question: Question, typed: str, said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read(question, typed)
    assert str(caught.value) == said


@settings(deadline=None)
@given(question=st.sampled_from(ALL), typed=st.text(max_size=60))
def test_whatever_is_typed_is_an_answer_or_gets_a_sentence(question: Question, typed: str) -> None:
    try:
        value = read(question, typed)
    except Invalid as error:
        assert str(error)
        assert len(str(error)) < 250
        return
    assert check(question, value) == value
    assert orjson.loads(orjson.dumps(value)) == value
    assert shown(question, value).strip()


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3), max_leaves=4,
)


@given(question=st.sampled_from(ALL), value=json)
def test_no_value_of_a_file_breaks_the_check(question: Question, value: object) -> None:
    try:
        checked = check(question, value)
    except Invalid as error:
        assert str(error)
        return
    assert check(question, checked) == checked


@pytest.mark.parametrize("question", ALL)
def test_each_button_gives_an_answer_that_stands(question: Question) -> None:
    for index, label in enumerate(buttons(question)):
        value = from_choice(question, index)
        assert check(question, value) == value
        assert shown(question, value) == label
        if not isinstance(value, list):
            assert read(question, label) == value
    with pytest.raises(Invalid):
        from_choice(question, len(buttons(question)))
    with pytest.raises(Invalid):
        from_choice(question, -1)


def test_taps_on_several_options_come_and_go() -> None:
    chosen = toggled(FIRST, [], 2)
    chosen = toggled(FIRST, chosen, 0)
    assert chosen == ["Coffee", "Cake, with cream"]
    assert toggled(FIRST, chosen, 2) == ["Coffee"]
    with pytest.raises(Invalid):
        toggled(FIRST, chosen, 3)


def test_a_known_answer_in_a_file_is_written_in_full() -> None:
    assert from_cell(VERDICT, " Spam ") == "spam"
    assert from_cell(AGREE, "YES") == "yes"
    assert from_cell(FIRST, "Tea;Coffee") == ["Coffee", "Tea"]
    for cell in ("sp", "2", ""):
        with pytest.raises(Invalid):
            from_cell(VERDICT, cell)
    with pytest.raises(Invalid):
        from_cell(AGREE, "y")


@pytest.mark.parametrize(
    ("question", "value", "text"),
    [
        (FIRST, ["Coffee", "Tea"], "Coffee, Tea"),
        (WISH, None, "–"),
        (PRICE, 2.50, "2.5"),
        (PRICE, 1e-7, "0.0000001"),
        (USUAL, 4, "4"),
    ],
)
def test_answers_are_shown_plainly(question: Question, value: Value, text: str) -> None:
    assert shown(question, value) == text
