"""The rows of a project that want answers, in the lanes of the chat, and people who come.

Fresh rows come in their order, for the least answers each; a row that has them and is in doubt goes
to the end of the other lane, for one answer more. Whoever comes is asked by the chooser of the chat
(`domain.quality.asking`), which looks at as many rows. A recorded crowd and a synthetic one answer
through this: `bot.replaying`, `bot.simulating`.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.quality import asking, deciding
from domain.quality.asking import Offer
from domain.quality.crowd import Crowd
from domain.quality.engine import Engine
from services.routing import NEAR_MOST

ARRIVALS = 64  # people who come before it is looked at anew who has how much to do

Random = np.random.Generator


class Board:
    """Rows that want answers: an engine for each question, and for everybody the rows that they may
    be asked about.
    """

    def __init__(
        self, engines: Sequence[Engine], hands: Sequence[set[int]], order: Iterable[int]
    ) -> None:
        self.engines, self.hands = engines, hands
        first = engines[0]
        self._is_full = np.any([engine.is_full for engine in engines], axis=0).tolist()
        self._is_gold = np.any([engine.gold >= 0 for engine in engines], axis=0).tolist()
        self._done = self.done.tolist()
        self._slots = np.where(self.done, 0, np.minimum(first.rules.least, first.most)).tolist()
        self._held = [0] * len(self._slots)
        self._fresh: dict[int, None] = dict.fromkeys(row for row in order if self._slots[row] > 0)
        self._again: dict[int, None] = {}
        self._is_fitted = self._is_plenty = False
        self._since_ms: int | None = None

    @property
    def done(self) -> NDArray[np.bool_]:
        """Which rows need no further answer, (rows)."""
        found: NDArray[np.bool_] = np.all([engine.done for engine in self.engines], axis=0)
        return found

    def choose(self, worker: int, now_ms: int) -> int | None:
        """Give the row that somebody is asked about; None where there is none, or all of them wait
        for others.
        """
        again, fresh = self._near(self._again, worker), self._near(self._fresh, worker)
        near = again + fresh
        if not near or not self._is_fitted:
            return near[0] if near else None
        if self._since_ms is None:
            self._since_ms = now_ms
        worth = asking.patience(now_ms, self._since_ms)
        is_known = any(engine.has_seen(worker) for engine in self.engines)
        offers, is_plenty = self._offers(near, worker, len(again)), self._is_plenty
        places = asking.order(offers, worth, is_known=is_known, is_plenty=is_plenty)
        return near[places[0]] if places else None

    def give(self, worker: int, row: int) -> None:
        """Somebody has a row in hand."""
        self.hands[worker].discard(row)
        self._held[row] += 1
        self._slots[row] -= 1
        if self._slots[row] <= 0:
            self._leave(row)

    def answer(self, worker: int, row: int, labels: Sequence[int]) -> None:
        """Take in somebody's answer to what they have in hand."""
        self._held[row] -= 1
        for engine, label in zip(self.engines, labels, strict=True):
            engine.add(row, worker, label)
        self._look(row)

    def fit(self, iterations: int | None = None) -> None:
        """Fit, and see which rows stand otherwise."""
        for engine in self.engines:
            if iterations is None:
                engine.refit()
            else:
                engine.refit(iterations=iterations)
        self._is_fitted, self._since_ms = True, None
        people = int(np.any([each.seen for each in self.engines], axis=0).sum())
        self._is_plenty = len(self._slots) // max(1, people) > asking.EACH_MOST
        for row in np.flatnonzero(self.done != np.array(self._done)).tolist():
            self._look(row)

    def _near(self, lane: dict[int, None], worker: int) -> list[int]:
        """Give the first rows of a lane that somebody may be asked about."""
        hand, found = self.hands[worker], []
        for row in lane:
            if row in hand:
                found.append(row)
                if len(found) == NEAR_MOST:
                    break
        return found

    def _offers(self, near: Sequence[int], worker: int, again: int) -> list[Offer]:
        """Look at rows, of which the first so many opened again."""
        rows = np.array(near)
        tells, usual, sure = np.zeros(len(rows)), np.zeros(len(rows)), np.ones(len(rows))
        for engine in self.engines:
            posterior = engine.posteriors(rows)
            of_theirs, of_average = engine.tells(worker, posterior)
            tells, usual, sure = tells + of_theirs, usual + of_average, sure * posterior.max(axis=1)
        told = (column.round(asking.DIGITS).tolist() for column in (tells, usual, sure))
        return [
            Offer(theirs, average, likeliest, place < again, self._is_gold[row], self._is_full[row])
            for place, (row, theirs, average, likeliest) in enumerate(zip(near, *told, strict=True))
        ]

    def _look(self, row: int) -> None:
        """See what a row wants, and in which lane it is."""
        first = self.engines[0]
        self._done[row] = is_done = all(engine.done[row] for engine in self.engines)
        given = int(first.answers[row])
        left = int(first.most[row]) - given
        wanted = left if self._is_full[row] else min(left, max(1, first.rules.least - given))
        slots = 0 if is_done else wanted - self._held[row]
        if slots <= 0:
            self._leave(row)
        elif self._slots[row] <= 0:
            self._again[row] = None
        self._slots[row] = slots

    def _leave(self, row: int) -> None:
        self._fresh.pop(row, None)
        self._again.pop(row, None)


