"""Which task an answer of this worker would tell most about, and which may wait for better people.

What an answer tells is the mutual information between it and the truth, in nats: the entropy of the
answer that is expected, less what of it is mere noise of this worker. (D. V. Lindley, "On a measure
of the information provided by an experiment", Annals of Mathematical Statistics 27 (1956).)

Whoever tells less than `PATIENCE` times what an average worker would tell is not asked as yet: a
better one may come. Patience is halved whenever nobody who came was asked, so that work goes on.

Answers that were asked for because they tell most, of those who tell most, make an estimate surer
than it ought to be: mistakes that people share are not seen by it. So of the doubt that a project
allows only the share `DOUBT` is left where people are routed (chosen on the recorded crowds of
docs/quality.md, one value for all).
"""

import numpy as np

from domain.quality.asking import PATIENCE as PATIENCE
from domain.quality.asking import SMALLEST as SMALLEST
from domain.quality.crowd import Floats
from domain.quality.deciding import DOUBT as DOUBT

PATIENCE_LEAST = 0.01


def information(posterior: Floats, confusion: Floats) -> Floats:
    """Give what an answer tells about each task, (tasks).

    `posterior` is (tasks, labels), `confusion` (given, true) the worker's.
    """
    expected = posterior @ confusion.T
    noise = _entropy(confusion, axis=0)
    found: Floats = _entropy(expected, axis=1) - posterior @ noise
    return found


def choose(
    posterior: Floats, confusion: Floats, average: Floats, patience: float
) -> int | None:
    """Give the row of `posterior` that this worker should be asked; None: better nothing for now.

    `confusion` (given, true) is the worker's, `average` that of the average worker.
    """
    if not len(posterior):
        return None
    tells = information(posterior, confusion)
    best = int(np.argmax(tells))
    if patience and tells[best] < patience * information(posterior[best : best + 1], average)[0]:
        return None
    return best


def _entropy(chances: Floats, axis: int) -> Floats:
    found: Floats = -(chances * np.log(chances + SMALLEST)).sum(axis=axis)
    return found
