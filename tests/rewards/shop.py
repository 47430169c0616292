"""A catalogue for tests: codes that are imported, rewards that are offered, credits to spend."""

from dataclasses import dataclass
from pathlib import Path

from bot.delivery import Delivery
from bot.vouchers import Imported, import_codes
from domain.amounts import Money
from services import catalogue, ledger
from storage.database import Database
from tests.people.world import Platform
from tests.stories.driver import Chat, Person

POOL = "Bookshop 10"
FACE = Money(1_000, "EUR", 2)
CODES = ("BOOK-AAAA-1111", "BOOK-BBBB-2222", "BOOK-CCCC-3333")


@dataclass
class Shop:
    """What an operator has done, beside a chat in which people spend their credits."""

    chat: Chat

    @property
    def database(self) -> Database:
        return self.chat.database

    def imports(
        self,
        text: str = "\n".join(CODES),
        *,
        pool: str = POOL,
        face: Money = FACE,
        expires_ms: int | None = None,
        skip_bad: bool = False,
    ) -> Imported:
        """Import a file of codes."""
        return bring(
            self.database, self.chat.folder, text, pool=pool, face=face, expires_ms=expires_ms,
            now_ms=self.chat.clock(), skip_bad=skip_bad,
        )  # fmt: skip

    async def offers(
        self, kind: str, title: str, price: int, detail: str = "", stock: int | None = None
    ) -> int:
        """Offer a reward for so many minor units."""
        return await self.database.write(
            lambda tx: catalogue.offer(
                tx, title=title, kind=kind, price=Money(price, "credits"), detail=detail,
                stock=stock, actor_id=None, now_ms=self.chat.clock(),
            )
        )  # fmt: skip

    async def somebody(self, name: str, minor: int = 0, role: str = "worker") -> Person:
        """Somebody who has come in, with credits."""
        person = self.chat.person(name, self.chat.platform)
        await person.comes_in()
        if role != "worker":
            await self.chat.becomes(person, role)
        if minor:
            account_id = await self.chat.account(person)
            await self.database.write(
                lambda tx: ledger.deposit(
                    tx, account_id=account_id, amount_minor=minor, currency="credits",
                    ref=self.chat.event_id(), now_ms=self.chat.clock(),
                )
            )  # fmt: skip
        return person

    async def delivered(self) -> Platform:
        """Deliver what waits in the outbox, wherever people are."""
        platform = Platform()
        senders = dict.fromkeys(("web", "telegram", "discord"), platform)
        await Delivery(
            self.database, self.chat.terms, senders, keys=self.chat.keys, clock=self.chat.clock
        ).round()
        return platform

    async def balances(self, person: Person) -> ledger.Balances:
        """What somebody has."""
        account_id = await self.chat.account(person)
        return await self.database.read(lambda tx: ledger.balances(tx, account_id, "credits"))


def bring(
    database: Database,
    folder: Path,
    text: str,
    *,
    now_ms: int,
    pool: str = POOL,
    face: Money = FACE,
    expires_ms: int | None = None,
    skip_bad: bool = False,
) -> Imported:
    """Import a text as a file of codes, with the key that is kept in the folder."""
    from tests.keys import operator_keys

    path = folder / "codes.csv"
    path.write_text(text, encoding="utf-8")
    try:
        return import_codes(
            database, operator_keys(folder), path, pool=pool, face=face, expires_ms=expires_ms,
            now_ms=now_ms, skip_bad=skip_bad,
        )  # fmt: skip
    finally:
        path.unlink()
