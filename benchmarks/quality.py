"""Recorded crowds replayed: how few answers give the right decisions (docs/quality.md).

The nine sets lie beside the repository (`../shared/data/crowd`), not in it; where they are absent
the rows say so. One set of constants serves all of them.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev
from typing import NamedTuple

import numpy as np

from benchmarks import child, crowdkit
from benchmarks.report import Result, Unit, at_least, at_most, beside
from bot import recordings, replaying
from bot.recordings import Recording
from domain.quality.aggregate import aggregate
from domain.quality.crowd import Floats
from domain.quality.engine import Rules
from domain.quality.shrunk import UNKNOWN

DATA = Path(__file__).parents[2] / "shared" / "data" / "crowd"
SETS = ("adult2", "bluebird", "dog", "product", "rte", "sentpol", "temp", "weather_cf", "web")
REDUNDANT = ("adult2", "bluebird", "dog", "rte", "temp")  # at least eight answers a task
SEEDS, SEEDS_QUICK = 20, 2
GOLD_SHARE = 0.05
TIES = 20  # ways to decide what majority leaves open

USED, USED_ROUTED = "answers used, no routing, nine sets", "answers used, with routing, five sets"
SHORT = "shortfall against Dawid–Skene on all answers, no routing, nine sets"
SHORT_WORST = "shortfall against Dawid–Skene on all answers, no routing, worst set"
GAIN = "against fixed redundancy with Dawid–Skene at the same cost, nine sets"
SHORT_ROUTED = "shortfall against Dawid–Skene on all answers, with routing, five sets"
FULL = "aggregate bitework below the better of majority and Dawid–Skene, worst set"
MEMORY = "replaying adult2: peak memory"
BARS: dict[str, tuple[float, Unit, bool]] = {  # the bar, its unit, whether more is better
    USED: (62, "%", False),
    SHORT: (0.6, "points", False),
    SHORT_WORST: (2, "points", False),
    GAIN: (2, "points", True),
    USED_ROUTED: (40, "%", False),
    SHORT_ROUTED: (0.6, "points", False),
    FULL: (0.5, "points", False),
    MEMORY: (300, "MB", False),
}


class Replayed(NamedTuple):
    """One replay: answers used (%), and points of accuracy against two others."""

    used: float
    short: float  # against all answers
    gain: float  # against equally many for each task


def quality(folder: Path, quick: bool) -> list[Result]:
    """Replay all sets with and without routing, decide by all answers, look at memory and speed."""
    if not all((DATA / name / "answers.csv").exists() for name in SETS):
        why = f"the recorded crowds are not in {DATA.parent.name}/{DATA.name} beside the repository"
        return [
            *(
                Result(name, None, unit, bar, more_is_better=more, why_not=why)
                for name, (bar, unit, more) in BARS.items()
            ),
            *crowdkit.beside_crowdkit(folder, quick),
        ]
    sets = {name: recordings.read(*_files(name)) for name in SETS}
    seeds = range(SEEDS_QUICK if quick else SEEDS)
    plain = {name: _replays(name, sets[name], seeds, routed=False) for name in SETS}
    routed = {name: _replays(name, sets[name], seeds, routed=True) for name in REDUNDANT}
    answers, truth = map(str, _files("adult2"))
    command = child.bitework("replay", answers, "--truth", truth)
    peak_mb = child.run(command, f"sqlite:///{folder / 'none.db'}", folder).peak_mb
    below = {name: _below_the_better(recording) for name, recording in sets.items()}
    return [
        _row(USED, _mean(plain, "used")),
        beside("  its spread over seeds (standard deviation)", _spread(plain, "used"), "%"),
        _row(SHORT, fmean(_shortfalls(plain))),
        beside("  its spread over seeds, not clipped", _spread(plain, "short"), "points"),
        _row(SHORT_WORST, max(_shortfalls(plain))),
        _row(GAIN, _mean(plain, "gain")),
        _row(USED_ROUTED, _mean(routed, "used")),
        beside("  its spread over seeds", _spread(routed, "used"), "%"),
        _row(SHORT_ROUTED, fmean(_shortfalls(routed))),
        beside("  its spread over seeds, not clipped", _spread(routed, "short"), "points"),
        _row(FULL, max(below.values())),
        _row(MEMORY, peak_mb),
        *crowdkit.beside_crowdkit(folder, quick),
    ]


def _row(name: str, value: float) -> Result:
    bar, unit, more_is_better = BARS[name]
    return (at_least if more_is_better else at_most)(name, value, bar, unit)


def _files(name: str) -> tuple[Path, Path]:
    return DATA / name / "answers.csv", DATA / name / "truth.csv"


def _replays(
    name: str, recording: Recording, seeds: Sequence[int], *, routed: bool
) -> list[Replayed]:
    """Replay with each seed, and print the set's own figures."""
    found = []
    for seed in seeds:
        outcome = replaying.replay(
            recording, gold_share=GOLD_SHARE, rules=Rules(routed=routed), seed=seed
        )
        ours = outcome.row("bitework")
        found.append(
            Replayed(
                used=100 * ours.answers / len(recording.crowd.tasks),
                short=100 * (outcome.row("all dawid-skene").accuracy - ours.accuracy),
                gain=100 * (ours.accuracy - outcome.row("fixed dawid-skene").accuracy),
            )
        )
    used, short, gain = (
        f"{fmean(values):6.2f} ± {stdev(values):.2f}" for values in zip(*found, strict=True)
    )
    kind = "routed" if routed else "plain"
    print(f"{name:10} {kind:6} used {used} %, short {short}, gain {gain} points", flush=True)
    return found


def _mean(replays: dict[str, list[Replayed]], what: str) -> float:
    return fmean(getattr(one, what) for of_set in replays.values() for one in of_set)


def _shortfalls(replays: dict[str, list[Replayed]]) -> list[float]:
    """Give each set's mean shortfall, none below 0: one set's surplus is no other's."""
    return [max(0.0, fmean(one.short for one in of_set)) for of_set in replays.values()]


def _spread(replays: dict[str, list[Replayed]], what: str) -> float:
    """Give the standard deviation, over seeds, of the mean over sets."""
    by_seed = zip(*replays.values(), strict=True)
    return stdev(fmean(getattr(one, what) for one in of_seed) for of_seed in by_seed)


def _below_the_better(recording: Recording) -> float:
    """Give how many points `bitework` on all answers, without gold, is below the better one."""
    crowd = recording.crowd
    random = np.random.default_rng(0)
    majority = aggregate(crowd, "majority").posterior
    voted = fmean(
        _right(recording, majority + random.random(majority.shape) * 1e-9) for _ in range(TIES)
    )
    dawid_skene = _right(recording, aggregate(crowd, "dawid-skene").posterior)
    ours = _right(recording, aggregate(crowd, "bitework").posterior)
    return 100 * (max(voted, dawid_skene) - ours)


def _right(recording: Recording, posterior: Floats) -> float:
    known = recording.truth != UNKNOWN
    return float((posterior.argmax(axis=1) == recording.truth)[known].mean())
