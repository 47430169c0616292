"""The world of the money tests with days: work on one, count and pay it on the next."""

import asyncio
from dataclasses import dataclass, replace

from bot import extras as job
from domain.bonuses import Bonus
from domain.projects import Project
from domain.terms import BonusTerms, PayTerms, Terms
from services import projects
from services.extras import DAY_MS, date_of
from storage.books import Books
from storage.campaigns import books
from storage.ledger import folded
from tests.money.world import World, moderation

BONUS = Bonus(quality_points=1_000, least=2, agreement_points=9_500)
HOUR = "12.00"


def terms(*, fee: str = "0", floor: str = "0", **bonuses: object) -> Terms:
    """An operator's terms."""
    return Terms(
        pay=PayTerms(fee_percent=fee, floor_an_hour=floor),
        bonuses=BonusTerms.model_validate(bonuses),
    )


def with_bonus(project: Project, bonus: Bonus = BONUS) -> Project:
    """A project that pays for quality."""
    return replace(project, bonus=bonus)


def paying(reward: int = 20, *, least: int = 1, most: int = 1, budget: int = 25_000) -> Project:
    """A project whose rows need few answers and pay enough for a bonus to be seen."""
    return moderation(reward=reward, least=least, most=most, budget=budget)


@dataclass
class Days(World):
    """A world in which days pass."""

    terms: Terms = Terms()  # noqa: RUF009 - frozen

    def open(self, project_id: int) -> projects.Opened:
        """Open a project under these terms."""
        return self.do(lambda tx: projects.open_project(tx, project_id, self.terms, self.later()))

    def today(self) -> str:
        """The UTC date."""
        return date_of(self.now_ms)

    def next_day(self) -> None:
        """The day ends: a quarter of an hour after midnight."""
        self.now_ms = (self.now_ms // DAY_MS + 1) * DAY_MS + 900_000

    def counts(self) -> int:
        """The job counts days that are over and pays what is owed; gives how much it did."""

        async def run() -> int:
            counted = await job.count_days(self.database, self.now_ms)
            return counted + await job.pay(self.database, self.now_ms)

        return asyncio.run(run())

    def gives(self) -> int:
        """The house gives what is due."""
        return asyncio.run(job.give_house_bonuses(self.database, self.terms, self.later()))

    def books(self, project_id: int) -> Books:
        """A project's books."""
        return self.do(lambda tx: books(tx, project_id))

    def pace(self, project_id: int, ms: int) -> None:
        """It is known how long an answer takes."""
        self.do(
            lambda tx: tx.connection.execute(
                f"UPDATE project SET pace_ms = {ms} WHERE id = {project_id}"  # noqa: S608
            )
        )

    def pending(self, account_id: int) -> int:
        """What somebody has earned and not got yet."""
        return self.balances(account_id).pending_minor

    def balance(self, name: str) -> int:
        """What is on one of the house's names."""
        return self.do(lambda tx: folded(tx, name, "credits"))
