"""Two reviewers decide about one answer at the same moment: one of them is told that it is done."""

from threading import Thread

from domain.errors import Refused
from services import people, reviews
from storage.database import open_database
from storage.tx import Tx
from tests import invariants
from tests.money.world import TERMS, World, moderation


def test_one_of_two_reviewers_is_told_that_it_is_done(postgres_url: str) -> None:
    database = open_database(postgres_url)
    world = World(database)
    reviewer_id, owner_id = world.account("rob", "reviewer"), world.owner()
    for _ in range(12):
        ann = world.account("ann")
        project_id = world.project(owner_id, moderation(accept="review"), rows=1)
        world.open(project_id)
        number, done = world.answers(ann, project_id), list[str]()
        assert number is not None

        def accept(tx: Tx, number: int = number) -> None:
            rob = people.load(tx, reviewer_id)
            reviews.accept(tx, rob, number, TERMS, world.now_ms)

        def send_back(tx: Tx, number: int = number) -> None:
            rob = people.load(tx, reviewer_id)
            reviews.send_back(tx, rob, number, "look again", world.now_ms)

        def decide(step: object, done: list[str] = done) -> None:
            try:
                world.do(step)  # type: ignore[arg-type]
                done.append("done")
            except Refused:
                done.append("refused")

        threads = [Thread(target=decide, args=(step,)) for step in (accept, send_back)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == ["done", "refused"]
    assert world.do(invariants.broken) == []
    database.close_now()
