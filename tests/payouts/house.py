"""A house that pays out: people with credits, admins, a fake rail, and the loop that sends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import orjson

from bot.paying import Sent, pay
from bot.payout_runs import PaidOut, pay_out
from bot.sealing import OperatorKeys
from domain.terms import PayoutTerms, Terms
from services import people, seals
from services.ledger import Balances
from services.payouts import approvals, choices, destinations, requests
from services.payouts.requests import Wish
from storage import payouts as rows
from storage.database import Database
from storage.payouts import Payout
from storage.tx import Tx
from tests import invariants
from tests.keys import operator_keys
from tests.money.world import World
from tests.rails.fake import FakeRail

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
ADDRESS = "ann@bank"


def terms_of(rail: FakeRail, **payouts: object) -> Terms:
    """Terms with a rail; without limits, unless they are given."""
    given: dict[str, object] = {"daily_person_most": "0", **payouts}
    terms = Terms(payouts=PayoutTerms.model_validate(given))
    terms.rails[rail.name] = rail
    return terms


@dataclass
class House:
    """Everything that a payout meets."""

    database: Database
    folder: Path
    rail: FakeRail = field(default_factory=FakeRail)
    payouts: dict[str, object] = field(default_factory=dict)
    keys_made: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.world = World(self.database)
        self.keys: OperatorKeys = operator_keys(self.folder)
        self.terms = terms_of(self.rail, **self.payouts)

    @property
    def now_ms(self) -> int:
        return self.world.now_ms

    def passes(self, ms: int) -> None:
        """Let time pass."""
        self.world.now_ms += ms

    def ruled(self, **payouts: object) -> None:
        """Change the rules under which money leaves."""
        self.terms = terms_of(self.rail, **payouts)

    def person(self, name: str = "ann", minor: int = 5_000, to: str = ADDRESS) -> int:
        """Somebody with credits, and somewhere to send them to."""
        account_id = self.world.account(name)
        if minor:
            self.world.deposit(account_id, minor)
        if to:
            self.moves(account_id, to)
        return account_id

    def admin(self, name: str = "rita") -> int:
        """An admin with a chat."""
        account_id = self.world.account(name, "admin")
        self.chats(account_id, name)
        return account_id

    def chats(self, account_id: int, name: str, platform: str = "web") -> None:
        """Give somebody a chat."""
        self.world.do(
            lambda tx: people.attach(
                tx, account_id, platform=platform, external_id=name, chat=name, now_ms=1
            )
        )

    def moves(self, account_id: int, to: str) -> destinations.Kept:
        """Somebody says where their money goes."""

        def work(tx: Tx) -> destinations.Kept:
            person = people.load(tx, account_id, lock=True)
            seal = seals.within(tx, self.keys)
            return destinations.set_to(
                tx, person, self.rail.name, to, self.terms, seal, self.now_ms
            )

        return self.world.do(work)

    def wish(self, minor: int, key: str = "", once: str = "") -> Wish:
        key = key or f"key-{next(self.keys_made)}"
        return Wish(rail=self.rail.name, amount_minor=minor, key=key, once=once)

    def asks(self, account_id: int, minor: int, key: str = "", once: str = "") -> int:
        """Somebody asks for a payout; gives its id."""
        wish = self.wish(minor, key, once)

        def work(tx: Tx) -> int:
            person = people.load(tx, account_id, lock=True)
            seal = seals.within(tx, self.keys)
            return requests.ask(tx, person, wish, self.terms, seal, self.now_ms).id

        return self.world.do(work)

    def changes(self, account_id: int, payout_id: int, minor: int) -> Payout:
        """Somebody changes the amount of a payout."""
        wish, version = self.wish(minor), self.payout(payout_id).version

        def work(tx: Tx) -> Payout:
            person = people.load(tx, account_id, lock=True)
            return requests.change(
                tx, person, payout_id, version, wish, self.terms, None, self.now_ms
            )

        return self.world.do(work)

    def cancels(self, account_id: int, payout_id: int) -> Payout:
        """Somebody takes a payout back."""

        def work(tx: Tx) -> Payout:
            person = people.load(tx, account_id, lock=True)
            return requests.cancel(tx, person, payout_id, self.now_ms)

        return self.world.do(work)

    def approves(self, admin_id: int, payout_id: int, version: int = 0) -> int:
        """An admin says yes; gives how many more have to."""
        seen = version or self.payout(payout_id).version

        def work(tx: Tx) -> int:
            admin = people.load(tx, admin_id, lock=True)
            now_ms = self.now_ms
            return approvals.approve(tx, admin, payout_id, seen, self.terms, now_ms).left

        return self.world.do(work)

    def refuses(self, admin_id: int, payout_id: int, reason: str) -> Payout:
        """An admin says no."""

        def work(tx: Tx) -> Payout:
            admin = people.load(tx, admin_id, lock=True)
            return approvals.refuse(tx, admin, payout_id, reason, self.now_ms)

        return self.world.do(work)

    def chooses(self, account_id: int, least_minor: int) -> None:
        """Somebody wants to be paid out automatically."""

        def work(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            choices.choose(tx, person, self.rail.name, least_minor, self.terms)

        self.world.do(work)

    async def sends(self) -> Sent:
        """Let the loop go on until nothing is due."""
        return await pay(self.database, self.terms, self.now_ms, keys=self.keys)

    async def runs(self) -> list[PaidOut]:
        """Have a payout run now."""
        return await pay_out(self.database, self.terms, self.now_ms, at_once=True)

    def payout(self, payout_id: int) -> Payout:
        """See a payout."""
        found = self.world.do(lambda tx: rows.find(tx, payout_id))
        assert found is not None
        return found

    def state(self, payout_id: int) -> str:
        return self.payout(payout_id).state

    def has(self, account_id: int) -> tuple[int, int, int]:
        """What somebody has available, in flight, and was paid."""
        has: Balances = self.world.balances(account_id)
        return has.available_minor, has.in_flight_minor, has.paid_minor

    def told(self, account_id: int, kind: str = "payout") -> list[str]:
        """The steps that somebody was told, in their order."""
        query = (
            "SELECT params FROM notice "  # noqa: S608
            f"WHERE account_id = {account_id} AND kind = '{kind}' ORDER BY id"
        )
        found = self.world.do(lambda tx: tx.connection.execute(query).fetchall())
        return [str(orjson.loads(params)["step"]) for (params,) in found]

    async def is_whole(self) -> None:
        """Everything that has to be true is."""
        await invariants.hold(self.database)
