"""Crowds that work while they are looked at (`benchmarks.honesty`): in sessions four hours apart,
each on rows of its own and known answers mixed in as in chat. After each session everybody is
looked at as the job does, and steps follow. Who is paused comes back no more. Payout runs come
after every sixth session, and after the last, and leave out who is held.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from domain import honesty
from domain.honesty import Answer, Sample, steps
from domain.quality import mixing, synthetic
from domain.quality.crowd import Ints
from domain.quality.synthetic import Synthetic
from services.honesty import EACH_MOST, LONGER_MOST, RECENT_MOST

SESSIONS, ROWS, ANSWERS_EACH = 8, 300, 5
KNOWN_EVERY = 20  # rows for one whose answer is known
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
    given: list[int] = field(default_factory=list)  # rows answered
    fresh: list[int] = field(default_factory=list)  # rows answered since the last step
    kinds: set[str] = field(default_factory=set)
    met: dict[int, bool] = field(default_factory=dict)  # known answers, and whether they knew them


class Crowd:
    """A crowd at work: what everybody would say to each row, who said what, and who was seen how.
    """

    def __init__(
        self, spec: str, seed: int, sessions: int, rows: int, truth: Ints | None = None
    ) -> None:
        self.seed, self.rows = seed, rows
        self.of = synthetic.crowd(
            synthetic.cast(spec), label_count=2 + seed % 4, tasks=sessions * rows,
            truth=truth, pace_seconds=PACE_SECONDS, seed=seed,
        )  # fmt: skip
        self.people = [Seen(person.kind) for person in self.of.people]
        self.given: dict[int, list[Answer]] = defaultdict(list)  # by row
        self.known = {
            row: str(self.of.truth[row]) for row in range(seed % KNOWN_EVERY, sessions * rows)[
                ::KNOWN_EVERY
            ]
        }

    def work(self, session: int, here: Sequence[int]) -> None:
        """Let those who are there work for a session; who copies comes after whom they copy."""
        asked = self._asked(session, here)
        later_ms: dict[tuple[int, int], int] = {}  # by person and row
        for person in sorted(asked, key=lambda who: self.of.people[who].source >= 0):
            source = self.of.people[person].source
            answers = [
                answer._replace(at_ms=answer.at_ms + later_ms.get((source, answer.task), 0))
                for answer in asked[person]
            ]
            for before, after in self._gives(person, answers, (session + 1) * self.rows):
                later_ms[person, after.task] = after.at_ms - before.at_ms

    def _asked(self, session: int, here: Sequence[int]) -> dict[int, list[Answer]]:
        """Give everybody's answers to the rows of a session, in their order."""
        first, begun_ms = session * self.rows, session * SESSION_MS
        part = _part(self.of, here, first, self.rows)
        seed = self.seed * SESSIONS + session
        done = synthetic.worked(part, answers_each=ANSWERS_EACH, seed=seed)
        columns = (done.tasks, done.workers, done.labels, done.taken_ms, done.begun_ms)
        found: dict[int, list[Answer]] = defaultdict(list)
        for task, worker, label, taken, begun in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            at_ms = begun_ms + begun + taken
            found[here[worker]].append(
                Answer(first + task, here[worker], str(label), taken, at_ms)
            )
        return found

    def _gives(
        self, person: int, answers: Sequence[Answer], rows: int
    ) -> list[tuple[Answer, Answer]]:
        """Let somebody answer, known rows between the others; those take their time, too. Gives
        each answer as it would have been without them, and as it was.
        """
        seen, asked = self.people[person], {answer.task for answer in answers}
        checked, free_ms, found = steps.is_checked_more(seen.step), 0, []
        for answer in answers:
            while (row := self._known_for(person, asked, rows, checked)) is not None:
                taken_ms = round(1000 * float(self.of.seconds[person, row]))
                free_ms = max(free_ms, answer.at_ms - answer.taken_ms) + taken_ms
                label = str(self.of.labels[person, row])
                self._take(seen, Answer(row, person, label, taken_ms, free_ms))
            free_ms = max(answer.at_ms, free_ms + answer.taken_ms)
            after = answer._replace(at_ms=free_ms)
            self._take(seen, after)
            found.append((answer, after))
        return found

    def _known_for(self, person: int, asked: set[int], rows: int, checked: bool) -> int | None:
        """Give a known row that somebody has not met, where it is time for one."""
        seen = self.people[person]
        given, knew = len(seen.given), sum(seen.met.values())
        rate = mixing.rate(len(seen.met), knew, is_checked_more=checked)
        if mixing.draw(person, 0, given) >= rate:
            return None
        from_row = mixing.start(person, given, 0, rows - 1)
        rest = [row for row in self.known if row < rows and row not in asked | seen.met.keys()]
        return min(rest, key=lambda row: (row < from_row, row), default=None)

    def _take(self, seen: Seen, answer: Answer) -> None:
        self.given[answer.task].append(answer)
        seen.given.append(answer.task)
        seen.fresh.append(answer.task)
        seen.pending += REWARD
        if answer.task in self.known:
            seen.met[answer.task] = answer.label == self.known[answer.task]

    def look(self, account: int) -> None:
        """Look at somebody and take the step that follows, as `services.honesty` does."""
        seen = self.people[account]
        wrong = honesty.look(
            self._sample(account, seen.fresh[-RECENT_MOST:]),
            lambda: self._sample(account, seen.given[-LONGER_MOST:]),
        )
        if not wrong:
            return
        step = steps.following(
            seen.step, wrong[0].kind, waited_ms=1, wait_ms=1, furthest=steps.PAUSE
        )
        if step is not None:
            seen.step = step
            seen.fresh.clear()
            seen.kinds.add(wrong[0].kind)


    def _sample(self, account: int, rows: Sequence[int]) -> Sample:
        """Give somebody's answers to some rows, with the newest of others beside each."""
        around = [
            answer for row in rows for place, answer in enumerate(reversed(self.given[row]))
            if place < EACH_MOST or answer.account == account
        ]  # fmt: skip
        return Sample(account, around, self.known)


def simulated(
    crowd: str, seed: int, *, sessions: int = SESSIONS, rows: int = ROWS
) -> list[Seen]:
    """Let a crowd work and be looked at; give what became of everybody."""
    of = Crowd(crowd, seed, sessions, rows)
    for session in range(sessions):
        here = [n for n, seen in enumerate(of.people) if seen.step < steps.PAUSE]
        if len(here) < 2:
            break
        of.work(session, here)
        for n in here:
            of.look(n)
        if (session + 1) % PAYOUT_EVERY == 0 or session == sessions - 1:
            _pay(of.people)
    return of.people


def _pay(people: Iterable[Seen]) -> None:
    for seen in people:
        if not steps.is_held(seen.step):
            seen.paid, seen.pending = seen.paid + seen.pending, 0.0


def _part(of: Synthetic, here: Sequence[int], first: int, rows: int) -> Synthetic:
    """Give a session's rows, and those people who are still there."""
    places: Mapping[int, int] = {n: place for place, n in enumerate(here)}
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
