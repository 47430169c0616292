"""Synthetic crowds with a known truth: what people of some kinds would answer, and when.

Everybody knows the answer to a task with some chance, and guesses otherwise, each with their own
leanings. Some tasks are hard: fewer know them, and half of the guesses go to the same wrong label,
for people's mistakes go together. The times of honest people are lognormal around the project's
pace. Who is not honest: spammers (any answer, always the same, copied from somebody), rings, whose
members give each other's answers whatever is true, and bots, which answer anything at once.

Everything is drawn from the seed alone: the same cast, tasks and seed give the same crowd. An
answer does not depend on when, or whether, somebody is asked, so it can be asked for in any order.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from domain.errors import Invalid
from domain.quality.crowd import Crowd, Floats, Ints

Kind = Literal["expert", "ordinary", "careless", "random", "always", "copying", "ring", "bot"]
HONEST: frozenset[Kind] = frozenset({"expert", "ordinary", "careless"})
SPAMMERS: tuple[Kind, ...] = ("random", "always", "copying")
WORDS: dict[str, Kind] = {
    "experts": "expert", "ordinary": "ordinary", "careless": "careless", "random": "random",
    "always": "always", "copying": "copying", "bots": "bot",
}  # fmt: skip
USUAL = "experts=2,ordinary=10,careless=3,spammers=2,rings=1x4"
PEOPLE_MOST = 1_000
CELLS_MOST = 50_000_000

KNOWS = {"expert": (0.90, 0.98), "ordinary": (0.60, 0.85), "careless": (0.20, 0.50)}
HARD_SHARE, HARDER, DECOY = 0.15, 2.5, 0.5
LEANING = 2.0  # the smaller, the more one-sided people's guesses are
NEAR = 0.4  # how much less likely each step on a scale is, where somebody guesses
LOYAL = 0.97  # how often members of a ring and copying spammers stay with what is agreed
PACE: dict[Kind, float] = {
    "expert": 0.9, "ordinary": 1.0, "careless": 0.7, "random": 0.3, "always": 0.2, "ring": 0.5,
    "copying": 1.0, "bot": 0.08,
}  # fmt: skip
PACE_SPREAD, ANSWER_SPREAD, BOT_SPREAD, COPY_SPREAD = 0.25, 0.4, 0.02, 0.03
SECONDS_LEAST = 0.2
JOIN_SECONDS, BEHIND_SECONDS = 3_600.0, (15.0, 60.0)
SHARE_MOST = 3  # times as many answers as others, on the average: nobody is there all day

Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: of a kind, of which ring, copying whom (-1: of none, nobody)."""

    kind: Kind
    ring: int = -1
    source: int = -1

    @property
    def is_honest(self) -> bool:
        """Tell whether they answer as well as they can be bothered to."""
        return self.kind in HONEST


@dataclass(frozen=True, kw_only=True)
class Synthetic:
    """A crowd: `labels` and `seconds` (people, tasks) are what each would answer to each task, and
    how long that would take them; `truth` and `is_hard` (tasks).
    """

    people: tuple[Person, ...]
    label_count: int
    truth: Ints
    is_hard: NDArray[np.bool_]
    labels: NDArray[np.int16]
    seconds: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Work:
    """Answers in the order in which they were handed in, one an element: to which task, whose, what
    they said, when they were shown the task and how long they took.
    """

    tasks: Ints
    workers: Ints
    labels: Ints
    begun_ms: NDArray[np.int64]
    taken_ms: NDArray[np.int64]

    def crowd(self, of: Synthetic) -> Crowd:
        """Give the answers as what estimates take."""
        return Crowd.of(
            self.tasks, self.workers, self.labels,
            task_count=len(of.truth), worker_count=len(of.people), label_count=of.label_count,
        )  # fmt: skip


