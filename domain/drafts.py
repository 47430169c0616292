"""A project as the conversation asks for it: a few answers in words, made into a project and back.

What is asked is what its kind leaves open; the rest is its preset's. The answers become the values
that a project's file would have and are read by the same rules (`domain.project_tables`); what is
wrong is said by the field in which it was answered.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain import presets
from domain.amounts import N_
from domain.errors import Invalid
from domain.presets import Preset
from domain.project_tables import read_values
from domain.projects import RESPONDENTS_MAX, Project, unit_minor
from domain.tables import amount_text
from domain.terms import MoneyTerms

Answers = Mapping[str, str]

FIELDS = (
    "title", "kind", "question", "options", "instructions", "address",
    "column", "reward", "answers", "respondents", "budget",
)  # fmt: skip
QUESTION = "answer"  # the id of a question that no preset names, and so the results' column
COLUMN_USUAL = "text"
_OF_OPTIONS = ("choice", "choices")
_BREAK = re.compile(r"[,;\N{FULLWIDTH COMMA}\N{ARABIC COMMA}\N{IDEOGRAPHIC COMMA}]")
_WHOLE = re.compile(r"[0-9]{1,6}")
_BETWEEN = re.compile(r"([0-9]{1,6})(?:\s*(?:[-\u2013\u2014]|\.\.|to)\s*([0-9]{1,6}))?")
_COLUMNS = re.compile(r"(?:\{\{[^{}\n]+\}\}(?:\n|$))+")
# A column of such a name shows what it says, whatever the kind usually shows.
_NAMED = {
    "image": "picture", "picture": "picture", "photo": "picture",
    "audio": "audio", "recording": "audio", "video": "video",
}  # fmt: skip
_DECIMAL_COMMA = re.compile(r"\d+,\d+")

NO_OPTIONS = N_(
    "People choose between answers: give two or more, such as “ham, spam”. Only a survey can take "
    "free text."
)
NO_NUMBERS = N_("Write how many at least and at most, such as 2-5, or one number.")
NO_PEOPLE = N_("Write how many people you want to ask, such as 200.")
NO_ADDRESS = N_("Write the address of the page, such as https://example.org.")


def open_fields(preset: Preset) -> tuple[str, ...]:
    """Give what a kind leaves open: what is asked first."""
    asked = preset.questions[0] if preset.questions else {}
    found = ["title"]
    if "text" not in asked:
        found.append("question")
    if not asked or (asked["type"] in _OF_OPTIONS and "options" not in asked):
        found.append("options")
    if _has_address(preset):
        found.append("address")
    return (*found, "reward", "respondents" if preset.asks_people else "budget")


def more_fields(preset: Preset) -> tuple[str, ...]:
    """Give what a kind sets and can be changed in the conversation."""
    asked = preset.questions[0] if preset.questions else {}
    found = [] if "question" in open_fields(preset) else ["question"]
    if asked.get("type") in _OF_OPTIONS and "options" in asked:
        found.append("options")
    if preset.group == "free" or _media(preset) or _COLUMNS.fullmatch(_template(preset)):
        found.append("column")
    if not preset.asks_people:
        found.append("answers")
    return (*found, "instructions")


def usual(preset: Preset) -> dict[str, str]:
    """Give what a kind answers by itself, in the words of the conversation."""
    asked = preset.questions[0] if preset.questions else {}
    bounds = preset.values.get("answers", {})
    return {
        "kind": preset.name,
        "question": asked.get("text", ""),
        "options": "\n".join(asked.get("options", ())),
        "column": _column(_template(preset)) or COLUMN_USUAL,
        "answers": _shown_bounds(bounds["least"], bounds["most"]) if bounds else "",
        "respondents": str(preset.values.get("respondents", "")),
        "instructions": preset.values.get("instructions", ""),
    }


def read(
    answers: Answers, money: MoneyTerms, fee_points: int = 0
) -> tuple[Project, dict[str, Invalid]]:
    """Make a project of the answers, and say what is wrong by field.

    The project can be used only where nothing is wrong. Where people are asked, its budget is what
    they cost.
    """
    problems: dict[str, Invalid] = {}
    preset = presets.find(answers.get("kind", "")) or presets.ALL[-1]
    values = _values(preset, answers, problems)
    project, faults = read_values(values, money)
    if preset.asks_people:
        unit = unit_minor(project, fee_points)
        project = replace(project, budget_minor=max(1, project.respondents * unit))
    if "options" in open_fields(preset) and not preset.asks_people and not _options(answers):
        problems["options"] = Invalid(NO_OPTIONS)
    for path, what in faults:
        field = _field(path)
        if field:
            problems.setdefault(field, Invalid("{problem}", problem=what))
    return project, problems


def answers_of(
    project: Project, money: MoneyTerms, fee_points: int = 0
) -> dict[str, str] | None:
    """Give the answers that make a project; None where they can't: it came from a file."""
    preset = presets.find(project.kind)
    if preset is None:
        return None
    question = project.questions[0]
    bounds = _shown_bounds(project.answers_least, project.answers_most)
    answers = {
        "kind": project.kind,
        "title": project.title,
        "question": question.text,
        "options": "\n".join(question.options),
        "instructions": project.instructions,
        "address": project.show[0].template if project.show else "",
        "column": _column("\n".join(one.template for one in project.show)),
        "reward": amount_text(project.reward_minor, money),
        "answers": "" if project.is_survey else bounds,
        "respondents": str(project.respondents) if project.is_survey else "",
        "budget": amount_text(project.budget_minor, money),
    }
    asked = {"kind", *open_fields(preset), *more_fields(preset)}
    answers = {name: value for name, value in answers.items() if name in asked}
    again, problems = read(answers, money, fee_points)
    if preset.asks_people:
        again = replace(again, budget_minor=project.budget_minor)
    return answers if not problems and again == project else None


