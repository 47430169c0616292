"""Values that are shown in the person's own format: money, spans of time, moments, shares."""

from dataclasses import dataclass
from typing import NamedTuple


class Money(NamedTuple):
    """An amount in minor units of a currency (credits have as many decimals as `[money]` says).

    `decimals` are those of another currency (`domain.currencies`).
    """

    minor: int
    currency: str
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time in milliseconds."""

    ms: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC milliseconds, shown in the person's time zone."""

    ms: int


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, ISO 8601; with a short name of its month where there is little room."""

    iso: str
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A part of one, shown in per cent."""

    value: float


def N_(text: str) -> str:
    """Mark a sentence for translation where it stands; it is translated where it is said."""
    return text
