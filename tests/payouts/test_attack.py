"""Somebody tries to be paid twice: two chats on two platforms, linked and not, every button that
was ever seen pressed again at any time by anybody, events that come twice, while payouts are sent.
"""

from pathlib import Path
from random import Random

import pytest

from bot.paying import pay
from bot.schedule import run_job
from domain.actions import Action
from domain.terms import PayoutTerms, Terms
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.payouts.test_chat import comes, told
from tests.rails.fake import FakeRail
from tests.stories.driver import Chat, Person
from tests.stories.test_linking import CODE

STEPS = 120
BROUGHT = 20_000
MOODS = ("send:dropped", "send:lost", "send:busy", "send:refused", "prepare:busy", "look_up:busy")
COMMANDS = (
    "/payout 5 fake {own}", "/payout 7 fake {own}", "/payout 30 fake {own}", "/payout 3",
    "/payout 5", "/payout 120 fake invoice:120000", "/payout 10 fake eve@bank", "/payout",
    "/payouts", "/payouts", "/balance", "/payout_destination fake {own}",
    "/payout_destination fake ann@bank", "/link", "/link", "/statement",
)  # fmt: skip
SELDOM = ("/delete_me", "/unlink", "/start")


class Attack:
    """Everything that anybody has seen, and chance."""

    def __init__(self, chat: Chat, rail: FakeRail, chance: Random) -> None:
        self.chat, self.rail, self.chance = chat, rail, chance
        self.people: list[Person] = []
        self.seen: list[Action] = []
        self.codes: list[str] = []

    async def begins(self) -> None:
        """Two people with a chat on either platform, credits in all of them, and two admins."""
        for name in ("ann", "bob"):
            for platform in ("web", "telegram"):
                self.chat.person(f"{name} {platform}", platform)
                self.people.append(await comes(self.chat, f"{name} {platform}", BROUGHT))
        for name in ("rita", "rob"):
            self.people.append(await comes(self.chat, name, role="admin"))

    async def step(self) -> None:
        """One thing that anybody does, or time, or the rail."""
        who, chance = self.chance.choice(self.people), self.chance
        what = chance.random()
        if what < 0.10:
            await self.asks(who)
        elif what < 0.25:
            own = f"{who.name.replace(' ', '-')}@bank"
            await who.sends(chance.choice(COMMANDS).format(own=own))
        elif what < 0.27:
            await who.sends(chance.choice(SELDOM))
        elif what < 0.65 and self.seen:
            await self.presses(who)
        elif what < 0.73 and who.view is not None and who.view.form is not None:
            amounts = ("1", "7", "25.00", "all", "ann@bank", "a good reason")
            await who.fills(
                **{each.name: chance.choice(amounts) for each in who.view.form.fields}
            )
        elif what < 0.78:
            await self.links(who)
        elif what < 0.83 and who.last is not None:
            await who.does(who.last)  # it came twice
        elif what < 0.87:
            await told(self.chat, who)
        elif what < 0.97:
            self.rail.moods = chance.choices(MOODS, k=chance.randint(0, 2))
            await self.sends()
        else:
            self.chat.clock.passes(days=chance.choice([0.3, 1, 3]))
            await run_job("payout", self.chat.database, self.chat.terms, self.chat.clock())
        self.sees(who)

    async def asks(self, who: Person) -> None:
        """Ask for a payout the straight way."""
        to = f"{who.name.replace(' ', '-')}@bank"
        await who.sends(f"/payout {self.chance.randint(1, 40)} fake {to}")
        if "Pay it out" in who.buttons:
            await who.taps("Pay it out")

    async def links(self, who: Person) -> None:
        """Link somebody's two chats, or try to with somebody else's."""
        other = self.chance.choice(self.people)
        await other.sends("/link")
        self.sees(other)
        if self.codes:
            await who.sends(f"/link {self.chance.choice(self.codes[-2:])}")
        if "Yes, both are mine" in who.buttons:
            await who.taps("Yes, both are mine")

    async def presses(self, who: Person) -> None:
        """Press a button: one of the last, or any that anybody ever saw."""
        here = [each.action for row in who.view.choices for each in row] if who.view else []
        if not here or self.chance.random() < 0.35:
            here = self.seen
        await who.presses(self.chance.choice(here))

    def sees(self, who: Person) -> None:
        """Remember the buttons and the codes of what somebody sees."""
        if who.view is not None:
            self.seen += [choice.action for row in who.view.choices for choice in row]
        if found := CODE.search(who.text):
            self.codes.append(found[0])

    async def sends(self) -> None:
        chat = self.chat
        await pay(chat.database, chat.terms, chat.clock(), keys=chat.keys)

    async def ends(self) -> None:
        """Everything that is on its way arrives or comes back."""
        self.rail.moods = []
        for admin in self.people[-2:]:
            await admin.sends("/payouts")
            labels = [label for label in admin.buttons if "go on" in label.lower()]
            if labels:
                await admin.taps(labels[0])
        for _ in range(3):
            self.chat.clock.passes(days=2)
            await self.sends()


@pytest.mark.parametrize("seed", range(10))
async def test_nobody_is_paid_twice(
    sqlite_database: Database, tmp_path: Path, seed: int
) -> None:
    rail = FakeRail()
    terms = Terms(payouts=PayoutTerms(daily_person_most="0", automatic_most="30"))
    terms.rails[rail.name] = rail
    attack = Attack(Chat(sqlite_database, tmp_path, terms), rail, Random(seed))
    await attack.begins()
    for _ in range(STEPS):
        await attack.step()
    await attack.ends()
    assert await sqlite_database.read(booked) == rail.wallet.paid
    assert len(rail.wallet.log) == len(rail.wallet.paid)
    await invariants.hold(sqlite_database)


def booked(tx: Tx) -> dict[str, int]:
    """What the books say was paid, by key."""
    rows = tx.connection.execute(
        "SELECT rail_key, out_minor FROM payout WHERE state = 'settled' "
        "OR (state = 'returned' AND id IN (SELECT CAST(ref AS BIGINT) FROM transfer "
        "WHERE kind = 'payout_out'))"
    ).fetchall()
    return dict(rows)
