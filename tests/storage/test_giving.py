"""A task that was found is given only where it may still be theirs."""

from pathlib import Path

from storage import work
from storage.database import Database
from storage.tx import Tx
from tests.stories.driver import SPAM, Chat


async def test_what_became_somebody_elses_since_the_search_is_not_given(
    database: Database, tmp_path: Path
) -> None:
    chat = Chat(database, tmp_path)
    number = await chat.project(SPAM, rows={"1": "Call now"})
    ann = chat.person("ann")
    await ann.sends("/start")
    who = {"project_id": number, "account_id": await chat.account(ann)}

    def search_give_skip_give(tx: Tx) -> None:
        found = work.next_task(tx, **who)
        assert found is not None
        times = {"now_ms": 0, "deadline_ms": 60_000, "pushed": False}
        given = work.give(tx, found, **who, **times)
        assert given is not None
        assert work.end(tx, given.id, found.id, "skipped", 0)
        before = tx.queries.task_lock(tx.connection, task_id=found.id)
        assert work.give(tx, found, **who, **times) is None
        assert tx.queries.task_lock(tx.connection, task_id=found.id) == before

    await database.write(search_give_skip_give)
