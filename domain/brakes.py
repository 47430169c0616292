"""When somebody rejects far more than is to be expected: a bound that chance alone rarely passes.

Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927)
stays right for few answers and for shares near 0 and 1, where the usual one does not.
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.96  # of a two-sided interval of 95 %
OVERTURNED_SHARE = 0.5
APPEALS_LEAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What people decided about a requester's answers: how many were looked at, how many of them
    rejected, how many were to be expected (a share), and what became of appeals.
    """

    settled: int
    rejected: int
    expected: float
    appealed: int
    overturned: int


def least_share(count: int, of: int) -> float:
    """Give the lower end of Wilson's interval: the share that lies behind `count` of `of`."""
    if of <= 0:
        return 0.0
    share, spread = count / of, Z * Z / of
    middle = share + spread / 2
    reach = Z * sqrt((share * (1 - share) + spread / 4) / of)
    return max(0.0, (middle - reach) / (1 + spread))


def stops(figures: Figures, *, least: int, margin: float) -> str | None:
    """Tell why a requester may reject no more: "share", "appeals"; None where they may.

    `least` are the answers below which nothing is concluded, `margin` is a share.
    """
    enough = figures.settled >= least
    if enough and least_share(figures.rejected, figures.settled) > figures.expected + margin:
        return "share"
    if (
        figures.appealed >= APPEALS_LEAST
        and figures.overturned >= OVERTURNED_SHARE * figures.appealed
    ):
        return "appeals"
    return None
