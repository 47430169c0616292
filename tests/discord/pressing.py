"""People who work through a project in Discord."""

from dataclasses import dataclass
from random import Random

from tests.simulators import pressing
from tests.simulators.discord import Message, Simulator


@dataclass
class Worker(pressing.Worker):
    """One of them, in their direct messages. What loads is no message yet."""

    _latest: Message | None = None

    def latest(self) -> Message | None:
        return self._latest

    def looks_at(self, message: Message) -> bool:
        if message.channel is not self.person.chat or message.is_loading:
            return False
        self._latest = message
        return True

    async def says(self, text: str) -> None:
        await self.person.sends(text, within=30)


def workers(sim: Simulator, count: int, truth: dict[str, str], seed: int) -> list[Worker]:
    """Make so many people, each with a mind of their own."""
    return [Worker(sim.person(f"worker {n}"), truth, Random(seed * 1000 + n)) for n in range(count)]
