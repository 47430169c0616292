"""Requesters' texts: simple marks, and a row's values that are nothing but themselves."""

import pytest

from domain.marks import Mark, as_plain, marks
from domain.patterns import matches, pattern_problem
from domain.places import distance_m, in_text

ROW = {"name": "*Ann* _x_ `y`", "url": "https://example.org/?a=*b*"}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("plain {{name}}, 2 * 3, snake_case and `", ()),
        ("**{{name}}** said", (Mark("*Ann* _x_ `y`", "bold"), Mark(" said"))),
        ("*it* and `c*d`", (Mark("it", "italic"), Mark(" and "), Mark("c*d", "code"))),
        ("[here]({{url}})", (Mark("here", url="https://example.org/?a=*b*"),)),
        ("Do:\n\n- one\n- **two**", (Mark("Do:\n\n• one\n• "), Mark("two", "bold"))),
        ("1. one\n2. two\n\nEnd", ()),  # looks like that without marks
        ("# Head\nline", (Mark("Head", "bold"), Mark("\n\nline"))),
        ("<b>no</b> & *yes*", (Mark("<b>no</b> & "), Mark("yes", "italic"))),
        ("\\*no\\* *yes*", (Mark("*no* "), Mark("yes", "italic"))),
    ],
)
def test_marks_are_of_the_template_alone(template: str, found: tuple[Mark, ...]) -> None:
    assert marks(template, ROW) == found


def test_without_marks_a_link_still_says_where_it_leads() -> None:
    assert as_plain(marks("See [this]({{url}})", ROW)) == "See this (https://example.org/?a=*b*)"


@pytest.mark.parametrize(
    ("pattern", "is_fine"),
    [
        (r"[A-Z]{2}\d{4}", True),
        (r"\S+@\S+\.[a-z]+", True),
        (r"(cat|dog)", True),
        (r"(\d{3} ){2}\d", True),
        (r"(a+)+", False),
        (r"(a|a)*", False),
        (r"(a{1,2})*", False),
        (r".*.*.*.*x", False),
        (r"(a)\1", False),
        (r"(?=a)a", False),
        (r"a?a?a?a?a?a?a?a?a?a?a?a?a?", False),
        (r"(?:(?:a{1,9}){1,9}){1,9}", False),
    ],
)
def test_a_pattern_that_could_take_long_is_refused(pattern: str, is_fine: bool) -> None:
    assert (pattern_problem(pattern) == "") is is_fine


def test_a_pattern_fits_the_whole_text() -> None:
    assert matches("[0-9]+", "12")
    assert not matches("[0-9]+", "12a")


def test_places_and_distances() -> None:
    assert in_text("52.52, 13.405") == (52.52, 13.405)
    assert in_text("33.9 S, 18.4 E") == (-33.9, 18.4)
    assert in_text("91, 0") is None
    assert in_text("here") is None
    assert round(distance_m((52.52, 13.405), (48.8566, 2.3522)) / 1000) == 877
