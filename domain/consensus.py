"""When a task has answers enough, and which one is right: the rule of the leading answer.

A question is settled when its leading answer is ahead of the next by LEAD with at least `least`
answers; a task is decided when all its questions are settled, or at `most` answers. The leader's
share of the answers is its confidence; a tie at `most` makes the task undecided and leaves that
question without a result.

`decide` is the only door: whatever estimates answers from what workers are known to do can stand
behind it.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from domain.questions import Value as Value

Answers = dict[str, Value]

LEAD = 2


class Verdict(NamedTuple):
    """What the answers so far say about a task.

    `wanted` is how many more answers could settle it at best, 0 once it is decided. `result` and
    `confidence` (0..1) have the questions that were settled.
    """

    state: Literal["open", "done", "undecided"]
    wanted: int
    result: Answers
    confidence: dict[str, float]


def decide(
    votes: Sequence[Answers], questions: Sequence[str], *, least: int, most: int
) -> Verdict:
    """Look at all answers to a task, each a dict by question id; 1 <= least <= most.

    `questions` are those that can agree; a question left unanswered counts as an answer of its own.
    """
    count = len(votes)
    wanted = least - count
    result: Answers = {}
    confidence: dict[str, float] = {}
    settled = True
    for question in questions:
        given = [vote.get(question) for vote in votes]
        counts: dict[object, int] = {}
        for value in given:
            key = _key(value)
            counts[key] = counts.get(key, 0) + 1
        first, second, *_ = sorted((0, 0, *counts.values()), reverse=True)
        wanted = max(wanted, LEAD - (first - second))
        if first == second:
            settled = False
            continue
        leader = next(value for value in given if counts[_key(value)] == first)
        if leader is not None:
            result[question] = leader
            confidence[question] = round(first / count, 4)
    wanted = max(0, min(wanted, most - count))
    if wanted:
        return Verdict("open", wanted, {}, {})
    return Verdict("done" if settled else "undecided", 0, result, confidence)


def both(one: Verdict, other: Verdict) -> Verdict:
    """Put two verdicts on different questions of a task together: it is decided when both are."""
    wanted = max(one.wanted, other.wanted)
    if "open" in (one.state, other.state):
        return Verdict("open", wanted, {}, {})
    state = "done" if one.state == other.state == "done" else "undecided"
    result, confidence = one.result | other.result, one.confidence | other.confidence
    return Verdict(state, wanted, result, confidence)


def counted(answers: int, *, left: int, least: int) -> Verdict:
    """Look at a task whose answers all stand, such as a survey: done with `least` answers.

    `left` is how many more are paid for, which may be fewer than are missing.
    """
    return Verdict("done" if answers >= least else "open", left, {}, {})


def agrees(answers: Answers, result: Answers) -> bool:
    """Tell whether an answer agrees with the consensus in at least half of its settled questions.
    """
    shared = [question for question in result if question in answers]
    same = sum(_key(answers[question]) == _key(result[question]) for question in shared)
    return 2 * same >= len(shared)


def _key(value: Value) -> object:
    """Give what two equal answers share: the order of several choices doesn't matter."""
    if isinstance(value, list):
        return frozenset(value)
    return value.strip().casefold() if isinstance(value, str) else value
