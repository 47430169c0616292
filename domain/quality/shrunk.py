"""Confusion matrices that are shrunk to the project's pooled one: what Bitework decides by.

The model of Dawid and Skene with Dirichlet priors: a worker's row for a true label is drawn to the
pooled row of that label, as if some answers of an average worker had been seen, and the pooled
matrix to a weak one that is right rather than wrong. They are as many as there are labels, for a
row has a chance to be learnt for each of them, and `SHRINKAGE_LEAST` at least. A newcomer is thus
an average worker, and somebody with a thousand answers is themselves. Labels are equally likely
until answers tell.

Begun with the majority at every fit: begun with the last fit, a few early answers of somebody who
turns labels round can turn round what all others are thought to mean.
"""

from dataclasses import dataclass

import numpy as np

from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import majority, normalised
from domain.quality.deciding import RIGHT_FIRST

SHRINKAGE_LEAST = 4.0
POOL_STRENGTH = 2.0  # answers a label for which the weak matrix stands
PRIOR_STRENGTH = 1.0
ITERATIONS = 10
UNKNOWN = -1  # instead of a label: the task is no gold task


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What is thought of a project's question: chances, not logarithms.

    `prior` (labels) how often each is true; `pooled` (given, true) an average worker; `confusions`
    (workers, given, true) each worker.
    """

    prior: Floats
    pooled: Floats
    confusions: Floats


def unseen(label_count: int, worker_count: int = 0) -> Estimate:
    """Give what is thought before there is any answer."""
    pooled = _weak(label_count)
    return Estimate(
        prior=np.full(label_count, 1 / label_count),
        pooled=pooled,
        confusions=np.tile(pooled, (worker_count, 1, 1)),
    )


def fit(crowd: Crowd, gold: Ints, *, iterations: int = ITERATIONS) -> tuple[Estimate, Floats]:
    """Fit to all answers so far and give what is thought of workers and of tasks.

    `gold` (task_count) has the true label of each gold task and UNKNOWN for the others. The second
    result is the posterior, (task_count, label_count), gold tasks included as their answers say.
    """
    is_gold = gold != UNKNOWN
    is_answered = crowd.answers > 0
    posterior = _known(majority(crowd), gold, is_gold)
    estimate = unseen(crowd.label_count, crowd.worker_count)
    for _ in range(iterations):
        estimate = _estimate(crowd, posterior, is_answered | is_gold)
        posterior = _known(posterior_of(crowd, estimate), gold, is_gold)
    return estimate, posterior_of(crowd, estimate)


def posterior_of(crowd: Crowd, estimate: Estimate) -> Floats:
    """Give the chances of each task's labels, (task_count, label_count)."""
    return normalised(np.log(estimate.prior) + crowd.summed(np.log(estimate.confusions)))


def _estimate(crowd: Crowd, posterior: Floats, counts: np.ndarray) -> Estimate:
    counted = crowd.counted(posterior)
    weak = POOL_STRENGTH * crowd.label_count * _weak(crowd.label_count)
    pooled = counted.sum(axis=0) + weak
    pooled /= pooled.sum(axis=0)
    confusions = counted + max(SHRINKAGE_LEAST, crowd.label_count) * pooled
    confusions /= confusions.sum(axis=1, keepdims=True)
    prior = posterior[counts].sum(axis=0) + PRIOR_STRENGTH
    return Estimate(prior=prior / prior.sum(), pooled=pooled, confusions=confusions)


def _known(posterior: Floats, gold: Ints, is_gold: np.ndarray) -> Floats:
    """Put certainty where an answer is known."""
    found = posterior.copy()
    found[is_gold] = 0
    found[is_gold, gold[is_gold]] = 1
    return found


def _weak(label_count: int) -> Floats:
    wrong = (1 - RIGHT_FIRST) / max(1, label_count - 1)
    found = np.full((label_count, label_count), wrong)
    np.fill_diagonal(found, RIGHT_FIRST)
    return found
