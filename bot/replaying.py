"""A recorded crowd answering again, one answer at a time, through the engine that decides in chat.

What would have been asked for is taken from the recording: a task can get the answers that it got
then and no others, so with routing the choice is among recorded pairs. Gold tasks are drawn from
those with a known truth; they are answered in full, paid for, and left out of the scoring.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recordings import Recording
from domain.errors import Invalid
from domain.quality import routing
from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import dawid_skene, majority
from domain.quality.engine import Engine, Rules
from domain.quality.shrunk import UNKNOWN

LAST_ITERATIONS = 15
ARRIVALS = 64  # workers who come before the number of open answers is looked at again
CANDIDATES_MOST = 150

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
        engine.refit(iterations=LAST_ITERATIONS)
        waiting = np.array(passed, np.int64)
        if engine.done[tasks[waiting]].all():
            return


def _routed(engine: Engine, crowd: Crowd, random: Random) -> None:
    """Let workers come as often as they could answer, and ask each what tells most."""
    add = _adder(engine, crowd)
    is_free = engine.gold[crowd.tasks] == UNKNOWN
    for answer in np.flatnonzero(~is_free).tolist():
        add(answer)
    engine.refit()
    patience, fitted = routing.PATIENCE, engine.fits_at
    hands, refused = _hands(crowd, is_free), np.zeros(crowd.worker_count, bool)
    while True:
        wanted = _wanted(engine, crowd, is_free)
        if not wanted.any():
            engine.refit(iterations=LAST_ITERATIONS)
            wanted = _wanted(engine, crowd, is_free)
            if not wanted.any():
                return
        if fitted != engine.fits_at:  # what is thought of people has changed
            hands, fitted, refused[:] = _hands(crowd, is_free), engine.fits_at, False
        if not wanted[~refused].any():
            patience = patience / 2 if patience > routing.PATIENCE_LEAST else 0.0
            refused[:] = False
        wanted[refused] = 0
        for worker in random.choice(len(hands), size=ARRIVALS, p=wanted / wanted.sum()).tolist():
            if refused[worker]:
                continue
            hand = _sample(hands[worker], random)
            hand = hand[is_free[hand] & ~engine.done[crowd.tasks[hand]]]
            place = engine.choose(worker, crowd.tasks[hand], patience)
            if place is not None:
                is_free[hand[place]] = False
                add(int(hand[place]))
            elif len(hand):
                refused[worker] = True


def _hands(crowd: Crowd, is_free: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Give each worker's recorded answers that have not been asked for."""
    free = np.flatnonzero(is_free)
    free = free[np.argsort(crowd.workers[free], kind="stable")]
    counts = np.bincount(crowd.workers[free], minlength=crowd.worker_count)
    return np.split(free, np.cumsum(counts)[:-1])


def _wanted(engine: Engine, crowd: Crowd, is_free: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Count the answers that each worker could be asked for."""
    wanted = is_free & ~engine.done[crowd.tasks]
    return np.bincount(crowd.workers[wanted], minlength=crowd.worker_count).astype(np.float64)


def _sample(hand: NDArray[np.intp], random: Random) -> NDArray[np.intp]:
    """Look at some of very many."""
    if len(hand) <= CANDIDATES_MOST:
        return hand
    return hand[random.integers(0, len(hand), CANDIDATES_MOST)]
