"""What a project's file may say stands in the documentation, and its example works."""

import re
from dataclasses import fields
from pathlib import Path

from domain import presets
from domain.project_tables import parse
from domain.projects import ACCEPTS, Project
from domain.questions import TYPES, Question
from domain.rows import EXPORTED
from domain.shown import KINDS as SHOWN
from domain.terms import MoneyTerms

DOCS = Path(__file__).parents[2] / "docs"
NAMES = ("projects", "questions")
PROJECTS, QUESTIONS = ((DOCS / f"{name}.md").read_text("utf-8") for name in NAMES)
PAGE = PROJECTS + QUESTIONS


def test_every_key_and_word_of_a_project_is_documented() -> None:
    derived = {"reward_minor", "budget_minor", "currency", "time_limit_ms", "questions", "steps"}
    derived |= {"answers_least", "answers_most", "accept_after_ms"}
    derived |= {"increment", "must_be", "taken_within_ms"}
    keys = {field.name for field in (*fields(Project), *fields(Question))} - derived
    keys |= {"reward", "budget", "time_limit", "accept_after", "answers", "question"}
    keys |= {"step", "is", "is_not", "taken_within"} | set(SHOWN)
    words = (*keys, *presets.NAMES, *ACCEPTS, *TYPES, *EXPORTED)
    missing = {word for word in words if f"`{word}`" not in PAGE}
    assert not missing


def test_the_example_of_the_documentation_works() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PROJECTS, re.DOTALL)
    assert parse(example, MoneyTerms()).title == "Is this message spam?"
