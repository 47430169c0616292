"""Visits: work that is done at a place, which a column of the row names."""

from collections.abc import Sequence
from dataclasses import replace

from domain import templates
from domain.questions import Question
from domain.tables import Table

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
