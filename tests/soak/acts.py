"""What people, admins and jobs do in the town, in whatever order chance has it."""

import asyncio
from collections.abc import Callable
from random import Random
from secrets import token_hex
from typing import TypeVar

from bot.payout_runs import pay_out
from bot.schedule import run_job
from domain.errors import BiteworkError
from services import (
    appeals,
    bank_files,
    catalogue,
    leaving,
    merging,
    orders,
    people,
    reviews,
    seals,
)
from services.payouts import approvals, requests, switch
from services.payouts.requests import Wish
from storage import payouts as rows
from storage.tx import Tx
from tests.bank.world import ACCOUNT
from tests.soak.town import REASON, Town

T = TypeVar("T")

JOBS_OFTEN = ("pay", "pay", "pay", "payout", "payout", "fold", "sweep")
JOBS_SELDOM = ("accept", "appeals", "extras", "bonuses", "expire", "credits", "vouchers", "brakes")


class Acts:
    """Each act is one thing that somebody does; it may be refused."""

    def __init__(self, town: Town, chance: Random, clock: Callable[[], int]) -> None:
        self.town, self.chance, self.clock = town, chance, clock
        self.often = (
            self.works, self.works, self.asks, self.asks, self.runs, self.runs, self.runs,
        )  # fmt: skip
        self.seldom = (
            self.changes, self.cancels, self.approves, self.refuses, self.orders, self.hands_over,
            self.reviews, self.appeals, self.judges, self.banks, self.stops, self.leaves,
            self.links, self.runs_seldom,
        )  # fmt: skip

    async def go_on(self) -> None:
        """Do one thing after the other, until killed."""
        while True:
            await self.one()

    async def one(self) -> None:
        """Do one thing, or be told that it can't be done."""
        act = self.chance.choice(self.often if self.chance.random() < 0.6 else self.seldom)
        try:
            await act()
        except BiteworkError:
            await asyncio.sleep(0)

    async def write(self, step: Callable[[Tx], T]) -> T:
        return await self.town.database.write(step)

    async def some(self, query: str) -> int:
        """Give one of the ids that a query finds; raises where there are none."""
        found = await self.town.database.read(lambda tx: tx.connection.execute(query).fetchall())
        if not found:
            raise BiteworkError("nobody is there to do it")
        return int(self.chance.choice(found)[0])

    async def someone(self, role: str = "worker") -> int:
        return await self.some(
            f"SELECT id FROM account WHERE role = '{role}' AND state = 'active'"  # noqa: S608
        )

    async def works(self) -> None:
        """Somebody answers a task."""
        worker_id = await self.someone()
        project_id = await self.some("SELECT id FROM project")
        value = "yes" if self.chance.random() < 0.8 else "no"

        def work() -> None:
            town = Town(self.town.database, self.clock(), folder=self.town.folder)
            town.answers(worker_id, project_id, value)

        await asyncio.to_thread(work)

    async def asks(self) -> None:
        """Somebody asks for a payout."""
        worker_id = await self.someone()
        rail = self.chance.choice(("fake", "fake", "fake", "vouchers", "bank"))
        minor = 1_000 if rail == "vouchers" else self.chance.randint(10, 600)
        if self.chance.random() < 0.1:
            minor = self.chance.randint(2_001, 5_000)  # for one admin or two
        once = ACCOUNT if rail == "bank" else ""
        wish = Wish(rail=rail, amount_minor=minor, key=token_hex(16), once=once)

        def ask(tx: Tx) -> None:
            person = people.load(tx, worker_id, lock=True)
            seal = seals.within(tx, self.town.keys)
            requests.ask(tx, person, wish, self.town.terms, seal, self.clock())

        await self.write(ask)

    async def _of_somebody(self) -> tuple[int, int]:
        payout_id = await self.some(
            "SELECT id FROM payout WHERE state IN ('requested', 'approved')"
        )
        found = await self.town.database.read(lambda tx: rows.find(tx, payout_id))
        assert found is not None
        return payout_id, found.account_id

    async def changes(self) -> None:
        """Somebody changes a payout, also one that is about to be sent."""
        payout_id, owner_id = await self._of_somebody()
        minor = self.chance.randint(10, 3_000)

        def change(tx: Tx) -> None:
            person = people.load(tx, owner_id, lock=True)
            before = rows.find(tx, payout_id)
            assert before is not None
            wish = Wish(rail=before.rail, amount_minor=minor, key="", once=(
                ACCOUNT if before.rail == "bank" else ""
            ))  # fmt: skip
            requests.change(
                tx, person, payout_id, before.version, wish, self.town.terms,
                seals.within(tx, self.town.keys), self.clock(),
            )  # fmt: skip

        await self.write(change)

    async def cancels(self) -> None:
        """Somebody takes a payout back, also one that is about to be sent."""
        payout_id, owner_id = await self._of_somebody()
        await self.write(
            lambda tx: requests.cancel(
                tx, people.load(tx, owner_id, lock=True), payout_id, self.clock()
            )
        )

    async def approves(self) -> None:
        """An admin says yes."""
        admin_id = await self.someone("admin")
        payout_id = await self.some("SELECT id FROM payout WHERE state = 'requested'")

        def approve(tx: Tx) -> None:
            admin = people.load(tx, admin_id, lock=True)
            found = rows.find(tx, payout_id)
            assert found is not None
            approvals.approve(tx, admin, payout_id, found.version, self.town.terms, self.clock())

        await self.write(approve)

    async def refuses(self) -> None:
        """An admin says no, now and then."""
        if self.chance.random() < 0.7:
            return
        admin_id = await self.someone("admin")
        payout_id, _ = await self._of_somebody()
        await self.write(
            lambda tx: approvals.refuse(
                tx, people.load(tx, admin_id), payout_id, "not now", self.clock()
            )
        )

    async def orders(self) -> None:
        """Somebody orders a reward."""
        worker_id, reward_id = await self.someone(), await self.some("SELECT id FROM reward")
        request = token_hex(8)

        def order(tx: Tx) -> None:
            person = people.load(tx, worker_id, lock=True)
            catalogue.order(
                tx, person, reward_id, request=request, money=self.town.terms.money,
                now_ms=self.clock(),
            )  # fmt: skip

        await self.write(order)

    async def hands_over(self) -> None:
        """What was ordered is handed over, or given back."""
        order_id = await self.some("SELECT id FROM reward_order WHERE state = 'ordered'")
        back = self.chance.random() < 0.4

        def end(tx: Tx) -> None:
            if back:
                orders.give_back(tx, order_id, "none left", actor_id=None, now_ms=self.clock())
            else:
                orders.hand_over(tx, order_id, actor_id=None, now_ms=self.clock())

        await self.write(end)

    async def reviews(self) -> None:
        """A reviewer accepts or rejects an answer."""
        reviewer_id, yes = await self.someone("reviewer"), self.chance.random() < 0.6

        def review(tx: Tx) -> None:
            reviewer = people.load(tx, reviewer_id)
            found = reviews.next_review(tx, reviewer)
            if found is None:
                return
            what, terms, now_ms = found.submission_id, self.town.terms, self.clock()
            if yes:
                reviews.accept(tx, reviewer, what, terms, now_ms)
            else:
                reviews.reject(tx, reviewer, what, REASON, "not what was asked", terms, now_ms)

        await self.write(review)

    async def appeals(self) -> None:
        """Somebody appeals against a rejection."""
        submission_id = await self.some(
            "SELECT id FROM submission WHERE state = 'rejected' AND appeal_until_ms IS NOT NULL"
        )
        worker_id = await self.some(
            f"SELECT account_id FROM submission WHERE id = {submission_id}"  # noqa: S608
        )

        def appeal(tx: Tx) -> None:
            person = people.load(tx, worker_id, lock=True)
            appeals.appeal(tx, person, submission_id, "it is right", self.clock())

        await self.write(appeal)

    async def judges(self) -> None:
        """One of three says what they think of an appeal."""
        reviewer_id, yes = await self.someone("reviewer"), self.chance.random() < 0.6

        def judge(tx: Tx) -> None:
            person, now_ms = people.load(tx, reviewer_id, lock=True), self.clock()
            case = appeals.next_case(tx, person, now_ms)
            if case is not None:
                words = None if yes else "it is wrong"
                appeals.say(
                    tx, person, case.asked.id, words, self.town.terms, now_ms, overturn=yes
                )

        await self.write(judge)

    async def banks(self) -> None:
        """An operator makes a bank file, or says what the bank did with a payout of one."""
        due = await self.town.database.read(bank_files.due)
        if due:
            name = f"BW{token_hex(6)}"

            def keep(tx: Tx) -> None:
                seal = seals.within(tx, self.town.keys)
                bank_files.keep(
                    tx, seal, b"<a/>", due, name=name, format="csv", now_ms=self.clock()
                )

            await self.write(keep)
        payout_id = await self.some(
            "SELECT p.id FROM payout p WHERE p.rail = 'bank' AND p.state = 'sent' "
            "AND p.rail_ref <> ''"
        )
        paid = payout_id % 5 != 0

        def said(tx: Tx) -> None:
            if paid:
                bank_files.settle(tx, payout_id, self.clock())
            else:
                bank_files.refuse(tx, payout_id, "no such account", self.clock())

        await self.write(said)

    async def stops(self) -> None:
        """Payouts are stopped, and mostly go on soon."""
        on = self.chance.random() < 0.2
        change = switch.stop if on else switch.start
        await self.write(lambda tx: change(tx, self.clock(), actor_id=None))

    async def leaves(self) -> None:
        """Somebody leaves, whatever is on its way to them, and somebody comes."""
        if self.chance.random() < 0.8:
            return
        worker_id = await self.someone()
        await self.write(
            lambda tx: leaving.leave(tx, people.load(tx, worker_id, lock=True), self.clock())
        )
        await asyncio.to_thread(self._comes)

    async def links(self) -> None:
        """Two accounts become one, whatever is on its way to either, and somebody comes."""
        if self.chance.random() < 0.7:
            return
        pair = sorted({await self.someone(), await self.someone()})

        def link(tx: Tx) -> None:
            one, other = (people.load(tx, each, lock=True) for each in (pair[0], pair[-1]))
            merging.merge(
                tx, merging.plan(tx, one, other), self.clock(), actor_id=one.account_id
            )

        await self.write(link)
        await asyncio.to_thread(self._comes)

    def _comes(self) -> None:
        town = Town(self.town.database, self.clock(), folder=self.town.folder)
        town.worker(token_hex(4)[: self.chance.randint(6, 7)])

    async def runs(self) -> None:
        """A job's alarm rings, or an operator has a payout run at once."""
        name = self.chance.choice(JOBS_OFTEN)
        if name == "payout" and self.chance.random() < 0.5:
            await pay_out(self.town.database, self.town.terms, self.clock(), at_once=True)
        else:
            await self.job(name)

    async def runs_seldom(self) -> None:
        """Another one's does."""
        await self.job(self.chance.choice(JOBS_SELDOM))

    async def job(self, name: str) -> None:
        town = self.town
        await run_job(name, town.database, town.terms, self.clock(), keys=town.keys)
