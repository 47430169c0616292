"""Which of a few tasks somebody in chat is asked: `routing` in plain floats, and with waiting times.

Asked is what an answer of theirs is expected to tell most about. A row that opened again is
doubtful: it waits for those who tell `PATIENCE` times as much as an average worker, which is halved
every `WAIT_MS`; what waits counts for more, twice as much every `WAIT_MS`, so that it is not left
for the end. Whoever no fit has seen gets what is known or easy first: gold, then rows on which the
answers so far agree.
"""

import math
from collections.abc import Sequence
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
    table = [[math.exp(one) for one in row] for row in logarithms]
    labels = range(len(table))
    noise = [_entropy([row[true] for row in table]) for true in labels]
    return Knows(table, noise)


def information(chances: Row, of: Knows) -> float:
    """Give what an answer tells about a task, in nats."""
    expected = [
        sum([chance * one for chance, one in zip(chances, row, strict=True)]) for row in of.table
    ]
    lost = sum([chance * one for chance, one in zip(chances, of.noise, strict=True)])
    return _entropy(expected) - lost


def choose(
    offers: Sequence[Offer], worker: Sequence[Knows] | None, average: Sequence[Knows]
) -> int:
    """Give the place of the one to ask; `worker` and `average` have a matrix for each question, and
    `worker` is None for whom no fit has seen.
    """
    every = range(len(offers))
    if worker is None:
        return max(every, key=lambda place: _ease(offers[place]))
    tells = [_tells(offer, worker) for offer in offers]
    may = [
        place for place in every if _may(offers[place], tells[place], average)
    ] or every  # nothing else is there: they are asked
    return max(may, key=lambda place: tells[place] * 2 ** _waits(offers[place]))


def _ease(offer: Offer) -> tuple[bool, bool, float]:
    sure = math.prod(max(chances) for chances in offer.chances)
    return offer.is_gold, offer.waited_ms is None, sure


def _may(offer: Offer, tells: float, average: Sequence[Knows]) -> bool:
    if offer.waited_ms is None:
        return True
    return tells >= PATIENCE * 2 ** -_waits(offer) * _tells(offer, average)


def _waits(offer: Offer) -> float:
    return min(max(0, offer.waited_ms or 0) / WAIT_MS, DOUBLINGS_MOST)


def _tells(offer: Offer, of: Sequence[Knows]) -> float:
    return sum(information(one, each) for one, each in zip(offer.chances, of, strict=True))


def _entropy(chances: Row) -> float:
    return -sum([chance * math.log(chance + SMALLEST) for chance in chances])
