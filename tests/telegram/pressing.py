"""People who work through a project in Telegram: who gets no answer presses again.

What they were told is kept by assignment, which a button names.
"""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from domain.actions import decode
from tests.simulators.telegram import Message, Person, Simulator

PATIENCE_SECONDS = 2.0  # a person waits about 5: time is scaled down here
THINKING_SECONDS = (0.05, 0.4)
LOOKING_SECONDS = 1.0
WRONG = 0.05
SAID = ("confirmed", "known already")
ROW = re.compile(r"\((\d+)/(\d+)\)")
ENTRANCE = ("Start earning", "No, just show me a task")


@dataclass
class Worker:
    """One of them. `given` and `told` hold answers by assignment; `pressed` counts presses."""

    person: Person
    truth: dict[str, str]
    random: Random
    given: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    again: int = 0
    _shown: list[tuple[str, int]] = field(default_factory=list)

    async def works(self, done: asyncio.Event) -> None:
        """Come in and answer whatever is offered, until everything is decided."""
        self.person.world.shown.append(self._sees)
        await self._types("/start")
        while not done.is_set():
            await asyncio.sleep(self.random.uniform(*THINKING_SECONDS))
            await self._step()

    async def _step(self) -> None:
        message = self.person.chat.latest
        if message is None:
            await self._types("/start")
            return
        button = self._choice(message)
        if button is None:
            await asyncio.sleep(0.5)
            await self._types("/work")
        elif button["text"] in ("ham", "spam"):
            await self._answers(message, button)
        else:
            await self._presses(message, button)

    def _choice(self, message: Message) -> dict[str, Any] | None:
        """What to press: the answer to a task, the way in, or what leads on."""
        if "That was everything" in message.text:
            return None
        if message.button("spam") and (found := ROW.findall(message.text)):
            about = decode(message.button("spam")["callback_data"]).id  # type: ignore[index]
            self.rows[about] = row = "r{}-{}".format(*found[-1])
            if about not in self.given:
                wrong = self.random.random() < WRONG
                answers = ("ham", "spam") if wrong else (self.truth[row],)
                self.given[about] = self.random.choice(answers)
            return message.button(self.given[about])
        for label in ENTRANCE:
            if button := message.button(label):
                return button
        return message.rows[0][0] if message.rows else None

    async def _answers(self, message: Message, button: dict[str, Any]) -> None:
        """Press an answer. The task itself, shown once more (a bot that starts anew does that for
        what it was asked before), is no reaction to it.
        """
        about = decode(button["callback_data"]).id
        answer = self.given[about]
        self._shown.clear()
        self.person.forges(button["callback_data"], message)
        world = self.person.world
        outcome = await world.until(lambda: self._outcome(about), PATIENCE_SECONDS)
        if outcome not in ("", *SAID):  # the reaction to what was asked before may come first
            await world.until(lambda: self._outcome(about) in SAID, LOOKING_SECONDS)
            outcome = self._outcome(about)
        self.again += not outcome
        self.outcomes[outcome or "nothing"] += 1
        if outcome in SAID:
            self.told[about] = answer

    def _outcome(self, about: int) -> str:
        other = ""
        for text, shown in self._shown:
            if f"✓ {self.given[about]}" in text:
                return "confirmed"
            if "answered that one already" in text:
                return "known already"
            if shown != about:
                other = "the next task" if shown else text.partition("\n")[0][:60]
        return other

    async def _presses(self, message: Message, button: dict[str, Any]) -> None:
        self._shown.clear()
        self.person.forges(button["callback_data"], message)
        await self._reaction()

    async def _types(self, text: str) -> None:
        self._shown.clear()
        await self.person.sends(text)
        await self._reaction()

    async def _reaction(self) -> None:
        await self.person.world.until(lambda: self._shown, PATIENCE_SECONDS)
        self.again += not self._shown

    def _sees(self, message: Message) -> None:
        if message.chat is self.person.chat:
            spam = message.button("spam")
            about = decode(spam["callback_data"]).id if spam else 0
            self._shown.append((message.text, about))


def workers(sim: Simulator, count: int, truth: dict[str, str], seed: int) -> list[Worker]:
    """Make so many people, each with a mind of their own."""
    return [Worker(sim.person(f"worker {n}"), truth, Random(seed * 1000 + n)) for n in range(count)]
