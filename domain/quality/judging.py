"""What the answers to a row say about one of its questions, by what is known of who gave them.

Estimated are questions whose answers are one label each (`labels`), and each option of those to
which several may be chosen (`parts`), in projects with rows enough to learn people by; all others
keep their votes (`domain.consensus`, `domain.agreement`).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import prod
from operator import add
from typing import Any, NamedTuple

from domain import consensus
from domain.projects import Project
from domain.quality import deciding
from domain.quality.deciding import Model, Rules, Table
from domain.quality.labels import Labels, labels_of
from domain.quality.parts import CHOSEN, Part, may_choose, parts_of
from domain.questions import Question, Value

ROWS_LEAST = 50  # with fewer there is too little to learn people by: their votes decide
LABELS_MOST = 20  # matrices grow with the square
QUESTIONS_KEPT = 1_000
LEAD = 2  # of leaving a question out over answering it
EQUAL = 1e-9  # chances nearer to each other than this are a tie

Given = tuple[int, Value]  # an account, and its answer to the question
Of = Callable[[int], Table]  # the logarithms of an account's matrix, [given][true]


class Judged(NamedTuple):
    """What answers say about a question: how many more are wanted (0: it is settled), its result
    (None where it has none, or two are as likely) and the result's chance.
    """

    wanted: int
    value: Value = None
    chance: float = 0.0
    is_tie: bool = False


class _Read(NamedTuple):
    """A question's labels, those of answers that are a word or a number, and its parts."""

    question: Question
    labels: Labels | None
    by_value: dict[Value, int]
    parts: tuple[Part, ...] = ()


_read: dict[int, _Read] = {}  # by identity: to look up a question itself takes longer than to judge


def labels_for(question: Question) -> Labels | None:
    """Give the labels of a question that is estimated; None where it is not."""
    return _reading(question).labels


def _reading(question: Question) -> _Read:
    found = _read.get(id(question))
    if found is not None and found.question is question:
        return found
    labels = labels_of(question)
    if labels is None or labels.several or not 2 <= labels.count <= LABELS_MOST:
        found = _Read(question, None, {}, parts_of(question))
    else:
        values = enumerate(labels.values)
        found = _Read(question, labels, {v: n for n, v in values if isinstance(v, str | int)})
    if len(_read) >= QUESTIONS_KEPT:
        _read.clear()
    _read[id(question)] = found
    return found


def estimated(project: Project, rows: int) -> list[Question]:
    """Give the questions of a project with so many rows that are estimated."""
    return list(_estimated(project)) if rows >= ROWS_LEAST else []


@lru_cache(maxsize=512)
def _estimated(project: Project) -> tuple[Question, ...]:
    if project.is_survey:
        return ()
    return tuple(
        one
        for question in project.questions
        for one in ((question,) if _reading(question).labels else _reading(question).parts)
    )


@lru_cache(maxsize=512)
def others(project: Project) -> tuple[Question, ...]:
    """Give the questions that agree and are never estimated."""
    return tuple(
        question
        for question in consensus.agreeing(project.questions)
        if not _reading(question).labels and not _reading(question).parts
    )


def wholes(questions: Sequence[Question], judged: Sequence[Judged]) -> dict[str, Judged]:
    """Put parts together again: the options that are chosen, and the chance that all are right.

    An option on which answers are even is not chosen, as by a vote; a question of which no option
    is decided is tied itself, and so is one of which so many are chosen that nobody could say so.
    """
    found: dict[str, Judged] = {}
    by_whole: dict[str, list[tuple[Part, Judged]]] = {}
    for question, one in zip(questions, judged, strict=True):
        if isinstance(question, Part):
            by_whole.setdefault(question.whole, []).append((question, one))
        else:
            found[question.id] = one
    for whole, parts in by_whole.items():
        if all(one.value is None for _, one in parts):
            found[whole] = Judged(0, is_tie=any(one.is_tie for _, one in parts))
            continue
        chosen = [part.option for part, one in parts if one.value == CHOSEN]
        if may_choose(parts[0][0], len(chosen)):
            found[whole] = Judged(0, chosen, prod(one.chance or 0.5 for _, one in parts))
        else:
            found[whole] = Judged(0, is_tie=True)
    return found


def rules_of(project: Project) -> Rules:
    """Give the rules of a project; in chat people are always routed."""
    return _rules(project.answers_least, project.confidence)


@lru_cache(maxsize=256)
def _rules(least: int, confidence: float) -> Rules:
    return Rules(least=least, confidence=confidence, routed=True)


def label_of(question: Question, value: Value) -> int | None:
    """Give the label of an answer to an estimated question; None where it says nothing."""
    return _label(_reading(question), value)


def _label(known: _Read, value: Value) -> int | None:
    if value.__class__ is str or value.__class__ is int:
        return known.by_value.get(value)
    found = known.labels.of(value) if known.labels else ()
    return found[0] if found else None


def odds_of(question: Question, given: Sequence[Given], model: Model, of: Of) -> list[float]:
    """Add up what answers say: the logarithms of the joint chances of each label."""
    known = _reading(question)
    return _odds(given, [_label(known, value) for _, value in given], model, of)


def _odds(
    given: Sequence[Given], labels: Sequence[int | None], model: Model, of: Of
) -> list[float]:
    odds = list(model.prior)
    for (account_id, _), label in zip(given, labels, strict=True):
        if label is not None:
            odds = list(map(add, odds, of(account_id)[label]))
    return odds


def judge(
    question: Question,
    given: Sequence[Given],
    model: Model,
    of: Of,
    rules: Rules,
    *,
    most: int,
    is_full: bool,
) -> Judged:
    """Look at all answers to a question of a row that may have so many.

    `is_full`: a gold row, or one of a pilot, which is there to learn about people and is never done
    before it has all its answers.
    """
    known = _reading(question)
    said = known.by_value
    labels = [
        said.get(value) if value.__class__ is str else _label(known, value) for _, value in given
    ]
    says = len(labels) - labels.count(None)
    left_out = sum([value is None for _, value in given]) if says < len(labels) else 0
    more = most - len(given)
    if left_out and _is_left_out(left_out, says, more, len(given) >= rules.least):
        return Judged(0)
    odds = _odds(given, labels, model, of)
    if more > 0 and (is_full or not deciding.is_settled(odds, says, more, model, rules)):
        return Judged(more if is_full else min(more, max(1, rules.least - says)))
    chances = deciding.chances(odds)
    best = max(range(len(odds)), key=chances.__getitem__)
    second = max(chance for label, chance in enumerate(chances) if label != best)
    if not says or chances[best] - second < EQUAL:
        return Judged(0, is_tie=True)
    return Judged(0, _value(question, best, given, labels), chances[best])


def _is_left_out(left_out: int, says: int, more: int, is_enough: bool) -> bool:
    """Tell whether people agree that there is nothing to be answered."""
    ahead = left_out - says
    return ahead > 0 if more <= 0 else is_enough and ahead >= LEAD


def _value(
    question: Question, best: int, given: Sequence[Given], labels: Sequence[int | None]
) -> Any:
    """Give the answer behind a label: own words as they were first said."""
    known = labels_for(question)
    assert known is not None  # noqa: S101 - only such questions are judged
    said = (value for (_, value), label in zip(given, labels, strict=True) if label == best)
    return next(said, known.values[best])
