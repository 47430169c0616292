"""How a project's file says what agrees, and how nearly; gold columns that are possible by it."""

import pytest

from domain import rows
from domain.errors import Invalid
from domain.project_tables import parse
from domain.projects import Project, from_json, to_json
from domain.terms import MoneyTerms
from tests.agreement.asked import euro

FILE = """
title = "Read the receipt"
kind = "categorisation"
show = "{{receipt}}"
reward = "0.02"
budget = "10.00"
answers = { least = 2, most = 5 }

[[question]]
id = "kind"
text = "What is it?"
type = "choice"
options = ["food", "fuel"]

[[question]]
id = "q"
text = "How much is it?"
"""


def project(lines: str) -> Project:
    return parse(FILE + lines, MoneyTerms())


@pytest.mark.parametrize(
    "lines",
    [
        'type = "number"\ntolerance = "0.5"',
        'type = "number"\ntolerance = "5%"',
        'type = "money"\ncurrency = "EUR"\ntolerance = "0.05"',
        'type = "date"\ntolerance = "2"',
        'type = "place"\ntolerance = "250"',
        'type = "text"\nagree = "similar"\ntolerance = "10%"',
        'type = "text"\nagree = "words"',
        'type = "text"\nagree = "vote"',
        'type = "text"\nagree = "none"',
        'type = "yes_no"\nagree = "none"',
    ],
)
def test_what_a_file_may_say(lines: str) -> None:
    found = project(lines)
    question = found.questions[-1]
    assert f'agree = "{question.agree}"' in lines or not question.agree
    assert f'tolerance = "{question.tolerance}"' in lines or not question.tolerance
    assert from_json(to_json(found)) == found


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('type = "number"\ntolerance = "a bit"', "tolerance: write it as"),
        ('type = "number"\ntolerance = "120%"', "tolerance: write it as"),
        ('type = "date"\ntolerance = "5%"', "tolerance: write it in days"),
        ('type = "place"\ntolerance = "5%"', "tolerance: write it in metres"),
        ('type = "text"\ntolerance = "5%"', "tolerance: is a share such as"),
        ('type = "text"\nagree = "words"\ntolerance = "2"', "tolerance: is a share such as"),
        ('type = "yes_no"\ntolerance = "2"', "tolerance: a question of type yes_no has none"),
        ('type = "number"\nagree = "similar"', "agree: there is no “similar”"),
        ('type = "text"\nagree = "word"', "did you mean “words”?"),
    ],
)
def test_what_it_may_not(lines: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        project(lines)
    (said,) = refused.value.problems
    assert problem in said


def test_texts_that_are_compared_have_known_answers() -> None:
    names = ["id", "receipt", "gold:q"]
    check = rows.cells_check(names, project('type = "text"\nagree = "similar"'))
    assert check(["1", "…", "Main  Street"], 2) == (
        2, "1", '{"id":"1","receipt":"…"}', '{"q":"Main  Street"}'
    )  # fmt: skip
    with pytest.raises(Invalid, match="cannot be used"):
        rows.cells_check(names, project('type = "text"'))
    with pytest.raises(Invalid, match="cannot be used"):
        rows.cells_check(names, project('type = "yes_no"\nagree = "none"'))
    money = rows.cells_check(names, project('type = "money"\ncurrency = "EUR"'))
    found = money(["1", "…", "12.50 EUR"], 2)
    assert isinstance(found, tuple)
    assert str(euro("12.50")["amount"]) in str(found[3])  # type: ignore[index,call-overload]
