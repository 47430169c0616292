"""Agreement over 100,000 answers of each type, against what one would write for that type alone.

Both sides get the same tasks and give an answer, a confidence and who agreed for each; that they
mean the same is looked at, too.
"""

from pathlib import Path
from statistics import fmean
from time import perf_counter

from benchmarks.agreement_baselines import BASELINES, Results
from benchmarks.agreement_data import TASKS, Tasks, question, tasks
from benchmarks.report import Result, at_most
from benchmarks.rounds import interleaved, ratio
from domain import agreement
from domain.agreement import Agreed
from domain.questions import Question

ROUNDS = 3
TASKS_QUICK = 1_000
BAR = 2.0
ALIKE_LEAST = 0.9  # how often both must find the same people to agree
APART_MAX = 0.05  # how far the mean confidences may be apart


def name(kind: str) -> str:
    """Name the row of a type."""
    return f"agreement over 100,000 answers: {kind}, against numpy and rapidfuzz"


def agree(folder: Path, quick: bool) -> list[Result]:
    """Measure each type in turn."""
    return [_measured(kind, quick) for kind in BASELINES]


def _measured(kind: str, quick: bool) -> Result:
    asked, given = question(kind), tasks(kind, TASKS_QUICK if quick else TASKS)
    same(agreement.agree_all(asked, given), BASELINES[kind](given))
    sides = {
        "ours": lambda: _ours_s(asked, given),
        "baseline": lambda: _baseline_s(kind, given),
    }
    return at_most(name(kind), ratio(interleaved(ROUNDS, sides), "ours", "baseline"), BAR)


def _ours_s(asked: Question, given: Tasks) -> float:
    begun = perf_counter()
    agreement.agree_all(asked, given)
    return perf_counter() - begun


def _baseline_s(kind: str, given: Tasks) -> float:
    begun = perf_counter()
    BASELINES[kind](given)
    return perf_counter() - begun


def same(ours: list[Agreed], theirs: Results) -> None:
    """Fail where the two sides don't mean the same: the ratio would say nothing."""
    pairs = list(zip(ours, theirs, strict=True))
    alike = fmean(list(one.agreed) == agreed for one, (_, _, agreed) in pairs)
    apart = fmean(one.confidence for one in ours) - fmean(each for _, each, _ in theirs)
    assert alike >= ALIKE_LEAST, f"the same people in {alike:.0%} of the tasks"
    assert abs(apart) <= APART_MAX, f"confidences are {apart:.3f} apart"
