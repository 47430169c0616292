"""How often somebody is asked what is known: often at first, less as they prove good.

The rate falls from MOST to LEAST with how many known answers somebody has met (half of its weight
after HALF of them) and how many of these they knew. When it is time for one is drawn by a hash of
how many tasks somebody was given, so that there is no rhythm in it, and of a secret of the
database, so that nobody else can reckon it.
"""

from domain.seeds import key

MOST, LEAST = 0.30, 0.03
HALF = 20
POOR = 0.6  # the share of known answers at which somebody proves nothing yet


def rate(met: int, right: int, *, is_checked_more: bool = False) -> float:
    """Give the share of tasks that are to be known ones, after so many met and so many right."""
    if is_checked_more:
        return MOST
    share = (right + 1) / (met + 2)
    proven = max(0.0, (share - POOR) / (1 - POOR)) * met / (met + HALF)
    return max(LEAST, MOST * (1 - proven))


def draw(account_id: int, project_id: int, given: int, secret: str = "") -> float:
    """Give what somebody draws (0..1) before the task that follows so many of a project's: where
    that is below their rate, a known one comes.
    """
    return int.from_bytes(key(account_id, f"gold:{secret}{project_id}:{given}"), "big") / 2**64


def start(account_id: int, given: int, first: int, last: int) -> int:
    """Give the place, from the first to the last, from which on a known one is looked for."""
    return first + int.from_bytes(key(account_id, f"known:{given}"), "big") % (last - first + 1)
