"""A message to somebody who is not acting: where it can go, and how long it is tried."""

from dataclasses import dataclass

ATTEMPTS_MAX = 12
WAIT_MS_FIRST = 2_000
WAIT_MS_MOST = 3_600_000
LATER_MS = 900_000  # nobody is there: look again, unless they come back before


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message from the outbox that was taken for sending; `lease_ms` proves by whom."""

    id: int
    account_id: int
    kind: str
    params: dict[str, object]
    attempts: int
    created_ms: int
    lease_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A place where a person can be reached: the platform, its id of them, and the chat."""

    id: int
    platform: str
    external_id: str
    chat: str


def wait_ms(attempts: int, chance: float) -> int:
    """Give the wait after that many failed attempts: doubling, between a half and the whole of it.

    `chance` in [0, 1) spreads those that failed together.
    """
    whole = min(WAIT_MS_MOST, WAIT_MS_FIRST << min(attempts - 1, 20))
    return int(whole * (0.5 + chance / 2))
