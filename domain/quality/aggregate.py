"""All answers to one result: the posterior of each task, what each worker is worth, agreement.

`bitework` is two opinions in one: that of free confusion matrices (Dawid and Skene), which know a
busy worker better, and that of shrunk ones, which do not overrate a rare one. Where one of them
goes astray it is seldom sure of it while the other is, so their logarithms are averaged (a
logarithmic opinion pool: C. Genest and J. V. Zidek, "Combining probability distributions: a
critique and an annotated bibliography", Statistical Science 1 (1986), 114-135). Free matrices are
sure of much where they have seen little: their weight is `FREE_MOST` at the most, and half of that
where people gave `FREE_HALF` answers for each label.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from domain.quality import shrunk
from domain.quality.alpha import alpha
from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import dawid_skene, majority, normalised
from domain.quality.shrunk import UNKNOWN

Method = Literal["majority", "dawid-skene", "bitework"]

SMALLEST = 1e-9
FREE_MOST = 0.5
FREE_HALF = 100.0


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """What all answers say.

    `posterior` (tasks, labels); `accuracy` (workers) how often a worker is thought right: the
    chance, under the posterior, of the label that they gave, in the mean over their answers (0
    where they gave none); `confusions` (workers, given, true), None by majority; `alpha` the
    agreement.
    """

    posterior: Floats
    accuracy: Floats
    confusions: Floats | None
    alpha: float | None


def aggregate(
    crowd: Crowd, method: Method, gold: Ints | None = None, *, ordered: bool = False
) -> Aggregate:
    """Decide by one method; `gold` (tasks, UNKNOWN where there is none) helps `bitework` alone.

    `ordered` labels are a scale: agreement then counts how far answers are apart.
    """
    confusions: Floats | None = None
    if method == "majority":
        posterior = majority(crowd)
    elif method == "dawid-skene":
        fit = dawid_skene(crowd)
        posterior, confusions = fit.posterior, fit.confusions
    else:
        known = np.full(crowd.task_count, UNKNOWN, np.int32) if gold is None else gold
        estimate, posterior = shrunk.fit(crowd, known)
        posterior = pooled(dawid_skene(crowd).posterior, posterior, free_weight(crowd))
        confusions = estimate.confusions
    right = np.bincount(
        crowd.workers,
        weights=posterior[crowd.tasks, crowd.labels],
        minlength=crowd.worker_count,
    )
    return Aggregate(
        posterior=posterior,
        accuracy=right / np.maximum(crowd.given, 1),
        confusions=confusions,
        alpha=alpha(crowd, ordered=ordered),
    )


def pooled(free: Floats, shrunken: Floats, weight: float) -> Floats:
    """Average two opinions' logarithms, (tasks, labels) each; `weight` is that of the free one."""
    return normalised(
        weight * np.log(free + SMALLEST) + (1 - weight) * np.log(shrunken + SMALLEST)
    )


def free_weight(crowd: Crowd) -> float:
    """Tell how much free matrices count: by how many answers those gave for each label who gave an
    answer, in the mean over answers.
    """
    given = crowd.given.astype(float)
    seen = float((given * given).sum()) / max(1.0, float(given.sum())) / crowd.label_count
    return FREE_MOST * seen / (seen + FREE_HALF)
