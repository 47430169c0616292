"""Comparisons of two: which items win over a whole project.

Bradley and Terry (Biometrika 39, 1952): item i is put before j with chance p_i / (p_i + p_j). The
strengths p of greatest likelihood come by the MM algorithm of Hunter (MM algorithms for
generalized Bradley–Terry models, Annals of Statistics 32, 2004): in each round p_i is the wins of i
over the sum of n_ij / (p_i + p_j). A tie is half a win for both.
"""

from collections.abc import Iterable
from typing import Literal

Winner = Literal["a", "b", "tie"]

ROUNDS_MAX = 10_000
STILL = 1e-10
WON = {"a": 1.0, "tie": 0.5, "b": 0.0}


def bradley_terry(
    comparisons: Iterable[tuple[str, str, Winner]], *, prior: float = 0.0
) -> dict[str, float]:
    """Give each item's strength by (a, b, winner); they sum to 1, the strongest stands first.

    Strengths are told by likelihood alone only where each item can be reached from each other by
    wins. `prior` is how many comparisons with an item of mean strength each has won and lost
    besides (a Gamma prior as in Caron and Doucet 2012): with any, all strengths are finite and
    above 0.
    """
    import numpy as np  # where it is needed

    places: dict[str, int] = {}
    left, right, won = [], [], []
    for a, b, winner in comparisons:
        left.append(places.setdefault(a, len(places)))
        right.append(places.setdefault(b, len(places)))
        won.append(WON[winner])
    if not places:
        return {}
    size = len(places)
    one, other, wins = np.array(left), np.array(right), np.array(won)
    both = np.minimum(one, other) * size + np.maximum(one, other)
    pairs, at = np.unique(both, return_inverse=True)
    met = np.bincount(at)
    i, j = pairs // size, pairs % size
    total = np.bincount(one, wins, size) + np.bincount(other, 1 - wins, size) + prior
    strength = np.full(size, 1 / size)
    for _ in range(ROUNDS_MAX):
        share = met / np.maximum(strength[i] + strength[j], np.finfo(float).tiny)
        seen = np.bincount(i, share, size) + np.bincount(j, share, size)
        virtual = 2 * prior / (strength + 1 / size)
        after = total / (seen + virtual)
        after /= after.sum()
        moved = np.abs(after - strength).max()
        strength = after
        if moved < STILL / size:
            break
    found = zip(places, strength.tolist(), strict=True)
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))
