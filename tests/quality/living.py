"""A recorded crowd that answers in chat, and the board of the replay, which takes in the same."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import orjson

from bot import estimating
from bot.board import Board
from bot.schedule import run_job
from domain.quality import deciding, judging, shrunk
from domain.quality.crowd import Crowd
from domain.quality.engine import Engine
from domain.quality.shrunk import UNKNOWN
from services import estimates, routing
from storage import answers as store
from storage.database import Database
from storage.projects import definition
from storage.tx import Tx
from tests.stories.driver import Chat, Person

TOML = """
title = "Which one is it?"
kind = "categorisation"
show = "{{message}}"
reward = "0.01"
time_limit = "2h"
answers = { least = 2, most = MOST }
accept = "ACCEPT"
budget = "BUDGET"

[[question]]
id = "label"
text = "Which one?"
type = "choice"
options = [OPTIONS]
"""
ROW = re.compile(r"row (\d+)\b")
PATIENCE_MOST = 10  # rounds in which nobody is asked anything, of ten minutes or so
DONE = {"open": False, "done": True, "undecided": True}


@dataclass
class Lives:
    """People who would give the recorded answers, in chat, and the board beside them. Whom the chat
    asks about what is compared with whom the board would.
    """

    chat: Chat
    project_id: int
    engine: Engine
    board: Board
    names: list[str]
    labels: np.ndarray  # (people, rows): what each would say
    people: list[Person]
    ids: list[int]  # the rows' tasks
    fits: int = 0
    in_hand: dict[int, int] = field(default_factory=dict)
    is_compared: bool = False
    waited: int = 0  # how often somebody was asked nothing though rows were open to them

    def sees(self, worker: int) -> int | None:
        """Read what somebody is asked about, and compare it where it was just given."""
        person = self.people[worker]
        found = ROW.search(person.text)
        row = int(found[1]) if found and set(self.names) & set(person.buttons) else None
        if row is None or row != self.in_hand.get(worker):
            wanted = self.board.choose(worker, self.chat.clock())
            if row is None:
                hand = self.board.hands[worker]
                self.waited += any(not self.engine.done[one] for one in hand)
            elif self.engine.gold[row] != UNKNOWN:  # known ones are mixed in
                wanted = row
            if self.is_compared:
                assert row == wanted, f"{worker} is asked about {row}, not {wanted}"
        if row is not None and row != self.in_hand.get(worker):
            self.in_hand[worker] = row
            self.board.give(worker, row)
        return row

    async def answer(self, worker: int) -> int | None:
        """Let somebody answer what they have in hand; give the row, None where there is none."""
        person = self.people[worker]
        routing.forget()
        if worker not in self.in_hand:
            await person.sends("/work")
        row = self.sees(worker)
        if row is None:
            return None
        label = int(self.labels[worker, row])
        self.chat.clock.passes(seconds=1)
        await person.taps(self.names[label])
        del self.in_hand[worker]
        self.board.answer(worker, row, [label])
        if "known answer" not in person.text:  # what was missed is explained first
            self.sees(worker)
        return row

    async def fit(self) -> None:
        """Fit on both sides where that is due, at the same moment: also when all rows are done."""
        due = bool(await estimating.due(self.chat.database))
        is_last = due and bool(self.engine.done.all())
        assert due == (self.engine.is_fit_due or is_last), f"{due} after {len(self.engine)} answers"
        if due:
            self.board.fit(deciding.LAST_ITERATIONS if is_last else shrunk.ITERATIONS)
            await self.job()

    async def job(self) -> None:
        report = await run_job(
            "estimate", self.chat.database, self.chat.terms, self.chat.clock()
        )
        assert report.done == 1, report
        self.fits += 1

    async def states(self) -> list[tuple[str, dict[str, str]]]:
        """Give each row's state and result."""
        rows = await self.chat.database.read(self._states)
        return [(row[1], orjson.loads(row[2] or "{}")) for row in rows]

    def _states(self, tx: Tx) -> list[Any]:
        return tx.connection.execute("SELECT id, state, result FROM task ORDER BY id").fetchall()

    async def check(self) -> None:
        """Compare row by row: what is done, its result, and the chances of all labels."""
        states = await self.states()
        done = [DONE[state] for state, _ in states]
        assert done == self.engine.done.tolist()
        chances = await self.chat.database.read(self._chances)
        posterior = self.engine.posteriors(np.arange(len(done)))
        assert np.abs(np.array(chances) - posterior).max() < 1e-9
        for row, (state, result) in enumerate(states):
            if state == "done":
                assert result == {"label": self.names[int(posterior[row].argmax())]}

    def _chances(self, tx: Tx) -> list[list[float]]:
        project = definition(tx, self.project_id)
        found = []
        for task_id in self.ids:
            task = self._counts(tx, task_id)
            given = [
                (vote.account_id, vote.answers["label"])
                for vote in store.votes(tx, task_id, project)
            ]
            odds = estimates.odds(tx, task.estimate, project.questions[0], given)
            found.append(deciding.chances(odds))
        return found


    def _counts(self, tx: Tx, task_id: int) -> store.Counts:
        version = tx.connection.execute("SELECT estimate FROM project").fetchone()[0]
        return store.Counts("", 0, 0, 0, len(self.ids), version, 0)


