"""Steps: a task that is walked through, each step with its words and its own questions.

The steps' questions come one after the other, before those that stand beside the steps, which are
asked in the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain import templates
from domain.question_tables import check_condition, read_question
from domain.questions import Question
from domain.tables import Notes, Table

STEPS_MAX = 20
TITLE_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a task: what is to be done; `text` has `{{columns}}` of the row in it."""

    title: str
    text: str = ""


def columns(steps: Sequence[Step]) -> tuple[str, ...]:
    """Give the columns that steps show, each once, in order."""
    return templates.columns("\n".join(step.text for step in steps))


def read_steps(
    table: Table, notes: Notes, elsewhere: dict[str, str]
) -> tuple[tuple[Step, ...], tuple[Question, ...]]:
    """Read a project's `[[step]]` tables: the steps, and all their questions in order."""
    values = table.raw("step")
    if values is None:
        return (), ()
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        table.note("step", "write each step as a table under [[step]]")
        return (), ()
    if len(values) > STEPS_MAX:
        table.note("step", f"has {len(values)} steps; at most {STEPS_MAX} fit")
        return (), ()
    steps: list[Step] = []
    found: dict[str, Question] = {}
    for place, item in enumerate(values):
        steps.append(_read(Table(item, ("step", place), notes), place, found, notes, elsewhere))
    return tuple(steps), tuple(found.values())


def _read(
    table: Table, place: int, found: dict[str, Question], notes: Notes, elsewhere: dict[str, str]
) -> Step:
    table.needs("title", 'title = "Look around"')
    title = table.text("title", most=TITLE_LENGTH_MAX)
    text = table.text("text", most=TEXT_LENGTH_MAX, multiline=True)
    for fault in templates.problems(text):
        table.note("text", fault)
    asked: Any = table.raw("question")
    if not isinstance(asked, list) or not all(isinstance(item, dict) for item in asked):
        table.note("question", "each step asks something: add a [[step.question]]")
        asked = []
    for number, item in enumerate(asked):
        path = ("step", place, "question", number)
        question = read_question(Table(item, path, notes), elsewhere)
        if question.id and question.id in found:
            notes.add((*path, "id"), f"“{question.id}” is taken by a question above")
        check_condition(question, found, (*path, "show_if"), notes)
        found[question.id] = replace(question, step=place)
    table.finish(elsewhere)
    return Step(title, text)
