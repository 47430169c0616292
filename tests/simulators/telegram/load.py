"""A crowd in Telegram: how they press there, and what a bot calls for it."""

from typing import Any

from tests.simulators import load
from tests.simulators.load import Count, Plan
from tests.simulators.telegram.simulator import Simulator
from tests.simulators.telegram.state import Message


class Crowd(load.Crowd):
    """People in private chats with the bot; who is idle has started it long ago."""

    def __init__(self, simulator: Simulator, plan: Plan) -> None:
        super().__init__(simulator, plan)
        for person in self.idle:
            person.starts()

    def is_heard(self) -> bool:
        """Whether the bot asks for updates or has set a webhook."""
        updates = self.simulator.world.updates
        return bool(updates.polls or updates.webhook_is_set)

    def chat_id(self, message: Message) -> int:
        return message.chat.id

    def calls(self, count: Count) -> dict[str, Any]:
        log = self.simulator.log
        counted = log.by_way["http"] - log.by_method["getUpdates"]
        return {
            "calls": dict(log.by_method.most_common()),
            "calls_in_webhook_answers": log.by_way["webhook"],
            "calls_per_answer": counted / count.answers if count.answers else None,
            **load.codes(log.by_code),
            "webhook_posts": self.simulator.server.webhook.posts,
        }
