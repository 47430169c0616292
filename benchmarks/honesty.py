"""Simulated spammers, rings and bots among honest people: who is caught, who is stopped wrongly,
and what they earned (docs/honesty.md). `benchmarks.honesty_crowds` lets them work.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.honesty_crowds import Seen, simulated
from benchmarks.report import Result, at_least, at_most, beside
from domain.honesty import steps
from domain.quality.synthetic import HONEST

CROWDS = (
    "experts=2,ordinary=12,careless=3,random=1,always=2,copying=2,bots=1,rings=1x4",
    "experts=3,ordinary=10,careless=7",
    "experts=2,ordinary=8,careless=2,spammers=6,bots=2,rings=2x3",
)
SEEDS, SEEDS_QUICK = 12, 1


def honest(folder: Path, quick: bool) -> list[Result]:
    """Simulate all crowds and say who was caught."""
    found = [
        seen
        for seed in range(SEEDS_QUICK if quick else SEEDS)
        for crowd in CROWDS
        for seen in simulated(crowd, seed)
    ]
    print(table(found), suspicions(found), sep="\n\n")
    fair = [seen for seen in found if seen.kind in HONEST]
    foul = [seen for seen in found if seen.kind not in HONEST]
    paused = [seen for seen in found if seen.step >= steps.PAUSE]
    return [
        at_most("honest people paused", 100 * _share(fair, steps.PAUSE), 1, "%"),
        beside("  honest people who had a notice", 100 * _share(fair, steps.NOTICE), "%"),
        beside("of all who are not honest, paused", 100 * _share(foul, steps.PAUSE), "%"),
        beside("  of those who answer anything, at a usual pace",
               100 * _share([seen for seen in foul if seen.kind == "random"], steps.PAUSE), "%"),
        beside("  of rings", 100 * _share([seen for seen in foul if seen.kind == "ring"],
               steps.PAUSE), "%"),
        at_least("of those paused, not honest", 100 * _foul(paused), 95, "%"),
        beside("paid to who is not honest, of what they earned",
               100 * _sum(foul, "paid") / _earned(foul), "%"),
    ]  # fmt: skip


def _share(people: Sequence[Seen], step: int) -> float:
    return sum(seen.step >= step for seen in people) / max(1, len(people))


def _foul(people: Sequence[Seen]) -> float:
    return sum(seen.kind not in HONEST for seen in people) / max(1, len(people))


def _sum(people: Iterable[Seen], name: str) -> float:
    return float(sum(getattr(seen, name) for seen in people))


def _earned(people: Sequence[Seen]) -> float:
    return _sum(people, "paid") + _sum(people, "pending")


def table(found: Sequence[Seen]) -> str:
    """Write who was caught, kind by kind, as docs/honesty.md has it."""
    by_kind: dict[str, list[Seen]] = defaultdict(list)
    for seen in found:
        by_kind[seen.kind].append(seen)
    kinds = sorted(by_kind.items(), key=lambda one: one[0] not in HONEST)
    all_of = [
        (name, [seen for seen in found if (seen.kind in HONEST) == is_honest])
        for name, is_honest in (("all honest", True), ("all others", False))
    ]
    lines = [
        "| who | people | a notice | pay held | paused | earned each | paid out each |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, people in chain(kinds, all_of):
        shares = " | ".join(
            f"{100 * _share(people, step):.1f} %"
            for step in (steps.NOTICE, steps.HOLD, steps.PAUSE)
        )
        each, paid = (
            total / max(1, len(people)) for total in (_earned(people), _sum(people, "paid"))
        )
        lines.append(f"| {kind} | {len(people)} | {shares} | {each:.2f} | {paid:.2f} |")
    return "\n".join(lines)


def suspicions(found: Sequence[Seen]) -> str:
    """Write which suspicions people had a step for, and how many of these were not honest."""
    by_suspicion: dict[str, list[Seen]] = defaultdict(list)
    for seen in found:
        for kind in seen.kinds:
            by_suspicion[kind].append(seen)
    lines = ["| suspicion | people | of these not honest | kinds |", "|---|---|---|---|"]
    for kind, people in sorted(by_suspicion.items()):
        counts = {each.kind: sum(one.kind == each.kind for one in people) for each in people}
        said = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
        lines.append(f"| {kind} | {len(people)} | {100 * _foul(people):.1f} % | {said} |")
    return "\n".join(lines)
