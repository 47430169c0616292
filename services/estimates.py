"""Weighing answers by what the last fit found of those who gave them.

A fit is a version, drawn by lot, whose rows never change once a project names it. So what was read
of one stays true, and is kept in this process: an answer costs no statement for it, but for the
first one by somebody since a fit.
"""

import math
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from operator import add
from typing import Any

import orjson

from domain.consensus import Answers, Verdict
from domain.projects import Project
from domain.quality import asking, deciding, judging
from domain.quality.asking import Knows
from domain.quality.deciding import Model, Table
from domain.quality.judging import Judged
from domain.quality.parts import Part, said
from domain.questions import Question
from storage import estimates as store
from storage.answers import Counts, Vote
from storage.tx import Tx

VERSIONS_MOST = 64
MATRICES_MOST = 20_000  # of a version
TEXTS_MOST = 10_000


class Known:
    """What this process has read of a version."""

    def __init__(self) -> None:
        self.models: dict[str, Model] = {}
        self.matrices: dict[tuple[str, int], Table | None] = {}
        self.knows: dict[tuple[str, int], Knows | None] = {}
        self.rows_each: int | None = None
        self.said: dict[str, tuple[int | None, ...]] = {}  # labels by an answer's JSON


_known: OrderedDict[int, Known] = OrderedDict()


def forget() -> None:
    """Read everything anew, as after a restart."""
    _known.clear()


def model(tx: Tx, version: int, question: Question) -> Model:
    """Give a question's estimate in a version; 0 is the one before any fit."""
    labels = judging.labels_for(question)
    unseen = deciding.unseen(labels.count if labels else 0)
    if not version:
        return unseen
    models = _version(version).models
    found = models.get(question.id)
    if found is None:
        text = store.model(tx, version, question.id)
        found = models[question.id] = _read(text) if text else unseen
    return found


def matrix(tx: Tx, version: int, question: Question, account_id: int) -> Table | None:
    """Give the logarithms of somebody's matrix, [given][true]; None where no fit has seen them."""
    if not version:
        return None
    matrices = _version(version).matrices
    key = (question.id, account_id)
    if key not in matrices:
        if len(matrices) >= MATRICES_MOST:
            matrices.clear()
        text = store.confusion(tx, version, question.id, account_id)
        matrices[key] = _logarithms(orjson.loads(text)) if text else None
    return matrices[key]


def knows(tx: Tx, version: int, question: Question, account_id: int) -> Knows | None:
    """Give what somebody's answers tell, for routing; None where no fit has seen them. An average
    worker's are those of nobody (0).
    """
    of = _version(version).knows
    key = (question.id, account_id)
    if key not in of:
        if len(of) >= MATRICES_MOST:
            of.clear()
        if account_id:
            table = matrix(tx, version, question, account_id)
        else:
            table = model(tx, version, question).average
        of[key] = asking.knows(table) if table is not None else None
    return of[key]


def rows_each(tx: Tx, version: int) -> int:
    """Give how many rows there are for each person whom a fit has seen."""
    known = _version(version)
    if known.rows_each is None:
        known.rows_each = store.rows_each(tx, version)
    return known.rows_each


def decide(
    tx: Tx, project: Project, task: Counts, votes: Sequence[Vote], questions: Sequence[Question],
    most: int,
) -> Verdict:
    """Look at all answers to a row's estimated questions."""
    judged = judge(tx, project, task, votes, questions, most)
    wanted = max(one.wanted for one in judged)
    if wanted:
        return Verdict("open", wanted, {}, {})
    result: Answers = {}
    confidence: dict[str, float] = {}
    found = judging.wholes(questions, judged)
    for question_id, one in found.items():
        if one.value is not None:
            result[question_id] = one.value
            confidence[question_id] = round(one.chance, 4)
    is_tied = any(one.is_tie for one in found.values())
    return Verdict("undecided" if is_tied else "done", 0, result, confidence)


def judge(
    tx: Tx, project: Project, task: Counts, votes: Sequence[Vote], questions: Sequence[Question],
    most: int,
) -> list[Judged]:
    """Judge each of a row's estimated questions."""
    rules = judging.rules_of(project)
    return [
        judging.judge(
            question,
            _given(question, votes),
            of := model(tx, task.estimate, question),
            partial(_of, tx, task.estimate, question, of),
            rules,
            most=most,
            is_full=bool(task.is_full),
        )
        for question in questions
    ]


def _given(question: Question, votes: Sequence[Vote]) -> list[judging.Given]:
    if question.__class__ is Part:
        return [(vote.account_id, said(question, vote.answers)) for vote in votes]
    return [(vote.account_id, vote.answers.get(question.id)) for vote in votes]


def odds(
    tx: Tx, version: int, question: Question, given: Sequence[judging.Given]
) -> list[float]:
    """Add up what answers to a question of a row say."""
    known = model(tx, version, question)
    of = partial(_of, tx, version, question, known)
    return judging.odds_of(question, given, known, of)


def chances(
    tx: Tx, version: int, questions: Sequence[Question], given: Sequence[tuple[int, str]]
) -> list[list[float]]:
    """Give the chances of each question's labels from (account, answer as JSON)."""
    read = _version(version).said
    found = []
    for number, question in enumerate(questions):
        known = model(tx, version, question)
        odds = known.prior
        for account_id, text in given:
            labels = read.get(text)
            if labels is None:
                labels = _labels(version, questions, text)
            label = labels[number]
            if label is not None:
                row = (matrix(tx, version, question, account_id) or known.average)[label]
                odds = list(map(add, odds, row))
        found.append(deciding.chances(odds))
    return found


def _labels(
    version: int, questions: Sequence[Question], text: str
) -> tuple[int | None, ...]:
    """Read an answer's labels; equal answers are read once."""
    known = _version(version).said
    if len(known) >= TEXTS_MOST:
        known.clear()
    values = orjson.loads(text)
    labels = (judging.label_of(question, said(question, values)) for question in questions)
    known[text] = found = tuple(labels)
    return found


def _of(tx: Tx, version: int, question: Question, average: Model, account_id: int) -> Table:
    """Give somebody's matrix, or an average worker's."""
    found = matrix(tx, version, question, account_id)
    return average.average if found is None else found


def _version(version: int) -> Known:
    found = _known.get(version)
    if found is None:
        if len(_known) >= VERSIONS_MOST:
            _known.popitem(last=False)
        found = _known[version] = Known()
    return found


def _read(text: str) -> Model:
    return Model(**orjson.loads(text))


def _logarithms(chances: list[list[Any]]) -> Table:
    return [[math.log(chance) for chance in row] for row in chances]
