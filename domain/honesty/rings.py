"""Rings: people who agree with each other more than with the truth.

Two people who know much agree often; beyond that, and beyond what they lean to, and what misleads
both, they have agreed on it. What they know is what others and known answers tell, without their
own voice: where a ring gives most of the answers to a row, its word is not the truth. Of what they
may know the most is taken. Each pair with enough rows in common counts by itself, and all pairs of
one person together.
"""

from math import exp, log

from domain.honesty.blind import Known
from domain.honesty.bounds import SMALLEST, at_least
from domain.honesty.copying import is_copied
from domain.honesty.sample import Sample, Suspicion
from domain.honesty.truth import COMMON_LEAST, Truth

CHANCE_MOST = 1e-4  # of all pairs of one person: a ring is far more than unlikely besides
MORE = 0.15  # than expected, as a share of rows
MISLED = 0.15  # of what two people don't both know, what is hard misleads both in the same way
KNOWS_MOST = 0.6  # who may know more than this has looked, whomever they agree with


def ring(sample: Sample, truth: Truth, known: Known) -> Suspicion | None:
    """Tell whether somebody agrees with others more than with the truth, and who they are."""
    one = sample.account
    if known.most(one) > KNOWS_MOST:
        return None
    found = {
        other: chance
        for other in sample.of
        if other != one
        and (chance := _beyond(sample, truth, known, other)) < 0
        and not is_copied(sample, one, other)  # who is copied has done nothing
    }
    total = sum(found.values())
    if total > log(CHANCE_MOST):
        return None
    both = [pair for other in found for pair in sample.common(one, other)]
    return Suspicion(
        kind="ring",
        chance=max(SMALLEST, exp(total)),
        figures={
            "n": float(len(both)),
            "people": float(len(found)),
            "same": sum(a.label == b.label for a, b in both) / len(both),
            "right": truth.right(sample.own),
        },
        others=tuple(sorted(found)),
    )


def _beyond(sample: Sample, truth: Truth, known: Known, other: int) -> float:
    """Bound the chance that somebody agrees so often with another by themselves; its logarithm."""
    both = sample.common(sample.account, other)
    same = sum(a.label == b.label for a, b in both)
    if len(both) < COMMON_LEAST or same < (MISLED + MORE) * len(both):
        return 0.0
    together = known.most(sample.account) * known.most(other)
    leaning = _leaning(truth, sample.account, other)
    expected = together + (1 - together) * (leaning + MISLED * (1 - leaning))
    if same < (expected + MORE) * len(both):
        return 0.0
    chance = at_least(same, len(both), expected) * len(sample.of)
    return log(min(1.0, max(SMALLEST, chance)))


def _leaning(truth: Truth, one: int, other: int) -> float:
    """Give how often two people say the same where one of them knows nothing, at the most."""
    mine, theirs = truth.leanings[one], truth.leanings[other]
    by_chance = sum(share * theirs.get(label, 0.0) for label, share in mine.items())
    right = (
        sum(leans.get(label, 0.0) * usual for label, usual in truth.usual.items())
        for leans in (mine, theirs)
    )
    return max(by_chance, *right)
