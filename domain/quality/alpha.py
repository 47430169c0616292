"""Krippendorff's alpha for labels without an order: agreement beyond chance.

K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), nominal metric: one less the
disagreement that was observed over that expected if answers were dealt out at random. 1 is perfect,
0 is chance. Tasks with fewer than two answers tell nothing.
"""

from domain.quality.crowd import Crowd


def alpha(crowd: Crowd) -> float | None:
    """Give alpha; None where there is nothing to compare, or nothing that could differ."""
    votes = crowd.votes()
    votes = votes[votes.sum(axis=1) >= 2]
    answers = votes.sum(axis=1)
    totals = votes.sum(axis=0)
    count = totals.sum()
    expected = count * count - (totals * totals).sum()
    if expected == 0:
        return None
    differing = answers * answers - (votes * votes).sum(axis=1)  # ordered pairs within a task
    observed = (differing / (answers - 1)).sum()
    return float(1 - (count - 1) * observed / expected)
