"""What a project's hold has paid, has to pay, and keeps for what is not counted yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Books:
    """A project's money at one moment.

    `waiting` answers wait to be accepted; `appealable` were rejected, and may be appealed or are.
    `held_minor` is what was ever
    taken from the owner less what was given back, `hold_minor` what is left of it. `extras_minor`
    has left the hold besides rewards, `topped_minor` of it as top-ups. `covered_minor` are the
    rewards of the days whose extras are counted; of these `bonus_minor` and `topup_minor` are not
    paid yet. `screening_minor` is kept for people whom the project doesn't fit, `screened_minor`
    was paid to such.
    """

    reward_minor: int
    unit_minor: int
    floor_minor: int
    covered_minor: int
    extras_minor: int
    topped_minor: int
    bonus_minor: int
    topup_minor: int
    screening_minor: int
    screened_minor: int
    waiting: int
    appealable: int
    held_minor: int
    hold_minor: int

    @property
    def rewards_minor(self) -> int:
        """What answers were paid, those that were taken back not counted."""
        return self.held_minor - self.hold_minor - self.extras_minor

    @property
    def uncovered_minor(self) -> int:
        """What answers were paid on days whose extras are not counted yet."""
        return max(0, self.rewards_minor - self.covered_minor)

    @property
    def reserved_minor(self) -> int:
        """What has to stay for extras: the most that they can be, and what they are."""
        answers = -(-self.uncovered_minor // self.reward_minor)
        return self.bonus_minor + answers * (self.unit_minor - self.reward_minor)

    @property
    def pending_minor(self) -> int:
        """What answers that wait to be accepted may cost."""
        return self.waiting * self.unit_minor

    @property
    def owed_minor(self) -> int:
        """What has to stay for answers that were given: all but what is missing to the pay floor.
        """
        answers = self.waiting + self.appealable
        return answers * self.unit_minor + self.reserved_minor + self.screening_minor

    @property
    def committed_minor(self) -> int:
        """What has been spent or is owed."""
        return self.held_minor - self.hold_minor + self.owed_minor + self.topup_minor

    @property
    def left_minor(self) -> int:
        """What goes back to the owner of a project that has ended.

        Where there is a pay floor that is nothing before the last day's extras are counted: the
        rest may have to make up for what is missing.
        """
        if self.floor_minor and self.uncovered_minor:
            return 0
        return max(0, self.hold_minor - self.owed_minor - self.topup_minor)
