"""Goals: what somebody wants to do each day, and how far they are."""

from dataclasses import dataclass

from domain import goals
from domain.goals import Goal
from domain.people import Person
from storage import summaries as store
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is today; `is_new`: their latest answer reached the goal."""

    goal: Goal
    done: int
    is_new: bool = False

    @property
    def is_reached(self) -> bool:
        return self.done >= self.goal.most


def choose(tx: Tx, person: Person, goal: Goal | None) -> Person:
    """Set a person's goal, or take it away."""
    kind, most = (goal.kind, goal.most) if goal else (None, 0)
    store.set_goal(tx, person.account_id, kind, most)
    return person._replace(goal=kind, goal_most=most)


def today(person: Person, now_ms: int) -> Progress | None:
    """Tell how far a person is today; None without a goal."""
    goal = goals.of(person)
    if goal is None:
        return None
    return Progress(goal, goal.done(person.tally(now_ms)[0], person.worked_ms(now_ms)))


def after_answer(
    person: Person, now_ms: int, *, tasks: int, worked_ms: int
) -> Progress | None:
    """Tell how far a person is with the answer that they just gave; `person` is as before it.

    Reads nothing: this is on every answer's way.
    """
    goal = goals.of(person)
    if goal is None:
        return None
    before_ms = person.worked_ms(now_ms)
    before = goal.done(person.tally(now_ms)[0], before_ms)
    done = goal.done(tasks, before_ms + worked_ms)
    return Progress(goal, done, is_new=before < goal.most <= done)
