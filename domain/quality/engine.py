"""What is known about a question while answers come in.

The state is the answers and the estimate of the last fit; all else follows from the two. A fit
depends on which answers there are and not on their order or on the fit before, so that whoever adds
the same answers and fits at the same moments has the same state, and a restart loses nothing.

Between fits an answer moves its own task alone, at the estimate that there is. Nothing here is
tuned to a data set: the constants stand in `shrunk` and `stopping`.
"""

from array import array

import numpy as np
from numpy.typing import NDArray

from domain.quality import deciding, routing, shrunk, stopping
from domain.quality.aggregate import aggregate
from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import normalised
from domain.quality.deciding import CONFIDENCE as CONFIDENCE
from domain.quality.deciding import FIRST_FIT as FIRST_FIT
from domain.quality.deciding import FITS_GROWTH as FITS_GROWTH
from domain.quality.deciding import LEAST as LEAST
from domain.quality.deciding import Rules as Rules
from domain.quality.shrunk import UNKNOWN, Estimate

WORKERS_GROWTH = 64


class Engine:
    """One question's tasks, 0 to n - 1, with `label_count` options.

    `most` (tasks) is how many answers each may get, `gold` (tasks) the known label or UNKNOWN. A
    gold task is there to learn about workers, and so are the tasks of a pilot: they are never done
    before they have all their answers, and their posterior is what their answers say. Workers are
    numbered from 0 on as they come.
    """

    def __init__(
        self,
        *,
        label_count: int,
        most: Ints,
        gold: Ints | None = None,
        pilot: NDArray[np.bool_] | None = None,
        rules: Rules | None = None,
    ) -> None:
        self.rules = rules or Rules()
        self.label_count = label_count
        self.most = most
        self.gold = np.full(len(most), UNKNOWN, np.int32) if gold is None else gold
        self.is_full = self.gold != UNKNOWN if pilot is None else pilot | (self.gold != UNKNOWN)
        self.answers = np.zeros(len(most), np.int32)
        self.done = most <= 0
        self.estimate = shrunk.unseen(label_count)
        self.fits_at = deciding.fits_at(0)
        self._tasks, self._workers, self._labels = array("i"), array("i"), array("i")
        self._given = np.zeros(0)
        self._evidence = np.zeros((len(most), label_count))
        self._drift: stopping.Drift | None = None
        self._model = deciding.unseen(label_count)
        self._seen = np.zeros(0, np.int32)
        self._adopt_logs(0)

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self._tasks)

    @property
    def is_fit_due(self) -> bool:
        """Tell whether enough answers have come since the last fit."""
        return len(self) >= self.fits_at

    def add(self, task: int, worker: int, label: int) -> None:
        """Take in an answer."""
        if worker >= len(self._logs):
            self._adopt_logs(worker + 1 + WORKERS_GROWTH)
        self._tasks.append(task)
        self._workers.append(worker)
        self._labels.append(label)
        self._given[worker] += 1
        self.answers[task] += 1
        self._evidence[task] += self._logs[worker, label]
        more = int(self.most[task] - self.answers[task])
        odds = (self._log_prior + self._evidence[task]).tolist()
        self.done[task] = more <= 0 or (
            not self.is_full[task]
            and deciding.is_settled(odds, int(self.answers[task]), more, self._model, self.rules)
        )

    def take(self, tasks: Ints, workers: Ints, labels: Ints) -> None:
        """Take in many answers at once; which tasks are done is looked at by the next fit."""
        self._adopt_logs(max(len(self._logs), int(workers.max(initial=-1)) + 1))
        for column, given in zip(
            (self._tasks, self._workers, self._labels), (tasks, workers, labels), strict=True
        ):
            column.frombytes(np.asarray(given, np.int32).tobytes())
        self._given += np.bincount(workers, minlength=len(self._given))
        self.answers += np.bincount(tasks, minlength=len(self.most)).astype(np.int32)

    def posteriors(self, tasks: NDArray[np.integer]) -> Floats:
        """Give the chances of each label, (tasks asked for, labels)."""
        return normalised(self._log_prior + self._evidence[tasks])

    def posterior(self, task: int) -> Floats:
        """Give the chances of a task's labels, (labels)."""
        found: Floats = self.posteriors(np.array([task]))[0]
        return found

    def final(self) -> Floats:
        """Decide by all answers, (tasks, labels): what an export by `bitework` says.

        While answers come in a mistaken estimate costs answers; in the end it costs results, and
        two opinions are better than one (`aggregate`).
        """
        return aggregate(self.crowd(), "bitework", self.gold).posterior

    def is_done(self, task: int) -> bool:
        """Tell whether a task needs no further answer; a later fit may find that it does."""
        return bool(self.done[task])

    def confusion(self, worker: int) -> Floats:
        """Give a worker's chances of each answer, (given, true); a newcomer is an average one."""
        known = self.estimate.confusions
        found: Floats = known[worker] if worker < len(known) else self.estimate.pooled
        return found

    def has_seen(self, worker: int) -> bool:
        """Tell whether the last fit saw an answer of this worker."""
        return worker < len(self._seen) and bool(self._seen[worker])

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Of whom the last fit saw an answer, (workers)."""
        found: NDArray[np.bool_] = self._seen > 0
        return found

    def tells(self, worker: int, posterior: Floats) -> tuple[Floats, Floats]:
        """Give what an answer of this worker would tell about tasks, and an average worker's."""
        usual = routing.information(posterior, self.estimate.pooled)
        if not self.has_seen(worker):
            return usual, usual
        return routing.information(posterior, self.confusion(worker)), usual

    def crowd(self) -> Crowd:
        """Give all answers so far, such as for a fit that runs elsewhere."""
        tasks, workers, labels = (
            np.array(column, np.int32) for column in (self._tasks, self._workers, self._labels)
        )
        return Crowd.of(
            tasks, workers, labels,
            task_count=len(self.most),
            worker_count=int(workers.max(initial=-1)) + 1,
            label_count=self.label_count,
        )  # fmt: skip

    def refit(self, *, iterations: int = shrunk.ITERATIONS) -> None:
        """Fit to all answers and see which tasks are done."""
        crowd = self.crowd()
        self._adopt(shrunk.fit(crowd, self.gold, iterations=iterations)[0], crowd)

    def adopt(self, estimate: Estimate) -> None:
        """Take over an estimate; answers that came since it was begun are weighed by it, too."""
        self._adopt(estimate, self.crowd())

    def model(self) -> deciding.Model:
        """Give the estimate as the chat keeps it."""
        drift = self._drift
        return deciding.Model(
            prior=np.log(self.estimate.prior).tolist(),
            average=np.log(self.estimate.pooled).tolist(),
            mean=drift.mean.tolist() if drift else (),
            variance=drift.variance.tolist() if drift else (),
        )

    def _adopt(self, estimate: Estimate, crowd: Crowd) -> None:
        self.estimate, self._seen = estimate, crowd.given
        self._adopt_logs(crowd.worker_count)
        self._evidence = crowd.summed(self._logs[: crowd.worker_count])
        if len(estimate.confusions):
            self._drift = stopping.drift_of(estimate, self._given[: len(estimate.confusions)])
        self._model = self.model()
        self.done = self._is_settled(np.arange(len(self.most)))
        self.fits_at = deciding.fits_at(len(self))

    def _adopt_logs(self, worker_count: int) -> None:
        """Have logarithms for so many workers; those whom no fit has seen are average ones."""
        known = self.estimate.confusions
        count = max(worker_count, len(known))
        logs = np.empty((count, self.label_count, self.label_count))
        logs[: len(known)] = np.log(known)
        logs[len(known) :] = np.log(self.estimate.pooled)
        self._logs = logs
        self._log_prior = np.log(self.estimate.prior)
        self._given = np.concatenate([self._given, np.zeros(max(0, count - len(self._given)))])

    def _is_settled(self, tasks: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Tell which tasks need no further answer: full ones, sure ones, hopeless ones."""
        answers, more = self.answers[tasks], self.most[tasks] - self.answers[tasks]
        may = (answers >= self.rules.least) & (more > 0) & ~self.is_full[tasks]
        posterior = self.posteriors(tasks)
        sure: NDArray[np.bool_] = posterior.max(axis=1) >= self.rules.enough
        settled: NDArray[np.bool_] = (more <= 0) | (sure & may)
        if self._drift is not None and self.rules.gain_least > 0:
            open_ = np.flatnonzero(may & ~sure)
            if len(open_):
                odds = self._log_prior + self._evidence[tasks[open_]]
                gained = stopping.gain(posterior[open_], odds, more[open_], self._drift)
                settled[open_] = gained < self.rules.gain_least
        return settled
