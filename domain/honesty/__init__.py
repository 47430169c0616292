"""Honesty: whether somebody's answers look as if nobody had looked at the tasks.

Each detector looks at one person's recent answers in one project beside what others answered to the
same rows, and gives a suspicion only where chance would do so less than once in `CHANCE_MOST`, and
where the difference is large besides: what is rare and small is no reason. Nothing follows from one
look alone: `steps` says what follows from several, each by answers that came after the last.
"""

from collections.abc import Callable

from domain.honesty import blind, copying, pace, rings, sameness
from domain.honesty.sample import Answer as Answer
from domain.honesty.sample import Sample as Sample
from domain.honesty.sample import Suspicion as Suspicion
from domain.honesty.truth import truth_of

ANSWERS_LEAST = 20  # in one project, for a look to say anything


def look(sample: Sample, longer: Callable[[], Sample] | None = None) -> list[Suspicion]:
    """Give what looks wrong about a person's answers, the least likely by chance first.

    `longer` gives more of their answers, older ones too; asked for where these seem blind.
    """
    if len(sample.own) < ANSWERS_LEAST:
        return []
    found = [sameness.always(sample), copying.copies(sample)]
    if len(sample.labels) <= blind.LABELS_MOST:
        truth = truth_of(sample)
        of = blind.likelihoods(sample, truth, sample.account)
        told = blind.evidence(of)
        found += [pace.too_fast(sample, truth, told), rings.ring(sample, truth, of)]
        if told >= blind.AGAIN:
            found.append(_blind(longer()) if longer else blind.blind(sample, truth, of))
    return sorted((each for each in found if each is not None), key=lambda each: each.chance)


def _blind(sample: Sample) -> Suspicion | None:
    truth = truth_of(sample)
    return blind.blind(sample, truth, blind.likelihoods(sample, truth, sample.account))
