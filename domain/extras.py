"""What an answer may cost besides its reward: a bonus, the house's fee, and pay up to the floor."""

from dataclasses import dataclass

from domain.amounts import N_, Money
from domain.bonuses import POINTS, Bonus
from domain.errors import Refused
from domain.projects import Project, estimate_ms

HOUR_MS = 3_600_000


def fee_minor(rewards_minor: int, fee_points: int) -> int:
    """Give the house's fee for the rewards of a day."""
    return rewards_minor * fee_points // POINTS


@dataclass(slots=True)
class Day:
    """What one person did for one project on one day: answers that were accepted, what they
    earned, and of those whose rows are decided how many agree.
    """

    answers: int = 0
    earned_minor: int = 0
    decided: int = 0
    agreed: int = 0


def bonus_minor(bonus: Bonus | None, day: Day) -> int:
    """Give the bonus for the quality of a day; 0 where there is none."""
    if bonus is None or day.answers < bonus.least or not day.decided:
        return 0
    if day.agreed * POINTS < bonus.agreement_points * day.decided:
        return 0
    return day.earned_minor * bonus.quality_points // POINTS


def topup_minor(floor_minor: int, pace_ms: int | None, reward_minor: int, answers: int) -> int:
    """Give what is missing to the pay floor for so many answers; nothing before times are known."""
    if not floor_minor or pace_ms is None:
        return 0
    return answers * max(0, reward_for(floor_minor, pace_ms) - reward_minor)


def reward_for(floor_minor: int, pace_ms: int) -> int:
    """Give the least reward with which an hour pays so much."""
    return -(-floor_minor * pace_ms // HOUR_MS)


def hourly_minor(project: Project, pace_ms: int | None = None) -> int:
    """Give what an hour pays, at the usual time an answer takes, or at what it is estimated as."""
    return project.reward_minor * HOUR_MS // (pace_ms or estimate_ms(project))


def check_floor(project: Project, floor_minor: int, pace_ms: int | None) -> None:
    """Raise Refused, with a reward that would do, where an hour pays less than the floor."""
    needed_minor = reward_for(floor_minor, pace_ms or estimate_ms(project))
    if project.reward_minor >= needed_minor:
        return
    raise Refused(
        N_(
            "An hour of it pays about {hourly}, and the least here is {floor}. With a reward of "
            "{reward} for one answer it can be opened."
        ),
        hourly=Money(hourly_minor(project, pace_ms), project.currency),
        floor=Money(floor_minor, project.currency),
        reward=Money(needed_minor, project.currency),
    )
