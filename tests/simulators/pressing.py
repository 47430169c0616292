"""People who work through a project in a chat: who gets no answer presses again.

What they were told is kept by assignment, which a button names. Where a message stands and how one
types, each platform's worker knows.
"""

import asyncio
import re
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from domain.actions import decode

PATIENCE_SECONDS = 2.0  # a person waits about 5: time is scaled down here
THINKING_SECONDS = (0.05, 0.4)
LOOKING_SECONDS = 1.0
WRONG = 0.05
SAID = ("confirmed", "known already")
ROW = re.compile(r"\((\d+)/(\d+)\)")
ENTRANCE = ("Start earning", "No, just show me a task")
ANSWERS = ("ham", "spam")


@dataclass
class Worker(ABC):
    """One of them. `given` and `told` hold answers by assignment; `again` counts what was pressed
    in vain.
    """

    person: Any
    truth: dict[str, str]
    random: Random
    given: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    again: int = 0
    _pressed: int | None = None
    _shown: list[tuple[str, int]] = field(default_factory=list)

    @abstractmethod
    def latest(self) -> Any:
        """The message that stands last in the chat; None where there is none."""

    @abstractmethod
    def looks_at(self, message: Any) -> bool:
        """Whether a message that shows is in this chat, and says something."""

    @abstractmethod
    async def says(self, text: str) -> None:
        """Type something."""

    async def works(self, done: asyncio.Event) -> None:
        """Come in and answer whatever is offered, until everything is decided."""
        self.person.world.shown.append(self._sees)
        await self._types("/start")
        while not done.is_set():
            await asyncio.sleep(self.random.uniform(*THINKING_SECONDS))
            await self._step()

    async def _step(self) -> None:
        message = self.latest()
        if message is None:
            await self._types("/start")
            return
        button = self._choice(message)
        if button is None:
            await asyncio.sleep(0.5)
            await self._types("/work")
        elif button[0] in ANSWERS:
            await self._answers(message, button[1])
        else:
            self._shown.clear()
            self.person.forges(button[1], message)
            await self._reaction()

    def _choice(self, message: Any) -> tuple[str, str] | None:
        """What to press: the answer to a task, the way in, or what leads on."""
        text = message.text
        if "That was everything" in text:
            return None
        buttons = message.pressable
        meanings = dict(reversed(buttons))
        if "spam" in meanings and (found := ROW.findall(text)):
            assignment = _about(meanings["spam"])
            self.rows[assignment] = row = "r{}-{}".format(*found[-1])
            if assignment not in self.given:
                wrong = self.random.random() < WRONG
                answers = ANSWERS if wrong else (self.truth[row],)
                self.given[assignment] = self.random.choice(answers)
            answer = self.given[assignment]
            return answer, meanings[answer]
        for label in ENTRANCE:
            if label in meanings:
                return label, meanings[label]
        return buttons[0] if buttons else None

    async def _answers(self, message: Any, meaning: str) -> None:
        """Press an answer. The task itself, shown once more (a bot that starts anew does that for
        what it was asked before), is no reaction to it.
        """
        assignment = _about(meaning)
        self._shown.clear()
        self._pressed = assignment
        self.person.forges(meaning, message)
        world = self.person.world
        outcome = await world.until(lambda: self._outcome(assignment), PATIENCE_SECONDS)
        if outcome not in ("", *SAID):  # the reaction to what was asked before may come first
            await world.until(lambda: self._outcome(assignment) in SAID, LOOKING_SECONDS)
            outcome = self._outcome(assignment)
        self.again += not outcome
        self.outcomes[outcome or "nothing"] += 1

    def _outcome(self, assignment: int) -> str:
        other = ""
        for text, shown in self._shown:
            if shown == assignment:  # it is asked still: what is confirmed above was before it
                continue
            if f"✓ {self.given[assignment]}" in text:
                return "confirmed"
            if "answered that one already" in text:
                return "known already"
            other = "the next task" if shown else text.partition("\n")[0][:60]
        return other

    async def _types(self, text: str) -> None:
        self._shown.clear()
        await self.says(text)
        await self._reaction()

    async def _reaction(self) -> None:
        await self.person.world.until(lambda: self._shown, PATIENCE_SECONDS)
        self.again += not self._shown

    def _sees(self, message: Any) -> None:
        if self.looks_at(message):
            spam = dict(reversed(message.pressable)).get("spam")
            self._shown.append((message.text, _about(spam) if spam else 0))
            if self._pressed is not None and self._outcome(self._pressed) in SAID:
                self.told[self._pressed] = self.given[self._pressed]  # however long it took


def _about(meaning: str) -> int:
    """The assignment that a button names."""
    return decode(meaning.rstrip("~")).id
