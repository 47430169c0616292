"""A project as the conversation asks for it: a few answers in words, made into a project and back.

The answers become the values that a project's file would have and are read by the same rules
(`domain.projects`); what is wrong is said by the field in which it was answered.
"""

import re
from collections.abc import Mapping
from typing import Any

from domain.amounts import N_
from domain.errors import Invalid
from domain.project_tables import read_values
from domain.projects import Project
from domain.shown import one_text
from domain.tables import amount_text
from domain.terms import MoneyTerms

Answers = Mapping[str, str]

FIELDS = (
    "title", "kind", "question", "options", "instructions",
    "column", "reward", "answers", "respondents", "budget",
)
COLUMN_USUAL = "text"
QUESTION = "answer"  # the only question's id, and so the column's name in the results
_BREAK = re.compile(r"[,;\N{FULLWIDTH COMMA}\N{ARABIC COMMA}\N{IDEOGRAPHIC COMMA}]")
_WHOLE = re.compile(r"[0-9]{1,6}")
_BETWEEN = re.compile(r"([0-9]{1,6})(?:\s*(?:[-\u2013\u2014]|\.\.|to)\s*([0-9]{1,6}))?")
_SHOWN = re.compile(r"(?:\{\{[^{}\n]+\}\}(?:\n|$))+")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")

NO_OPTIONS = N_(
    "People choose between answers: give two or more, such as “ham, spam”. Only a survey can take "
    "free text."
)
NO_NUMBERS = N_("Write how many at least and at most, such as 2-5, or one number.")
NO_PEOPLE = N_("Write how many people you want to ask, such as 200.")


def read(answers: Answers, money: MoneyTerms) -> tuple[Project, dict[str, Invalid]]:
    """Make a project of the answers, and say what is wrong by field.

    The project can be used only where nothing is wrong.
    """
    problems: dict[str, Invalid] = {}
    values = _values(answers, problems)
    project, faults = read_values(values, money)
    if not project.is_survey and not _options(answers):
        problems["options"] = Invalid(NO_OPTIONS)
    for path, what in faults:
        field = _field(path)
        if field:
            problems.setdefault(field, Invalid("{problem}", problem=what))
    return project, problems


def answers_of(project: Project, money: MoneyTerms) -> dict[str, str] | None:
    """Give the answers that make a project; None where they can't: it came from a file."""
    survey, show = project.is_survey, one_text(project.show)
    if show is None:
        return None
    question = project.questions[0]
    answers = {
        "title": project.title,
        "kind": project.kind,
        "question": question.text,
        "options": "\n".join(question.options),
        "instructions": project.instructions,
        "column": _column(show),
        "reward": amount_text(project.reward_minor, money),
        "answers": "" if survey else f"{project.answers_least}-{project.answers_most}",
        "respondents": str(project.respondents) if survey else "",
        "budget": amount_text(project.budget_minor, money),
    }
    again, problems = read(answers, money)
    return answers if not problems and again == project else None


def _values(answers: Answers, problems: dict[str, Invalid]) -> dict[str, Any]:
    """Give what a project's file would have; what can't be read becomes harmless and a problem."""
    options, kind = _options(answers), answers.get("kind", "")
    question: dict[str, Any] = {"id": QUESTION, "text": answers.get("question", "")}
    question |= {"type": "choice", "options": options} if options else {"type": "text"}
    values: dict[str, Any] = {
        "title": answers.get("title", ""),
        "kind": kind,
        "reward": with_point(answers.get("reward", "")),
        "budget": with_point(answers.get("budget", "")),
        "question": [question],
    }
    if answers.get("instructions", "").strip():
        values["instructions"] = answers["instructions"]
    if kind == "survey":
        values["respondents"] = _people(answers, problems)
    else:
        values["answers"] = _bounds(answers, problems)
        values["show"] = _show(answers.get("column", ""))
    return values


def _field(path: tuple[object, ...]) -> str:
    """Name the field that a path of the file comes from; "" where none is."""
    match path:
        case ("question", _, "text"):
            return "question"
        case ("question", *_):
            return "options"
        case ("show",):
            return "column"
        case (str() as key, *_):
            return key
    return ""


def _options(answers: Answers) -> list[str]:
    """Split the possible answers: one on each line, or with commas between on one line."""
    text = answers.get("options", "").strip()
    parts = text.splitlines() if "\n" in text else _BREAK.split(text)
    return [part.strip() for part in parts if part.strip()]


def _people(answers: Answers, problems: dict[str, Invalid]) -> int:
    text = answers.get("respondents", "").strip()
    if not _WHOLE.fullmatch(text):
        problems["respondents"] = Invalid(NO_PEOPLE)
        return 1
    return int(text)


def _bounds(answers: Answers, problems: dict[str, Invalid]) -> dict[str, int]:
    found = _BETWEEN.fullmatch(answers.get("answers", "").strip())
    if found is None:
        problems["answers"] = Invalid(NO_NUMBERS)
        return {"least": 1, "most": 1}
    return {"least": int(found[1]), "most": int(found[2] or found[1])}


def with_point(text: str) -> str:
    """Take a decimal comma for the point that it is."""
    return text.strip().replace(",", ".") if _DECIMAL_COMMA.fullmatch(text.strip()) else text


def _show(column: str) -> str:
    """Give the text that people see: the named columns, one on each line, or what was written."""
    if "{" in column or "}" in column:
        return column.strip()
    names = [name.strip() for name in _BREAK.split(column) if name.strip()]
    return "\n".join(f"{{{{{name}}}}}" for name in names or [COLUMN_USUAL])


def _column(show: str) -> str:
    """Undo `_show`."""
    if _SHOWN.fullmatch(show):
        return ", ".join(line.strip("{} ") for line in show.splitlines())
    return show
