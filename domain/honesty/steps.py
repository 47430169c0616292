"""What follows, one step at a time: each by answers that came after the one before."""

NONE, NOTICE, GOLD, HOLD, PAUSE, CLOSED = range(6)
NAMES = ("none", "notice", "gold", "hold", "pause", "closed")
SHARED = "shared"  # several accounts to one payout destination: households have one, too
FURTHEST = {SHARED: HOLD}  # beyond it only a person decides


def following(
    step: int, kind: str, *, waited_ms: int, wait_ms: int, furthest: int
) -> int | None:
    """Give the step that follows a suspicion; None: none, or not yet."""
    if step and waited_ms < wait_ms:
        return None
    after = step + 1
    return after if after <= min(furthest, FURTHEST.get(kind, PAUSE)) else None


def fades(step: int, good_days: int, *, wanted: int) -> bool:
    """Tell whether a step is over: so many days with answers in which nothing looked wrong."""
    return NOTICE <= step <= HOLD and good_days >= wanted


def is_held(step: int) -> bool:
    """Tell whether pay stays pending at a step."""
    return step in (HOLD, PAUSE)


def is_checked_more(step: int) -> bool:
    """Tell whether somebody gets more known answers at a step."""
    return GOLD <= step <= PAUSE


def asks_admins(step: int, kind: str) -> bool:
    """Tell whether admins have to decide: nothing else can follow."""
    return step == FURTHEST.get(kind, PAUSE)
