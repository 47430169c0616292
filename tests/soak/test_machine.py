"""Whatever people, admins, rails and time do in whatever order: a small model says who has what."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.rails.base import NotPaid, Order, Outcome, RailTrouble
from bot.schedule import run_job
from domain.amounts import Money
from domain.errors import BiteworkError, Refused
from services import catalogue, ledger, merging, orders, people
from services.payouts import switch
from storage.database import open_database
from storage.tx import Tx
from tests import invariants
from tests.money.world import moderation
from tests.payouts.house import DAY_MS, HOUR_MS, House
from tests.rails.fake import FakeRail
from tests.rewards.shop import POOL, bring

PEOPLE, HAVE, REWARD, PRICE, CODES = 3, 20_000, 40, 70, 4
SELDOM = st.sampled_from([*[False] * 9, True])
AMOUNTS = st.sampled_from([10, 99, 700, 1_500, 2_500, 6_000])
WHO = st.integers(0, PEOPLE - 1)
WHICH = st.integers(0, 10**6)
FATES = ["paid", "paid", "refused", "dropped", "lost", "busy", "failed"]


class Model:
    """What everybody should have, in twenty lines: amounts, payouts on their way, what was paid."""

    def __init__(self) -> None:
        self.pending, self.available = [0] * PEOPLE, [0] * PEOPLE
        self.paid, self.spent, self.expired = [0] * PEOPLE, 0, 0
        self.on_way: dict[int, list[int]] = {}  # payout: whose, how much

    def runs(self) -> None:
        self.available = [a + p for a, p in zip(self.available, self.pending, strict=True)]
        self.pending = [0] * PEOPLE

    def asks(self, payout_id: int, who: int, minor: int) -> None:
        self.available[who] -= minor
        self.on_way[payout_id] = [who, minor]

    def ends(self, payout_id: int, *, paid: bool) -> None:
        who, minor = self.on_way.pop(payout_id)
        (self.paid if paid else self.available)[who] += minor

    def flying(self, who: int) -> int:
        return sum(minor for of, minor in self.on_way.values() if of == who)


class Fated(FakeRail):
    """A rail at which each payout has its own fate at the next call; nothing else decides."""

    def __init__(self) -> None:
        super().__init__()
        self.fates: dict[int, str] = {}
        self.refused: set[int] = set()

    async def send(self, order: Order, ref: str) -> Outcome:
        """Pay, or not, as it is fated."""
        fate = self.fates.pop(order.payout_id, "paid")
        if fate == "busy":
            raise RailTrouble
        if fate in ("lost", "failed"):
            self.refused |= {order.payout_id} if fate == "failed" else set()
            raise TimeoutError
        if fate == "refused":
            return NotPaid("It was refused.")
        self.moods = ["send:dropped"] if fate == "dropped" else []
        return await super().send(order, ref)

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Tell what is known."""
        if order.payout_id in self.refused:
            return NotPaid("It came back.")
        return await super().look_up(order, ref)


