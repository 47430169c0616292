"""Majority, Dawid–Skene and alpha are those of crowd-kit, to 1e-6."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import recordings
from domain.quality import synthetic
from domain.quality.alpha import alpha
from domain.quality.crowd import Crowd, Floats
from domain.quality.dawid_skene import dawid_skene, majority
from tests.quality.crowdkit import Call, ask, why_not

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "crowd" / "bluebird"
ITERATIONS = (1, 20)
TO = 1e-6
ALPHA_MOST = 1_000  # answers: its alpha takes seconds for more


@dataclass
class Compared:
    """A crowd, and what crowd-kit says of it."""

    crowd: Crowd
    voted: Any
    fitted: dict[int, Any]
    ended: Any
    errors: Any
    alpha: float | None


def calls(crowd: Crowd) -> list[Call]:
    """Ask crowd-kit about a crowd; names are numbers with zeros, so that they sort alike."""
    frame = {
        "task": [f"{task:07}" for task in crowd.tasks],
        "worker": [f"{worker:07}" for worker in crowd.workers],
        "label": [f"{label:03}" for label in crowd.labels],
    }
    fits = [
        Call("DawidSkene", frame, "fit_predict_proba", {"n_iter": count, "tol": -1})
        for count in ITERATIONS
    ]
    return [
        Call("MajorityVote", frame, "fit_predict_proba"),
        *fits,
        Call("DawidSkene", frame, "fit_predict_proba", {"n_iter": 100}),
        Call("DawidSkene", frame, "fit", {"n_iter": 5, "tol": -1}, show="errors_"),
        *([Call("alpha_krippendorff", frame)] if len(crowd.tasks) < ALPHA_MOST else []),
    ]


def compared(crowds: dict[str, Crowd]) -> dict[str, Compared]:
    """Ask about all crowds at once."""
    if reason := why_not():
        pytest.skip(reason)
    asked = {name: calls(crowd) for name, crowd in crowds.items()}
    answers = iter(ask(*(call for each in asked.values() for call in each)))
    return {name: one(crowd, answers) for name, crowd in crowds.items()}


def one(crowd: Crowd, answers: Iterator[Any]) -> Compared:
    voted = next(answers)
    fitted = {count: next(answers) for count in ITERATIONS}
    ended, errors = next(answers), next(answers)
    agreed = next(answers) if len(crowd.tasks) < ALPHA_MOST else None
    return Compared(crowd, voted, fitted, ended, errors, agreed)


def apart(table: Any, ours: Floats) -> float:
    """Give how far a posterior of crowd-kit is from ours; labels that nobody gave are 0."""
    theirs = np.zeros_like(ours)
    for task, chances in table.items():
        for label, chance in chances.items():
            theirs[int(task), int(label)] = chance
    rows = [int(task) for task in table]
    return float(np.abs(theirs - ours)[rows].max())


def check(found: Compared) -> None:
    crowd = found.crowd
    assert apart(found.voted, majority(crowd)) < TO
    for iterations, table in found.fitted.items():
        ours = dawid_skene(crowd, iterations=iterations, tolerance=-1)
        assert apart(table, ours.posterior) < TO
    assert apart(found.ended, dawid_skene(crowd).posterior) < TO
    confusions = dawid_skene(crowd, iterations=5, tolerance=-1).confusions
    for index, chances in found.errors.items():
        worker, label = (int(part.strip("()' ")) for part in index.split(","))
        for true, chance in chances.items():
            assert abs(confusions[worker, label, int(true)] - chance) < TO
    assert found.alpha is None or abs((alpha(crowd) or 0) - found.alpha) < TO


@pytest.fixture(scope="module")
def answered() -> dict[str, Compared]:
    """What crowd-kit says of some synthetic crowds, and of a recorded one where there is one."""
    crowds = {}
    for labels in (2, 5):
        made = synthetic.crowd(synthetic.cast(synthetic.USUAL), label_count=labels, tasks=30)
        crowds[str(labels)] = synthetic.worked(made, answers_each=4, seed=labels).crowd(made)
    if RECORDED.exists():
        read = recordings.read(RECORDED / "answers.csv", RECORDED / "truth.csv")
        crowds[RECORDED.name] = read.crowd
    return compared(crowds)


@pytest.mark.parametrize("labels", ["2", "5"])
def test_on_synthetic_crowds(answered: dict[str, Compared], labels: str) -> None:
    check(answered[labels])


@pytest.mark.data
def test_on_a_recorded_crowd(answered: dict[str, Compared]) -> None:
    if RECORDED.name not in answered:
        pytest.skip("the recorded crowds are not beside the repository")
    check(answered[RECORDED.name])
