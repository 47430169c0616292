"""What a look reads: one's own answers, and of each row the newest of others' alone."""

from functools import partial

from storage import honesty as store
from storage.database import Database
from tests.money.world import World, moderation

EACH = 3


def test_a_look_reads_as_much_however_many_answered_a_row(database: Database) -> None:
    world = World(database)
    project_id = world.project(world.owner(), moderation(least=8, most=8), rows=2)
    world.open(project_id)
    people = [world.account(f"p{n}") for n in range(8)]
    for account_id in people:
        for _ in range(2):
            world.answers(account_id, project_id)

    def around(account_id: int, first_id: int = 0) -> list[tuple[int, int]]:
        read = partial(store.around, account_id=account_id, project_id=project_id,
                       first_id=first_id, each=EACH)  # fmt: skip
        return [(row.task_id, row.account_id) for row in world.do(read)]

    first, last = people[0], people[-1]
    for account_id, others in ((first, people[-EACH:]), (last, people[-EACH - 1 : -1])):
        found = around(account_id)
        assert len(found) == len(set(found)) == 2 * (1 + EACH)
        assert {who for _, who in found} == {account_id, *others}
    newest = world.do(partial(store.newest, account_id=last))
    assert len(around(last, newest)) == 1 + EACH
    assert around(first, newest) == []
    assert world.do(partial(store.since, account_id=last, most=1)) == newest
    assert world.do(partial(store.since, account_id=last, most=9)) < newest
