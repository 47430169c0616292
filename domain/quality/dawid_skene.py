"""Majority, and the model of Dawid and Skene.

A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM
algorithm", Applied Statistics 28 (1979), 20-28: every worker has a confusion matrix, the chances of
each answer given what is true; expectation and maximisation take turns.
"""

from dataclasses import dataclass

import numpy as np

from domain.quality.crowd import Crowd, Floats

SMALLEST = 1e-10  # a chance that was never seen
ITERATIONS_MOST = 100
GAIN_LEAST = 1e-5  # of the bound an answer; below it the fit has come to its end


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What was estimated.

    `posterior` (tasks, labels) are chances of what is true; `confusions` (workers, labels given,
    labels true) chances of an answer given what is true; `prior` (labels) how often each is.
    """

    posterior: Floats
    confusions: Floats
    prior: Floats


def majority(crowd: Crowd) -> Floats:
    """Give each option's share of a task's answers; equal chances where there is none."""
    votes = crowd.votes()
    total = votes.sum(axis=1, keepdims=True)
    return np.where(total > 0, votes / np.maximum(total, 1), 1 / crowd.label_count)


def dawid_skene(
    crowd: Crowd, *, iterations: int = ITERATIONS_MOST, tolerance: float = GAIN_LEAST
) -> Fit:
    """Fit by expectation-maximisation, begun with the majority, at most so many times.

    It ends when the evidence's lower bound grows by less than `tolerance` an answer.
    """
    posterior = majority(crowd)
    prior, confusions = posterior.mean(axis=0), _confusions(crowd, posterior)
    bound = -np.inf
    for _ in range(iterations):
        joint = np.log(np.maximum(prior, SMALLEST)) + crowd.summed(np.log(confusions))
        posterior = normalised(joint)
        prior, confusions = posterior.mean(axis=0), _confusions(crowd, posterior)
        if tolerance <= 0:
            continue
        now = _bound(crowd, posterior, prior, confusions) / max(1, len(crowd.tasks))
        if now - bound < tolerance:
            break
        bound = now
    return Fit(posterior=posterior, confusions=confusions, prior=prior)


def normalised(log_joint: Floats) -> Floats:
    """Turn logarithms of joint chances (tasks, labels) into chances that add up to one.

    Label by label: numpy is slow at many sums of a few numbers each.
    """
    chances = np.ascontiguousarray(log_joint.T)
    chances = np.exp(chances - chances.max(axis=0))
    chances /= chances.sum(axis=0)
    return np.ascontiguousarray(chances.T)


def _confusions(crowd: Crowd, posterior: Floats) -> Floats:
    """Give chances among the options that a worker has ever chosen; the others have the smallest.

    Where nothing that a worker met can be true, those are equal.
    """
    counted = np.where(crowd.chosen[:, :, None], np.maximum(crowd.counted(posterior), SMALLEST), 0)
    found: Floats = counted / np.maximum(counted.sum(axis=1, keepdims=True), SMALLEST)
    return np.where(found > 0, found, SMALLEST)


def _bound(crowd: Crowd, posterior: Floats, prior: Floats, confusions: Floats) -> float:
    """Give the lower bound of the evidence's logarithm, the prior counted with every answer."""
    per_answer = crowd.answers[:, None] * np.log(np.maximum(prior, SMALLEST))
    joint = (posterior * (crowd.summed(np.log(confusions)) + per_answer)).sum()
    sure = np.maximum(posterior, SMALLEST)
    return float(joint - (sure * np.log(sure)).sum())