def cast(spec: str) -> tuple[Person, ...]:
    """Read who is there: `experts=2,ordinary=10,careless=3,spammers=2,rings=1x4,bots=1`.

    Spammers are in turn random, always the same, copying; each of these words, with a number,
    works as well. `rings=2x3` are two rings of three. Raises Invalid.
    """
    found: list[Person] = []
    rings = 0
    for part in filter(None, (each.strip() for each in spec.split(","))):
        word, _, number = (each.strip() for each in part.partition("="))
        if word == "rings":
            count, _, size = number.partition("x")
            for _ in range(_whole(count, part)):
                found += [Person("ring", ring=rings)] * _whole(size, part)
                rings += 1
        elif word == "spammers":
            found += [Person(SPAMMERS[n % len(SPAMMERS)]) for n in range(_whole(number, part))]
        elif word in WORDS:
            found += [Person(WORDS[word])] * _whole(number, part)
        else:
            raise Invalid("“{part}” says nothing about people: write {usual}.",
                          part=part, usual=USUAL)
        if len(found) > PEOPLE_MOST:
            raise Invalid("At most {most} people can be simulated.", most=PEOPLE_MOST)
    if len(found) < 2:
        raise Invalid("At least two people are needed, such as {usual}.", usual=USUAL)
    return tuple(found)


