"""Dawid and Skene's model beside crowd-kit's: as fast as the bar asks, and the same to 1e-6.

crowd-kit runs in its own environment (`make crowdkit`), by the Python there; where that is absent
the rows say so. Both begin with the same file of numbers, make of it what they calculate with, do
the same iterations without looking whether they are done, and calculate in one thread.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.report import Result, at_least, at_most, unmeasured

HOUSE = Path(__file__).parents[1]
PYTHON = HOUSE / ".crowdkit" / "bin" / "python"
ANSWERS, TASKS, WORKERS, LABELS = 1_000_000, 100_000, 1_000, 4
SMALLER = 10  # where it is only to be tried
ITERATIONS, ROUNDS = 10, 3
FASTER, SAME = 8.0, 1e-6
SPEED = "Dawid–Skene on 1,000,000 answers: faster than crowd-kit"
DIFFERENCE = "Dawid–Skene on 1,000,000 answers: largest difference to crowd-kit"
WHY_NOT = "no crowd-kit: `make crowdkit` makes the environment for it"

OURS = """
import json, sys, time
import numpy as np
from domain.quality.crowd import Crowd
from domain.quality.dawid_skene import dawid_skene
answers, out, tasks, workers, labels, iterations = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
columns = np.load(answers)
begun = time.perf_counter()
crowd = Crowd.of(*columns, task_count=tasks, worker_count=workers, label_count=labels)
fit = dawid_skene(crowd, iterations=iterations, tolerance=-1)
took = time.perf_counter() - begun
np.save(out, fit.posterior)
print(json.dumps(took))
"""
THEIRS = """
import json, sys, time
import numpy as np, pandas as pd
from crowdkit.aggregation import DawidSkene
answers, out, tasks, workers, labels, iterations = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
columns = np.load(answers)
begun = time.perf_counter()
frame = pd.DataFrame(dict(zip(("task", "worker", "label"), columns)))
fitted = DawidSkene(n_iter=iterations, tol=-1).fit(frame)
took = time.perf_counter() - begun
np.save(out, fitted.probas_.reindex(index=range(tasks), columns=range(labels)).to_numpy())
print(json.dumps(took))
"""


def beside_crowdkit(folder: Path, quick: bool) -> list[Result]:
    """Fit the same answers by both, in turn, and give the medians' ratio and the difference."""
    if not PYTHON.exists():
        return [
            unmeasured(SPEED, FASTER, WHY_NOT),
            Result(DIFFERENCE, None, "", SAME, why_not=WHY_NOT),
        ]
    smaller = SMALLER if quick else 1
    answers, tasks = ANSWERS // smaller, TASKS // smaller
    np.save(folder / "answers.npy", _answers(answers, tasks))
    sizes = [str(size) for size in (tasks, WORKERS, LABELS, ITERATIONS)]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_took(folder, sys.executable, OURS, "ours", sizes))
        theirs.append(_took(folder, str(PYTHON), THEIRS, "theirs", sizes))
    difference = np.abs(np.load(folder / "ours.npy") - np.load(folder / "theirs.npy"))
    print(f"crowd-kit {np.median(theirs):.2f} s, ours {np.median(ours):.3f} s", flush=True)
    return [
        at_least(SPEED, float(np.median(theirs) / np.median(ours)), FASTER),
        at_most(DIFFERENCE, float(np.nanmax(difference)), SAME, ""),
    ]


def _answers(answers: int, tasks: int) -> np.ndarray:
    """Give tasks, workers and labels: people who are right 40 to 95 times in a hundred."""
    random = np.random.default_rng(0)
    truth, skill = random.integers(0, LABELS, tasks), random.uniform(0.4, 0.95, WORKERS)
    task, worker = random.integers(0, tasks, answers), random.integers(0, WORKERS, answers)
    is_right = random.random(answers) < skill[worker]
    label = np.where(is_right, truth[task], random.integers(0, LABELS, answers))
    return np.stack([task, worker, label])


def _took(folder: Path, python: str, script: str, name: str, sizes: list[str]) -> float:
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    said = subprocess.run(
        [python, "-c", script, str(folder / "answers.npy"), str(folder / f"{name}.npy"), *sizes],
        capture_output=True, text=True, check=True,
        env={**os.environ, **threads, "PYTHONPATH": str(HOUSE)},
    )  # fmt: skip
    return float(json.loads(said.stdout))