def hands_of(crowd: Crowd) -> list[set[int]]:
    """Give the rows that everybody has answers to."""
    found: list[set[int]] = [set() for _ in range(crowd.worker_count)]
    for task, worker in zip(crowd.tasks.tolist(), crowd.workers.tolist(), strict=True):
        found[worker].add(task)
    return found


def work(board: Board, crowds: Sequence[Crowd], random: Random, *, answer_ms: float = 0.0) -> None:
    """Let people come by lot, the oftener the more of their answers are wanted, until none is.

    `crowds` have the same pairs of task and worker, and what is said to each question. Time passes
    by `answer_ms` with every answer, and while everybody who comes is asked nothing.
    """
    tasks, workers = crowds[0].tasks, crowds[0].workers
    answers = _by_pair(crowds[0])
    said = [crowd.labels.tolist() for crowd in crowds]
    is_free = np.zeros(len(tasks), bool)
    for worker, hand in enumerate(board.hands):
        is_free[[answers[worker][row] for row in hand]] = True
    now_ms, idle = 0.0, np.zeros(len(board.hands), bool)
    while True:
        wanted = _wanted(board, is_free, tasks, workers)
        if not wanted.any():
            board.fit(deciding.LAST_ITERATIONS)
            idle[:] = False
            wanted = _wanted(board, is_free, tasks, workers)
            if not wanted.any():
                return
        wanted[idle] = 0
        if not wanted.any():
            now_ms += asking.WAIT_MS
            idle[:] = False
            continue
        chances = wanted / wanted.sum()
        for worker in random.choice(len(wanted), size=ARRIVALS, p=chances).tolist():
            row = None if idle[worker] else board.choose(worker, int(now_ms))
            if row is None:
                idle[worker] = True
                continue
            answer = answers[worker][row]
            is_free[answer] = False
            board.give(worker, row)
            board.answer(worker, row, [labels[answer] for labels in said])
            now_ms += answer_ms
            if board.engines[0].is_fit_due:
                board.fit()
                idle[:] = False


def _by_pair(crowd: Crowd) -> list[dict[int, int]]:
    """Give by worker and task which answer it is."""
    found: list[dict[int, int]] = [{} for _ in range(crowd.worker_count)]
    pairs = zip(crowd.workers.tolist(), crowd.tasks.tolist(), strict=True)
    for answer, (worker, task) in enumerate(pairs):
        found[worker][task] = answer
    return found


def _wanted(
    board: Board, is_free: NDArray[np.bool_], tasks: NDArray[np.int32], workers: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Count the answers that everybody could be asked for."""
    wanted = is_free & ~board.done[tasks]
    return np.bincount(workers[wanted], minlength=len(board.hands)).astype(np.float64)
