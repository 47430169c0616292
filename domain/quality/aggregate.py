"""All answers to one result: the posterior of each task, what each worker is worth, agreement."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from domain.quality import shrunk
from domain.quality.alpha import alpha
from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import dawid_skene, majority
from domain.quality.shrunk import UNKNOWN

Method = Literal["majority", "dawid-skene", "bitework"]

ITERATIONS = 30


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


def aggregate(crowd: Crowd, method: Method, gold: Ints | None = None) -> Aggregate:
    """Decide by one method; `gold` (tasks, UNKNOWN where there is none) helps `bitework` alone."""
    confusions: Floats | None = None
    if method == "majority":
        posterior = majority(crowd)
    elif method == "dawid-skene":
        fit = dawid_skene(crowd)
        posterior, confusions = fit.posterior, fit.confusions
    else:
        known = np.full(crowd.task_count, UNKNOWN, np.int32) if gold is None else gold
        estimate, posterior = shrunk.fit(crowd, known, iterations=ITERATIONS)
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
        alpha=alpha(crowd),
    )
