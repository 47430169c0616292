"""How sure a share is that was counted.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
American Statistical Association 22 (1927), 209-212: the shares that what was counted does not speak
against.
"""

import math

DEVIATIONS = 1.959964  # 95 of 100 such intervals hold the true share


def wilson(share: float, count: float) -> tuple[float, float]:
    """Give the least and the most that a share may be that was found in so many cases."""
    if count <= 0:
        return 0.0, 1.0
    square = DEVIATIONS * DEVIATIONS
    middle = (share + square / (2 * count)) / (1 + square / count)
    spread = math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    away = DEVIATIONS * spread / (1 + square / count)
    return max(0.0, middle - away), min(1.0, middle + away)
