"""Synthetic crowds with a known truth, and the same models in plain Python."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from domain.quality.crowd import Crowd, Floats

Answer = tuple[int, int, int]  # task, worker, label


def ordinary(labels: int, right: float) -> Floats:
    """Somebody's chances of an answer (given, true): right so often, else anything."""
    found = np.full((labels, labels), (1 - right) / (labels - 1))
    np.fill_diagonal(found, right)
    return found


def spammer(labels: int) -> Floats:
    """Somebody who always gives the first label."""
    found = np.full((labels, labels), 0.001)
    found[0] = 1 - 0.001 * (labels - 1)
    return found


def turner(labels: int, right: float) -> Floats:
    """Somebody who knows, and calls things by the next label."""
    return np.roll(ordinary(labels, right), 1, axis=0)


def made(
    workers: Sequence[Floats], *, tasks: int, answers: int, seed: int = 0
) -> tuple[Crowd, np.ndarray]:
    """Give a crowd in which so many workers, drawn by lot, answer each task, and the truth."""
    random = np.random.default_rng(seed)
    labels = len(workers[0])
    truth = random.integers(0, labels, tasks)
    given = [
        (task, worker, int(random.choice(labels, p=workers[worker][:, truth[task]])))
        for task in range(tasks)
        for worker in random.permutation(len(workers))[:answers].tolist()
    ]
    return crowd_of(given, tasks, len(workers), labels), truth


def crowd_of(answers: Sequence[Answer], tasks: int, workers: int, labels: int) -> Crowd:
    """Put answers into arrays."""
    columns = np.array(answers, np.int64).reshape(-1, 3).T
    return Crowd.of(*columns, task_count=tasks, worker_count=workers, label_count=labels)


def answers_of(crowd: Crowd) -> list[Answer]:
    """Give the answers one by one."""
    columns = (crowd.tasks.tolist(), crowd.workers.tolist(), crowd.labels.tolist())
    return list(zip(*columns, strict=True))


def plain_shrunk(
    answers: Sequence[Answer], counts: tuple[int, int, int], gold: dict[int, int], iterations: int
) -> list[list[float]]:
    """The model of `domain.quality.shrunk`, written out; gives the posteriors."""
    tasks, workers, labels = counts
    every, alike = range(labels), max(4, labels)
    weak = [[0.7 if g == t else 0.3 / (labels - 1) for t in every] for g in every]
    by_task: dict[int, list[Answer]] = {task: [] for task in range(tasks)}
    for answer in answers:
        by_task[answer[0]].append(answer)

    def clamped(posterior: list[list[float]]) -> list[list[float]]:
        return [
            [float(label == gold[task]) for label in every] if task in gold else row
            for task, row in enumerate(posterior)
        ]

    votes = [Counter(label for _, _, label in by_task[task]) for task in range(tasks)]
    posterior = [
        [votes[t][label] / votes[t].total() if votes[t] else 1 / labels for label in every]
        for t in range(tasks)
    ]
    for _ in range(iterations):
        known = clamped(posterior)
        counted = [[[0.0] * labels for _ in every] for _ in range(workers)]
        for task, worker, given in answers:
            for true in every:
                counted[worker][given][true] += known[task][true]
        pooled = [
            [sum(w[g][t] for w in counted) + 2 * labels * weak[g][t] for t in every] for g in every
        ]
        total = [sum(pooled[g][t] for g in every) for t in every]
        pooled = [[pooled[g][t] / total[t] for t in every] for g in every]
        prior = [
            1 + sum(known[task][t] for task in range(tasks) if by_task[task] or task in gold)
            for t in every
        ]
        prior = [each / sum(prior) for each in prior]
        chances = []
        for worker in range(workers):
            rows = [[counted[worker][g][t] + alike * pooled[g][t] for t in every] for g in every]
            sums = [sum(rows[g][t] for g in every) for t in every]
            chances.append([[rows[g][t] / sums[t] for t in every] for g in every])
        posterior = []
        for task in range(tasks):
            row = [
                math.log(prior[t])
                + sum(math.log(chances[worker][given][t]) for _, worker, given in by_task[task])
                for t in every
            ]
            odds = [math.exp(each - max(row)) for each in row]
            posterior.append([each / sum(odds) for each in odds])
    return posterior


def plain_dawid_skene(
    answers: Sequence[Answer], counts: tuple[int, int, int], iterations: int
) -> list[list[float]]:
    """The model of Dawid and Skene without priors, written out; gives the posteriors."""
    tasks, workers, labels = counts
    every = range(labels)
    votes = [Counter(label for task, _, label in answers if task == t) for t in range(tasks)]
    posterior = [[votes[t][label] / votes[t].total() for label in every] for t in range(tasks)]
    for _ in range(iterations):
        counted = [[[0.0] * labels for _ in every] for _ in range(workers)]
        for task, worker, given in answers:
            for true in every:
                counted[worker][given][true] += posterior[task][true]
        prior = [sum(row[t] for row in posterior) / tasks for t in every]
        rows = [[math.log(max(prior[t], 1e-10)) for t in every] for _ in range(tasks)]
        for task, worker, given in answers:
            for true in every:
                total = sum(counted[worker][g][true] for g in every)
                chance = counted[worker][given][true] / total if total > 1e-10 else 0.0
                rows[task][true] += math.log(max(chance, 1e-10))
        posterior = []
        for row in rows:
            odds = [math.exp(each - max(row)) for each in row]
            posterior.append([each / sum(odds) for each in odds])
    return posterior
