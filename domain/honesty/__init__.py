"""Honesty: whether somebody's answers look as if nobody had looked at the tasks.

Each detector looks at one person's recent answers in one project beside what others answered to the
same rows, and gives a suspicion only where chance would do so less than once in its `CHANCE_MOST`,
and where the difference is large besides: what is rare and small is no reason. Nothing follows from
one look alone: `steps` says what follows from several, each by answers that came after the last.
"""

from collections.abc import Callable

from domain.honesty import blind, copying, pace, rings, sameness
from domain.honesty.sample import Answer as Answer
from domain.honesty.sample import Sample as Sample
from domain.honesty.sample import Suspicion as Suspicion
from domain.honesty.truth import Truth, truth_of

ANSWERS_LEAST = 20  # in one project, for a look to say anything


def look(sample: Sample, longer: Callable[[], Sample] | None = None) -> list[Suspicion]:
    """Give what looks wrong about a person's answers, the least likely by chance first.

    `longer` gives more of their answers, older ones too; asked for where these seem blind.
    """
    if len(sample.own) < ANSWERS_LEAST:
        return []
    truth = truth_of(sample)
    known = _known(sample, truth)
    told = known.evidence(sample.account)
    found = [each for each in (
        pace.too_fast(sample, truth, told),
        sameness.always(sample, truth),
        copying.copies(sample),
        rings.ring(sample, truth, known),
    ) if each is not None]  # fmt: skip
    if not found and told >= blind.AGAIN:  # all that tells more explains it, too
        more = longer() if longer else sample
        wrong = blind.blind(more, _known(more) if longer else known)
        found += [wrong] if wrong else []
    return sorted(found, key=lambda each: each.chance)


def _known(sample: Sample, truth: Truth | None = None) -> blind.Known:
    return blind.Known([
        (one, truth if truth and one is sample else truth_of(one)) for one in sample.questions
    ])  # fmt: skip
