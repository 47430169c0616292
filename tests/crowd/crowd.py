"""Simulated people: each answers what is on the screen, wrongly as often as their error rate says.

They know nothing of the database. What a person was told is all that they remember, and at the end
it is compared with what is there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.crowd.screen import Said, Screen
from tests.stories.driver import START_MS

Ask = Callable[[Said], Awaitable[Screen]]

ROUND_MS = 1_500
PATIENCE_MS = 31_000  # after so long a search that found nothing is repeated
QUIET_ROUNDS_MOST = 8
OTHER = {"ham": "spam", "spam": "ham"}
FIRST_TAPS = ("Start earning", "No, just show me a task")


@dataclass(frozen=True, slots=True)
class Habits:
    """How often somebody does something else than tapping their answer."""

    types: float = 0.05
    skips: float = 0.01
    undoes: float = 0.02
    wanders: float = 0.0  # looks at what else is open, and takes one of it


@dataclass
class Worker:
    """Somebody with an opinion of every row, and a memory of what was confirmed to them.

    An opinion is formed once: who takes an answer back gives the same one again. `given` has
    the confirmed answers by assignment, `refusals` the reasons why something was not done.
    """

    name: str
    error: float
    truth: Mapping[str, str]  # a row's text → its true answer
    random: Random
    habits: Habits = Habits()
    screen: Screen | None = None
    given: dict[int, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    _opinions: dict[int, str] = field(default_factory=dict)
    _latest: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def busy(self) -> bool:
        """Whether a task is on the screen."""
        return self.screen is not None and self.screen.about != 0

    async def acts(self, ask: Ask, now_ms: int) -> None:
        """Do one thing, wait until it is confirmed, and remember what was."""
        before = self.screen
        said, opinion = self._decides(before, now_ms)
        self.screen = await ask(said)
        if self.screen.refused:
            self.refusals.append(self.screen.refused)
        elif before is not None:
            self._remembers(said, before.about, opinion)

    def _decides(self, screen: Screen | None, now_ms: int) -> tuple[Said, str]:
        tapped, typed, opinion = "", "", ""
        if screen is None:
            typed = "/start"
        elif first := next((label for label in FIRST_TAPS if label in screen.buttons), None):
            tapped = screen.buttons[first]
        elif listed := [a for a in screen.buttons.values() if a.startswith("work:")]:
            tapped = self.random.choice(listed)
        elif self.random.random() < self.habits.wanders:
            typed = "/tasks"
        elif "Undo" in screen.buttons and self.random.random() < self.habits.undoes:
            tapped = screen.buttons["Undo"]
        elif not screen.about:
            typed = "/work"
        elif self.random.random() < self.habits.skips:
            tapped = screen.buttons["Skip"]
        else:
            opinion = self._opinion(screen)
            if self.random.random() < self.habits.types:
                typed = opinion
            else:
                tapped = screen.buttons[opinion]
        number = f"{self.name}-{next(self._numbers)}"
        said = Said(event_id=number, name=self.name, at_ms=now_ms, tapped=tapped, typed=typed)
        return said, opinion

    def _opinion(self, screen: Screen) -> str:
        known = self._opinions.get(screen.about)
        if known is None:
            true = self.truth[screen.row]
            known = OTHER[true] if self.random.random() < self.error else true
            self._opinions[screen.about] = known
        return known

    def _remembers(self, said: Said, about: int, opinion: str) -> None:
        if opinion:
            self.given[about] = opinion
            self._latest = about
        elif said.tapped.startswith("undo"):
            del self.given[self._latest]


class Crowd:
    """People who act at the same time, again and again, each round in another order."""

    def __init__(self, ask: Ask, workers: list[Worker], random: Random) -> None:
        self.ask = ask
        self.workers = workers
        self.now_ms = START_MS
        self._round_over = asyncio.Event()
        self._random = random

    async def round(self) -> bool:
        """Let everybody do one thing; False where nobody has anything to do afterwards."""
        self.now_ms += ROUND_MS
        order = self._random.sample(self.workers, len(self.workers))
        await asyncio.gather(*(worker.acts(self.ask, self.now_ms) for worker in order))
        self._round_over.set()
        self._round_over = asyncio.Event()
        return any(worker.busy for worker in self.workers)

    async def lets_pass(self, rounds: int) -> None:
        """Wait while everybody does so many things."""
        for _ in range(rounds):
            await self._round_over.wait()

    async def works_until(
        self,
        is_done: Callable[[], Awaitable[bool]],
        between: Callable[[int], Awaitable[object]] | None = None,
        every: int = 10,
    ) -> None:
        """Go on until all is decided; `between` is what the house does every few rounds."""
        quiet = 0
        for number in count(1):
            if await self.round():
                quiet = 0
            elif await is_done():
                return
            else:
                quiet += 1
                self.now_ms += PATIENCE_MS
                assert quiet < QUIET_ROUNDS_MOST, "nobody is given anything, yet not all is decided"
            if between is not None and (quiet or number % every == 0):
                await between(self.now_ms)

    @property
    def confirmed(self) -> dict[int, tuple[str, str]]:
        """All answers that were confirmed to anybody: assignment → (who, answer)."""
        return {
            about: (worker.name, answer)
            for worker in self.workers
            for about, answer in worker.given.items()
        }


def crowd_of(
    people: int, truth: Mapping[str, str], ask: Ask, seed: int, habits: Habits | None = None
) -> Crowd:
    """Bring people together whose error rates lie between 2 and 20 %."""
    random = Random(seed)
    workers = [
        Worker(
            name=f"worker{number}",
            error=random.uniform(0.02, 0.20),
            truth=truth,
            random=Random(seed * 1_000 + number),
            habits=habits or Habits(),
        )
        for number in range(people)
    ]
    return Crowd(ask, workers, random)
