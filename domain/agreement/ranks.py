"""Rankings: the Borda count.

An option gets a point for each other that somebody puts below it; the sums order the result (de
Borda, Mémoire sur les élections au scrutin, 1781). Equal sums go by the letters, so the order of
people changes nothing.

The confidence is the mean of Kendall's tau between each ranking and the result, 0 where that is
below 0: 1 where all are the same, about 0 where they are drawn by lot. Who orders three of four
pairs as the result does agrees.
"""

from collections.abc import Sequence
from math import fsum
from typing import cast

from domain.agreement.agreed import Found
from domain.questions import Question, Value

PAIRS_AGREE = 0.75


def borda(question: Question, given: Sequence[Value]) -> Found:
    """Give the order of the sums, the mean tau, and who is near to it."""
    rankings: dict[tuple[str, ...], int] = {}
    each = [_ranking(value) for value in given]
    for ranking in each:
        rankings[ranking] = rankings.get(ranking, 0) + 1
    below: dict[str, int] = {}
    for ranking, count in rankings.items():
        for place, option in enumerate(ranking):
            below[option] = below.get(option, 0) + count * place
    result = sorted(below, key=lambda option: (below[option], option))
    places = {option: place for place, option in enumerate(result)}
    shares = {ranking: ordered_alike(ranking, places) for ranking in rankings}
    tau = fsum((2 * shares[ranking] - 1) * count for ranking, count in rankings.items())
    agreed = [shares[ranking] >= PAIRS_AGREE for ranking in each]
    return Found(list(result), max(0.0, tau / len(given)), agreed)


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether three of four pairs are ordered as in what is known."""
    places = {option: place for place, option in enumerate(_ranking(known))}
    return ordered_alike(_ranking(value), places) >= PAIRS_AGREE


def ordered_alike(ranking: Sequence[str], places: dict[str, int]) -> float:
    """Give the share of pairs that stand in a ranking as in a result, by the places there."""
    order = [places[option] for option in ranking if option in places]
    pairs = len(order) * (len(order) - 1) // 2
    if not pairs:
        return 1.0
    wrong = sum(before > after for at, after in enumerate(order) for before in order[:at])
    return 1 - wrong / pairs


def _ranking(value: Value) -> tuple[str, ...]:
    return tuple(cast(list[str], value))
