"""Too fast: against the times that others took for the very same rows.

Compared are logarithms, each with its row's own (drawn to the project's where few answered), and a
person's middle one with other people's middle ones. Who is quick and right is none of our
business. Who is quite quick, and right no more often than a blind guess, has not looked either.
"""

from math import exp, log

from domain.honesty.bounds import below, median, spread
from domain.honesty.sample import Sample, Suspicion
from domain.honesty.truth import Truth

PEOPLE_LEAST, EACH_LEAST = 3, 5  # to know what is usual
ROW_WEIGHT = 3.0  # answers to a row at which its own time counts half
SPREAD_LEAST, SPREAD_MOST = 0.4, 0.6  # in logarithms: so much honest people differ anywhere
CHANCE_MOST = 1e-4  # people's paces are no exact normal values; besides, little is right
FAST, QUICK = 0.3, 0.5  # of the usual time


def too_fast(sample: Sample, truth: Truth, told: float) -> Suspicion | None:
    """Tell whether somebody answers faster than can be explained; `told` is how much their answers
    tell for being blind ones (`blind.evidence`).
    """
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
    if share > QUICK or _is_right_as_usual(sample, truth):
        return None
    figures = {
        "seconds": median([a.taken_ms for a in sample.own.values()]) / 1000,
        "usual": median([a.taken_ms for a in sample.answers if a.account != sample.account]) / 1000,
        "n": float(len(sample.own)),
    }
    chance = below(differs / min(max(spread(others), SPREAD_LEAST), SPREAD_MOST))
    if share <= FAST and chance <= CHANCE_MOST:
        return Suspicion(kind="fast", chance=chance, figures=figures)
    together = chance * exp(-max(0.0, told))
    if told > 0 and together <= CHANCE_MOST:
        figures["right"] = truth.right(sample.own)
        return Suspicion(kind="guess", chance=together, figures=figures)
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


def _is_right_as_usual(sample: Sample, truth: Truth) -> bool:
    usual = median([
        truth.agreed(own) for account, own in sample.of.items()
        if account != sample.account and len(own) >= EACH_LEAST
    ])  # fmt: skip
    return truth.agreed(sample.own) >= usual