def _whole(text: str, part: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit():
        raise Invalid("“{part}” needs a number of people, such as {usual}.", part=part, usual=USUAL)
    return min(int(text), PEOPLE_MOST + 1)


def crowd(
    people: tuple[Person, ...],
    *,
    label_count: int,
    tasks: int = 0,
    truth: Ints | None = None,
    pace_seconds: float = 8.0,
    ordered: bool = False,
    seed: int = 0,
) -> Synthetic:
    """Draw a crowd for so many tasks, or for these with this `truth` (tasks).

    `ordered` labels are a scale, on which who guesses is seldom far off.
    """
    random = np.random.default_rng([seed, len(people), label_count])
    if truth is None:
        truth = random.integers(0, label_count, tasks, dtype=np.int32)
    if len(people) * len(truth) > CELLS_MOST:
        raise Invalid("That is too much to simulate: take fewer rows, or fewer people.")
    is_hard = random.random(len(truth)) < HARD_SHARE
    decoys = ((truth + random.integers(1, label_count, len(truth))) % label_count).astype(np.int32)
    people = _with_sources(people, random)
    labels = np.empty((len(people), len(truth)), np.int16)
    seconds = np.empty((len(people), len(truth)), np.float32)
    rings = {
        ring: random.integers(0, label_count, len(truth))
        for ring in sorted({person.ring for person in people if person.ring >= 0})
    }
    for row, person in enumerate(people):
        seconds[row] = _seconds(person, is_hard, pace_seconds, random)
        match person.kind:
            case "expert" | "ordinary" | "careless":
                knows = random.uniform(*KNOWS[person.kind])
                guesses = _guesses(truth, decoys, is_hard, label_count, ordered, random)
                known = random.random(len(truth)) < np.where(is_hard, knows**HARDER, knows)
                labels[row] = np.where(known, truth, guesses)
            case "always":
                labels[row] = random.integers(0, label_count)
            case "ring":
                labels[row] = _mostly(rings[person.ring], label_count, random)
            case "random" | "bot" | "copying":
                labels[row] = random.integers(0, label_count, len(truth))
    for row, person in enumerate(people):
        if person.source >= 0:
            labels[row] = _mostly(labels[person.source], label_count, random)
            spread = random.normal(0, COPY_SPREAD, len(truth))
            seconds[row] = seconds[person.source] * np.exp(spread)
    return Synthetic(
        people=people, label_count=label_count, truth=np.asarray(truth, np.int32), is_hard=is_hard,
        labels=labels, seconds=np.maximum(seconds, SECONDS_LEAST),
    )  # fmt: skip


def worked(of: Synthetic, *, answers_each: int, seed: int = 0) -> Work:
    """Let everybody work until each task has so many answers, or nobody is left to give them.

    People begin within the first hour and take the first task in order that wants answers, until
    they have SHARE_MOST times as many as others on the average. Who copies follows their source,
    task for task, some seconds behind; those answers come on top.
    """
    random = np.random.default_rng([seed, len(of.people), len(of.truth)])
    wanted = np.full(len(of.truth), answers_each, np.int32)
    free = random.uniform(0, JOIN_SECONDS, len(of.people))
    free[[person.source >= 0 for person in of.people]] = np.inf
    position = np.zeros(len(of.people), np.int64)
    most = np.full(len(of.people), -(-SHARE_MOST * answers_each * len(of.truth) // len(of.people)))
    found: list[tuple[float, int, int, float]] = []  # begun, worker, task, seconds
    while np.isfinite(free).any():
        worker = int(free.argmin())
        left = np.flatnonzero(wanted[position[worker] :] > 0)
        if not len(left) or not most[worker]:
            free[worker] = np.inf
            continue
        task = int(position[worker] + left[0])
        took = float(of.seconds[worker, task])
        found.append((float(free[worker]), worker, task, took))
        wanted[task] -= 1
        most[worker] -= 1
        position[worker] = task + 1
        free[worker] += took
    behind = random.uniform(*BEHIND_SECONDS, len(of.people))
    for worker, person in enumerate(of.people):
        found += [
            (begun + behind[worker], worker, task, float(of.seconds[worker, task]))
            for begun, source, task, _ in found
            if source == person.source
        ]
    found.sort(key=lambda one: (one[0] + one[3], one[1]))
    begun, workers, tasks, took_s = (np.array(column) for column in zip(*found, strict=True))
    return Work(
        tasks=tasks.astype(np.int32),
        workers=workers.astype(np.int32),
        labels=of.labels[workers, tasks].astype(np.int32),
        begun_ms=np.round(begun * 1000).astype(np.int64),
        taken_ms=np.round(took_s * 1000).astype(np.int64),
    )


def _with_sources(people: tuple[Person, ...], random: Random) -> tuple[Person, ...]:
    """Let who copies have somebody to copy from: an honest person, or whoever is there."""
    honest = [n for n, person in enumerate(people) if person.is_honest]
    others = honest or [n for n, person in enumerate(people) if person.kind != "copying"]
    return tuple(
        Person(person.kind, person.ring, int(random.choice(others)))
        if person.kind == "copying" and others and person.source < 0
        else person
        for person in people
    )


def _guesses(
    truth: Ints, decoys: Ints, is_hard: NDArray[np.bool_], count: int, ordered: bool, random: Random
) -> Ints:
    """Give what somebody says who does not know."""
    if ordered:
        away = NEAR ** np.abs(np.arange(count)[:, None] - np.arange(count))  # (true, given)
        until = np.cumsum(away / away.sum(axis=1, keepdims=True), axis=1)
        drawn = (random.random(len(truth))[:, None] > until[truth]).sum(axis=1)
    else:
        leaning: Floats = random.dirichlet(np.full(count, LEANING))
        drawn = random.choice(count, size=len(truth), p=leaning)
    misled = is_hard & (random.random(len(truth)) < DECOY)
    found: Ints = np.where(misled, decoys, np.minimum(drawn, count - 1)).astype(np.int32)
    return found


def _mostly(agreed: NDArray[np.integer], count: int, random: Random) -> NDArray[np.int64]:
    """Give what was agreed, but now and then anything."""
    strays = random.random(len(agreed)) >= LOYAL
    return np.where(strays, random.integers(0, count, len(agreed)), agreed).astype(np.int64)


def _seconds(person: Person, is_hard: NDArray[np.bool_], pace: float, random: Random) -> Floats:
    """Give how long somebody takes for each task."""
    if person.kind == "bot":
        spread = random.normal(0, BOT_SPREAD, len(is_hard))
        return np.asarray(pace * PACE["bot"] * np.exp(spread), np.float64)
    own = pace * PACE[person.kind] * np.exp(random.normal(0, PACE_SPREAD))
    longer = np.where(is_hard & person.is_honest, 1.4, 1.0)
    spread = random.normal(0, ANSWER_SPREAD, len(is_hard))
    return np.asarray(own * longer * np.exp(spread), np.float64)
