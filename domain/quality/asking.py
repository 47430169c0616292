"""Which of a few tasks somebody in chat is asked: `routing` in plain floats, and with waiting.

Asked is what an answer of theirs is expected to tell most about. A row that opened again is
doubtful: it waits for those who tell `PATIENCE` times as much as an average worker, which is halved
every `WAIT_MS`; what waits counts for more, twice as much every `WAIT_MS`, so that it is not left
for the end. Whoever no fit has seen gets what is known or easy first: gold, then rows on which the
answers so far agree.
"""

from collections.abc import Sequence
from math import exp, exp2, log, prod
from operator import mul
from typing import NamedTuple

from domain.quality.deciding import Row, Table

PATIENCE = 1.5
WAIT_MS = 600_000
DOUBLINGS_MOST = 20
SMALLEST = 1e-12  # as in `routing`


class Knows(NamedTuple):
    """Somebody's matrix at a question, chances [given][true], and by label how much of what they
    say is noise.
    """

    table: Table
    noise: Row


class Offer(NamedTuple):
    """A task that somebody may be asked: the chances of each question's labels, how long ago it
    opened again (None: a fresh one), and whether it is gold.
    """

    chances: Sequence[Row]
    waited_ms: int | None
    is_gold: bool


def knows(logarithms: Table) -> Knows:
    """Read a matrix of logarithms."""
    table = [[exp(one) for one in row] for row in logarithms]
    labels = range(len(table))
    noise = [_entropy([row[true] for row in table]) for true in labels]
    return Knows(table, noise)


def information(chances: Row, of: Knows) -> float:
    """Give what an answer tells about a task, in nats."""
    told = 0.0
    for row in of.table:
        expected = sum(map(mul, chances, row))
        told -= expected * log(expected + SMALLEST)
    return told - float(sum(map(mul, chances, of.noise)))


def ranked(
    offers: Sequence[Offer], worker: Sequence[Knows] | None, average: Sequence[Knows]
) -> list[int]:
    """Give the places of those to ask, the best first; `worker` and `average` have a matrix for
    each question, and `worker` is None for whom no fit has seen.
    """
    every = range(len(offers))
    if worker is None:
        return sorted(every, key=lambda place: _ease(offers[place]), reverse=True)
    tells = [_tells(offer.chances, worker) for offer in offers]
    may = [place for place in every if _may(offers[place], tells[place], average)]
    return sorted(  # they are asked what waits for others where nothing else is there
        may or every, key=lambda place: tells[place] * exp2(_waits(offers[place])), reverse=True
    )


def _ease(offer: Offer) -> tuple[bool, bool, float]:
    sure = prod(max(chances) for chances in offer.chances)
    return offer.is_gold, offer.waited_ms is None, sure


def _may(offer: Offer, tells: float, average: Sequence[Knows]) -> bool:
    if offer.waited_ms is None:
        return True
    return tells >= PATIENCE * exp2(-_waits(offer)) * _tells(offer.chances, average)


def _waits(offer: Offer) -> float:
    return min(max(0, offer.waited_ms or 0) / WAIT_MS, DOUBLINGS_MOST)


def _tells(chances: Sequence[Row], of: Sequence[Knows]) -> float:
    if len(of) == 1:
        return information(chances[0], of[0])
    return sum(map(information, chances, of))


def _entropy(chances: Row) -> float:
    return -sum([chance * log(chance + SMALLEST) for chance in chances])
