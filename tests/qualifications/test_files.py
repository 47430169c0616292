"""A qualification's file and a project's `[needs]`: what they mean, and what is wrong with them."""

import re
from pathlib import Path

import pytest

from domain import needs, qualifications
from domain.errors import Invalid
from domain.needs import Missing, Needs, Profile
from domain.project_tables import parse
from domain.projects import Project, from_json, to_json
from domain.review_projects import companion
from domain.terms import MoneyTerms
from tests.stories.driver import SPAM

PAGE = Path(__file__).parents[2] / "docs" / "qualifications.md"
TEST = """
title = "Polish spam"
%s
[[test]]
text = "Is it spam?"
type = "choice"
options = ["ham", "spam"]
answer = "spam"
%s
"""


def test_the_example_of_the_documentation_works() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    of = qualifications.parse(example)
    assert (of.title, of.pass_percent, of.attempts, of.needed) == ("Polish spam", 80, 3, 1)
    assert of.valid_ms == 180 * qualifications.DAY_MS
    assert of.training[0].known == "spam"
    assert of.test[0].known == ["wygrana", "nagroda"]
    assert qualifications.from_json(qualifications.to_json(of)) == of


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        ('pass = "80"', "", 'pass: write a share from 1 to 100 per cent, such as "80%"'),
        ('pass = "120%"', "", "pass: write a share"),
        ("attempts = 0", "", "attempts: 0 is outside of 1 to 100"),
        ('cool_down = "1y"', "", "cool_down: “1y” is no duration"),
        ('valid = "2h"', "", "valid: “2h” is outside of 1d to 3650d"),
        ("training = 3", "", "training: write each question as a table under [[training]]"),
        ("", "show = '{{message}}'", "there are no rows here"),
        ('skill = "juggling"', "", "skill: there is no “juggling”; did you mean “tagging”?"),
        ("level = 101", "", "level: 101 is outside of 0 to 100"),
        ('needs = { country = ["PL"] }', "", "did you mean “countries”?"),
        ('needs = { qualifications = ["polish SPAM"] }', "", "a test can't come before itself"),
        ("", "needs = { ages = ['65+'] }", "move it above the first [[training]] or [[test]]"),
        ("", "other = true", "other: an answer in own words can't be compared"),
        ("", "required = false", "required: every question"),
        ("", "pass = '80%'", "move it above the first [[training]] or [[test]]"),
        ("", "[[test]]\ntext = 'And?'\ntype = 'yes_no'", "“answer” is missing"),
        ("", "[[test]]\ntext = 'And?'\ntype = 'number'\nanswer = 'x'", "test 2, answer:"),
        ("", "[[test]]\ntext = 'And?'\ntype = 'text'\nanswer = 'x'", "agree"),
        ("", "[[test]]\ntext = 'And?'\ntype = 'photo'\nanswer = 'x'", "questions of these types"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(above: str, below: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        qualifications.parse(TEST % (above, below))
    assert any(said in problem for problem in refused.value.problems), refused.value.problems


def test_what_comes_before_a_test_is_read_and_kept() -> None:
    above = 'skill = "moderation"\nlevel = 2\nneeds = { qualifications = ["Basics"] }'
    of = qualifications.parse(TEST % (above, ""))
    assert (of.skill, of.level, of.needs) == ("moderation", 2, Needs(qualifications=("Basics",)))
    assert qualifications.from_json(qualifications.to_json(of)) == of
    plain = qualifications.parse(TEST % ("", ""))
    assert (plain.skill, plain.level, plain.needs) == ("", 0, None)


def test_a_file_without_a_test_is_none() -> None:
    with pytest.raises(Invalid) as refused:
        qualifications.parse('title = "Polish"')
    said = "“test” is missing; write a [[test]] with text, type and answer"
    assert said in refused.value.problems


def test_each_attempt_has_an_order_of_its_own_and_the_training_one() -> None:
    more = "\n".join(
        f"[[test]]\ntext = '{n}'\ntype = 'number'\nanswer = {n}" for n in range(9)
    )
    of = qualifications.parse(TEST % ("", more))
    orders = {
        tuple(of.item(place, seed).question.text for place in range(of.length)) for seed in range(9)
    }
    assert len(orders) == 9
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(next(iter(orders))))}


