"""Several options may be chosen: each is estimated as a question of its own."""

import re
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import orjson
import pytest

from bot import estimating
from bot.schedule import run_job
from domain import consensus
from domain.project_tables import parse
from domain.quality import deciding, judging, parts, shrunk, synthetic
from domain.quality.engine import Engine, Rules
from domain.quality.judging import Judged
from domain.quality.synthetic import Person
from domain.questions import UNSURE_VALUE, Question, Value
from domain.terms import MoneyTerms
from storage.database import Database
from tests import invariants
from tests.stories.driver import Chat

TOML = """
title = "What is in it?"
kind = "categorisation"
show = "{{message}}"
reward = "0.01"
time_limit = "2h"
answers = { least = 2, most = 5 }
budget = "3.00"

[[question]]
id = "topics"
text = "Choose all"
type = "choices"
least = 0
options = ["news", "sport", "advert"]
"""
OPTIONS = ("news", "sport", "advert")
ROWS, PEOPLE = 60, 8
SIX = "abcdef"
QUESTION = Question(id="topics", text="Choose all", type="choices", options=OPTIONS)
DONE = {"open": False, "done": True, "undecided": True}


def test_an_answer_says_of_each_option_whether_it_is_chosen() -> None:
    of = parts.parts_of(QUESTION)
    assert [parts.said(one, {"topics": ["advert", "news"]}) for one in of] == ["yes", "no", "yes"]
    assert [parts.said(one, {"topics": []}) for one in of] == ["no"] * 3
    assert [parts.said(one, {}) for one in of] == [None] * 3
    assert [parts.said(one, {"topics": UNSURE_VALUE}) for one in of] == [UNSURE_VALUE] * 3


@pytest.mark.parametrize(
    "other", [{"other": True}, {"agree": "none"}, {"options": tuple(map(str, range(21)))}]
)
def test_what_has_own_words_or_very_many_options_keeps_its_votes(other: dict[str, object]) -> None:
    facts = {"id": "topics", "text": "", "type": "choices", "options": OPTIONS, **other}
    assert parts.parts_of(Question(**facts)) == ()  # type: ignore[arg-type]


def test_parts_come_together_again() -> None:
    of = parts.parts_of(QUESTION)
    sure = [Judged(0, "yes", 0.9), Judged(0, "no", 0.8), Judged(0, is_tie=True)]
    assert judging.wholes(of, sure) == {"topics": Judged(0, ["news"], 0.9 * 0.8 * 0.5)}
    assert judging.wholes(of, [Judged(0)] * 3) == {"topics": Judged(0)}
    tied = Judged(0, is_tie=True)
    assert judging.wholes(of, [tied] * 3) == {"topics": tied}
    alone = Question(id="size", text="", type="scale", least=1, most=5)
    found = judging.wholes((alone, *of), [Judged(0, 3, 0.7), *[Judged(0, "no", 1.0)] * 3])
    assert found == {"size": Judged(0, 3, 0.7), "topics": Judged(0, [], 1.0)}


def test_small_projects_count_votes_and_larger_ones_estimate_each_option() -> None:
    project = parse(TOML, MoneyTerms())
    assert judging.estimated(project, ROWS - 20) == []
    assert [one.text for one in judging.estimated(project, ROWS)] == list(OPTIONS)
    assert judging.others(project) == ()


def test_options_are_right_more_often_than_by_votes_for_as_many_answers() -> None:
    tags = Question(id="topics", text="", type="choices", options=tuple(SIX))
    rows, most = 300, 5
    random = np.random.default_rng(2)
    truth = (random.random((len(SIX), rows)) < 0.25).astype(np.int32)
    cast = [Person("expert")] * 3 + [Person("ordinary")] * 12 + [Person("careless")] * 4
    said = np.stack([
        synthetic.crowd(tuple(cast), label_count=2, truth=of, pace_seconds=6, seed=seed).labels
        for seed, of in enumerate(truth)
    ])  # (options, people, rows)
    order = [random.permutation(len(cast)) for _ in range(rows)]
    voted, by_votes = 0, []
    for row in range(rows):
        given: list[dict[str, Value]] = []
        while (found := consensus.decide(given, [tags], least=2, most=most)).wanted:
            chosen = np.flatnonzero(said[:, order[row][len(given)], row])
            given.append({"topics": [SIX[option] for option in chosen]})
        voted += len(given)
        by_votes.append([option in listed(found.result.get("topics")) for option in SIX])
    engines = [
        Engine(label_count=2, most=np.full(rows, most, np.int32), rules=Rules(routed=True))
        for _ in SIX
    ]
    for turn in range(most):
        for row in range(rows):
            if turn < 2 or not all(engine.done[row] for engine in engines):
                for engine, of in zip(engines, said, strict=True):
                    engine.add(row, int(order[row][turn]), int(of[order[row][turn], row]))
        for engine in engines:
            engine.refit()
    estimated = np.stack([engine.posteriors(np.arange(rows))[:, 1] > 0.5 for engine in engines])
    right = (np.array(by_votes) == truth.T).all(axis=1).mean()
    assert (estimated == truth).all(axis=0).mean() > right + 0.1
    assert len(engines[0]) < 1.05 * voted


