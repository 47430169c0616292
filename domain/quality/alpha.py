"""Krippendorff's alpha: agreement beyond chance.

K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): one less the disagreement that
was observed over that expected if answers were dealt out at random. 1 is perfect, 0 is chance.
Labels without an order differ or do not; those of a scale differ the more, the more answers lie
between them. Tasks with fewer than two answers tell nothing.
"""

import numpy as np

from domain.quality.crowd import Crowd, Floats


def alpha(crowd: Crowd, *, ordered: bool = False) -> float | None:
    """Give alpha; None where there is nothing to compare, or nothing that could differ."""
    votes = crowd.votes()
    votes = votes[votes.sum(axis=1) >= 2]
    totals = votes.sum(axis=0)
    differ = _apart(totals) if ordered else 1 - np.eye(crowd.label_count)
    expected = float(totals @ differ @ totals)
    if expected == 0:
        return None
    weighed = votes / np.maximum(votes.sum(axis=1, keepdims=True) - 1, 1)
    observed = float((weighed.T @ votes * differ).sum())
    return 1 - (float(totals.sum()) - 1) * observed / expected


def _apart(totals: Floats) -> Floats:
    """Give how much two steps of a scale differ, squared, by the answers from one to the other."""
    until = np.cumsum(totals) - totals / 2
    found: Floats = (until[:, None] - until[None, :]) ** 2
    return found
