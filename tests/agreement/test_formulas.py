"""What answers of each type come to, by hand."""

from typing import Any

import pytest

from domain import agreement
from domain.agreement.comparisons import bradley_terry
from domain.agreement.places import geometric_median
from domain.questions import Question, Value
from tests.agreement.asked import asked, at, box, euro, point, span

UNSURE = {"unsure": True}
COLOURS = ("red", "green", "blue")
SIMILAR, WORDS = asked("text", agree="similar"), asked("text", agree="words")
RANK = asked("rank", options=("a", "b", "c", "d"))
BERLIN, NEAR, NEARER, PARIS = (
    at(52.52, 13.405), at(52.5203, 13.4052), at(52.5201, 13.4049), at(48.85, 2.35)
)  # fmt: skip

TABLE: list[tuple[str, Question, list[Any], Any, float, str]] = [
    # what is said, the question, answers, the answer, its confidence, who agrees
    ("a majority", asked("choice"), ["ham", "ham", "spam"], "ham", 2 / 3, "yyn"),
    ("a tie", asked("choice"), ["ham", "spam"], None, 1 / 2, "nn"),
    ("who can't tell", asked("choice"), ["ham", UNSURE, "ham", None], "ham", 1.0, "ynyn"),
    ("nobody can", asked("choice"), [UNSURE, None], None, 0.0, "nn"),
    ("yes or no", asked("yes_no"), ["yes", "yes", "no"], "yes", 2 / 3, "yyn"),
    ("a scale", asked("scale"), [4, 4, 5], 4, 2 / 3, "yyn"),
    ("of two", asked("compare"), ["a", "tie", "a", "b"], "a", 1 / 2, "ynyn"),
    ("a code", asked("code"), ["AB1", "AB1"], "AB1", 1.0, "yy"),
    (
        "own words", asked("choice", other=True),
        [{"other": "Fish  soup"}, {"other": "fish soup"}, "ham"], {"other": "Fish  soup"},
        2 / 3, "yyn",
    ),
    ("each option", asked("choices", options=COLOURS),
     [["red", "blue"], ["red"], ["green", "red"]], ["red"], 7 / 9, "yyy"),
    ("no option", asked("choices", options=COLOURS), [[], [], ["red"]], [], 2 / 3, "yyn"),
    ("a median", asked("number"), [10.0, 10.1, 9.9, 10.05, 50], 10.05, 4 / 5, "yyyyn"),
    ("of two numbers the lower", asked("number"), [7, 3], 3, 1 / 2, "ny"),
    ("whole numbers are equal", asked("number", integer=True), [200, 201, 200], 200, 2 / 3, "yny"),
    ("in units", asked("number", tolerance="0.1"), [10.2, 10.3, 10.1, 11], 10.2, 3 / 4, "yyyn"),
    ("a share", asked("number", tolerance="10%"), [100, 109, 91, 120], 100, 3 / 4, "yyyn"),
    ("below 0", asked("number", tolerance="10%"), [-100, -109, -91], -100, 1.0, "yyy"),
    ("money is equal", asked("money"), [euro("12.50"), euro("12.49"), euro("12.50")],
     euro("12.50"), 2 / 3, "yny"),
    ("money nearly", asked("money", tolerance="0.01"), [euro("12.50"), euro("12.49")],
     euro("12.49"), 1.0, "yy"),
    ("dates are equal", asked("date"), ["2026-03-01", "2026-03-02", "2026-03-01"],
     "2026-03-01", 2 / 3, "yny"),
    ("dates nearly", asked("date", tolerance="2"), ["2026-02-28", "2026-03-02", "2026-03-01"],
     "2026-03-01", 1.0, "yyy"),
    ("places", asked("place"), [BERLIN, PARIS, NEARER, NEAR], NEARER, 3 / 4, "ynyy"),
    ("accuracy is left out", asked("place"), [at(1, 2, accuracy_m=9)], at(1, 2), 1.0, "y"),
    ("across the date line", asked("place"), [at(0, 179.9999), at(0, -179.9999), at(0, 179.9998)],
     at(0, 179.9999), 1.0, "yyy"),
    ("the pole", asked("place"), [at(90, 0), at(90, 0), at(89.9999, 60)], at(90, 0), 1.0, "yyy"),
    ("a ranking", RANK, [list("abcd"), list("abdc"), list("abcd")], list("abcd"), 8 / 9, "yyy"),
    ("the other way round", RANK, [list("abcd"), list("dcba"), list("abcd")], list("abcd"),
     1 / 3, "yny"),
    ("sums that are equal", asked("rank", options=("x", "b")), [["x", "b"], ["b", "x"]],
     ["b", "x"], 0.0, "ny"),
    ("a medoid", SIMILAR, ["Hello world", "hello  World", "hello wurld", "xyz"], "Hello world",
     (1 + 10 / 11 + 0) / 3, "yyyn"),
    ("its own spelling", SIMILAR, ["Bonn", "bonn", "bonn"], "bonn", 1.0, "yyy"),
    ("how far", asked("text", agree="similar", tolerance="5%"),
     ["hello world", "hello world", "hallo world"],
     "hello world", (1 + 10 / 11) / 2, "yyn"),
    ("texts as votes", asked("text", agree="vote"), ["A  b", "a b", "c"], "A  b", 2 / 3, "yyn"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answers", "answer", "confidence", "who"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_what_answers_come_to(
    question: Question, answers: list[Value], answer: Value, confidence: float, who: str
) -> None:
    found = agreement.agree(question, answers)
    assert found.answer == answer
    assert found.confidence == pytest.approx(confidence)
    assert found.agreed == tuple(letter == "y" for letter in who)


def test_boxes_are_matched_by_overlap_and_have_median_edges() -> None:
    """The second box is one person's alone; the third person's cat is a dog."""
    answers = [
        [box(10, 10, 50, 50, "cat"), box(200, 200, 30, 30, "cat")],
        [box(12, 11, 49, 52, "cat")],
        [box(9, 9, 50, 50, "dog")],
        [box(8, 10, 52, 50, "cat")],
        [box(10, 60, 50, 50, "cat")],  # beside it
    ]
    found = agreement.agree(asked("boxes", labels=("cat", "dog")), answers)
    assert found.answer == [box(10, 10, 50, 50, "cat")]
    assert found.agreed == (True, True, False, True, False)
    assert found.confidence == pytest.approx((2 / 3 + 1 + 1) / 5)


def test_nobodys_two_boxes_are_one_thing() -> None:
    """Two people drew two that overlap each other; one drew one over both."""
    two = [box(0, 0, 100, 100), box(0, 20, 100, 100)]
    found = agreement.agree(asked("boxes"), [two, two, [box(0, 10, 100, 100)]])
    assert found.answer == two or found.answer == [box(0, 0, 100, 100), box(0, 20, 100, 100)]
    assert isinstance(found.answer, list)
    assert len(found.answer) == 2


def test_an_empty_picture_is_agreed_on() -> None:
    found = agreement.agree(asked("boxes"), [[], [], [box(1, 1, 5, 5)]])
    assert found == ([], pytest.approx(2 / 3), (True, True, False))


def test_points_are_one_within_a_share_of_the_picture() -> None:
    answers = [
        [point(100, 100), point(900, 500)], [point(104, 99)], [point(960, 540), point(101, 103)]
    ]  # fmt: skip
    found = agreement.agree(asked("points"), answers)
    assert found.answer == [point(101, 100)]
    nearer = agreement.agree(asked("points", tolerance="80"), answers)
    assert nearer.answer == [point(101, 100), point(930, 520)]
    assert agreement.agree(asked("points", tolerance="0"), [[point(5, 5)]] * 3).answer == [
        point(5, 5)
    ]


def test_spans_have_the_boundaries_that_most_gave() -> None:
    answers = [
        [span(0, 5)], [span(0, 6)], [span(0, 5), span(9, 12, "LOC")], [span(0, 6)], [span(1, 6)],
    ]  # fmt: skip
    found = agreement.agree(asked("spans", labels=("PER", "LOC")), answers)
    assert found.answer == [span(0, 6)]
    assert found.agreed == (True,) * 5  # two of three marks right is two thirds
    other = agreement.agree(asked("spans"), [[span(0, 5)], [span(0, 5, "LOC")]])
    assert other == ([], 0.0, (False, False))


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["the cat sat", "the bat sat", "the cat sat"], "the cat sat"),
        (["the cat sat", "the cat", "the cat sat"], "the cat sat"),
        (["the big cat sat", "the cat sat", "the cat sat"], "the cat sat"),
        (["the big cat sat", "the big cat sat", "the cat sat"], "the big cat sat"),
        (["a b c d", "a x c d", "a b c y"], "a b c d"),  # nobody's alone, everybody's together
        (["b c d e", "a b c d e", "a b c d", "a c d e"], "a b c d e"),
        (["The cat, sat.", "the cat sat", "The cat sat"], "The cat sat"),
        (["Hello there\nyou", "hello there  you"], "Hello there\nyou"),
        (["今天天气很好", "今天天气好", "今天气很好"], "今天天气很好"),
        (["one two", "three four", "one four"], "one four"),
        (["...", "..."], "..."),
    ],
)  # fmt: skip
def test_words_are_voted_on(texts: list[Value], answer: str) -> None:
    assert agreement.agree(WORDS, texts).answer == answer


