"""People who work through a project in Discord: who gets no answer presses again.

What they were told is kept by assignment, which a button names.
"""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from domain.actions import decode
from tests.simulators.discord import Message, Person, Simulator
from tests.simulators.discord.state import label_of

PATIENCE_SECONDS = 2.0  # a person waits about 5: time is scaled down here
THINKING_SECONDS = (0.05, 0.4)
LOOKING_SECONDS = 1.0
WRONG = 0.05
SAID = ("confirmed", "known already")
ROW = re.compile(r"\((\d+)/(\d+)\)")
ENTRANCE = ("Start earning", "No, just show me a task")
ANSWERS = ("ham", "spam")


def about(button: dict[str, Any]) -> int:
    """The assignment that a button names."""
    return decode(str(button["custom_id"]).rstrip("~")).id


@dataclass
class Worker:
    """One of them. `given` and `told` hold answers by assignment; `again` counts what was pressed
    in vain.
    """

    person: Person
    truth: dict[str, str]
    random: Random
    given: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    again: int = 0
    _latest: Message | None = None
    _shown: list[tuple[str, int]] = field(default_factory=list)

    async def works(self, done: asyncio.Event) -> None:
        """Come in and answer whatever is offered, until everything is decided."""
        self.person.world.shown.append(self._sees)
        await self._types("/start")
        while not done.is_set():
            await asyncio.sleep(self.random.uniform(*THINKING_SECONDS))
            await self._step()

    async def _step(self) -> None:
        message = self._latest
        if message is None:
            await self._types("/start")
            return
        button = self._choice(message)
        if button is None:
            await asyncio.sleep(0.5)
            await self._types("/work")
        elif label_of(button) in ANSWERS:
            await self._answers(message, button)
        else:
            self._shown.clear()
            self.person.forges(button["custom_id"], message)
            await self._reaction()

    def _choice(self, message: Message) -> dict[str, Any] | None:
        """What to press: the answer to a task, the way in, or what leads on."""
        text = message.text
        if "That was everything" in text:
            return None
        spam = message.button("spam")
        if spam is not None and (found := ROW.findall(text)):
            assignment = about(spam)
            self.rows[assignment] = row = "r{}-{}".format(*found[-1])
            if assignment not in self.given:
                wrong = self.random.random() < WRONG
                answers = ANSWERS if wrong else (self.truth[row],)
                self.given[assignment] = self.random.choice(answers)
            return message.button(self.given[assignment])
        for label in ENTRANCE:
            if button := message.button(label):
                return button
        return next((one for one in message.interactive if "custom_id" in one), None)

    async def _answers(self, message: Message, button: dict[str, Any]) -> None:
        """Press an answer; the task itself, shown once more, is no reaction to it."""
        assignment = about(button)
        answer = self.given[assignment]
        self._shown.clear()
        self.person.forges(button["custom_id"], message)
        world = self.person.world
        outcome = await world.until(lambda: self._outcome(assignment), PATIENCE_SECONDS)
        if outcome not in ("", *SAID):  # the reaction to what was asked before may come first
            await world.until(lambda: self._outcome(assignment) in SAID, LOOKING_SECONDS)
            outcome = self._outcome(assignment)
        self.again += not outcome
        self.outcomes[outcome or "nothing"] += 1
        if outcome in SAID:
            self.told[assignment] = answer

    def _outcome(self, assignment: int) -> str:
        other = ""
        for text, shown in self._shown:
            if f"✓ {self.given[assignment]}" in text:
                return "confirmed"
            if "answered that one already" in text:
                return "known already"
            if shown != assignment:
                other = "the next task" if shown else text.partition("\n")[0][:60]
        return other

    async def _types(self, text: str) -> None:
        self._shown.clear()
        await self.person.sends(text, within=30)
        await self._reaction()

    async def _reaction(self) -> None:
        await self.person.world.until(lambda: self._shown, PATIENCE_SECONDS)
        self.again += not self._shown

    def _sees(self, message: Message) -> None:
        if message.channel is self.person.chat and not message.is_loading:
            self._latest = message
            spam = message.button("spam")
            self._shown.append((message.text, about(spam) if spam else 0))


def workers(sim: Simulator, count: int, truth: dict[str, str], seed: int) -> list[Worker]:
    """Make so many people, each with a mind of their own."""
    return [Worker(sim.person(f"worker {n}"), truth, Random(seed * 1000 + n)) for n in range(count)]
