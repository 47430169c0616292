"""The bonus that a project gives to those whose answers agree: the quality of the day."""

import re
from dataclasses import dataclass

from domain.sentences import Sentence
from domain.tables import Notes, Table, kept_short

POINTS = 10_000  # shares are whole numbers of a hundredth of a per cent
ANSWERS_MOST = 10_000
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s*%")
_EXAMPLE = 'bonus = { quality = "10%", least = 20, agreement = "95%" }'


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """So much on top of a day's pay, in POINTS, for who gave at least so many answers that day and
    agrees with at least such a part of the rows that are decided.
    """

    quality_points: int
    least: int
    agreement_points: int


def most_minor(reward_minor: int, bonus: Bonus | None, fee_points: int) -> int:
    """Give the most that an answer with such a reward may cost.

    The bonus and the fee of a day are rounded down, so that one rounding up here pays for both.
    """
    points = fee_points + (bonus.quality_points if bonus else 0)
    return reward_minor + -(-reward_minor * points // POINTS)


def read_bonus(table: Table, notes: Notes, *, is_survey: bool) -> Bonus | None:
    """Read a project's `bonus`; None where it has none."""
    values = table.raw("bonus")
    if values is None:
        return None
    if not isinstance(values, dict):
        table.note("bonus", Sentence("must be a table, such as {example}", example=_EXAMPLE))
        return None
    if is_survey:
        table.note("bonus", Sentence("is for answers that agree, and in a survey none has to"))
    of = Table(values, ("bonus",), notes)
    of.needs("quality", _EXAMPLE)
    bonus = Bonus(
        quality_points=_percent(of, "quality", default=1),
        least=of.whole("least", least=1, most=ANSWERS_MOST, default=20),
        agreement_points=_percent(of, "agreement", default=9_500),
    )
    of.finish()
    return bonus


def _percent(table: Table, key: str, *, default: int) -> int:
    value = table.raw(key)
    if value is None:
        return default
    found = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        table.note(
            key, Sentence("“{value}” is no share; write “10%”", value=kept_short(value))
        )
        return default
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if not 0 < points <= POINTS:
        table.note(key, Sentence("must be more than 0% and at most 100%"))
        return default
    return points
