"""Answers of a crowd as arrays, in the order of their tasks."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

PLACE_BITS = 32
BLOCK = 2048  # tasks


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """n answers: whose (`workers`), to what (`tasks`), and which option (`labels`), from 0 on.

    `tasks` is in ascending order. There are `task_count` tasks (some may have no answer yet),
    `worker_count` workers and `label_count` options.
    """

    tasks: Ints
    workers: Ints
    labels: Ints
    task_count: int
    worker_count: int
    label_count: int

    @classmethod
    def of(
        cls,
        tasks: NDArray[np.integer],
        workers: NDArray[np.integer],
        labels: NDArray[np.integer],
        *,
        task_count: int,
        worker_count: int,
        label_count: int,
    ) -> "Crowd":
        """Put answers that come in any order into the order of their tasks."""
        order = in_order(tasks)
        return cls(
            tasks=np.asarray(tasks, np.int32)[order],
            workers=np.asarray(workers, np.int32)[order],
            labels=np.asarray(labels, np.int32)[order],
            task_count=task_count,
            worker_count=worker_count,
            label_count=label_count,
        )

    @cached_property
    def answers(self) -> Ints:
        """How many answers each task has."""
        return np.bincount(self.tasks, minlength=self.task_count).astype(np.int32)

    @cached_property
    def given(self) -> Ints:
        """How many answers each worker gave."""
        return np.bincount(self.workers, minlength=self.worker_count).astype(np.int32)

    @cached_property
    def chosen(self) -> NDArray[np.bool_]:
        """Whether a worker ever chose an option, (worker_count, label_count)."""
        found = np.zeros(self.worker_count * self.label_count, dtype=bool)
        found[self._cells] = True
        return found.reshape(self.worker_count, self.label_count)

    @cached_property
    def _cells(self) -> NDArray[np.intp]:
        """For each answer the row of its worker and label in a table of all such pairs."""
        return self.workers.astype(np.intp) * self.label_count + self.labels

    @cached_property
    def _task_starts(self) -> NDArray[np.intp]:
        return _starts(self.tasks)

    @cached_property
    def _by_cell(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Tasks in the order of cells, where each cell begins, and which cells there are."""
        order = in_order(self._cells)
        cells = self._cells[order]
        starts = _starts(cells)
        return self.tasks[order].astype(np.intp), starts, cells[starts]

    def votes(self) -> Floats:
        """Count each task's answers by option, (task_count, label_count)."""
        flat = self.tasks.astype(np.int64) * self.label_count + self.labels
        counted = np.bincount(flat, minlength=self.task_count * self.label_count)
        return counted.astype(float).reshape(self.task_count, self.label_count)

    def summed(self, table: Floats) -> Floats:
        """Add up, for each task, the rows of a table that its answers' workers and labels have.

        `table` is (worker_count, label_count given, label_count true); gives (task_count,
        label_count true), zero where a task has no answer.
        """
        found = np.zeros((self.task_count, self.label_count))
        flat, starts = table.reshape(-1, self.label_count), self._task_starts
        ends = np.append(starts[1:], len(self.tasks))
        for begin in range(0, len(starts), BLOCK):  # some at a time, that the cache can hold
            these = starts[begin : begin + BLOCK]
            first, last = these[0], ends[begin : begin + BLOCK][-1]
            rows = flat.take(self._cells[first:last], axis=0)
            found[self.tasks[these]] = np.add.reduceat(rows, these - first, axis=0)
        return found

    def counted(self, posterior: Floats) -> Floats:
        """Count what workers answered where, by what is true with which probability.

        `posterior` is (task_count, label_count); gives (worker_count, label_count given,
        label_count true).
        """
        size = self.worker_count * self.label_count
        found = np.zeros((self.label_count, size))
        if len(self.tasks):
            tasks, starts, cells = self._by_cell
            for true, column in enumerate(np.ascontiguousarray(posterior.T)):
                found[true, cells] = np.add.reduceat(column.take(tasks), starts)
        return found.T.reshape(self.worker_count, self.label_count, self.label_count)


def in_order(numbers: NDArray[np.integer]) -> NDArray[np.int64]:
    """Give the places of numbers from 0 to 2³¹ - 1 in ascending order, equal ones as they come.

    Number and place are packed into one and sorted as such: numpy does that ten times as fast as it
    sorts places by numbers.
    """
    packed: NDArray[np.int64] = np.left_shift(numbers, PLACE_BITS, dtype=np.int64)
    packed |= np.arange(len(numbers))
    packed.sort()
    packed &= (1 << PLACE_BITS) - 1
    return packed


def _starts(ordered: NDArray[np.integer]) -> NDArray[np.intp]:
    """Give where each run of equal numbers begins."""
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return np.flatnonzero(is_first)
