"""Rings: people who agree with each other more than with the truth.

Two people who are often right agree often; beyond that, and beyond what their being wrong in the
same way explains, they have agreed on it. Only pairs with enough rows in common are looked at.
"""

from domain.honesty.bounds import at_least, median
from domain.honesty.copying import is_copied
from domain.honesty.sample import Sample, Suspicion
from domain.honesty.truth import COMMON_LEAST, Truth

CHANCE_MOST = 1e-4  # of the pairs of one person: a ring is far more than unlikely besides
MORE = 0.15  # than with the truth, as a share of rows
WRONG_ALIKE = 0.6  # of two wrong answers that are the same, at the least: what is hard misleads all
BELOW = 0.1  # than people are usually right


def ring(sample: Sample, truth: Truth) -> Suspicion | None:
    """Tell whether somebody agrees with others more than with the truth, and who they are."""
    one = sample.account
    if truth.of(one) > _usually(sample, truth) - BELOW:
        return None
    found = [
        (chance, other)
        for other in sample.of
        if other != one
        and (chance := _beyond(sample, truth, one, other)) <= CHANCE_MOST
        and not is_copied(sample, one, other)  # who is copied has done nothing
    ]
    if not found:
        return None
    with_ = tuple(sorted(other for _, other in found))
    both = [pair for other in with_ for pair in sample.common(one, other)]
    return Suspicion(
        kind="ring",
        chance=min(found)[0],
        figures={
            "n": float(len(both)),
            "people": float(len(with_)),
            "same": sum(a.label == b.label for a, b in both) / len(both),
            "right": truth.of(one),
        },
        others=with_,
    )


def _beyond(sample: Sample, truth: Truth, one: int, other: int) -> float:
    """Bound the chance that two people agree so often by themselves."""
    both = sample.common(one, other)
    if len(both) < COMMON_LEAST:
        return 1.0
    same = sum(a.label == b.label for a, b in both)
    right = max(
        sum(answer.label == truth.rows[answer.task] for answer in of) / len(both)
        for of in zip(*both, strict=True)
    )
    if same / len(both) < right + MORE:
        return 1.0
    wrong = max(WRONG_ALIKE, 1 / max(1, len(sample.labels) - 1))
    mine, theirs = truth.of(one), truth.of(other)
    expected = mine * theirs + (1 - mine) * (1 - theirs) * wrong
    return min(1.0, at_least(same, len(both), expected) * len(sample.of))


def _usually(sample: Sample, truth: Truth) -> float:
    others = [
        truth.of(who)
        for who, own in sample.of.items()
        if who != sample.account and len(own) >= COMMON_LEAST
    ]
    return median(others) if others else 0.0