async def lives(
    database: Database,
    folder: Path,
    labels: np.ndarray,
    names: list[str],
    *,
    most: int,
    gold: dict[int, int] | None = None,
    accept: str = "answer",
    budget: float = 1,
) -> Lives:
    """Make a project over as many rows as are recorded, and let everybody come; `budget` is the
    share of what it may cost at most.
    """
    chat = Chat(database, folder)
    people, rows = labels.shape
    toml = TOML.replace("MOST", str(most)).replace("ACCEPT", accept)
    toml = toml.replace("OPTIONS", ", ".join(f'"{name}"' for name in names))
    toml = toml.replace("BUDGET", f"{budget * rows * most / 100:.2f}")
    known = gold or {}
    lines = [
        f"r{row},row {row}," + (names[known[row]] if row in known else "") for row in range(rows)
    ]
    csv = "\n".join(["id,message,gold:label", *lines, ""])
    project_id = await chat.project(toml, csv=csv)
    ids = [
        row[0]
        for row in await database.read(
            lambda tx: tx.connection.execute("SELECT id FROM task ORDER BY id").fetchall()
        )
    ]
    pilot = [not known and task_id % 10 == 0 for task_id in ids]
    project = await database.read(lambda tx: definition(tx, project_id))
    engine = Engine(
        label_count=len(names),
        most=np.full(rows, most, np.int32),
        gold=np.array([known.get(row, UNKNOWN) for row in range(rows)], np.int32),
        pilot=np.array(pilot),
        rules=judging.rules_of(project),
    )
    everybody = [chat.person(f"p{number}") for number in range(people)]
    for person in everybody:
        await person.sends("/start")
        for button in ("Start earning", "No, just show me a task"):
            if button in person.buttons:
                await person.taps(button)
    board = Board([engine], [set(range(rows)) for _ in everybody], range(rows))
    of = Lives(chat, project_id, engine, board, names, labels, everybody, ids)
    for worker in range(people):
        of.sees(worker)
    return of


async def live(of: Lives, seed: int) -> None:
    """Let people come by lot until nobody gets anything more, comparing all the time."""
    of.is_compared, random = True, Random(seed)
    everybody = set(range(len(of.people)))
    there, came, patience = set(everybody), 0, PATIENCE_MOST
    while there:
        worker = random.choice(sorted(there))
        if await of.answer(worker) is None:
            there.discard(worker)
            of.chat.clock.passes(minutes=1)
        else:
            fits = of.fits
            await of.fit()
            if of.fits != fits:
                await of.check()
        if not there and (len(of.engine) > came or patience):  # everybody once more
            patience = PATIENCE_MOST if len(of.engine) > came else patience - 1
            there, came = set(everybody), len(of.engine)


def labels_of(crowd: Crowd) -> np.ndarray:
    """Give what everybody said about every row, of a crowd in which all did."""
    found = np.full((crowd.worker_count, crowd.task_count), UNKNOWN)
    found[crowd.workers, crowd.tasks] = crowd.labels
    assert (found != UNKNOWN).all()
    return found
