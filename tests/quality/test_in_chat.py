"""The chat decides, and chooses whom to ask about what, as the replay does: answers go through
dispatch, task by task.
"""

from pathlib import Path

import numpy as np
import orjson
import pytest

from bot import recordings
from bot.schedule import run_job
from storage.database import Database
from tests import invariants
from tests.quality.crowds import made, ordinary, spammer
from tests.quality.living import labels_of, live, lives
from tests.stories.driver import Chat

TWO = """
title = "What is it, and how many?"
kind = "categorisation"
show = "{{message}}"
reward = "0.01"
answers = { least = 2, most = 4 }
budget = "2.08"

[[question]]
id = "label"
text = "Which one?"
type = "choice"
options = ["a", "b"]

[[question]]
id = "size"
text = "How many?"
type = "number"
integer = true
"""
DATA = Path(__file__).parents[3] / "shared" / "data" / "crowd" / "bluebird"


def synthetic(people: int, rows: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    cast = [ordinary(3, 0.8)] * (people - 2) + [spammer(3), ordinary(3, 0.5)]
    crowd, truth = made(cast, tasks=rows, answers=people, seed=seed)
    return labels_of(crowd), truth


@pytest.mark.parametrize("is_gold", [False, True])
async def test_a_synthetic_crowd_in_chat_is_decided_as_by_the_engine(
    database: Database, tmp_path: Path, is_gold: bool
) -> None:
    labels, truth = synthetic(9, 60)
    gold = {row: int(truth[row]) for row in range(0, 60, 12)} if is_gold else None
    of = await lives(database, tmp_path, labels, ["a", "b", "c"], most=6, gold=gold)
    await live(of, 1)
    await of.check()
    await invariants.hold(database)
    states = await of.states()
    assert all(state != "open" for state, _ in states)
    assert len(of.engine) < 0.8 * 60 * 6
    assert of.waited > 0
    right = [result == {"label": of.names[truth[row]]} for row, (_, result) in enumerate(states)]
    assert sum(right) >= 54


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded crowds are not on this machine")
async def test_a_recorded_crowd_in_chat_is_decided_as_by_the_engine(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """Everybody in it has seen every row, so the chat may ask whom it likes."""
    recorded = recordings.read(DATA / "answers.csv", DATA / "truth.csv")
    labels = labels_of(recorded.crowd)
    of = await lives(sqlite_database, tmp_path, labels, list(recorded.label_names), most=6)
    await live(of, 1)
    await of.check()
    await invariants.hold(sqlite_database)
    assert of.fits > 8
    assert of.waited > 20


async def test_a_row_is_done_when_all_its_questions_are(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """One question is estimated, of the other the numbers have to agree."""
    chat = Chat(sqlite_database, tmp_path)
    rows = {str(number): f"row {number}" for number in range(52)}
    await chat.project(TWO, rows=rows)
    people = [chat.person(f"p{number}") for number in range(4)]
    for person in people:
        for line in ("/start", "Start earning", "No, just show me a task"):
            await (person.sends(line) if line[0] == "/" else person.taps(line))
    for number, person in enumerate(people):
        for _ in range(12):
            chat.clock.passes(seconds=5)
            row = int(person.text.split("row ")[1].split("”")[0])
            await person.taps("ab"[row % 2])
            await person.sends(str(row + 100 * (number == 3)))
    report = await run_job("estimate", sqlite_database, chat.terms, chat.clock())
    assert report.done == 1
    await invariants.hold(sqlite_database)
    done = await sqlite_database.read(
        lambda tx: tx.connection.execute(
            "SELECT result FROM task WHERE state = 'done' ORDER BY id"
        ).fetchall()
    )
    results = [orjson.loads(row[0]) for row in done]
    assert results
    for result in results:
        assert result["label"] == "ab"[result["size"] % 2]
