"""People who work through a project in Telegram."""

from random import Random

from tests.simulators import pressing
from tests.simulators.telegram import Message, Simulator


class Worker(pressing.Worker):
    """One of them, in their private chat."""

    def latest(self) -> Message | None:
        found: Message | None = self.person.chat.latest
        return found

    def looks_at(self, message: Message) -> bool:
        return message.chat is self.person.chat

    async def says(self, text: str) -> None:
        await self.person.sends(text)


def workers(sim: Simulator, count: int, truth: dict[str, str], seed: int) -> list[Worker]:
    """Make so many people, each with a mind of their own."""
    return [Worker(sim.person(f"worker {n}"), truth, Random(seed * 1000 + n)) for n in range(count)]
