"""One answer always: against how often others give it to the same rows, and how often it is right.
"""

from collections import Counter

from domain.honesty.bounds import CHANCE_MOST, at_least
from domain.honesty.sample import Sample, Suspicion
from domain.honesty.truth import Truth

SHARE_LEAST = 0.9
EXPECTED_MOST = 0.8  # where others nearly always give it too, it says nothing
WEIGHT = 2.0  # of what others say in the whole project, in answers to a row


def always(sample: Sample, truth: Truth) -> Suspicion | None:
    """Tell whether somebody gives one answer whatever the row is."""
    own = list(sample.own.values())
    label, count = Counter(answer.label for answer in own).most_common(1)[0]
    others = [answer.label for answer in sample.answers if answer.account != sample.account]
    if not others or count < SHARE_LEAST * len(own):
        return None
    share = (others.count(label) + 1) / (len(others) + len(sample.labels))
    usual = sum(_expected(sample, task, label, share) for task in sample.own) / len(own)
    expected = max(usual, sum(truth.is_sure(task, label) for task in sample.own) / len(own))
    chance = at_least(count, len(own), expected)
    if expected > EXPECTED_MOST or chance > CHANCE_MOST:
        return None
    figures = {"share": count / len(own), "usual": usual, "n": float(len(own))}
    return Suspicion(kind="always", chance=chance, figures=figures)


def _expected(sample: Sample, task: int, label: str, share: float) -> float:
    said = [a.label for who, a in sample.rows[task].items() if who != sample.account]
    return (said.count(label) + WEIGHT * share) / (len(said) + WEIGHT)
