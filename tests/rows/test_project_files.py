"""A project's file: what is read from a good one, and what is said about each kind of bad one."""

import pytest

from domain.errors import Invalid
from domain.project_tables import parse
from domain.projects import Project, estimate_ms, from_json, to_json
from domain.questions import Question
from domain.shown import Shown
from domain.terms import MoneyTerms
from domain.toml_lines import read as read_lines
from tests.rows.project_files import BROKEN, SPAM, SURVEY, spoiled

MONEY = MoneyTerms()

def problems(text: str | bytes, money: MoneyTerms = MONEY) -> list[str]:
    with pytest.raises(Invalid) as caught:
        parse(text, money)
    return list(caught.value.problems)


def test_the_example_of_the_manual_is_read() -> None:
    assert parse(SPAM, MONEY) == Project(
        title="Is this message spam?",
        kind="moderation",
        instructions="Say what it is.",
        show=(Shown("text", "{{message}}"),),
        reward_minor=2,
        currency="credits",
        time_limit_ms=120_000,
        answers_least=2,
        answers_most=5,
        budget_minor=25_000,
        accept="answer",
        questions=(
            Question(id="verdict", text="Is it spam?", type="choice", options=("ham", "spam")),
        ),
    )


def test_a_survey_asks_each_of_its_respondents_once() -> None:
    survey = parse(SURVEY, MONEY)
    assert (survey.respondents, survey.answers_least, survey.answers_most) == (200, 200, 200)
    assert (survey.time_limit_ms, survey.accept, survey.level) == (900_000, "answer", 0)
    wake, hurry, wish = survey.questions
    assert (wake.least, wake.most) == (1, 2)
    assert (hurry.least, hurry.most, hurry.labels) == (1, 5, ("never", "always"))
    assert (wish.required, wish.least, wish.most) == (False, 1, 300)
    assert survey.question("hurry") is hurry
    assert survey.question("nobody") is None


@pytest.mark.parametrize("text", [SPAM, SURVEY])
def test_a_project_comes_back_from_the_database_as_it_went_in(text: str) -> None:
    project = parse(text, MONEY)
    assert from_json(to_json(project)) == project


def test_what_an_answer_takes_is_estimated() -> None:
    assert 4_000 < estimate_ms(parse(SPAM, MONEY)) < 10_000
    assert 15_000 < estimate_ms(parse(SURVEY, MONEY)) < 60_000


@pytest.mark.parametrize(
    ("text", "ms"), [("90s", 90_000), ("2m", 120_000), ("1h", 3_600_000), ("1h30m", 5_400_000)]
)
def test_durations(text: str, ms: int) -> None:
    assert parse(spoiled(SPAM, '"2m"', f'"{text}"'), MONEY).time_limit_ms == ms


@pytest.mark.parametrize(
    ("decimals", "reward", "minor"), [(2, "1.5", 150), (0, "3", 3), (8, "0.00000001", 1)]
)
def test_amounts_have_the_decimals_of_the_currency(decimals: int, reward: str, minor: int) -> None:
    text = spoiled(spoiled(SPAM, '"0.02"', f'"{reward}"'), '"250.00"', '"250"')
    assert parse(text, MoneyTerms(decimals=decimals)).reward_minor == minor


def test_bytes_with_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    data = b"\xef\xbb\xbf" + SPAM.replace("\n", "\r\n").encode()
    assert parse(data, MONEY) == parse(SPAM, MONEY)


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_told_line_and_key_and_the_nearest_right_one(
    text: str | bytes, said: list[str]
) -> None:
    assert problems(text) == said


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = SPAM.replace("kind", "knd").replace('"0.02"', "2").replace('"2m"', '"soon"')
    text = text.replace('"choice"', '"chioces"')
    assert [said.split(":")[0] for said in problems(text)] == [
        "line 2, knd", "line 5, reward", "line 6, time_limit", "line 14, question 1, type",
    ]


def test_lines_are_found_in_every_way_to_write_toml() -> None:
    _, lines = read_lines(
        '# a comment with = and [brackets]\n'
        'a.b = 1\n'
        '"quoted key" = """\n'
        'x = 1 # [not a table]\n'
        '""""\n'
        "'literal' = '''\n"
        "[[nothing]]\n"
        "'''\n"
        "inline = { p = 1, q = { r = [1, 2] } } # { p }\n"
        "many = [\n"
        '  "one", # ]\n'
        "  [2,\n"
        "   3],\n"
        "]\n"
        "[table.sub]\n"
        "k = 2020-01-01T00:00:00Z\n"
        "[[list]]\n"
        "v = 1\n"
        "[[list]]\n"
        "v = 2\n"
        "[list.inner]\n"
        "w = true\n"
        "[[list.rows]]\n"
        "z = 'a#b'\n"
    )
    assert {path: lines[path] for path in lines if path[0] != "inline"} == {
        ("a",): 2, ("a", "b"): 2, ("quoted key",): 3, ("literal",): 6,
        ("many",): 10, ("many", 0): 11, ("many", 1): 12, ("many", 1, 0): 12, ("many", 1, 1): 13,
        ("table",): 15, ("table", "sub"): 15, ("table", "sub", "k"): 16,
        ("list",): 17, ("list", 0): 17, ("list", 0, "v"): 18,
        ("list", 1): 19, ("list", 1, "v"): 20,
        ("list", 1, "inner"): 21, ("list", 1, "inner", "w"): 22,
        ("list", 1, "rows"): 23, ("list", 1, "rows", 0): 23, ("list", 1, "rows", 0, "z"): 24,
    }
    assert {lines[path] for path in lines if path[0] == "inline"} == {9}
    assert ("inline", "q", "r", 1) in lines
