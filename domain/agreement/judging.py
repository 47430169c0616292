"""Answers to one task, and to all tasks of a project: who abstains, and which formula judges."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import cast

from domain.agreement import marks, numbers, places, ranks, texts, votes, words
from domain.agreement.agreed import Agreed, Found
from domain.questions import UNSURE_VALUE, Question, Value, abstains

Formula = Callable[[Question, Sequence[Value]], Found]

FORMULAS: dict[str, Formula] = {
    "number": numbers.median, "money": numbers.median, "date": numbers.median,
    "place": places.median, "rank": ranks.borda, "choices": votes.by_option,
    "boxes": marks.boxes, "points": marks.points, "spans": marks.spans,
    "similar": texts.medoid, "words": words.vote,
}  # fmt: skip
ARRAYS_LEAST = 64  # tasks
_BY_ARRAYS = frozenset({"number", "money", "date", "place", "rank", "similar", "choices"})
RANKED_MAX = 12  # options of a ranking, all of whose pairs are compared


def agree(question: Question, answers: Sequence[Value]) -> Agreed:
    """Give what answers to a question come to; who abstains counts for nobody.

    The answer is None, its confidence 0 and nobody agrees where all abstain.
    """
    given = [value for value in answers if not abstains(value)]
    if not given:
        return Agreed(None, 0.0, (False,) * len(answers))
    found = FORMULAS.get(rule_of(question), votes.vote)(question, given)
    if len(given) == len(answers):
        return Agreed(found.answer, found.confidence, tuple(found.agreed))
    agreed = iter(found.agreed)
    who = tuple(not abstains(value) and next(agreed) for value in answers)
    return Agreed(found.answer, found.confidence, who)


def agree_all(question: Question, tasks: Sequence[Sequence[Value]]) -> list[Agreed]:
    """Give what `agree` gives for each of many tasks, by arrays where those are faster."""
    rule = rule_of(question)
    is_slow = rule in FORMULAS.keys() - _BY_ARRAYS or (rule == "choices" and question.other)
    if len(tasks) < ARRAYS_LEAST or is_slow:
        return [agree(question, answers) for answers in tasks]
    from domain.agreement import arrays  # numpy is for many tasks alone

    found: dict[int, Agreed] = {}
    for shape, places_ in _shapes(question, rule, tasks).items():
        rows = tasks if len(places_) == len(tasks) else [tasks[at] for at in places_]
        if shape is None:
            found |= zip(places_, (agree(question, row) for row in rows), strict=True)
        elif len(rows) == len(tasks):
            return list(arrays.agree(rule, question, rows))
        else:
            found |= zip(places_, arrays.agree(rule, question, rows), strict=True)
    return [found[at] for at in range(len(tasks))]


def _shapes(
    question: Question, rule: str, tasks: Sequence[Sequence[Value]]
) -> dict[object, Sequence[int]]:
    """Put the places of tasks together that make one array: equally many answers, equally many
    options ranked. Under None are those that make none: somebody abstains, too many options.
    """
    sizes = set(map(len, tasks))
    given = chain.from_iterable(tasks)
    is_plain = rule != "rank" and not question.unsure
    if is_plain and len(sizes) == 1 and sizes != {0} and None not in given:
        return {sizes.pop(): range(len(tasks))}
    found: dict[object, list[int]] = {}
    for at, answers in enumerate(tasks):
        shape: object = len(answers)
        if not answers or None in answers or (question.unsure and UNSURE_VALUE in answers):
            shape = None
        elif rule == "rank":
            options = len(cast(list[str], answers[0]))
            shape = (len(answers), options) if 2 <= options <= RANKED_MAX else None
        found.setdefault(shape, []).append(at)
    return dict(found)


def rule_of(question: Question) -> str:
    """Name what judges a question: its type; of a text what the project chose; dates that have to
    be equal are voted on.
    """
    if question.type == "date" and not question.tolerance:
        return "vote"
    return question.agree if question.type == "text" else question.type
