"""When a task has answers enough: by a lead what is exact, by its formula what is nearly right."""

import subprocess
import sys
from itertools import product
from typing import Any

import pytest

from domain import consensus
from domain.consensus import Verdict, decide
from domain.questions import Question, Value
from tests.agreement.asked import asked, box, euro

UNSURE = {"unsure": True}
VERDICT = Question(id="verdict", text="?", type="choice", options=("ham", "spam"))
PRICE = Question(id="price", text="?", type="money", currency="EUR")
WORDS = Question(id="words", text="?", type="text", agree="words")


def decided(question: Question, *values: Value, least: int = 2, most: int = 5) -> Verdict:
    votes = [{question.id: value} for value in values]
    return decide(votes, [question], least=least, most=most)


def is_open(wanted: int) -> Verdict:
    return Verdict("open", wanted, {}, {})


def test_what_is_exact_goes_by_the_lead() -> None:
    assert decided(VERDICT, "ham") == is_open(1)
    assert decided(VERDICT, "ham", "ham") == Verdict("done", 0, {"verdict": "ham"}, {"verdict": 1})
    assert decided(VERDICT, "ham", "spam") == is_open(2)
    assert decided(VERDICT, "ham", "spam", "ham").wanted == 1
    five = decided(VERDICT, "ham", "spam", "ham", "spam", "ham")
    assert five == Verdict("done", 0, {"verdict": "ham"}, {"verdict": 0.6})
    assert decided(VERDICT, "ham", "spam", most=2).state == "undecided"
    assert decided(VERDICT, "ham", None, None, None) == Verdict("done", 0, {}, {})


def test_the_rule_of_the_lead_is_what_it_was() -> None:
    """Against the rule written down once more, for all answers of up to five people."""
    for count in range(1, 6):
        for values in product(("ham", "spam", None), repeat=count):
            first, second, _ = sorted(map(values.count, ("ham", "spam", None)), reverse=True)
            wanted = max(0, min(max(2 - count, 2 - (first - second)), 5 - count))
            found = decided(VERDICT, *values)
            assert found.wanted == wanted
            if not wanted:
                assert found.state == ("done" if first > second else "undecided")
                leader = max(set(values), key=values.count)
                wins = {"verdict": leader} if first > second and leader else {}
                assert found.result == wins


def test_who_can_not_tell_counts_for_nobody() -> None:
    unsure = asked("choice", unsure=True)
    assert decided(unsure, "ham", UNSURE) == is_open(1)
    assert decided(unsure, "ham", UNSURE, "ham").confidence == {"q": 1}
    assert decided(unsure, UNSURE, UNSURE, most=2) == Verdict("undecided", 0, {}, {})
    assert consensus.agrees({"q": UNSURE}, {"q": "ham"}, [unsure])


@pytest.mark.parametrize(
    ("question", "values", "wanted"),
    [
        (PRICE, [euro("1.00")], 1),
        (PRICE, [euro("1.00"), euro("1.00")], 0),
        (PRICE, [euro("1.00"), euro("2.00")], 2),
        (PRICE, [euro("1.00"), euro("2.00"), euro("1.00")], 1),
        (PRICE, [euro("1.00"), euro("2.00"), euro("1.00"), euro("1.00")], 0),
        (asked("number"), [10, 10.1], 0),
        (asked("number"), [10, 12], 2),
        (asked("boxes"), [[], []], 0),
        (asked("boxes"), [[box(0, 0, 9, 9)], []], 2),
        (asked("place", required=False), [None, None], 0),
        (asked("place", required=False), [None], 1),
        (WORDS, ["one two three", "one two three"], 0),
        (WORDS, ["a b c d e f g", "a b c d e f x"], 1),  # one word: a third person tells
        (WORDS, ["a b c", "a b x"], 3),  # one word of three is a lot
    ],
)
def test_what_is_nearly_right_wants_so_many_more(
    question: Question, values: list[Value], wanted: int
) -> None:
    assert decided(question, *values).wanted == wanted


def test_at_most_answers_more_than_half_have_to_agree() -> None:
    price = decided(PRICE, *map(euro, ("1.00", "2.00", "1.00")), most=3)
    assert price == Verdict("done", 0, {"price": euro("1.00")}, {"price": 0.6667})
    apart = decided(PRICE, *map(euro, ("1.00", "2.00", "3.00")), most=3)
    assert apart == Verdict("undecided", 0, {}, {})
    optional = asked("number", required=False)
    assert decided(optional, None, None, 3, most=3) == Verdict("done", 0, {}, {})
    assert decided(optional, None, 3, 3, most=3).result == {"q": 3}
    assert decided(optional, None, 3, most=2).state == "undecided"


def test_a_task_is_decided_when_all_of_its_questions_are() -> None:
    votes: list[dict[str, Any]] = [
        {"verdict": "ham", "price": euro("1.00"), "why": "so"},
        {"verdict": "ham", "price": euro("2.00"), "why": "because"},
    ]
    questions = [VERDICT, PRICE, Question(id="why", text="?", type="text")]
    assert decide(votes, questions, least=2, most=5) == is_open(2)
    votes += [{"verdict": "spam", "price": euro("1.00"), "why": ""}] * 2
    found = decide(votes, questions, least=2, most=4)
    assert found == Verdict("undecided", 0, {"price": euro("1.00")}, {"price": 0.75})
    assert consensus.agreeing(questions) == questions[:2]


def test_near_enough_agrees_in_half_of_the_settled_questions() -> None:
    questions = [VERDICT, PRICE, WORDS]
    result: dict[str, Value] = {"verdict": "ham", "price": euro("1.00"), "words": "one two"}
    right: dict[str, Value] = {"verdict": "Ham", "price": euro("9.00"), "words": "One, two"}
    assert consensus.agrees(right, result, questions)
    assert not consensus.agrees({**right, "verdict": "spam"}, result, questions)
    assert consensus.agrees({"price": None, "verdict": "ham"}, result, questions)
    assert consensus.agrees({"other": "gone"}, result, questions)


def test_deciding_starts_without_numpy_and_rapidfuzz() -> None:
    """`bitework run` doesn't pay for them before an answer needs them."""
    told = "import sys, domain.consensus; print({'numpy', 'rapidfuzz'} & sys.modules.keys())"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
