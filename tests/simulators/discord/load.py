"""A crowd in Discord: how they press there, and what a bot calls for it."""

from typing import Any

from tests.simulators import load
from tests.simulators.discord.state import Interaction, Message
from tests.simulators.load import Count


class Crowd(load.Crowd):
    """People in direct messages with the bot."""

    def is_heard(self) -> bool:
        """Whether the bot is connected and has registered what the people begin with."""
        simulator = self.simulator
        return bool(simulator.gateway.is_connected and simulator.world.commands[0])

    def chat_id(self, message: Message) -> int:
        return message.channel.id

    def calls(self, count: Count) -> dict[str, Any]:
        log, gateway = self.simulator.log, self.simulator.gateway
        calls = log.by_what.total()
        return {
            "interactions_failed": count.failed,
            "calls": dict(log.by_what.most_common()),
            "calls_per_answer": calls / count.answers if count.answers else None,
            **load.codes(log.by_status),
            "identifies": gateway.identifies,
            "resumes": gateway.resumes,
        }

    def has_failed(self, done: Interaction | None) -> bool:
        """Whether Discord was told nothing in time: the person sees “interaction failed”."""
        return done is not None and not done.callback