def test_the_share_of_words_is_the_confidence() -> None:
    found = agreement.agree(WORDS, ["the cat sat", "the bat sat", "the cat sat"])
    assert found.confidence == pytest.approx((3 + 2 + 3) / 9)
    assert found.agreed == (True, False, True)


def test_long_texts_are_aligned_without_a_table() -> None:
    """Two hundred words, all of them told apart, one different in each text."""
    words = [f"w{n}" for n in range(200)]
    texts: list[Value] = []
    for at_word in (0, 60, 120, 199):
        texts.append(" ".join([*words[:at_word], f"x{at_word}", *words[at_word + 1 :]]))
    found = agreement.agree(WORDS, texts)
    assert found.answer == " ".join(words)
    assert found.confidence == pytest.approx(1 - 1 / 200)
    assert all(found.agreed)


def test_the_geometric_median_of_a_square_is_its_middle_and_one_outlier_moves_it_little() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0), (10.0, 10.0)]
    assert geometric_median(square) == pytest.approx((5, 5), abs=0.05)
    x, y = geometric_median([*square, (1e6, 1e6)])
    assert 5 <= x <= 10 and 5 <= y <= 10


SAME: list[tuple[Question, Any, Any, bool]] = [
    (asked("choice"), "Ham", "ham ", True),
    (asked("choices"), ["a", "b"], ["b", "a"], True),
    (asked("choices"), ["a"], ["a", "b"], False),
    (asked("number"), 10.2, 10, True),
    (asked("number"), 10.3, 10, False),
    (asked("number", integer=True), 11, 10, False),
    (asked("number"), None, 10, False),
    (asked("money"), euro("1.00"), euro("1.00"), True),
    (asked("date", tolerance="1"), "2026-03-01", "2026-02-28", True),
    (asked("date"), "2026-03-01", "2026-02-28", False),
    (asked("place"), BERLIN, NEAR, True),
    (asked("place", tolerance="10"), BERLIN, NEAR, False),
    (RANK, list("abdc"), list("abcd"), True),
    (RANK, list("dbca"), list("abcd"), False),
    (SIMILAR, "Hallo world", "hello world", True),
    (SIMILAR, "xyz", "hello world", False),
    (WORDS, "one two three four six", "One two, three four five", True),
    (WORDS, "one two three", "one two four", False),
    (asked("boxes"), [box(0, 0, 10, 10)], [box(1, 1, 10, 10)], True),
    (asked("boxes"), [box(0, 0, 10, 10)], [box(8, 8, 10, 10)], False),
    (asked("boxes"), [], [], True),
    (asked("points"), [point(100, 100)], [point(103, 102)], True),
    (asked("points"), [point(100, 100)], [point(120, 100)], False),
    (asked("spans"), [span(0, 5)], [span(0, 6)], True),
    (asked("spans"), [span(0, 5)], [span(0, 6, "LOC")], False),
    (asked("yes_no"), UNSURE, "yes", False),
]