def listed(value: Value) -> list[Any]:
    return value if isinstance(value, list) else []


def crowd() -> tuple[np.ndarray, np.ndarray]:
    """Give what is true (rows, options), and what everybody says (people, rows, options): most know
    nine of ten, the last but one overlooks half, and the last chooses anything.
    """
    random = np.random.default_rng(5)
    truth = random.random((ROWS, 3)) < 0.35
    said = truth ^ (random.random((PEOPLE, ROWS, 3)) < 0.1)
    said[-2] = truth & (random.random((ROWS, 3)) < 0.5)
    said[-1] = random.random((ROWS, 3)) < 0.5
    return truth, said


async def test_the_chat_decides_each_option_as_the_engine_does(
    database: Database, tmp_path: Path
) -> None:
    truth, said = crowd()
    chat = Chat(database, tmp_path)
    await chat.project(TOML, rows={f"r{row}": f"row {row}" for row in range(ROWS)})
    ids = await database.read(
        lambda tx: [row[0] for row in tx.connection.execute("SELECT id FROM task ORDER BY id")]
    )
    engines = [
        Engine(
            label_count=2,
            most=np.full(ROWS, 5, np.int32),
            pilot=np.array([task_id % 10 == 0 for task_id in ids]),
            rules=judging.rules_of(parse(TOML, MoneyTerms())),
        )
        for _ in OPTIONS
    ]
    people = [chat.person(f"p{number}") for number in range(PEOPLE)]
    for person in people:
        await person.comes_in()
    random, there, came = Random(1), set(range(PEOPLE)), 0
    while there:
        worker = random.choice(sorted(there))
        person = people[worker]
        if "Done" not in person.buttons:
            await person.sends("/work")
        if "Done" not in person.buttons:
            there.discard(worker)
            chat.clock.passes(minutes=1)
        else:
            row = int(re.search(r"row (\d+)\b", person.text)[1])  # type: ignore[index]
            for option in np.flatnonzero(said[worker, row]):
                await person.taps(OPTIONS[option])
            chat.clock.passes(seconds=1)
            await person.taps("Done")
            for place, engine in enumerate(engines):
                engine.add(row, worker, int(not said[worker, row, place]))
            await fit(chat, engines)
        if not there and len(engines[0]) > came:
            there, came = set(range(PEOPLE)), len(engines[0])
    rows = await database.read(
        lambda tx: list(tx.connection.execute("SELECT state, result FROM task ORDER BY id"))
    )
    assert [DONE[state] for state, _ in rows] == [
        all(engine.done[row] for engine in engines) for row in range(ROWS)
    ]
    chances = np.stack([engine.posteriors(np.arange(ROWS))[:, 0] for engine in engines], axis=1)
    for row, (state, result) in enumerate(rows):
        if state == "done":
            chosen = [OPTIONS[option] for option in np.flatnonzero(chances[row] > 0.5)]
            assert orjson.loads(result) == {"topics": chosen}
    right = (chances > 0.5) == truth
    assert right.all(axis=1).mean() > 0.85
    assert len(engines[0]) < 0.95 * 5 * ROWS
    await invariants.hold(database)


async def fit(chat: Chat, engines: list[Engine]) -> None:
    """Fit on both sides at the same moments."""
    if not await estimating.due(chat.database):
        return
    is_last = all(engine.done.all() for engine in engines)
    for engine in engines:
        engine.refit(iterations=deciding.LAST_ITERATIONS if is_last else shrunk.ITERATIONS)
    report = await run_job("estimate", chat.database, chat.terms, chat.clock())
    assert report.done == 1


async def test_nobody_is_outvoted_by_what_nobody_could_have_said(
    database: Database, tmp_path: Path
) -> None:
    """Each chooses another option of which one at least is to be chosen: none is likelier than not.
    """
    chat = Chat(database, tmp_path)
    one = TOML.replace("least = 0\n", "").replace("least = 2, most = 5", "least = 3, most = 3")
    one = one.replace("budget", 'accept = "consensus"\nbudget')
    await chat.project(one, rows={f"r{row}": f"row {row}" for row in range(ROWS)})
    for option in OPTIONS:
        person = chat.person(option)
        await person.comes_in()
        await person.taps(option)
        await person.taps("Done")
    query = "SELECT t.state, t.result, u.state FROM task t JOIN submission u ON u.task_id = t.id"
    rows = await database.read(lambda tx: list(tx.connection.execute(query)))
    assert [(row[0], row[2]) for row in rows] == [("undecided", "accepted")] * 3
    await invariants.hold(database)
