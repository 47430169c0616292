"""Too fast: against the times that others took for the very same rows.

Compared are logarithms, each with its row's own (drawn to the project's where few answered), and a
person's middle one with other people's middle ones. Who is quick and right is none of our
business. Who is quite quick, and right no more often than a blind guess, has not looked either.
"""

from collections import Counter
from math import exp, log

from domain.honesty.bounds import at_least, below, median, spread
from domain.honesty.sample import Answer, Sample, Suspicion
from domain.honesty.truth import Truth

PEOPLE_LEAST, EACH_LEAST = 3, 5  # to know what is usual
ROW_WEIGHT = 3.0  # answers to a row at which its own time counts half
SPREAD_LEAST, SPREAD_MOST = 0.4, 0.6  # in logarithms: so much honest people differ anywhere
CHANCE_MOST = 1e-4  # people's paces are no exact normal values; besides, little is right
FAST, QUICK = 0.3, 0.5  # of the usual time
BLIND = 0.12  # right beyond a blind guess, as a share of what is left to be right about


def too_fast(sample: Sample, truth: Truth) -> Suspicion | None:
    """Tell whether somebody answers faster than can be explained."""
    apart = _apart(sample)
    others = [
        median(values)
        for account, values in apart.items()
        if account != sample.account and len(values) >= EACH_LEAST
    ]
    if len(others) < PEOPLE_LEAST:
        return None
    usual = median(others)
    differs = median(apart[sample.account]) - usual
    share = exp(differs)
    if share > QUICK or truth.of(sample.account) >= _usually_right(sample, truth):
        return None
    figures = {
        "seconds": median([a.taken_ms for a in sample.own.values()]) / 1000,
        "usual": median([a.taken_ms for a in sample.answers if a.account != sample.account]) / 1000,
        "n": float(len(sample.own)),
    }
    chance = below(differs / min(max(spread(others), SPREAD_LEAST), SPREAD_MOST))
    if share <= FAST and chance <= CHANCE_MOST:
        return Suspicion(kind="fast", chance=chance, figures=figures)
    blind = chance * _blind(sample, truth)
    if blind <= CHANCE_MOST:
        right = sum(a.label == truth.rows[a.task] for a in sample.own.values())
        return Suspicion(
            kind="guess", chance=blind, figures=figures | {"right": right / len(sample.own)}
        )
    return None


def _apart(sample: Sample) -> dict[int, list[float]]:
    """Give how far everybody's times are from their rows', in logarithms."""
    times = {a: log(max(a.taken_ms, 1)) for a in sample.answers}
    usual = median(list(times.values()))
    found: dict[int, list[float]] = {}
    for answers in sample.rows.values():
        for account, answer in answers.items():
            but = (account, sample.account)
            of_others = [times[a] for who, a in answers.items() if who not in but]
            found.setdefault(account, []).append(times[answer] - _of_row(of_others, usual))
    return found


def _of_row(times: list[float], usual: float) -> float:
    if not times:
        return usual
    weight = len(times) / (len(times) + ROW_WEIGHT)
    return usual + weight * (median(times) - usual)


def _usually_right(sample: Sample, truth: Truth) -> float:
    return median([
        truth.of(account) for account, own in sample.of.items()
        if account != sample.account and len(own) >= EACH_LEAST
    ])  # fmt: skip


def _blind(sample: Sample, truth: Truth) -> float:
    """Bound the chance of being wrong so often for who looks at least a little."""
    own = list(sample.own.values())
    said = Counter(answer.label for answer in own)
    of_rows = Counter(truth.rows[answer.task] for answer in own)
    by_guess = sum(said[label] * of_rows[label] for label in said) / len(own) ** 2
    wrong = sum(_is_wrong(answer, truth) for answer in own)
    return at_least(wrong, len(own), (1 - by_guess) * (1 - BLIND))


def _is_wrong(answer: Answer, truth: Truth) -> bool:
    return answer.label != truth.rows[answer.task]
