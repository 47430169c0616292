"""A running Bitework with people in it, its jobs, and a delivery whose platform is a list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.delivery import Delivered, Delivery, Outcome
from bot.platforms.plain import plain
from bot.schedule import run_job
from domain.notices import Identity
from domain.people import Person as Account
from domain.terms import Terms
from domain.views import View
from services import Tx, people
from storage.database import Database
from tests.stories.driver import Chat, Person

T = TypeVar("T")
Reaction = Callable[[Identity, View], Outcome]


@dataclass
class Platform:
    """The outermost seam: what was sent to whom, and how the platform reacts."""

    react: Reaction = lambda place, view: Delivered()
    sent: list[tuple[str, View]] = field(default_factory=list)

    async def send(self, identity: Identity, view: View) -> Outcome:
        outcome = self.react(identity, view)
        if isinstance(outcome, Delivered):
            self.sent.append((identity.external_id, view))
        return outcome

    def to(self, name: str) -> list[str]:
        """What a person was sent, as text."""
        return [plain(view) for user, view in self.sent if user == name]


class World(Chat):
    """The driver's chat, with time that jobs can see."""

    def __init__(self, database: Database, folder: Path, terms: Terms | None = None) -> None:
        super().__init__(database, folder, terms)
        self.platform = Platform()
        senders = {"web": self.platform}
        self.delivery = Delivery(
            database, self.terms, senders, keys=self.keys, clock=self.clock
        )

    async def write(self, job: Callable[[Tx], T]) -> T:
        return await self.database.write(job)

    async def who(self, person: Person) -> Account:
        found = await self.database.read(
            lambda tx: people.met(tx, platform="web", external_id=person.name, chat=person.name)
        )
        assert found is not None
        return found[0]

    async def push(self) -> int:
        """Run the push job; give how many tasks were pushed."""
        return await self.job("push")

    async def summarise(self) -> int:
        """Run the summary job; give how many people hear something."""
        return await self.job("summary")

    async def job(self, name: str) -> int:
        report = await run_job(name, self.database, self.terms, self.clock())
        return report.done

    async def expire(self) -> int:
        """End what ran out of time."""
        return await self.job("expire")

    async def deliver(self) -> None:
        """Send what waits, until nothing is due."""
        while await self.delivery.round():
            pass

    async def outbox(self, state: str) -> list[tuple[str, str | None]]:
        """Give (kind, error) of the notices in a state."""
        return await self.database.read(lambda tx: _outbox(tx, state))


def _outbox(tx: Tx, state: str) -> list[tuple[str, str | None]]:
    mark = "?" if tx.dialect == "sqlite" else "%s"
    rows = tx.connection.execute(
        f"SELECT kind, error FROM notice WHERE state = {mark} ORDER BY id",  # noqa: S608
        (state,),
    )
    return [(kind, error) for kind, error in rows.fetchall()]


def rows(count: int) -> dict[str, str]:
    """Messages that are nobody's."""
    return {f"row{number}": f"Message number {number}" for number in range(1, count + 1)}
