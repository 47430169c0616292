"""A person as every event meets them."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Person(NamedTuple):
    """An account, seen through the identity that an event came from.

    `identity_id` is 0 and `platform` and `chat` are empty where an account is looked at without one
    (a job, the command line). Minutes are counted from local midnight.
    """

    account_id: int
    identity_id: int
    platform: str
    chat: str
    role: str
    state: str  # new, active, suspended, deleted, merged (only on the way to what it became)
    state_reason: str | None
    name: str
    locale: str
    time_zone: str
    consent_ms: int | None
    points: int
    streak_days: int
    streak_date: str | None
    push_on: bool
    push_daily: int
    quiet_from_minute: int
    quiet_to_minute: int
    today_date: str | None
    today_tasks: int
    today_minor: int
    was_unreachable: bool  # until this event: the platform had said that they can't be reached
    kin: int | None = None  # shared by accounts that were one: they get no task in common
    goal: str | None = None  # what they want to do each day: tasks, minutes
    goal_most: int = 0  # how many of them
    today_worked_ms: int = 0

    def local(self, at_ms: int) -> datetime:
        """Give a moment in this person's time zone."""
        return datetime.fromtimestamp(at_ms / 1000, zone(self.time_zone))

    def today(self, at_ms: int) -> date:
        """Give this person's local date at a moment."""
        return self.local(at_ms).date()

    def tally(self, at_ms: int) -> tuple[int, int]:
        """Give the tasks accepted and the minor units earned on this person's day so far."""
        if self.today_date != self.today(at_ms).isoformat():
            return 0, 0
        return self.today_tasks, self.today_minor

    def worked_ms(self, at_ms: int) -> int:
        """Give the time that the tasks accepted on this person's day so far took."""
        return self.today_worked_ms if self.today_date == self.today(at_ms).isoformat() else 0


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Give a time zone by its name; UTC where the system does not know it any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
