"""A crowd that presses as soon as it is answered, or at a rate, and takes the time.

A press is answered when a message of the bot's shows to the person: the message that was pressed,
changed, or a new one. It counts as an answer where the label pressed was one of the plan's
`answers` (all labels where there are none). At a rate everybody presses when they like, whatever
the others do: now and then two at once.

Where a message is and what a bot calls, each platform's crowd knows.
"""

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

PATIENCE_SECONDS = 5.0
HEARD_SECONDS_MAX = 3600.0
MESSAGES_KEPT = 8


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who comes and what they do. `rate`: presses a second of all together; 0: at once."""

    people: int = 100
    idle: int = 0
    warmup_seconds: float = 2.0
    seconds: float = 10.0
    rate: float = 0.0
    answers: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    start: str = "/start"
    arrive_seconds: float = 1.0
    seed: int = 0


@dataclass(slots=True, eq=False)
class Member:
    """One of the crowd. `pressed_at` is 0 while nothing is waited for; `done` is what the platform
    made of the press.
    """

    person: Any
    pressed_at: float = 0.0
    was_answer: bool = False
    message: Any = None
    done: Any = None


@dataclass(slots=True)
class Count:
    """What happened while it was measured. `failed`: presses that a platform gave up on."""

    answers: int = 0
    presses: int = 0
    patience_lost: int = 0
    failed: int = 0
    seconds_each: list[float] = field(default_factory=list)
    shown_idle: int = 0


class Crowd(ABC):
    """The people of a plan around a simulator, in chats of their own with the bot. `idle` are
    people who only read.

    `rate` may be changed while they are at it. They look on while `pressing` is false, until they
    are told to `press`.
    """

    def __init__(self, simulator: Any, plan: Plan) -> None:
        self.simulator = simulator
        self.plan = plan
        self.rate = plan.rate
        self.pressing = True
        self.random = random.Random(plan.seed)
        self.members = [Member(self._person(f"worker {n}")) for n in range(plan.people)]
        self.by_chat = {member.person.chat.id: member for member in self.members}
        self.idle = [self._person(f"idle {n}") for n in range(plan.idle)]
        self.count = Count()
        simulator.world.shown.append(self._shown)

    def _person(self, name: str) -> Any:
        person = self.simulator.person(name)
        person.chat.keep = MESSAGES_KEPT
        return person

    # What each platform knows.

    @abstractmethod
    def is_heard(self) -> bool:
        """Whether a bot is there that would hear them."""

    @abstractmethod
    def chat_id(self, message: Any) -> int:
        """Where a message is."""

    @abstractmethod
    def calls(self, count: Count) -> dict[str, Any]:
        """The report about what the bot called, and how."""

    def has_failed(self, done: Any) -> bool:
        """Whether the platform has given up on a press that nothing came of for long."""
        return False

    # What is measured.

    @property
    def waiting(self) -> int:
        """How many have pressed and see nothing yet."""
        return sum(member.pressed_at > 0 for member in self.members)

    def press(self) -> None:
        """Let everybody press who sees something and does not wait."""
        self.pressing = True
        for member in self.members:
            if not member.pressed_at:
                self._press_again(member)

    def recount(self) -> Count:
        """Begin to count anew; give what was counted until now."""
        counted, self.count = self.count, Count()
        return counted

    async def run(self, said: Any) -> dict[str, Any]:
        """Come in, warm up, measure; give the report. `said` is told what begins and ends."""
        await self.simulator.world.until(self.is_heard, HEARD_SECONDS_MAX)
        beside = [asyncio.create_task(self.arrive()), asyncio.create_task(self._look_after())]
        await asyncio.sleep(self.plan.arrive_seconds + self.plan.warmup_seconds)
        self.recount()
        self.simulator.log.clear()
        begun, cpu = time.perf_counter(), time.process_time()
        said("begins")
        await asyncio.sleep(self.plan.seconds)
        said("ends")
        took = time.perf_counter() - begun
        report = self.report(took) | {"simulator_cpu": (time.process_time() - cpu) / took}
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        self.simulator.world.shown.remove(self._shown)
        return report

    def report(self, took: float) -> dict[str, Any]:
        count = self.count
        times = sorted(count.seconds_each)
        return {
            "people": self.plan.people,
            "seconds": took,
            "answers": count.answers,
            "answers_per_second": count.answers / took,
            "presses": count.presses,
            "p50_ms": _share(times, 0.5),
            "p99_ms": _share(times, 0.99),
            "most_ms": _share(times, 1.0),
            "patience_lost": count.patience_lost,
            "messages_to_idle": count.shown_idle,
            "messages_to_idle_per_second": count.shown_idle / took,
            **self.calls(count),
        }

    # What they do.

    async def arrive(self) -> None:
        """Come in, one after the other."""
        pause = self.plan.arrive_seconds / max(1, len(self.members))
        for member in self.members:
            member.done = await member.person.sends(self.plan.start)
            await asyncio.sleep(pause)

    def _shown(self, message: Any) -> None:
        """Something of the bot's shows in a chat."""
        member = self.by_chat.get(self.chat_id(message))
        if member is None:
            self.count.shown_idle += 1
            return
        if member.message is not None and not member.pressed_at:
            return  # nothing was waited for: a push
        if member.pressed_at:
            self.count.seconds_each.append(time.perf_counter() - member.pressed_at)
            self.count.answers += member.was_answer
            member.pressed_at = 0.0
        member.message = message
        if self.pressing:
            self._press_again(member)

    def _press_again(self, member: Member) -> None:
        if self.rate:
            pause = self.random.expovariate(self.rate / len(self.members))
            asyncio.get_running_loop().call_later(pause, self._press, member)
        else:
            asyncio.get_running_loop().call_soon(self._press, member)

    def _press(self, member: Member) -> None:
        message = member.message
        if message is None or not self.pressing:
            return
        button = self._choice(message)
        if button is None:
            return
        label, meaning = button
        member.was_answer = not self.plan.answers or label in self.plan.answers
        member.pressed_at = time.perf_counter()
        self.count.presses += 1
        member.done = member.person.forges(meaning, message)

    def _choice(self, message: Any) -> tuple[str, str] | None:
        buttons: list[tuple[str, str]] = message.pressable
        answers = [one for one in buttons if one[0] in self.plan.answers]
        if answers:
            return self.random.choice(answers)
        liked = [one for one in buttons if one[0] not in self.plan.avoid]
        return liked[0] if liked else None

    async def _look_after(self) -> None:
        """Press again where nothing came for long; count what the platform gave up on."""
        while True:
            await asyncio.sleep(1.0)
            late = time.perf_counter() - PATIENCE_SECONDS
            for member in self.members:
                if member.pressed_at and member.pressed_at < late:
                    self.count.patience_lost += 1
                    self.count.failed += self.has_failed(member.done)
                    self._press(member)


def codes(by_code: Counter[int]) -> dict[str, Any]:
    """The part of a report about the codes that calls were answered with."""
    counted = {str(code): number for code, number in by_code.most_common()}
    return {"codes": counted, "too_many": by_code[429]}


def _share(times: list[float], share: float) -> float | None:
    """The time in milliseconds that this share of the presses did not exceed."""
    if not times:
        return None
    return 1000 * times[min(len(times) - 1, int(share * len(times)))]
