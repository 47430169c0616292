"""A project in which every so-manieth row's answer is known, and people who work there."""

from typing import NamedTuple

from domain.terms import Terms
from services import people, work
from services.answers import answer
from services.projects import Closed, close, open_project
from storage import gold
from storage import work as assignments
from storage.database import Database
from storage.tx import Tx
from tests.money.world import World, moderation


class Mixed(NamedTuple):
    world: World
    owner_id: int
    project_id: int
    known: set[int]

    def works(self, name: str, tasks: int, now_ms: int, says: str = "yes") -> list[int]:
        """Somebody does so many tasks: which rows they were given."""
        account_id = self.world.account(name)

        def does(tx: Tx) -> list[int]:
            return self._does(tx, account_id, tasks, now_ms, says)

        return self.world.do(does)

    def closes(self) -> Closed:
        """The project is closed."""
        return self.world.do(lambda tx: close(tx, self.project_id, self.world.later()))

    def _does(
        self, tx: Tx, account_id: int, tasks: int, now_ms: int, says: str
    ) -> list[int]:
        met: list[int] = []
        person = people.load(tx, account_id)
        for number in range(tasks):
            at_ms = now_ms + 10_000 * number
            hand = work.take(tx, person, self.project_id, at_ms)
            if hand is None:
                break
            met += [assigned(tx, hand.assignment_id)]
            answer(tx, person, hand.assignment_id, 0, lambda *_: says, at_ms, Terms())
        return met


def assigned(tx: Tx, assignment_id: int) -> int:
    found = assignments.find(tx, assignment_id)
    assert found is not None
    return found.task_id


def mixed(
    database: Database,
    *,
    rows: int,
    known_every: int,
    least: int = 2,
    budget: int = 50_000,
    accept: str = "answer",
) -> Mixed:
    """A project in which every so-manieth row's answer is known."""
    world = World(database)
    owner = world.owner(100_000)
    project = moderation(least=least, most=max(3, least), budget=budget, accept=accept)
    project_id = world.project(owner, project, rows=rows)

    def opens(tx: Tx) -> set[int]:
        mark = (
            "UPDATE task SET gold = '{\"verdict\":\"yes\"}' "  # noqa: S608 - a number of ours
            f"WHERE place % {known_every} = 0 RETURNING id"
        )
        found = {row[0] for row in tx.connection.execute(mark).fetchall()}
        gold.noted(tx, project_id)
        open_project(tx, project_id, Terms(), world.later())
        return found

    return Mixed(world, owner, project_id, world.do(opens))
