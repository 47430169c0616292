"""What an answer may cost besides its reward: a bonus, the house's fee, and pay up to the floor."""

from dataclasses import dataclass

from domain.amounts import N_, Money
from domain.bonuses import POINTS, Bonus
from domain.errors import Refused
from domain.projects import Project, estimate_ms
from domain.questions import Question

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a project's extras are counted by; they are counted up to `counted_date`."""

    counted_date: str | None
    reward_minor: int
    currency: str
    fee_points: int
    floor_minor: int
    pace_ms: int | None
    bonus: Bonus | None
    questions: tuple[Question, ...] = ()

    @property
    def have_people(self) -> bool:
        """Whether anybody may get anything: else nothing has to be known of single people."""
        return self.bonus is not None or self.missing_minor > 0

    @property
    def missing_minor(self) -> int:
        """What is missing to the pay floor for each answer; nothing before times are known."""
        if not self.floor_minor or self.pace_ms is None:
            return 0
        return max(0, reward_for(self.floor_minor, self.pace_ms) - self.reward_minor)

    def fee_minor(self, rewards_minor: int) -> int:
        """Give the house's fee for the rewards of a day."""
        return rewards_minor * self.fee_points // POINTS


@dataclass(slots=True)
class Worked:
    """What one person did for one project on one day: answers that were accepted, what they
    earned, and of those whose rows are decided how many agree.
    """

    answers: int = 0
    earned_minor: int = 0
    decided: int = 0
    agreed: int = 0

    def bonus_minor(self, bonus: Bonus | None) -> int:
        """Give the bonus for the quality of the day; 0 where there is none."""
        if bonus is None or self.answers < bonus.least or not self.decided:
            return 0
        if self.agreed * POINTS < bonus.agreement_points * self.decided:
            return 0
        return self.earned_minor * bonus.quality_points // POINTS


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
