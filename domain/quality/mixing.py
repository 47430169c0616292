"""How often somebody is asked what is known: often at first, less as they prove good.

The rate falls from MOST to LEAST with how many known answers somebody has met (half of its weight
after HALF of them) and how many of these they knew. Which rows it falls on is drawn by a hash, so
that there is no rhythm in it, and the same rows come out for who looks again.
"""

from collections.abc import Sequence

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


def places(task_ids: Sequence[int], account_id: int, share: float) -> list[int]:
    """Give before which of some tasks, in the order in which they are asked, a known one comes."""
    return [
        place
        for place, task_id in enumerate(task_ids)
        if int.from_bytes(key(account_id, f"gold:{task_id}"), "big") < share * 2**64
    ]
