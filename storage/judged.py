"""Answers beside what was decided about their rows."""

from collections.abc import Iterable
from typing import NamedTuple

import orjson

from domain.consensus import Answers
from domain.questions import Question
from storage.projects import definition
from storage.tx import Tx


class Judged(NamedTuple):
    """An answer, what was decided, and the questions by which the two are compared."""

    answers: Answers
    result: Answers
    questions: tuple[Question, ...]


def read(tx: Tx, rows: Iterable[tuple[str, str, int]]) -> list[Judged]:
    """Read rows of (answers, result, project id), each project's questions once."""
    questions: dict[int, tuple[Question, ...]] = {}
    found = []
    for answers, result, project_id in rows:
        if project_id not in questions:
            questions[project_id] = definition(tx, project_id).questions
        judged = orjson.loads(answers), orjson.loads(result), questions[project_id]
        found.append(Judged(*judged))
    return found
