"""A running Bitework on a simulated platform, for stories about what people see there."""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Self

from bot.dispatch import Dispatcher
from domain.events import Event
from domain.views import View
from storage.database import Database
from tests.stories.driver import Chat, Person

ANSWER_SECONDS_MAX = 10.0
QUIET_ROUNDS = 8
QUIET_SECONDS = 0.001


class Watched(Dispatcher):
    """The dispatcher, and what it answered to each person."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.views: dict[str, View] = {}
        self.served: dict[str, int] = {}

    async def dispatch(self, event: Event) -> View:
        view = await super().dispatch(event)
        user = event.sender.user
        self.views[user] = view
        self.served[user] = self.served.get(user, 0) + 1
        return view


class SimulatedChat(Chat):
    """Its clock is the driver's; its people have a chat with the bot in the simulator."""

    person_of: ClassVar[Callable[..., Person]]
    simulator_of: ClassVar[Callable[[], Any]]
    bot: Any  # the platform's service, as it runs now

    def __init__(self, simulator: Any, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.simulator = simulator
        self.watched = Watched(database, self.terms, keys=self.keys, clock=self.clock)
        self.dispatcher = self.watched
        self.running: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, database: Database, folder: Path) -> AsyncIterator[Self]:
        async with cls.simulator_of() as simulator:
            chat = cls(simulator, database, folder)
            chat.starts()
            try:
                yield chat
            finally:
                await chat.stops()

    @abstractmethod
    def starts(self) -> None:
        """Let the bot run."""

    @abstractmethod
    def calls(self) -> int:
        """How many calls the bot has made."""

    async def stops(self) -> None:
        if self.running is not None:
            self.running.cancel()
            with suppress(asyncio.CancelledError):
                await self.running

    def fails_with_the_bot(self) -> None:
        if self.running is not None and self.running.done():
            self.running.result()

    def person(self, name: str, platform: str = "") -> Person:
        if platform not in ("", self.platform):
            return super().person(name, platform)
        if name not in self._people:
            phone = self.simulator.person(name)
            self._people[name] = type(self).person_of(name, self, phone)
        return self._people[name]

    async def is_quiet(self) -> None:
        """Wait until no call has come for a while, in turns of the loop as well as in time."""
        calls, quiet = -1, 0
        while quiet < QUIET_ROUNDS:
            counted = self.calls()
            quiet = quiet + 1 if counted == calls else 0
            calls = counted
            await asyncio.sleep(QUIET_SECONDS)