def needing(words: str) -> Project:
    return parse(SPAM.replace("\n[[question]]", f"\n[needs]\n{words}\n[[question]]"), MoneyTerms())


def test_needs_are_read_and_kept() -> None:
    project = needing(
        'languages = ["PL"]\ncountries = ["pl", "DE"]\nages = ["65+"]\nplatforms = ["telegram"]\n'
        'qualifications = ["Polish spam"]\nskills = ["moderation"]\npeople = ["7kq2m"]'
    )
    assert project.needs == Needs(
        languages=("pl",), countries=("PL", "DE"), ages=("65+",), platforms=("telegram",),
        qualifications=("Polish spam",), skills=("moderation",), people=("7KQ2M",),
    )  # fmt: skip
    assert from_json(to_json(project)) == project
    assert parse(SPAM, MoneyTerms()).needs is None


def test_reviewers_may_need_something_too() -> None:
    review = '[review]\nreward = "0.05"\nbudget = "5.00"\nneeds = { languages = ["pl"] }\n'
    toml = SPAM.replace("\n[[question]]", f'\naccept = "review"\n{review}\n[[question]]')
    project = parse(toml, MoneyTerms())
    assert companion(project).needs == Needs(languages=("pl",))
    assert from_json(to_json(project)) == project


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('languages = ["polish"]', "“polish” is no language"),
        ('countries = ["XX"]', "“XX” is no country; write its two letters"),
        ('ages = ["18+"]', "there is no “18+”"),
        ('platforms = ["icq"]', "there is no “icq”; write some of these: telegram, discord, web"),
        ('people = ["ann"]', "“ann” is no account's id"),
        ('skills = ["juggling"]', "there is no “juggling”; write some of these: survey, "),
        ("people = []", "is empty, so that nobody fits"),
        ('country = ["PL"]', "did you mean “countries”?"),
    ],
)
def test_what_is_wrong_with_needs_is_said(words: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        needing(words)
    assert any(said in problem for problem in refused.value.problems), refused.value.problems


ALL = Needs(
    languages=("pl", "uk"), countries=("PL",), ages=("25-34",), platforms=("telegram",),
    qualifications=("AAAAA", "BBBBB"), people=("7KQ2M",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "platform", "person", "held", "kinds"),
    [
        (Profile(("pl",), "PL", "25-34"), "telegram", "7KQ2M", {"AAAAA", "BBBBB"}, []),
        (Profile(("en",), "PL", "25-34"), "telegram", "7KQ2M", {"AAAAA", "BBBBB"}, ["language"]),
        (Profile(("uk",), "DE", ""), "telegram", "7KQ2M", {"AAAAA", "BBBBB"}, ["country", "age"]),
        (Profile(("pl",), "PL", "25-34"), "", "0B4XD", {"BBBBB"},
         ["person", "platform", "qualification"]),
    ],
)  # fmt: skip
def test_what_somebody_lacks(
    profile: Profile, platform: str, person: str, held: set[str], kinds: list[str]
) -> None:
    found = needs.missing(ALL, profile, platform=platform, person=person, held=held)
    assert [one.kind for one in found] == kinds


def test_of_skills_all_are_needed() -> None:
    needed = Needs(skills=("moderation", "sentiment"))
    who = {"platform": "web", "person": "7KQ2M", "held": {"AAAAA"}}
    some = needs.missing(needed, Profile(), skilled={"moderation"}, **who)  # type: ignore[arg-type]
    assert some == [Missing("skill", ("sentiment",))]
    both = {"moderation", "sentiment"}
    assert needs.missing(needed, Profile(), skilled=both, **who) == []  # type: ignore[arg-type]


def test_whoever_told_otherwise_can_do_nothing_about_it() -> None:
    found = needs.missing(
        Needs(countries=("PL",), ages=("65+",)), Profile((), "DE", ""), platform="web",
        person="7KQ2M", held=(),
    )  # fmt: skip
    assert found == [Missing("country", ("PL",), told=True), Missing("age", ("65+",))]
