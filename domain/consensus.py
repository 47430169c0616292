"""When a task has answers enough, and which one is right.

What is exact goes by the rule of the leading answer: a question is settled when its leading answer
is ahead of the next by LEAD with at least `least` answers; the leader's share of the answers is its
confidence; a tie at `most` leaves the question without a result.

What can be nearly right (numbers, texts, marks, places, rankings) goes by its formula
(`domain.agreement`): a question is settled when the formula's confidence reaches its bound with at
least `least` answers, and at `most` where more than half of the answers agree.

A task is decided when all its questions are settled, or at `most` answers; undecided where one
of them isn't then.

`decide` is the only door: whatever estimates answers from what workers are known to do can stand
behind it.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from domain import agreement
from domain.agreement import Agreed
from domain.questions import UNSURE_VALUE, Question, abstains
from domain.questions import Value as Value

Answers = dict[str, Value]

LEAD = 2
BOUND = 0.75  # three of four, as a lead of two is
AHEAD_MAX = 4
TEXT_BOUNDS = {"similar": 0.9, "words": 0.95}  # what differs is a part of each text


class Verdict(NamedTuple):
    """What the answers so far say about a task.

    `wanted` is how many more answers could settle it at best, 0 once it is decided. `result` and
    `confidence` (0..1) have the questions that were settled.
    """

    state: Literal["open", "done", "undecided"]
    wanted: int
    result: Answers
    confidence: dict[str, float]


class _Settled(NamedTuple):
    """What one question comes to: how many more answers it wants, and whether it is settled, with
    a result or without one, if it gets no more.
    """

    wanted: int
    is_settled: bool
    result: Value = None
    confidence: float = 0.0


def agreeing(questions: Sequence[Question]) -> list[Question]:
    """Give the questions whose answers are compared with each other."""
    return [question for question in questions if agreement.agrees_by(question) != "none"]


def decide(
    votes: Sequence[Answers], questions: Sequence[Question], *, least: int, most: int
) -> Verdict:
    """Look at all answers to a task, each a dict by question id; 1 <= least <= most.

    Questions whose answers aren't compared are left out. A question left unanswered counts as an
    answer of its own, "can't tell" as none.
    """
    count = len(votes)
    wanted = least - count
    result: Answers = {}
    confidence: dict[str, float] = {}
    settled = True
    for question in agreeing(questions):
        given = [vote.get(question.id) for vote in votes]
        rule = _by_vote if agreement.agrees_by(question) == "vote" else _by_formula
        found = rule(question, given)
        wanted = max(wanted, found.wanted)
        settled &= found.is_settled
        if found.result is not None:
            result[question.id] = found.result
            confidence[question.id] = round(found.confidence, 4)
    wanted = max(0, min(wanted, most - count))
    if wanted:
        return Verdict("open", wanted, {}, {})
    return Verdict("done" if settled else "undecided", 0, result, confidence)


def both(one: Verdict, other: Verdict) -> Verdict:
    """Put two verdicts on different questions of a task together: it is decided when both are."""
    wanted = max(one.wanted, other.wanted)
    if "open" in (one.state, other.state):
        return Verdict("open", wanted, {}, {})
    is_done = one.state == other.state == "done"
    result, confidence = one.result | other.result, one.confidence | other.confidence
    return Verdict("done" if is_done else "undecided", wanted, result, confidence)

def counted(answers: int, *, left: int, least: int) -> Verdict:
    """Look at a task whose answers all stand, such as a survey: done with `least` answers.

    `left` is how many more are paid for, which may be fewer than are missing.
    """
    return Verdict("done" if answers >= least else "open", left, {}, {})


def agrees(answers: Answers, result: Answers, questions: Sequence[Question]) -> bool:
    """Tell whether an answer agrees with the consensus in at least half of its settled questions.

    Near enough is enough, by each type's tolerance. Who can't tell, or left out what a formula
    judges, isn't asked about that question.
    """
    shared = same = 0
    for question in questions:
        if question.id not in result or question.id not in answers:
            continue
        value = answers[question.id]
        if value == UNSURE_VALUE or (value is None and agreement.agrees_by(question) == "formula"):
            continue
        shared += 1
        same += agreement.same(question, value, result[question.id])
    return 2 * same >= shared


def _by_vote(question: Question, given: Sequence[Value]) -> _Settled:
    """The rule of the leading answer."""
    counts: dict[object, int] = {}
    written: dict[object, Value] = {}
    for value in given:
        if value != UNSURE_VALUE:
            key = agreement.key(question, value)
            counts[key] = counts.get(key, 0) + 1
            written.setdefault(key, value)
    first, second, *_ = sorted((0, 0, *counts.values()), reverse=True)
    wanted = LEAD - (first - second)
    if first == second:
        return _Settled(wanted, is_settled=False)
    leader = next(value for key, value in written.items() if counts[key] == first)
    share = first / sum(counts.values())
    return _Settled(wanted, is_settled=True, result=leader, confidence=share)


def _by_formula(question: Question, given: Sequence[Value]) -> _Settled:
    """The rule of a formula. Most left it out: settled, without a result."""
    there = sum(not abstains(value) for value in given)
    left_out = len(given) - there
    if left_out > there:
        return _Settled(LEAD - (left_out - there), is_settled=True)
    found = agreement.agree(question, given)
    wanted = max(LEAD - there, _missing(question, given, found))
    if 2 * sum(found.agreed) <= there or left_out == there:
        return _Settled(wanted, is_settled=False)
    return _Settled(wanted, is_settled=True, result=found.answer, confidence=found.confidence)


def bound(question: Question) -> float:
    """Give the confidence at which a question that is judged by a formula is settled."""
    return TEXT_BOUNDS.get(question.agree, BOUND)


def _missing(question: Question, given: Sequence[Value], found: Agreed) -> int:
    """Give how many more people, all of one mind with the answer there is, would settle a question:
    at most AHEAD_MAX, for then one looks again.
    """
    enough = bound(question)
    for more in range(AHEAD_MAX):
        confidence = found.confidence
        if more:
            confidence = agreement.agree(question, [*given, *[found.answer] * more]).confidence
        if confidence >= enough:
            return more
    return AHEAD_MAX
