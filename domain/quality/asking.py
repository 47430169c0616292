"""Which of a few tasks somebody is asked, and which of them wait for others.

Asked is what an answer of theirs is expected to tell most about: the mutual information between it
and the truth, in nats, which is the entropy of the answer that is expected, less what of it is mere
noise of this worker. (D. V. Lindley, "On a measure of the information provided by an experiment",
Annals of Mathematical Statistics 27 (1956).)

Tasks wait for better people: a doubtful one, which opened again, for those who tell `PATIENCE`
times as much about it as an average worker, a fresh one for those who tell `FRESH` times as much.
Of each kind the best for somebody is looked at; where they tell too little even about that one, all
of that kind wait. What is worth waiting for is halved every `WAIT_MS` after a fit, so nobody waits
for ever: where good people are at work the next fit comes soon, and where they aren't, others go
on. Fresh ones wait for nobody where there are more than `EACH_MOST` rows for each person: better
people couldn't answer them all. What is answered in full, to learn about people, waits for nobody.
Whoever no fit has seen is asked what is known or easy first: gold, then tasks on which the answers
so far agree.

Answers that were asked for because they tell most, of those who tell most, make an estimate surer
than it ought to be: mistakes that people share are not seen by it. So of the doubt that a project
allows only the share `deciding.DOUBT` is left where people are routed (chosen on
the recorded crowds of docs/quality.md, one value for all).
"""

from collections.abc import Sequence
from math import exp, exp2, log, prod
from operator import mul
from typing import NamedTuple

from domain.quality.deciding import Row, Table

PATIENCE = 1.5
FRESH = 0.9
EACH_MOST = 90  # rows for each person: where there are more, fresh ones wait for nobody
PATIENCE_LEAST = 0.01  # below it nothing waits
WAIT_MS = 600_000
DIGITS = 9  # sums in another order are the same
EQUAL = 1e-9
SMALLEST = 1e-12


class Knows(NamedTuple):
    """Somebody's matrix at a question, chances [given][true], and by label how much of what they
    say is noise.
    """

    table: Table
    noise: Row


class Offer(NamedTuple):
    """A task that somebody may be asked: what their answer would tell about it, and an average
    worker's; how likely the likeliest answer to it is (all three rounded to `DIGITS`); whether it
    opened again, is gold, and is answered in full.
    """

    tells: float
    usual: float
    sure: float
    is_doubtful: bool
    is_gold: bool
    is_full: bool


def patience(now_ms: int, since_ms: int) -> float:
    """Give how often as much as an average worker is worth waiting for; `since_ms` is when
    somebody first asked for work after the last fit. 0: nothing waits.
    """
    found = PATIENCE * exp2(-max(0, now_ms - since_ms) / WAIT_MS)
    return found if found >= PATIENCE_LEAST else 0.0


def order(
    offers: Sequence[Offer], worth: float, *, is_known: bool, is_plenty: bool = False
) -> list[int]:
    """Give the places of the tasks to ask somebody about, the best first: none where all wait for
    those who are `worth` it. `is_known`: a fit has seen answers of theirs; `is_plenty`: there are
    more rows than `EACH_MOST` for each person, so that better ones can't answer them all.
    """
    places = range(len(offers))
    if not is_known:
        return sorted(places, key=lambda place: _ease(offers[place]), reverse=True)
    found: list[int] = []
    waiting: set[bool] = set()  # doubtful ones, fresh ones
    tells = [offer.tells for offer in offers]
    for place in sorted(places, key=tells.__getitem__, reverse=True):
        offer = offers[place]
        if offer.is_full:
            found.append(place)
        elif offer.is_doubtful not in waiting:
            wanted = worth if offer.is_doubtful else 0.0 if is_plenty else min(worth, FRESH)
            if offer.tells >= wanted * offer.usual - EQUAL:
                found.append(place)
            else:
                waiting.add(offer.is_doubtful)
    return found


def knows(logarithms: Table) -> Knows:
    """Read a matrix of logarithms."""
    table = [[exp(one) for one in row] for row in logarithms]
    labels = range(len(table))
    noise = [_entropy([row[true] for row in table]) for true in labels]
    return Knows(table, noise)


def offer(
    chances: Sequence[Row],
    worker: Sequence[Knows],
    average: Sequence[Knows],
    *,
    is_doubtful: bool = False,
    is_gold: bool = False,
    is_full: bool = False,
) -> Offer:
    """Look at a task: `chances` of each question's labels, and a matrix for each question."""
    usual = tells = sum(map(information, chances, average))
    if worker is not average:
        tells = sum(map(information, chances, worker))
    sure = prod(map(max, chances))
    rounded = (round(tells, DIGITS), round(usual, DIGITS), round(sure, DIGITS))
    return Offer(*rounded, is_doubtful, is_gold, is_full)


def information(chances: Row, of: Knows) -> float:
    """Give what an answer tells about a task, in nats."""
    told = 0.0
    for row in of.table:
        expected = sum(map(mul, chances, row))
        told -= expected * log(expected + SMALLEST)
    return told - float(sum(map(mul, chances, of.noise)))


def _ease(offer: Offer) -> tuple[bool, bool, float]:
    return offer.is_gold, not offer.is_doubtful, offer.sure


def _entropy(chances: Row) -> float:
    return -sum([chance * log(chance + SMALLEST) for chance in chances])