class Payouts(RuleBasedStateMachine):
    """Deposits, work, runs, payouts with all that becomes of them, rewards, expiry, links."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "bitework.db"
        path.write_bytes(TEMPLATE[0].read_bytes())
        self.database = open_database(f"sqlite:///{path}")
        self.rail = Fated()
        rules = {"credits_expire_days": 60, "second_admin_above": "50", "least": "0.10"}
        self.house = House(self.database, path.parent, self.rail, rules)
        self.world, self.model = self.house.world, Model()

    @initialize()
    def begins(self) -> None:
        house, world = self.house, self.world
        self.admins = [house.admin(f"admin {number}") for number in range(2)]
        owner_id = world.owner(1_000_000)
        self.project = world.project(
            owner_id, moderation(reward=REWARD, least=3, most=3, budget=100_000), rows=60
        )
        world.open(self.project)
        self.names = 0
        self.people = [self._newcomer(who) for who in range(PEOPLE)]
        for who in range(PEOPLE):
            self.deposits(who, HAVE)
        codes = "\n".join(f"CODE-{number:04}" for number in range(CODES))
        bring(self.database, Path(self.folder.name), codes, now_ms=world.now_ms)
        self.codes, self.things = CODES, list[tuple[int, int]]()
        self.rewards = [self._offered("voucher", POOL), self._offered("thing", "")]

    def _newcomer(self, who: int) -> int:
        self.names += 1
        account_id = self.house.person(f"p{self.names}", 0, f"p{self.names}@bank")
        self.house.chats(account_id, f"p{self.names}", ("web", "telegram", "discord")[who])
        return account_id

    def _offered(self, kind: str, detail: str) -> int:
        return self.world.do(
            lambda tx: catalogue.offer(
                tx, title=kind, kind=kind, price=Money(PRICE, "credits"), detail=detail,
                stock=None, actor_id=None, now_ms=self.world.now_ms,
            )
        )  # fmt: skip

    @rule(who=WHO, minor=AMOUNTS)
    def deposits(self, who: int, minor: int) -> None:
        assert self.world.deposit(self.people[who], minor, str(self.world.later()))
        self.model.available[who] += minor

    @rule(who=WHO)
    def answers(self, who: int) -> None:
        if self.world.answers(self.people[who], self.project) is not None:
            self.model.pending[who] += REWARD

    @rule()
    def run(self) -> None:
        self.world.later()
        before = set(self._ids())
        asyncio.run(self.house.runs())
        self.model.runs()
        for payout_id in sorted(set(self._ids()) - before):  # automatic ones: all that they have
            payout = self.house.payout(payout_id)
            who = self.people.index(payout.account_id)
            assert payout.amount_minor == self.model.available[who]
            self.model.asks(payout_id, who, payout.amount_minor)

    def _ids(self) -> list[int]:
        return self.world.do(
            lambda tx: [one for (one,) in tx.connection.execute("SELECT id FROM payout").fetchall()]
        )

    @rule(who=WHO, least=st.sampled_from([50, 500]))
    def chooses(self, who: int, least: int) -> None:
        self.house.chooses(self.people[who], least)

    @rule(who=WHO, minor=AMOUNTS, fate=st.sampled_from(FATES))
    def asks_and_it_is_sent(self, who: int, minor: int, fate: str) -> None:
        """The short way: asked for, fated, said yes to, sent."""
        before = set(self.model.on_way)
        self.asks(who, minor)
        for payout_id in set(self.model.on_way) - before:
            self.rail.fates[payout_id] = fate
            for admin_id in self.admins:
                with suppress(Refused):
                    self.house.approves(admin_id, payout_id)
        self.sends(7)

    @rule(who=WHO, minor=AMOUNTS)
    def asks(self, who: int, minor: int) -> None:
        try:
            payout_id = self.house.asks(self.people[who], minor)
        except Refused:
            assert minor > self.model.available[who] or self._stopped()
            return
        self.model.asks(payout_id, who, minor)

    def _stopped(self) -> bool:
        return self.world.do(switch.is_on)

    def _on_way(self, which: int) -> int | None:
        ids = sorted(self.model.on_way)
        return ids[which % len(ids)] if ids else None

    @rule(which=WHICH, minor=AMOUNTS)
    def changes(self, which: int, minor: int) -> None:
        if (payout_id := self._on_way(which)) is None:
            return
        who, before = self.model.on_way[payout_id]
        with suppress(Refused):
            self.house.changes(self.people[who], payout_id, minor)
            self.model.available[who] += before - minor
            self.model.on_way[payout_id] = [who, minor]

    @rule(which=WHICH)
    def cancels(self, which: int) -> None:
        if (payout_id := self._on_way(which)) is None:
            return
        with suppress(Refused):
            self.house.cancels(self.people[self.model.on_way[payout_id][0]], payout_id)
            self.model.ends(payout_id, paid=False)

    @rule(which=WHICH, admin=st.integers(0, 1))
    def approves(self, which: int, admin: int) -> None:
        if (payout_id := self._on_way(which)) is not None:
            with suppress(Refused):
                self.house.approves(self.admins[admin], payout_id)

    @rule(which=WHICH)
    def refuses(self, which: int) -> None:
        if (payout_id := self._on_way(which)) is not None:
            with suppress(Refused):
                self.house.refuses(self.admins[0], payout_id, "not now")
                self.model.ends(payout_id, paid=False)

    @rule(which=WHICH, fate=st.sampled_from(FATES))
    def is_fated(self, which: int, fate: str) -> None:
        if (payout_id := self._on_way(which)) is not None:
            self.rail.fates[payout_id] = fate

    @rule(hours=st.sampled_from([0, 7, 30]))
    def sends(self, hours: int) -> None:
        """What the rail has paid has arrived, or is in doubt; the rest is on its way or back."""
        self.house.passes(hours * HOUR_MS)
        asyncio.run(self.house.sends())
        for payout_id in sorted(self.model.on_way):
            payout = self.house.payout(payout_id)
            has_paid = self.rail.wallet.has(payout.rail_key)
            assert not (payout.state == "settled" and not has_paid)
            assert not (payout.state == "returned" and has_paid)
            assert not (has_paid and payout.state not in ("settled", "unknown", "sent"))
            if payout.state in ("settled", "returned"):
                self.model.ends(payout_id, paid=payout.state == "settled")

    @rule(on=SELDOM)
    def stops(self, on: bool) -> None:
        change = switch.stop if on else switch.start
        self.world.do(lambda tx: change(tx, self.world.now_ms, actor_id=None))

    @rule(who=WHO, which=st.integers(0, 1))
    def orders(self, who: int, which: int) -> None:
        def order(tx: Tx) -> int:
            person = people.load(tx, self.people[who], lock=True)
            request, money = str(self.world.later()), self.house.terms.money
            bought = catalogue.order(
                tx, person, self.rewards[which], request=request, money=money,
                now_ms=self.world.now_ms,
            )  # fmt: skip
            return bought.order.id

        try:
            order_id = self.world.do(order)
        except Refused:
            assert self.model.available[who] < PRICE or (which == 0 and self.codes == 0)
            return
        self.model.available[who] -= PRICE
        self.model.spent += PRICE
        self.codes -= which == 0
        if which == 1:
            self.things.append((order_id, who))

    @rule(back=st.booleans())
    def hands_over(self, back: bool) -> None:
        if not self.things:
            return
        (order_id, who), now_ms = self.things.pop(), self.world.now_ms
        end: Callable[[Tx], object] = (
            (lambda tx: orders.give_back(tx, order_id, "none left", actor_id=None, now_ms=now_ms))
            if back
            else (lambda tx: orders.hand_over(tx, order_id, actor_id=None, now_ms=now_ms))
        )
        self.world.do(end)
        if back:
            self.model.available[who] += PRICE
            self.model.spent -= PRICE

    @rule(sure=SELDOM)
    def months_pass(self, sure: bool) -> None:
        """Nobody does anything for so long that they are warned, and then their credits expire."""
        if not sure:
            return
        for days in (100, 31):
            self.house.passes(days * DAY_MS)
            asyncio.run(
                run_job("credits", self.database, self.house.terms, self.world.now_ms)
            )
        self.model.expired += sum(self.model.available)
        self.model.available = [0] * PEOPLE

    @rule(who=WHO, other=WHO, sure=SELDOM)
    def links(self, who: int, other: int, sure: bool) -> None:
        """Two become one, with all that each has on its way; somebody new takes the place."""
        if not sure or who == other:
            return
        one, two = self.people[who], self.people[other]

        def link(tx: Tx) -> tuple[int, int]:
            pair = [people.load(tx, each, lock=True) for each in sorted((one, two))]
            made = merging.plan(tx, *pair)
            merging.merge(tx, made, self.world.later(), actor_id=one)
            return made.stays.account_id, made.goes.account_id

        try:
            stays, goes = self.world.do(link)
        except BiteworkError:
            return
        to, gone = self.people.index(stays), self.people.index(goes)
        model = self.model
        for amounts in (model.pending, model.available, model.paid):
            amounts[to] += amounts[gone]
            amounts[gone] = 0
        for on_way in model.on_way.values():
            on_way[0] = to if on_way[0] == gone else on_way[0]
        self.things = [(order, to if of == gone else of) for order, of in self.things]
        self.people[gone] = self._newcomer(gone)

    @rule()
    def is_folded(self) -> None:
        through_id = self.world.do(ledger.fold_target)
        self.world.do(lambda tx: ledger.fold_some(tx, through_id))

    @invariant()
    def everybody_has_what_the_model_says(self) -> None:
        if not hasattr(self, "rewards"):
            return
        model = self.model
        for who, account_id in enumerate(self.people):
            has = self.world.balances(account_id)
            assert has.pending_minor == model.pending[who]
            assert has.available_minor == model.available[who]
            assert has.in_flight_minor == model.flying(who)
            assert has.paid_minor == model.paid[who]

    @invariant()
    def nobody_is_paid_twice(self) -> None:
        assert len(self.rail.wallet.log) == len(set(self.rail.wallet.log))

    def teardown(self) -> None:
        if hasattr(self, "rewards"):
            assert self.world.do(invariants.broken) == []
        self.database.close_now()
        self.folder.cleanup()


TEMPLATE: list[Path] = []


def steps(examples: int, count: int) -> settings:
    """So many lives of so many steps."""
    return settings(
        max_examples=examples, stateful_step_count=count, deadline=None,
        suppress_health_check=list(HealthCheck), database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )  # fmt: skip


def test_the_model_says_who_has_what(sqlite_template: Path) -> None:
    TEMPLATE[:] = [sqlite_template]
    run_state_machine_as_test(Payouts, settings=steps(20, 40))


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_the_model_says_who_has_what_for_long(sqlite_template: Path) -> None:
    TEMPLATE[:] = [sqlite_template]
    examples = int(os.environ.get("SOAK_EXAMPLES", "320"))
    run_state_machine_as_test(Payouts, settings=steps(examples, 50))
