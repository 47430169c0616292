"""Blind answers: no better than a guess, whatever the row is.

Compared are explanations of somebody's answers: that they know this share of what others and known
answers find, and give the rest as they lean to. Where they know nothing (0) is so much likelier than
where they know `LITTLE` or more, whichever explains them best, they seem blind: of all who do know
so much, at most one in n is taken for n times as likely blind (Wasserman, Ramdas and Balakrishnan
2020). Where others don't agree either, nothing is told.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log

from domain.honesty.sample import Sample, Suspicion
from domain.honesty.truth import Shares, Truth

LITTLE = 0.2
SHARES = (0.0, 0.1, LITTLE, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SLIPS = 0.05  # anybody's finger
LOWEST = 1e-3
DOUBT = 2.0  # in logarithms: what explains the answers so much worse may still be so
CHANCE_MOST = 0.01  # for each step, of all answers; those since the last step speak for it, too
AGAIN = 0.7  # what the latest answers alone have to tell, as a logarithm
LABELS_MOST = 21  # with more, one is seldom guessed

Likelihoods = dict[float, float]  # logarithms, by the share that somebody knows


def likelihoods(sample: Sample, truth: Truth, account: int) -> Likelihoods:
    """Tell how likely somebody's answers are, for each share of the rows that they may know."""
    own, labels = list(sample.of[account].values()), sample.labels
    rows = [truth.chances(answer.task, account) for answer in own]
    mean = {label: sum(row[label] for row in rows) / len(rows) for label in labels}
    said = Counter(answer.label for answer in own)
    usual = {label: (said[label] + 1 / len(labels)) / (len(own) + 1) for label in labels}
    pairs = [(row[answer.label], answer.label) for answer, row in zip(own, rows, strict=True)]
    return {knows: _likelihood(pairs, knows, _rest(usual, mean, knows)) for knows in SHARES}


def _rest(usual: Shares, known: Shares, knows: float) -> Shares:
    """Give what somebody leans to where they don't know, who says each label so often in all."""
    rest = {label: max(share - knows * known[label], LOWEST) for label, share in usual.items()}
    total = sum(rest.values())
    return {label: share / total for label, share in rest.items()}


def _likelihood(pairs: Sequence[tuple[float, str]], knows: float, leans: Shares) -> float:
    """Add up logarithms; who knows a row slips now and then."""
    sure = knows * (1 - SLIPS)
    return sum(log(sure * chance + (1 - sure) * leans[label]) for chance, label in pairs)


def evidence(of: Likelihoods) -> float:
    """Give the logarithm of how much likelier it is that somebody knows nothing than a little."""
    return of[0.0] - max(one for knows, one in of.items() if knows >= LITTLE)


def most(of: Likelihoods) -> float:
    """Give the largest share of rows that somebody may well know."""
    best = max(of.values())
    return max(knows for knows, one in of.items() if one >= best - DOUBT)


def blind(sample: Sample, truth: Truth, of: Likelihoods) -> Suspicion | None:
    """Tell whether somebody's answers are no better than a guess."""
    chance = exp(-max(0.0, evidence(of)))
    if chance > CHANCE_MOST:
        return None
    own = sample.own
    known = [answer for task, answer in own.items() if task in sample.known]
    knew = sum(answer.label == sample.known[answer.task] for answer in known)
    return Suspicion(
        kind="blind",
        chance=chance,
        figures={
            "n": float(len(own)),
            "right": truth.right(own),
            "guess": by_guess(sample, truth),
            "known": float(len(known)),
            "knew": float(knew),
        },
    )


def by_guess(sample: Sample, truth: Truth) -> float:
    """Give how often somebody would be right who says each label as often, whatever the row is."""
    own = sample.own
    said = Counter(answer.label for answer in own.values())
    right: Counter[str] = Counter()
    for task in own:
        chances = truth.chances(task, sample.account)
        right[max(chances, key=chances.__getitem__)] += 1
    return sum(said[label] * right[label] for label in said) / len(own) ** 2
