"""Blind answers: no better than a guess, whatever the row is.

Compared are explanations of somebody's answers: that they know some share of what others and known
answers find, and give the rest as they lean to. Where knowing nothing (0) is much likelier than
knowing `LITTLE` or more, whichever explains the answers best, they seem blind: of all who do know
so much at most one in n is taken for n times as likely blind (Wasserman, Ramdas and Balakrishnan
2020). Where others don't agree either, nothing is told.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log

from domain.honesty.sample import Sample, Suspicion
from domain.honesty.truth import COMMON_LEAST, Shares, Truth

LITTLE = 0.2
SHARES = (0.0, 0.1, LITTLE, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
TURNED = (-0.5, -0.95)  # they avoid what is right: who takes yes for no has looked
VOICES_LEAST, SOMETHING = 2, 0.3  # others who know so much, where fewer answers are known than:
KNOWN_LEAST = 10
SLIPS = 0.05  # anybody's finger
LOWEST = 1e-3
DOUBT = 2.0  # in logarithms: what explains the answers so much worse may still be so
CHANCE_MOST = 0.01  # for each step, of all answers; those since the last step speak for it, too
AGAIN = 0.0  # what the latest answers alone have to tell, as a logarithm: it is likelier than not
LABELS_MOST = 21  # with more, one is seldom guessed

Likelihoods = dict[float, float]  # logarithms, by the share that somebody knows


class Known:
    """How much people know, by all questions together: who knows one of them has looked."""

    def __init__(self, questions: Sequence[tuple[Sample, Truth]]) -> None:
        self.questions = [one for one in questions if len(one[0].labels) <= LABELS_MOST]
        self._likelihoods: dict[int, Likelihoods] = {}

    def likelihoods(self, account: int) -> Likelihoods:
        """Tell how likely somebody's answers are, for each share of the rows that they may know."""
        if account not in self._likelihoods:
            found = dict.fromkeys(SHARES + TURNED, 0.0)
            for sample, truth in self.questions:
                if not _is_told(sample, truth, account):
                    continue
                for knows, one in _likelihoods(sample, truth, account).items():
                    found[knows] += one
            self._likelihoods[account] = found
        return self._likelihoods[account]

    def evidence(self, account: int) -> float:
        """Give the logarithm of how much likelier it is that they know nothing than a little."""
        of = self.likelihoods(account)
        return of[0.0] - max(
            one for knows, one in of.items() if knows >= LITTLE or knows < 0
        )

    def most(self, account: int) -> float:
        """Give the largest share of rows that somebody may well know."""
        of = self.likelihoods(account)
        best = max(of[knows] for knows in SHARES)
        return max(knows for knows in SHARES if of[knows] >= best - DOUBT)


def _is_told(sample: Sample, truth: Truth, account: int) -> bool:
    """Tell whether it is known what is right but by one voice, which may be that of a ring, and but
    by few against most people, who may be just good.
    """
    if sum(task in sample.known for task in sample.of[account]) >= KNOWN_LEAST:
        return True
    own = truth.voice[account]
    voices = {truth.voice[who] for who, knows in truth.knows.items() if knows >= SOMETHING} - {own}
    people = [who for who, of in sample.of.items() if len(of) >= COMMON_LEAST]
    with_them = sum(truth.voice[who] == own for who in people)
    return len(voices) >= VOICES_LEAST and (with_them < 2 or 2 * with_them <= len(people))


def _likelihoods(sample: Sample, truth: Truth, account: int) -> Likelihoods:
    own, labels = list(sample.of[account].values()), sample.labels
    rows = [truth.chances(answer.task, account) for answer in own]
    mean = {label: sum(row[label] for row in rows) / len(rows) for label in labels}
    said = Counter(answer.label for answer in own)
    usual = {label: (said[label] + 1 / len(labels)) / (len(own) + 1) for label in labels}
    pairs = [(row[answer.label], answer.label) for answer, row in zip(own, rows, strict=True)]
    found = {knows: _likelihood(pairs, knows, _rest(usual, mean, knows)) for knows in SHARES}
    for turned in TURNED:
        found[turned] = sum(
            log(usual[answer.label] * (1 + turned * row[answer.label])
                / sum(share * (1 + turned * row[label]) for label, share in usual.items()))
            for answer, row in zip(own, rows, strict=True)
        )  # fmt: skip
    return found


def _rest(usual: Shares, known: Shares, knows: float) -> Shares:
    """Give what somebody leans to where they don't know, who says each label so often in all."""
    rest = {label: max(share - knows * known[label], LOWEST) for label, share in usual.items()}
    total = sum(rest.values())
    return {label: share / total for label, share in rest.items()}


def _likelihood(pairs: Sequence[tuple[float, str]], knows: float, leans: Shares) -> float:
    """Add up logarithms; who knows a row slips now and then."""
    sure = knows * (1 - SLIPS)
    return sum(log(sure * chance + (1 - sure) * leans[label]) for chance, label in pairs)


def blind(sample: Sample, known: Known) -> Suspicion | None:
    """Tell whether somebody's answers are no better than a guess."""
    chance = exp(-max(0.0, known.evidence(sample.account)))
    if chance > CHANCE_MOST:
        return None
    met = [answer for task, answer in sample.own.items() if task in sample.known]
    figures = {
        "n": float(len(sample.own)),
        "right": _mean([truth.right(of.own) for of, truth in known.questions]),
        "guess": _mean([_by_guess(of, truth) for of, truth in known.questions]),
        "known": float(len(met)),
        "knew": float(sum(answer.label == sample.known[answer.task] for answer in met)),
    }
    return Suspicion(kind="blind", chance=chance, figures=figures)


def _by_guess(sample: Sample, truth: Truth) -> float:
    """Give how often somebody would be right who says each label as often, whatever the row is."""
    said = Counter(answer.label for answer in sample.own.values())
    right: Counter[str] = Counter()
    for task in sample.own:
        chances = truth.chances(task, sample.account)
        right[max(chances, key=chances.__getitem__)] += 1
    return sum(said[label] * right[label] for label in said) / len(sample.own) ** 2


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