@pytest.mark.parametrize(("question", "value", "known", "is_same"), SAME)
def test_an_answer_is_near_enough_to_what_is_known_or_not(
    question: Question, value: Value, known: Value, is_same: bool
) -> None:
    assert agreement.same(question, value, known) is is_same


@pytest.mark.parametrize(
    ("question", "by"),
    [
        (asked("choice"), "vote"), (asked("code"), "vote"), (asked("link"), "vote"),
        (asked("compare"), "vote"), (asked("choice", agree="none"), "none"),
        (asked("number"), "formula"), (asked("money"), "formula"), (asked("rank"), "formula"),
        (asked("date"), "vote"), (asked("date", tolerance="1"), "formula"),
        (asked("text"), "none"), (asked("text", long=True), "none"), (SIMILAR, "formula"),
        (WORDS, "formula"), (asked("text", agree="vote"), "vote"), (asked("photo"), "none"),
        (asked("boxes"), "formula"), (asked("audio"), "none"),
        (asked("number", agree="none"), "none"),
    ],
)  # fmt: skip
def test_what_judges_a_question(question: Question, by: str) -> None:
    assert agreement.agrees_by(question) == by


def test_strengths_are_those_of_the_chances_that_made_the_wins() -> None:
    """Of three items with strengths 1/2, 1/3, 1/6 each pair met as often as makes whole wins."""
    wins = {("a", "b"): (3, 2), ("a", "c"): (3, 1), ("b", "c"): (2, 1)}
    comparisons: list[Any] = []
    for (one, other), (won, lost) in wins.items():
        comparisons += [(one, other, "a")] * won + [(other, one, "a")] * (lost - 1)
        comparisons += [(one, other, "b")]
    strengths = bradley_terry(comparisons)
    assert strengths == pytest.approx({"a": 1 / 2, "b": 1 / 3, "c": 1 / 6}, abs=1e-6)
    assert list(strengths) == ["a", "b", "c"]


def test_ties_are_half_a_win_and_a_prior_keeps_who_never_won_above_nothing() -> None:
    assert bradley_terry([("a", "b", "tie")] * 3) == pytest.approx({"a": 1 / 2, "b": 1 / 2})
    alone = bradley_terry([("a", "b", "a")] * 3, prior=0.5)
    assert 0 < alone["b"] < 0.2 < 0.8 < alone["a"]
    assert bradley_terry([]) == {}
