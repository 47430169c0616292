"""Visits: work that is done at a place, which a column of the row names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import orjson

from domain import templates
from domain.places import Place, in_text
from domain.questions import Question
from domain.rows import Checked, RowProblem
from domain.sentences import Sentence
from domain.tables import Table, kept_short

AT_LENGTH_MAX = 200
PLACED = ("place", "photo", "video")  # types that may have to be near the place


def read_at(table: Table) -> str:
    """Read `at`, the place of each row, such as "{{lat}}, {{lon}}"."""
    at = table.text("at", most=AT_LENGTH_MAX)
    for fault in templates.problems(at):
        table.note("at", fault)
    if at and not templates.columns(at):
        table.note("at", 'names no column of the row; write it as at = "{{lat}}, {{lon}}"')
    return at


def with_place(questions: Sequence[Question], at: str) -> tuple[Question, ...]:
    """Let what has to be near the place, and names no other one, be near that of the visit."""
    return tuple(
        replace(question, near=at)
        if at and question.type in PLACED and not question.near
        and (question.type == "place" or question.within_m is not None)
        else question
        for question in questions
    )  # fmt: skip


def place_of(data: str, at: str) -> Place | None:
    """Give the place of a row (its data as JSON) by the template; None where it has none."""
    return in_text(templates.render(at, orjson.loads(data)))


def placed(rows: Iterator[Checked], at: str) -> Iterator[Checked]:
    """Let rows pass that have a place; the others are bad ones."""
    for row in rows:
        if type(row) is tuple and place_of(row[2], at) is None:
            words = kept_short(templates.render(at, orjson.loads(row[2])))
            what = Sentence("“{text}” is no place; write it as 52.52, 13.405", text=words)
            yield RowProblem(row[0], ", ".join(templates.columns(at)), what)
        else:
            yield row


@dataclass(frozen=True, slots=True)
class Load:
    """What a task will take: how many questions, photos, and other recordings and files."""

    questions: int
    photos: int
    recordings: int


def load_of(questions: Sequence[Question]) -> Load:
    """Count what a task asks."""
    photos = sum(question.type == "photo" for question in questions)
    others = sum(question.type in ("audio", "video", "file") for question in questions)
    return Load(len(questions) - photos - others, photos, others)
