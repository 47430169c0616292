"""The settings of each type in a project's file: what is read, and what is said about mistakes."""

import pytest

from domain.errors import Invalid
from domain.known_answers import known_answer
from domain.project_tables import parse
from domain.projects import from_json, to_json
from domain.questions import Question, ShowIf
from domain.shown import Shown
from domain.terms import MoneyTerms

HEAD = """\
title = "All sorts"
kind = "survey"
reward = "0.10"
respondents = 3
budget = "1.00"
"""
FIRST = '[[question]]\nid = "q"\ntext = "?"\n'
BEFORE = '[[question]]\nid = "dog"\ntext = "A dog?"\ntype = "yes_no"\n'


def one(settings: str, before: str = "") -> Question:
    return parse(HEAD + before + FIRST + settings, MoneyTerms()).questions[-1]


READ: list[tuple[str, Question]] = [
    (
        'type = "choice"\noptions = ["a", "b"]\nother = true\nunsure = true\nshuffle = true',
        Question(id="q", text="?", type="choice", options=("a", "b"), other=True, unsure=True,
                 shuffle=True),
    ),
    (
        'type = "scale"\nmost = 3\nstyle = "stars"\nlabels = ["a", "b", "c"]',
        Question(id="q", text="?", type="scale", least=1, most=3, style="stars",
                 labels=("a", "b", "c")),
    ),
    (
        'type = "compare"\na = "{{x}}"\nb = "{{y}}"\ntie = false',
        Question(id="q", text="?", type="compare", a="{{x}}", b="{{y}}", tie=False),
    ),
    (
        'type = "rank"\noptions = ["{{x}}", "b"]',
        Question(id="q", text="?", type="rank", options=("{{x}}", "b")),
    ),
    (
        'type = "text"\npattern = "[0-9]+"\npattern_message = "Digits."\nmost = 9',
        Question(id="q", text="?", type="text", least=1, most=9, pattern="[0-9]+",
                 pattern_message="Digits."),
    ),
    (
        'type = "number"\nstep = 0.5\nunit = "kg"\nleast = 0',
        Question(id="q", text="?", type="number", increment=0.5, unit="kg", least=0),
    ),
    (
        'type = "date"\nearliest = "2026-01-01"',
        Question(id="q", text="?", type="date", earliest="2026-01-01"),
    ),
    (
        'type = "money"\ncurrency = "EUR"\nleast = "0.50"',
        Question(id="q", text="?", type="money", currency="EUR", least=50),
    ),
    ('type = "link"\nanswers = true', Question(id="q", text="?", type="link", answers=True)),
    ('type = "code"\nis = "{{code}}"', Question(id="q", text="?", type="code", must_be="{{code}}")),
    (
        'type = "photo"\nbytes_most = 5000000\ntaken_within = "2h"\nnear = "{{at}}"\nwithin_m = 50',
        Question(id="q", text="?", type="photo", bytes_most=5_000_000, taken_within_ms=7_200_000,
                 near="{{at}}", within_m=50),
    ),
    (
        'type = "audio"\nseconds_least = 5\nseconds_most = 60',
        Question(id="q", text="?", type="audio", seconds_least=5, seconds_most=60),
    ),
    (
        'type = "file"\nkinds = [".PDF", "csv"]',
        Question(id="q", text="?", type="file", kinds=("pdf", "csv")),
    ),
    (
        'type = "place"\naccuracy_m = 50',
        Question(id="q", text="?", type="place", accuracy_m=50),
    ),
    (
        'type = "boxes"\nof = "{{image}}"\nlabels = ["cat"]\nleast = 0',
        Question(id="q", text="?", type="boxes", of="{{image}}", labels=("cat",), least=0,
                 most=200),
    ),
    (
        'type = "yes_no"\nhelp = "Look twice."\nrequired = false\nagree = "none"',
        Question(id="q", text="?", type="yes_no", help="Look twice.", required=False, agree="none"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "question"), READ)
def test_settings_are_read_and_come_back_from_the_database(
    settings: str, question: Question
) -> None:
    project = parse(HEAD + FIRST + settings, MoneyTerms())
    assert project.questions == (question,)
    assert from_json(to_json(project)) == project


def test_a_condition_names_an_earlier_question_and_its_answers() -> None:
    yes = one('type = "number"\nshow_if = { question = "dog", is = "yes" }', BEFORE)
    assert yes.show_if == ShowIf(question="dog", values=("yes",))
    both = one('type = "number"\nshow_if = { question = "dog", is_not = ["no", "-"] }', BEFORE)
    assert both.show_if == ShowIf(question="dog", values=("no", "-"), is_not=True)


def test_what_a_text_says_was_shown_before_there_was_more(tmp_path: object) -> None:
    project = parse(HEAD + 'show = "{{a}}"\n' + FIRST + 'type = "text"', MoneyTerms())
    old = to_json(project).replace(
        '[{"kind":"text","template":"{{a}}","caption":""}]', '"{{a}}"'
    )
    assert '"show":"{{a}}"' in old
    assert from_json(old) == project


PROBLEMS: list[tuple[str, int, str]] = [
    ('type = "yes_no"\noptions = ["a"]', 10, "options: a question of type yes_no has none"),
    (
        'type = "choice"\noptions = ["a", "Other…"]\nother = true', 10,
        "options: “Other…” and “Other…” cannot be told apart",
    ),
    (
        'type = "scale"\nlabels = ["a", "b", "c"]', 10,
        "labels: has 3 words; write 2 for the ends, or 5: one each",
    ),
    ('type = "scale"\nleast = -1\nstyle = "stars"', 11, "style: there are no stars below 0"),
    ('type = "compare"\na = "{{x}}"', 6, ': “b” is missing; write b = "{{answer_b}}"'),
    ('type = "rank"\noptions = ["a"]', 10, "options: has 1 options; a rank has 2 to 20"),
    ('type = "rank"\noptions = ["a", "A"]', 10, "options: “a” stands twice"),
    (
        'type = "text"\npattern = "[a"', 10,
        "pattern: is no regular expression: unterminated character set at position 0",
    ),
    (
        'type = "text"\npattern = "(a+)+"', 10,
        "pattern: could take too long: use at most 3 of + and *, and none inside of another repeat",
    ),
    ('type = "text"\npattern = "a"\nmost = 201', 11, "most: 201 is outside of 1 to 200"),
    (
        'type = "text"\npattern_message = "x"', 10,
        "pattern_message: is said where “pattern” doesn't fit; write that as well",
    ),
    ('type = "number"\nstep = 0', 10, "step: must be more than 0"),
    (
        'type = "date"\nearliest = "1.2.2026"', 10,
        "earliest: “1.2.2026” is no date; write it as “2026-11-22”",
    ),
    (
        'type = "date"\nearliest = "2026-02-01"\nlatest = "2026-01-01"', 10,
        "earliest: 2026-02-01 is after latest, which is 2026-01-01",
    ),
    ('type = "money"', 6, ': “currency” is missing; write currency = "EUR"'),
    (
        'type = "money"\ncurrency = "eur"', 10,
        "currency: “eur” must be three capitals, such as “EUR”",
    ),
    (
        'type = "money"\ncurrency = "EUR"\nleast = 1', 11,
        'least: must be an amount in quotes, such as "1.50"',
    ),
    (
        'type = "audio"\nseconds_least = 9\nseconds_most = 5', 10,
        "seconds_least: 9 is too much beside seconds_most, which is 5",
    ),
    ('type = "file"\nkinds = ["p.d"]', 10, "kinds: “p.d” is no ending of a file, such as “pdf”"),
    ('type = "boxes"', 6, ': “of” is missing; write of = "{{image}}", the column to be marked'),
    (
        'type = "spans"\nof = "{{x"', 10,
        "of: “{{” without a column and “}}” near “{{x”; a column is written {{name}}",
    ),
    (
        'type = "points"\nof = "x"\nlabels = ["a", "A"]', 11,
        "labels: two of the labels cannot be told apart",
    ),
    (
        'type = "yes_no"\nshow_if = "dog"', 10,
        'show_if: write it as { question = "verdict", is = "spam" }',
    ),
    (
        'type = "yes_no"\nshow_if = { question = "dog", is = "yes" }', 10,
        "show_if: there is no question “dog” above; it must stand above this one",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "line", "said"), PROBLEMS)
def test_mistakes_are_told_by_line(settings: str, line: int, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        one(settings)
    of = said if said.startswith(": ") else f", {said}"
    assert caught.value.problems == (f"line {line}, question 1{of}",)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('question = "dgo", is = "yes"', "there is no question “dgo” above; did you mean “dog”?"),
        ('question = "dog", is = "yess"', "“yess” is no answer to “dog”; did you mean “yes”?"),
    ],
)
def test_a_condition_that_never_holds_is_told(rule: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        one(f'type = "text"\nshow_if = {{ {rule} }}', BEFORE)
    assert caught.value.problems == (f"line 14, question 2, show_if: {said}",)


def test_what_is_shown_is_read_in_order() -> None:
    show = '[[show]]\ntext = "*{{a}}*"\n[[show]]\npicture = "{{b}}"\ncaption = "Now"\n'
    project = parse(HEAD + show + FIRST + 'type = "text"', MoneyTerms())
    assert project.show == (Shown("text", "*{{a}}*"), Shown("picture", "{{b}}", "Now"))
    assert from_json(to_json(project)) == project


@pytest.mark.parametrize(
    ("show", "said"),
    [
        (
            '[[show]]\ncaption = "x"\n',
            "line 6, show 1: shows one thing, which is one of these: text, picture, audio, video, "
            "file, link, place",
        ),
        (
            '[[show]]\npicture = "{{a"\n',
            "line 7, show 1, picture: “{{” without a column and “}}” near “{{a”; a column is "
            "written {{name}}",
        ),
        (
            '[[show]]\npicture = "{{a}}"\ncolour = "red"\n',
            "line 8, show 1, colour: there is no such key; known: audio, caption, file, link, "
            "picture, place, text, video",
        ),
        ('[show]\ntext = "x"\n', "line 6, show: write [[show]] with two brackets on each side"),
    ],
)
def test_mistakes_in_what_is_shown_are_told(show: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(HEAD + show + FIRST + 'type = "text"', MoneyTerms())
    assert caught.value.problems == (said,)


def test_known_answers_may_be_json_and_are_read_with_their_row() -> None:
    spans = Question(id="q", text="?", type="spans", of="{{text}}", labels=("PER",), least=1)
    row = {"text": "Ann met Ben"}
    ann = [{"start": 0, "end": 3, "label": "PER"}]
    assert known_answer(spans, "PER: Ann", row) == ann
    assert known_answer(spans, '[{"start": 0, "end": 3, "label": "PER"}]', row) == ann
    with pytest.raises(Invalid, match="outside of the text"):
        known_answer(spans, '[{"start": 0, "end": 30, "label": "PER"}]', row)
    place = Question(id="q", text="?", type="place")
    there = {"latitude": 52.5, "longitude": 13.4}
    assert known_answer(place, "52.5, 13.4", {}) == there
    assert known_answer(place, '{"latitude": 52.5, "longitude": 13.4}', {}) == there
