"""How often a crowd is right: the exact expectation for people with known error rates.

Each row is answered by people who are drawn at random, each at most once, and each answer is wrong
with its person's own rate. Who comes next does not depend on what was said, so all orders of people
are equally likely, and the chance of a row of answers such as right, wrong, right depends only on
how many of them are wrong: it is an elementary symmetric sum over the people, not a power of
their mean (drawing without putting back makes the answers slightly unlike).

The rule is written down here a second time, from its words, so that the two can differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial, sqrt

LEAD, LEAST, MOST = 2, 2, 5


@dataclass(frozen=True, slots=True)
class Expected:
    """The share of rows whose leading answer is right, and how many answers a row takes."""

    accuracy: float
    answers: float

    def noise(self, rows: int) -> float:
        """Give the standard deviation of the accuracy over so many rows."""
        return sqrt(self.accuracy * (1 - self.accuracy) / rows)


def expected(errors: Sequence[float]) -> Expected:
    """Follow all ways in which a row can be decided, two options to choose from."""
    chance = _chances(errors)
    accuracy = answers = 0.0
    open_rows = {(0, 0): 1}  # (right, wrong) → in how many orders one gets there undecided
    while open_rows:
        following: dict[tuple[int, int], int] = {}
        for (right, wrong), ways in open_rows.items():
            for state in ((right + 1, wrong), (right, wrong + 1)):
                following[state] = following.get(state, 0) + ways
        open_rows = {}
        for (right, wrong), ways in following.items():
            count = right + wrong
            if (abs(right - wrong) >= LEAD and count >= LEAST) or count == MOST:
                accuracy += ways * chance[count][wrong] * (right > wrong)
                answers += ways * chance[count][wrong] * count
            else:
                open_rows[right, wrong] = ways
    return Expected(accuracy, answers)


def _chances(errors: Sequence[float]) -> list[list[float]]:
    """Give [k][j]: the chance that k different people say one certain order of j wrong answers."""
    sums = [[0.0] * (k + 1) for k in range(MOST + 1)]
    sums[0][0] = 1.0
    for error in errors:
        for k in range(MOST, 0, -1):
            for j in range(k, -1, -1):
                right = sums[k - 1][j] * (1 - error) if j < k else 0.0
                wrong = sums[k - 1][j - 1] * error if j else 0.0
                sums[k][j] += right + wrong
    people = len(errors)
    draws = [factorial(people) // factorial(people - k) for k in range(MOST + 1)]
    return [
        [sums[k][j] * factorial(j) * factorial(k - j) / draws[k] for j in range(k + 1)]
        for k in range(MOST + 1)
    ]
