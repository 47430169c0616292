"""A whole bot in a Discord server, with what hangs there and who is given roles."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.config import DiscordSettings
from bot.dispatch import Dispatcher, system_clock
from bot.groups import Groups
from bot.platforms.discord.service import Discord
from bot.schedule import run_job
from domain.ids import public
from domain.terms import Terms
from services import reputation
from storage.database import Database
from tests.simulators.discord import Guild, Person, Place, Simulator
from tests.stories.driver import Chat
from tests.stories.groups import told_to
from tests.stories.test_jury import JURY


class Running:
    """The bot in Discord, with what hangs in servers."""

    def __init__(self, discord: Discord, groups: Groups, chat: Chat) -> None:
        self.discord = discord
        self.groups = groups
        self.chat = chat

    async def looks(self) -> None:
        """Let the bot look at what hangs in servers, and at roles."""
        await self.groups.round()
        await self.discord.roles.round()

    async def told(self, person: Person) -> list[str]:
        """Give what waits in the outbox for somebody."""
        self.chat.clock.now_ms = system_clock() + 1000
        return await told_to(self.chat, self.chat.person(str(person.id), "discord"), {})

    async def job(self, name: str) -> None:
        await run_job(name, self.chat.database, self.discord_terms, system_clock())

    @property
    def discord_terms(self) -> Terms:
        return self.chat.terms


@asynccontextmanager
async def running(
    sim: Simulator, database: Database, folder: Path, admin: Person, **more: Any
) -> AsyncIterator[Running]:
    terms = Terms(admins=frozenset({("discord", str(admin.id))}))
    settings = DiscordSettings(
        token=sim.token, api_base=sim.url, gateway_url=sim.gateway_url, **more
    )  # type: ignore[arg-type]
    chat = Chat(database, folder, terms)
    chat.clock.now_ms = system_clock()
    discord = Discord(settings, database=database, dispatcher=Dispatcher(database, terms))
    groups = Groups(
        database,
        terms,
        {"discord": discord.groups},
        threads={"discord": discord.groups},
        moderators={"discord": discord.moderators},
    )
    serving = asyncio.create_task(discord.run())
    try:
        async with asyncio.timeout(10):
            await discord.is_open.wait()
        yield Running(discord, groups, chat)
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def comes_in(person: Person, where: Place | None) -> None:
    await person.sends("/start", where=where)
    await person.presses("Start earning", where=where)
    await person.presses("No, just show me a task", where=where)
    await person.sees("That was everything", where=where)


async def until(check: Callable[[], Awaitable[bool] | bool], looks: Running) -> None:
    """Look again and again until something is so."""
    for _ in range(100):
        await looks.looks()
        found = check()
        if found if isinstance(found, bool) else await found:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to be")


async def set_up_jury(sim: Simulator, club: Guild, bot: Running) -> None:
    """The boss sets up a jury, whose verdicts go to #mods."""
    boss, general, mods = sim.person("boss"), club.channel("general"), club.channel("mods")
    await comes_in(boss, general)
    project_id = await bot.chat.project(JURY, is_open=False)
    await boss.sends(f"/group settings {public(project_id)}", where=general)
    await boss.sees("The jury of this group", where=general)
    await boss.sends("/server settings moderators here", where=mods)
    await boss.sees("✓ Verdicts, for moderators: here", where=mods)
    for name in ("ann", "ben"):
        await comes_in(sim.person(name), general)


async def points(bot: Running, person: Person, total: int) -> None:
    """Let somebody have so many points, by a recorded event."""

    def work(tx: Any) -> None:
        found = tx.connection.execute(
            "SELECT a.id, a.points FROM account a JOIN identity i ON i.account_id = a.id "  # noqa: S608
            f"WHERE i.external_id = '{person.id}'"
        ).fetchone()
        reputation.record(
            tx,
            account_id=found[0],
            kind="gold_right",
            ref=f"test {total}",
            points=total - found[1],
            now_ms=system_clock(),
        )

    await bot.chat.database.write(work)
    await bot.job("roles")
