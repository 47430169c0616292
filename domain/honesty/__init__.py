"""Honesty: whether somebody's answers look as if nobody had looked at the tasks.

Each detector looks at one person's recent answers in one project beside what others answered to the
same rows, and gives a suspicion only where chance would do so less than once in `CHANCE_MOST`, and
where the difference is large besides: what is rare and small is no reason. Nothing follows from one
look alone: `steps` says what follows from several, each by answers that came after the last.
"""

from domain.honesty import copying, pace, rings, sameness
from domain.honesty.sample import Answer as Answer
from domain.honesty.sample import Sample as Sample
from domain.honesty.sample import Suspicion as Suspicion
from domain.honesty.truth import Truth, truth_of

ANSWERS_LEAST = 20  # in one project, for a look to say anything


def look(sample: Sample) -> list[Suspicion]:
    """Give what looks wrong about a person's answers, the least likely by chance first."""
    if len(sample.own) < ANSWERS_LEAST:
        return []
    truth: Truth = truth_of(sample)
    found = (
        pace.too_fast(sample, truth),
        sameness.always(sample),
        copying.copies(sample),
        rings.ring(sample, truth),
    )
    return sorted((each for each in found if each is not None), key=lambda each: each.chance)
