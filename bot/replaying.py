"""A recorded crowd answering again, one answer at a time, through the engine that decides in chat.

What would have been asked for is taken from the recording: a task can get the answers that it got
then and no others, so with routing the choice is among recorded pairs. Gold tasks are drawn from
those with a known truth; they are answered in full, paid for, and left out of the scoring. Where
there are none every tenth task is answered in full instead: the pilot, as in chat.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot import board
from bot.board import Board
from bot.recordings import Recording
from domain.errors import Invalid
from domain.quality import deciding
from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import dawid_skene, majority
from domain.quality.engine import Engine, Rules
from domain.quality.shrunk import UNKNOWN
from services.fitting import PILOT_EVERY

Random = np.random.Generator


@dataclass(frozen=True, kw_only=True)
class Row:
    """How one way of deciding did: how many answers, and how often it was right."""

    method: str
    answers: int
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A replay's result. `scored` tasks have a truth and are no gold."""

    recording: Recording
    gold_tasks: int
    scored_tasks: int
    rows: tuple[Row, ...]

    def row(self, method: str) -> Row:
        """Give the row of a method."""
        return next(row for row in self.rows if row.method == method)


def replay(
    recording: Recording, *, gold_share: float, rules: Rules, seed: int
) -> Outcome:
    """Replay, and decide by fixed redundancy at the same cost, and by all answers.

    Raises Invalid where no task is left to be scored.
    """
    random = np.random.default_rng(seed)
    gold = _gold(recording, gold_share, random)
    is_scored = (recording.truth != UNKNOWN) & (gold == UNKNOWN)
    if not is_scored.any():
        raise Invalid("All tasks with a known truth would be gold: none is left to be scored.")
    engine = Engine(
        label_count=len(recording.label_names),
        most=recording.crowd.answers,
        gold=gold,
        pilot=_pilot(gold),
        rules=rules,
    )
    (_routed if rules.routed else _in_random_order)(engine, recording.crowd, random)

    def row(method: str, answers: int, posterior: Floats) -> Row:
        tie = random.random(posterior.shape) * 1e-9
        right = (posterior + tie).argmax(axis=1) == recording.truth
        return Row(method=method, answers=answers, accuracy=float(right[is_scored].mean()))

    used, everything = len(engine), recording.crowd
    taken = fixed(everything, used, random)
    rows = (
        row("bitework", used, engine.final()),
        row("fixed majority", used, majority(taken)),
        row("fixed dawid-skene", used, dawid_skene(taken).posterior),
        row("all majority", len(everything.tasks), majority(everything)),
        row("all dawid-skene", len(everything.tasks), dawid_skene(everything).posterior),
    )
    return Outcome(
        recording=recording,
        gold_tasks=int((gold != UNKNOWN).sum()),
        scored_tasks=int(is_scored.sum()),
        rows=rows,
    )


def _gold(recording: Recording, share: float, random: Random) -> Ints:
    known = np.flatnonzero(recording.truth != UNKNOWN)
    drawn = random.permutation(known)[: round(share * len(known))]
    gold = np.full(len(recording.truth), UNKNOWN, np.int32)
    gold[drawn] = recording.truth[drawn]
    return gold


def _pilot(gold: Ints) -> NDArray[np.bool_]:
    """Give the tasks that are answered in full where none is gold."""
    is_any_gold = bool((gold != UNKNOWN).any())
    found: NDArray[np.bool_] = (np.arange(len(gold)) % PILOT_EVERY == 0) & (not is_any_gold)
    return found


def fixed(crowd: Crowd, answers: int, random: Random) -> Crowd:
    """Take so many answers, equally many for each task as far as there are any."""
    order = random.permutation(len(crowd.tasks))
    order = order[np.argsort(crowd.tasks[order], kind="stable")]
    starts = np.cumsum(crowd.answers) - crowd.answers
    rank = np.arange(len(order)) - starts[crowd.tasks[order]]
    chosen = order[np.lexsort((random.random(len(order)), rank))[:answers]]
    return Crowd.of(
        crowd.tasks[chosen], crowd.workers[chosen], crowd.labels[chosen],
        task_count=crowd.task_count,
        worker_count=crowd.worker_count,
        label_count=crowd.label_count,
    )  # fmt: skip


def _adder(engine: Engine, crowd: Crowd) -> Callable[[int], None]:
    """Give what adds a recorded answer and fits when that is due."""
    tasks, workers, labels = crowd.tasks.tolist(), crowd.workers.tolist(), crowd.labels.tolist()

    def add(answer: int) -> None:
        engine.add(tasks[answer], workers[answer], labels[answer])
        if engine.is_fit_due:
            engine.refit()

    return add


def _in_random_order(engine: Engine, crowd: Crowd, random: Random) -> None:
    """Let answers come as they like; those to tasks that are done are not asked for."""
    add, tasks = _adder(engine, crowd), crowd.tasks
    waiting = random.permutation(len(tasks))
    while len(waiting):
        passed = []
        for answer in waiting.tolist():
            if engine.done[tasks[answer]]:
                passed.append(answer)
            else:
                add(answer)
        engine.refit(iterations=deciding.LAST_ITERATIONS)
        waiting = np.array(passed, np.int64)
        if engine.done[tasks[waiting]].all():
            return


def _routed(engine: Engine, crowd: Crowd, random: Random) -> None:
    """Ask each for what tells most, those first who are to show how good people are."""
    add = _adder(engine, crowd)
    hands = board.hands_of(crowd)
    for answer in np.flatnonzero(engine.is_full[crowd.tasks]).tolist():
        add(answer)
        hands[crowd.workers[answer]].discard(int(crowd.tasks[answer]))
    rows = Board([engine], hands, random.permutation(crowd.task_count).tolist())
    rows.fit()
    board.work(rows, [crowd], random)
