"""Answers that copy another's: the same rows, the same answers, in the same order and rhythm.

Between two rows somebody takes some time; who copies takes nearly the same each time, some moments
later. Of two who work beside each other by themselves, the times are alike now and then.
"""

from bisect import bisect
from itertools import pairwise
from math import log

from domain.honesty.bounds import CHANCE_MOST, at_least, median
from domain.honesty.sample import Answer, Sample, Suspicion
from domain.honesty.truth import ALIKE, COMMON_LEAST

NEAR = 0.15  # in logarithms: two spans are the same within 15 %
BEHIND_LEAST = 0.9  # of the answers come after the other's
USUALLY = 0.35  # of spans are alike anyway, at the least
OFTEN = 0.4  # of spans are alike: enough to take it for copied, where that clears somebody
MORE = 0.1  # than others' usually are
OTHERS_MOST = 40  # pairs of other people that are looked at to know what is usual


def copies(sample: Sample) -> Suspicion | None:
    """Tell whether somebody follows another person, row by row."""
    usual = _usual(sample)
    found = [
        (chance, other)
        for other in sample.of
        if other != sample.account
        and (chance := follows(sample, sample.account, other, usual)) is not None
    ]
    if not found:
        return None
    chance, other = min(found)
    both = sample.common(sample.account, other)
    return Suspicion(
        kind="copy",
        chance=min(1.0, chance * len(sample.of)),
        figures={
            "n": float(len(both)),
            "same": sum(a.label == b.label for a, b in both) / len(both),
            "behind": median([(a.at_ms - b.at_ms) / 1000 for a, b in both]),
        },
        others=(other,),
    )


def follows(sample: Sample, one: int, other: int, usual: float = USUALLY) -> float | None:
    """Bound the chance that somebody comes after another like that; None: they do not."""
    if not _is_behind(sample, one, other):
        return None
    alike, spans = _rhythm(sample, one, other)
    chance = at_least(alike, spans, usual)
    return chance if chance * len(sample.of) <= CHANCE_MOST else None


def is_copied(sample: Sample, one: int, other: int) -> bool:
    """Tell whether another person seems to follow somebody: less is enough to clear them."""
    if not _is_behind(sample, other, one):
        return False
    alike, spans = _rhythm(sample, other, one)
    return alike >= OFTEN * spans


def _is_behind(sample: Sample, one: int, other: int) -> bool:
    both = _in_order(sample, one, other)
    if len(both) < COMMON_LEAST:
        return False
    if sum(a.at_ms > b.at_ms for a, b in both) < BEHIND_LEAST * len(both):
        return False
    return sum(a.label == b.label for a, b in both) >= ALIKE * len(both)


def _in_order(sample: Sample, one: int, other: int) -> list[tuple[Answer, Answer]]:
    """Give the rows that two people both answered; known ones come to each at another time."""
    return [pair for pair in sample.common(one, other) if pair[0].task not in sample.known]


def _rhythm(sample: Sample, one: int, other: int) -> tuple[int, int]:
    """Count the spans between two people's common rows, and those that are alike; what is known
    comes to each of them in between at another time, so those spans say nothing.
    """
    both = _in_order(sample, one, other)
    mine, theirs = (
        sorted(a.at_ms for task, a in sample.of[who].items() if task in sample.known)
        for who in (one, other)
    )
    spans = [
        (b.at_ms - a.at_ms, y.at_ms - x.at_ms)
        for (a, x), (b, y) in pairwise(both)
        if bisect(mine, a.at_ms) == bisect(mine, b.at_ms)
        and bisect(theirs, x.at_ms) == bisect(theirs, y.at_ms)
    ]
    alike = sum(x > 0 and y > 0 and abs(log(x / y)) < NEAR for x, y in spans)
    return alike, len(spans)


def _usual(sample: Sample) -> float:
    """Tell how often spans are alike between people of whom this is none."""
    people = sorted(sample.of, key=lambda who: -len(sample.of[who]))
    people = [who for who in people if who != sample.account]
    pairs = [(a, b) for place, a in enumerate(people) for b in people[place + 1 :]][:OTHERS_MOST]
    shares = [
        alike / spans
        for alike, spans in (_rhythm(sample, *pair) for pair in pairs)
        if spans >= COMMON_LEAST - 1
    ]
    return max(USUALLY, median(shares) + MORE) if shares else USUALLY
