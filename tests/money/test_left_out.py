"""A row that was left out is asked of nobody, whatever becomes of its answers; it costs no more."""

from services import people, reviews, task_reports
from services.work import current
from storage import answers
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.money.world import TERMS, World, moderation


async def test_a_rejected_answer_does_not_bring_it_back(database: Database) -> None:
    world = World(database)
    owner, reviewer = world.owner(), world.account("vera", "admin")
    project_id = world.project(owner, moderation(accept="review", least=1, most=4), rows=1)
    world.open(project_id)
    first, *_ = [
        world.answers(world.account(name), project_id, value)
        for name, value in (("ann", "yes"), ("ben", "no"))
    ]
    for name in ("cleo", "dan"):
        account_id = world.account(name)
        world.takes(account_id, project_id)
        world.do(lambda tx, who=account_id: _reports(tx, who, world.later()))
    before = world.owed(project_id)
    assert (before.offered_minor, before.books.waiting) == (0, 2)
    task_id = world.do(lambda tx: tx.connection.execute("SELECT id FROM task").fetchone()[0])
    world.do(lambda tx: task_reports.leave_out(tx, task_id, owner, TERMS, world.later()))
    assert world.owed(project_id).free_minor == before.free_minor

    def reject(tx: Tx) -> None:
        who, now_ms = people.load(tx, reviewer), world.later()
        reviews.reject(tx, who, first or 0, "instructions", "Read them first.", TERMS, now_ms)

    world.do(reject)
    row = world.do(lambda tx: answers.counts(tx, task_id))
    assert (row.slots, row.answers) == (0, 1)
    assert row.state != "open"
    await invariants.hold(database)


def _reports(tx: Tx, account_id: int, now_ms: int) -> None:
    person = people.load(tx, account_id)
    code, hand = task_reports.FORBIDDEN, current(tx, account_id)
    assert hand is not None
    task_reports.report(tx, person, hand.assignment_id, code, "It is empty.", now_ms)