def _values(
    preset: Preset, answers: Answers, problems: dict[str, Invalid]
) -> dict[str, Any]:
    """Give what a project's file would have; what can't be read becomes harmless and a problem."""
    values: dict[str, Any] = {
        "title": answers.get("title", ""),
        "kind": preset.name,
        "reward": with_point(answers.get("reward", "")),
        "budget": with_point(answers.get("budget", "")),
        "question": _questions(preset, answers),
    }
    if answers.get("instructions", "").strip():
        values["instructions"] = answers["instructions"]
    if preset.asks_people:
        values["respondents"] = _people(answers, problems)
        values["budget"] = values["reward"]  # it is counted from the people, once it is read
    elif answers.get("answers", "").strip():
        values["answers"] = _bounds(answers, problems)
    if _has_address(preset):
        values["show"] = [{"link": _address(answers, problems)}]
    elif "column" in more_fields(preset):
        column = answers.get("column", "").strip() or usual(preset)["column"]
        values["show"] = _show(column, _media(preset))
    return values


def _questions(preset: Preset, answers: Answers) -> list[dict[str, Any]]:
    """Give the preset's questions, the first in the requester's words."""
    options, words = _options(answers), answers.get("question", "")
    if not preset.questions:
        kind = {"type": "choice", "options": options} if options else {"type": "text"}
        return [{"id": QUESTION, "text": words, **kind}]
    first, *rest = (dict(question) for question in preset.questions)
    if words.strip() or "text" not in first:
        first["text"] = words
    if options and first["type"] in _OF_OPTIONS:
        first["options"] = options
    return [first, *rest]


def _field(path: tuple[object, ...]) -> str:
    """Name the field that a path of the file comes from; "" where none is."""
    match path:
        case ("question", _, "text"):
            return "question"
        case ("question", *_):
            return "options"
        case ("show", 0, "link"):
            return "address"
        case ("show", *_):
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
    if not _WHOLE.fullmatch(text) or not 0 < int(text) <= RESPONDENTS_MAX:
        problems["respondents"] = Invalid(NO_PEOPLE)
        return 1
    return int(text)


def _bounds(answers: Answers, problems: dict[str, Invalid]) -> dict[str, int]:
    found = _BETWEEN.fullmatch(answers.get("answers", "").strip())
    if found is None:
        problems["answers"] = Invalid(NO_NUMBERS)
        return {"least": 1, "most": 1}
    return {"least": int(found[1]), "most": int(found[2] or found[1])}


def _shown_bounds(least: int, most: int) -> str:
    return f"{least}-{most}"


def _address(answers: Answers, problems: dict[str, Invalid]) -> str:
    text = answers.get("address", "").strip()
    if "://" not in text and "." in text:
        text = f"https://{text}"
    if not text.startswith(("https://", "http://")) or " " in text or "{" in text:
        problems["address"] = Invalid(NO_ADDRESS)
        return "https://example.org"
    return text


def with_point(text: str) -> str:
    """Take a decimal comma for the point that it is."""
    return text.strip().replace(",", ".") if _DECIMAL_COMMA.fullmatch(text.strip()) else text


# --- What is shown -----------------------------------------------------------


def _has_address(preset: Preset) -> bool:
    """Tell whether people are sent to a page, whose address is the requester's to say."""
    return preset.group == "test" and preset.asks_people


def _media(preset: Preset) -> str:
    """Say as what a preset shows the row's media; "" where it shows text."""
    show = preset.values.get("show")
    return next(iter(show[0])) if isinstance(show, list) else ""


def _template(preset: Preset) -> str:
    show = preset.values.get("show", "")
    return str(show[0][_media(preset)]) if isinstance(show, list) else str(show)


def _show(column: str, media: str) -> str | list[dict[str, str]]:
    """Give what people see: the named columns, one on each line, or what was written."""
    if "{" in column or "}" in column:
        text = column.strip()
    else:
        names = [name.strip() for name in _BREAK.split(column) if name.strip()]
        text = "\n".join(f"{{{{{name}}}}}" for name in names)
    return [{_shown_as(line, media): line} for line in text.splitlines()] if media else text


def _shown_as(line: str, media: str) -> str:
    return _NAMED.get(line.strip("{} ").casefold(), media)


def _column(show: str) -> str:
    """Undo `_show`."""
    if _COLUMNS.fullmatch(show):
        return ", ".join(line.strip("{} ") for line in show.splitlines())
    return show
