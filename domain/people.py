"""A person as every event meets them."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_MS_PER_MINUTE = 60_000


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

    def tally(self, at_ms: int) -> tuple[int, int]:
        """Give the tasks accepted and the minor units earned on this person's day so far."""
        if self.today_date != day_of(at_ms, self.time_zone):
            return 0, 0
        return self.today_tasks, self.today_minor

    def worked_ms(self, at_ms: int) -> int:
        """Give the time that the tasks accepted on this person's day so far took."""
        return self.today_worked_ms if self.today_date == day_of(at_ms, self.time_zone) else 0


def day_of(at_ms: int, time_zone: str) -> str:
    """Give the local calendar day at a moment, ISO 8601. Days begin at whole minutes everywhere."""
    return _day(at_ms // _MS_PER_MINUTE, time_zone)


@lru_cache(maxsize=4096)
def _day(minute: int, time_zone: str) -> str:
    return datetime.fromtimestamp(minute * 60, zone(time_zone)).date().isoformat()


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Give a time zone by its name; UTC where the system does not know it any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
