"""What somebody wants to do each day: so many tasks, or so many minutes."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from domain.amounts import N_
from domain.errors import Invalid
from domain.people import Person

GoalKind = Literal["tasks", "minutes"]
KINDS: tuple[GoalKind, ...] = get_args(GoalKind)
MOST: dict[GoalKind, int] = {"tasks": 1000, "minutes": 960}
MS_PER_MINUTE = 60_000
OFF = frozenset({"off", "none", "no", "0"})
_WRITTEN = re.compile(r"(\d{1,5})\s*([a-z]*)\.?")
_TASKS = frozenset({"", "t", "task", "tasks"})
_MINUTES = frozenset({"m", "min", "mins", "minute", "minutes"})
_HOURS = frozenset({"h", "hour", "hours"})


@dataclass(frozen=True, slots=True)
class Goal:
    """So many tasks or minutes a day."""

    kind: GoalKind
    most: int

    def done(self, tasks: int, worked_ms: int) -> int:
        """Give how much of it a day has: tasks, or whole minutes."""
        return tasks if self.kind == "tasks" else worked_ms // MS_PER_MINUTE


def of(person: Person) -> Goal | None:
    """Give a person's goal."""
    if person.goal not in KINDS or person.goal_most <= 0:
        return None
    return Goal("minutes" if person.goal == "minutes" else "tasks", person.goal_most)


def checked(kind: str, most: int) -> Goal:
    """Make a goal; raises Invalid with what is possible."""
    if kind not in KINDS or not 1 <= most <= MOST["minutes" if kind == "minutes" else "tasks"]:
        raise Invalid(
            N_("A goal is 1 to {tasks} tasks a day, or 1 to {minutes} minutes."),
            tasks=MOST["tasks"],
            minutes=MOST["minutes"],
        )
    return Goal("minutes" if kind == "minutes" else "tasks", most)


def parse(text: str) -> Goal | None:
    """Read `20 tasks`, `30 minutes`, `1 h`, `off` (None); raises Invalid."""
    words = text.strip().casefold()
    if words in OFF:
        return None
    found = _WRITTEN.fullmatch(words)
    unit = found[2] if found else "?"
    if not found or unit not in _TASKS | _MINUTES | _HOURS:
        raise Invalid(N_("Write it like this: 20 tasks, or 30 minutes, or off."))
    number = int(found[1])
    if unit in _TASKS:
        return checked("tasks", number)
    return checked("minutes", number * (60 if unit in _HOURS else 1))
