"""Votes: equal answers stand together, and the one that leads is the answer."""

from collections.abc import Hashable, Sequence
from typing import Any, cast

from domain.agreement.agreed import Found, by_parts
from domain.questions import Question, Value, label_key


def key(value: Value) -> Hashable:
    """Give what two equal answers share: their case and spare spaces don't matter, nor does the
    order of several choices.
    """
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, list):
        return frozenset(key(part) for part in value)
    if isinstance(value, dict):
        return tuple((name, _plain(part)) for name, part in sorted(value.items()))
    return value


def _plain(value: Any) -> Hashable:
    """Give a part's form for comparison; an answer in own words is compared as a label."""
    return label_key(value) if isinstance(value, str) else key(value)


def text_key(value: Value) -> Hashable:
    """Give a text's form for comparison: without case, width and spare spaces."""
    return label_key(value) if isinstance(value, str) else key(value)


def vote(question: Question, given: Sequence[Value]) -> Found:
    """Give the leading answer and its share of the votes; in a tie there is none."""
    keys = [text_key(value) if question.type == "text" else key(value) for value in given]
    counts: dict[Hashable, int] = {}
    for one in keys:
        counts[one] = counts.get(one, 0) + 1
    first = max(counts.values())
    leaders = [one for one, count in counts.items() if count == first]
    if len(leaders) > 1:
        return Found(None, first / len(given), [False] * len(given))
    agreed = [one == leaders[0] for one in keys]
    answer = commonest([value for value, does in zip(given, agreed, strict=True) if does])
    return Found(answer, first / len(given), agreed)


def commonest(values: Sequence[Any]) -> Any:
    """Give the value that is there most often as it is written; of several the first by letters."""
    if values.count(values[0]) == len(values):
        return values[0]
    counts: dict[str, int] = {}
    for value in values:
        written = value if isinstance(value, str) else repr(value)
        counts[written] = counts.get(written, 0) + 1
    best = min(counts, key=lambda written: (-counts[written], written))
    return next(v for v in values if (v if isinstance(v, str) else repr(v)) == best)


def by_option(question: Question, given: Sequence[Value]) -> Found:
    """Vote on each of several choices by itself: chosen is what more than half of them chose.

    The confidence is the mean likeness (F1) of what each one chose with what is chosen.
    """
    chosen: list[dict[Hashable, Any]] = []
    counts: dict[Hashable, int] = {}
    for value in cast(Sequence[list[Any]], given):
        parts = {part if isinstance(part, str) else key(part): part for part in value}
        chosen.append(parts)
        for part in parts:
            counts[part] = counts.get(part, 0) + 1
    right = {part for part, count in counts.items() if 2 * count > len(given)}
    answer: list[Any] = [option for option in question.options if option in right]
    for own in sorted(right.difference(question.options), key=repr):
        answer.append(commonest([parts[own] for parts in chosen if own in parts]))
    rights = [sum(part in right for part in parts) for parts in chosen]
    return by_parts(answer, rights, [len(parts) for parts in chosen], len(right))
