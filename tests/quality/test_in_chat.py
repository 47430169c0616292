"""The chat decides as the engine of the replay does: answers go through dispatch, task by task."""

from pathlib import Path

import numpy as np
import pytest

from bot import recordings
from storage.database import Database
from tests import invariants
from tests.quality.crowds import made, ordinary, spammer
from tests.quality.living import labels_of, live, lives

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
    assert len(of.engine) < 0.9 * 60 * 6
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
