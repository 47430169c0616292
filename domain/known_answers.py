"""Known answers: the columns of a requester's file that mark them, and what stands in their cells.
"""

from collections.abc import Callable

import orjson

from domain import templates
from domain.projects import Project
from domain.questions import (
    Data,
    Question,
    Value,
    agrees_by,
    check,
    for_row,
    from_cell,
    templates_of,
)
from domain.sentences import Sentence
from domain.tables import kept_short, nearest

GOLD = "gold:"
WHY = "gold:why"  # the column that explains a row's known answers, to who missed them
WHY_KEY = "?"  # what it is called among them: no question can be
WHY_LENGTH_MAX = 500
_CACHE_MAX = 10_000


def gold_question(name: str, project: Project) -> Question | str:
    """Find the question whose known answers a column has, or say why it can't have them."""
    question_id = name.removeprefix(GOLD)
    question = project.question(question_id)
    if question is None:
        ids = [q.id for q in project.questions]
        near = nearest(question_id, ids)
        hint = (
            Sentence("did you mean “{near}”?", near=f"{GOLD}{near}")
            if near
            else Sentence("there are: {names}", names=", ".join(map(kept_short, ids)))
        )
        return Sentence(
            "“{name}”: there is no such question; {hint}", name=kept_short(name), hint=hint
        )
    if project.is_survey:
        return Sentence("“{name}”: a survey has no known answers, every answer stands", name=name)
    if agrees_by(question) != "none":
        return question
    if question.type == "text":
        return Sentence(
            "“{name}”: an answer in free text cannot be compared with a known one", name=name
        )
    return Sentence("“{name}”: answers to this question are not compared", name=name)


def cell_reader(question: Question) -> Callable[[str, Data], Value]:
    """Read known answers, each different cell once; where the row decides what can be answered,
    with the row.
    """
    known: dict[str, Value] = {}
    is_of_row = any(map(templates.columns, templates_of(question)))

    def read(cell: str, row: Data) -> Value:
        if is_of_row:
            return known_answer(question, cell, row)
        if cell not in known:
            value = known_answer(question, cell, {})
            if len(known) >= _CACHE_MAX:
                return value
            known[cell] = value
        return known[cell]

    return read


def known_answer(question: Question, cell: str, row: Data) -> Value:
    """Read a known answer: its words, or JSON where an answer is a list or has several parts."""
    asked = for_row(question, row, None)
    if cell.lstrip()[:1] in ("[", "{"):
        try:
            return check(asked, orjson.loads(cell))
        except orjson.JSONDecodeError:
            pass  # words can begin so, too
    return from_cell(asked, cell)
