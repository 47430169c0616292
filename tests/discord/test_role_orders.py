"""Roles that people have for their credits, in Discord itself."""

from pathlib import Path

import pytest

from bot.platforms.discord.role_orders import RoleOrders
from domain.amounts import Money
from services import catalogue, ledger
from storage.database import Database
from tests import invariants
from tests.discord.community import Running, comes_in, running
from tests.simulators.discord import Guild, Person, Place, Simulator
from tests.simulators.discord.state import Role


async def ordered(bot: Running, club: Guild, role: Role, person: Person, where: Place) -> int:
    """Somebody has come in, has credits, and orders a role for them; gives their account."""
    await comes_in(person, where)
    at_ms, database = bot.chat.clock(), bot.chat.database
    found = await database.read(
        lambda tx: tx.connection.execute(
            "SELECT account_id FROM identity WHERE external_id = ?", (str(person.id),)
        ).fetchone()
    )
    account_id = int(found[0])
    await database.write(
        lambda tx: ledger.deposit(
            tx, account_id=account_id, amount_minor=500, currency="credits",
            ref=str(account_id), now_ms=at_ms,
        )
    )  # fmt: skip
    await database.write(
        lambda tx: catalogue.offer(
            tx, title="Gold name", kind="role", price=Money(300, "credits"),
            detail=f"{club.id} {role.id}", stock=None, actor_id=None, now_ms=at_ms,
        )
    )  # fmt: skip
    await person.sends("/rewards")
    await person.presses("Gold name · 3.00")
    await person.presses("Take it for 3.00")
    await person.sees("✓ “Gold name” is ordered.")
    return account_id


async def available(bot: Running, account_id: int) -> int:
    has = await bot.chat.database.read(lambda tx: ledger.balances(tx, account_id, "credits"))
    return has.available_minor


async def said(bot: Running) -> list[tuple[str, str]]:
    """The kinds of notices that wait, and how the orders stand."""
    notices = "SELECT kind FROM notice ORDER BY id"
    orders = "SELECT state, note FROM reward_order ORDER BY id"
    rows = await bot.chat.database.read(
        lambda tx: (
            tx.connection.execute(notices).fetchall(),
            tx.connection.execute(orders).fetchall(),
        )
    )
    return [(kind[0], f"{state}: {note}") for kind, (state, note) in zip(*rows, strict=False)]


async def test_a_role_is_given_and_said(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    gold = club.role("gold", position=2)
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        account_id = await ordered(bot, club, gold, ann, general)
        await bot.discord.role_orders.round()
        assert club.roles_of(ann) == ["gold"]
        assert await said(bot) == [("order_given", "given: ")]
        await bot.discord.role_orders.round()
        assert await available(bot, account_id) == 200
        await invariants.hold(bot.chat.database)


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        ("above", "I may not give that role"),
        ("gone", "that role is gone"),
        ("left", "you are not in that server"),
        ("thrown out", "I may not give that role"),
    ],
)
async def test_what_discord_refuses_comes_back_with_the_reason(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path, trouble: str, why: str
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    gold = club.role("gold", position=12 if trouble == "above" else 2)
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        account_id = await ordered(bot, club, gold, ann, general)
        if trouble == "gone":
            del club.guild.roles[gold.id]
        elif trouble == "left":
            club.leaves(ann)
        elif trouble == "thrown out":
            club.removes_the_bot()
        await bot.discord.role_orders.round()
        ((kind, how),) = await said(bot)
        assert kind == "order_returned"
        assert how.startswith(f"returned: {why}")
        assert await available(bot, account_id) == 500
        await invariants.hold(bot.chat.database)


async def test_a_role_that_can_not_be_given_for_now_is_tried_again_and_comes_back_in_the_end(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    gold = club.role("gold", position=2)
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        account_id = await ordered(bot, club, gold, ann, general)

        clock = bot.chat.clock
        clock.passes(minutes=1)  # it stood still while the order was made
        loop = RoleOrders(Down(), sqlite_database, bot.discord.is_open, clock=clock)  # type: ignore[arg-type]
        tries = 0
        while not await said(bot):
            await loop.round()
            tries += 1
            await loop.round()  # it waits: nothing is tried again at once
            clock.passes(days=0.25)
        assert tries == 12
        ((kind, how),) = await said(bot)
        assert (kind, how) == ("order_returned", "returned: Discord would not take it for a day")
        assert await available(bot, account_id) == 500


class Down:
    """Discord, when it cannot be reached."""

    async def ask(self, *_args: object, **_more: object) -> None:
        raise TimeoutError
