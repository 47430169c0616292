"""Simulated spammers, rings and bots among honest people: who is caught, who is stopped wrongly,
and what they earned (docs/honesty.md).

A crowd works in sessions four hours apart, each on rows of its own; after each everybody is looked
at as the job does, and steps follow. Who is paused comes back no more. Payout runs come after every
sixth session and leave out who is held.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.report import Result, at_least, at_most, beside
from domain import honesty
from domain.honesty import Answer, Sample, steps
from domain.quality import synthetic
from domain.quality.synthetic import Synthetic
from services.honesty import RECENT_MOST

CROWDS = (
    "experts=2,ordinary=12,careless=3,random=1,always=2,copying=2,bots=1,rings=1x4",
    "experts=3,ordinary=10,careless=7",
    "experts=2,ordinary=8,careless=2,spammers=6,bots=2,rings=2x3",
)
SEEDS, SEEDS_QUICK = 12, 1
SESSIONS, ROWS, ANSWERS_EACH = 8, 300, 5
PACE_SECONDS = 30.0  # so that everybody is there before the rows are done
PAYOUT_EVERY = 6
REWARD = 0.02
SESSION_MS = 4 * 3_600_000


@dataclass
class Seen:
    """Somebody in a simulation: how far it went, and what they have earned and were paid."""

    kind: str
    step: int = steps.NONE
    pending: float = 0.0
    paid: float = 0.0
    fresh: list[int] = field(default_factory=list)  # rows answered since the last step
    kinds: set[str] = field(default_factory=set)


def honest(folder: Path, quick: bool) -> list[Result]:
    """Simulate all crowds and say who was caught."""
    found = [
        seen
        for seed in range(SEEDS_QUICK if quick else SEEDS)
        for crowd in CROWDS
        for seen in simulated(crowd, seed)
    ]
    print(table(found))
    fair = [seen for seen in found if seen.kind in synthetic.HONEST]
    foul = [seen for seen in found if seen.kind not in synthetic.HONEST]
    paused = [seen for seen in found if seen.step >= steps.PAUSE]
    known = [seen for seen in foul if seen.kind != "random"]
    return [
        at_most("honest people paused", 100 * _share(fair, steps.PAUSE), 1, "%"),
        beside("  honest people who had a notice", 100 * _share(fair, steps.NOTICE), "%"),
        beside("rings, copies, bots and one-answer spammers paused",
               100 * _share(known, steps.PAUSE), "%"),
        beside("  of all who are not honest, those who answer anything included",
               100 * _share(foul, steps.PAUSE), "%"),
        at_least("of those paused, not honest", 100 * _precision(paused), 95, "%"),
        beside("paid to who is not honest, of what they earned",
               100 * _sum(foul, "paid") / _earned(foul), "%"),
    ]  # fmt: skip


def _share(people: Sequence[Seen], step: int) -> float:
    return sum(seen.step >= step for seen in people) / max(1, len(people))


def _precision(paused: Sequence[Seen]) -> float:
    return sum(seen.kind not in synthetic.HONEST for seen in paused) / max(1, len(paused))


def _sum(people: Iterable[Seen], name: str) -> float:
    return float(sum(getattr(seen, name) for seen in people))


def _earned(people: Sequence[Seen]) -> float:
    return _sum(people, "paid") + _sum(people, "pending")


def table(found: Sequence[Seen]) -> str:
    """Write who was caught, kind by kind, as docs/honesty.md has it."""
    by_kind: dict[str, list[Seen]] = defaultdict(list)
    for seen in found:
        by_kind[seen.kind].append(seen)
    lines = [
        "| who | people | a notice | pay held | paused | earned each | paid out each |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, people in sorted(by_kind.items(), key=lambda one: one[0] not in synthetic.HONEST):
        shares = " | ".join(
            f"{100 * _share(people, step):.1f} %"
            for step in (steps.NOTICE, steps.HOLD, steps.PAUSE)
        )
        each, paid = _earned(people) / len(people), _sum(people, "paid") / len(people)
        lines.append(f"| {kind} | {len(people)} | {shares} | {each:.2f} | {paid:.2f} |")
    return "\n".join(lines)


def simulated(crowd: str, seed: int, *, sessions: int = SESSIONS, rows: int = ROWS) -> list[Seen]:
    """Let a crowd work and be looked at; give what became of everybody."""
    of = synthetic.crowd(
        synthetic.cast(crowd), label_count=2 + seed % 4, tasks=sessions * rows,
        pace_seconds=PACE_SECONDS, seed=seed,
    )  # fmt: skip
    people = [Seen(person.kind) for person in of.people]
    given: dict[int, list[Answer]] = defaultdict(list)  # by row
    for session in range(sessions):
        here = [n for n, seen in enumerate(people) if seen.step < steps.PAUSE]
        if len(here) < 2:
            break
        for answer in _worked(of, here, session, rows, seed):
            given[answer.task].append(answer)
            people[answer.account].fresh.append(answer.task)
            people[answer.account].pending += REWARD
        for n in here:
            _look(people[n], n, given)
        if (session + 1) % PAYOUT_EVERY == 0 or session == sessions - 1:
            _pay(people)
    return people


def _pay(people: Sequence[Seen]) -> None:
    for seen in people:
        if not steps.is_held(seen.step):
            seen.paid, seen.pending = seen.paid + seen.pending, 0.0


def _part(of: Synthetic, here: Sequence[int], first: int, rows: int) -> Synthetic:
    """Give a session's rows, and those people who are still there."""
    places = {n: place for place, n in enumerate(here)}
    some = slice(first, first + rows)
    return Synthetic(
        people=tuple(
            replace(of.people[n], source=places.get(of.people[n].source, -1)) for n in here
        ),
        label_count=of.label_count,
        truth=of.truth[some],
        is_hard=of.is_hard[some],
        labels=of.labels[np.asarray(here)][:, some],
        seconds=of.seconds[np.asarray(here)][:, some],
    )


def _worked(
    of: Synthetic, here: Sequence[int], session: int, rows: int, seed: int
) -> list[Answer]:
    """Give a session's answers, by those who are still there."""
    first, begun_ms = session * rows, session * SESSION_MS
    part = _part(of, here, first, rows)
    done = synthetic.worked(part, answers_each=ANSWERS_EACH, seed=seed * SESSIONS + session)
    columns = (done.tasks, done.workers, done.labels, done.taken_ms, done.begun_ms)
    return [
        Answer(first + task, here[worker], str(label), taken, begun_ms + begun + taken)
        for task, worker, label, taken, begun in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


def _look(seen: Seen, account: int, given: Mapping[int, list[Answer]]) -> None:
    """Look at somebody and take the step that follows, as `services.honesty` does."""
    around = [answer for task in seen.fresh[-RECENT_MOST:] for answer in given[task]]
    wrong = honesty.look(Sample(account, around))
    if not wrong:
        return
    step = steps.following(
        seen.step, wrong[0].kind, waited_ms=1, wait_ms=1, furthest=steps.PAUSE
    )
    if step is not None:
        seen.step = step
        seen.fresh.clear()
        seen.kinds.add(wrong[0].kind)
