"""A community in Discord itself: verdicts before moderators, roles for levels, boards, digests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.config import DiscordSettings
from bot.dispatch import Dispatcher, system_clock
from bot.groups import Groups
from bot.places import Gone
from bot.platforms.discord.service import Discord
from bot.schedule import run_job
from domain.ids import public
from domain.terms import Terms
from domain.views import Body, View
from services import reputation
from storage.database import Database
from tests.simulators.discord import Guild, Person, Place, Simulator
from tests.stories.driver import Chat
from tests.stories.test_jury import JURY

MODERATOR = ("manage_messages", "moderate_members", "manage_guild")


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


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


async def comes_in(person: Person, where: Place) -> None:
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


@pytest.fixture
def club(sim: Simulator) -> Guild:
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    return sim.guild("chess club", members=(ann, ben, troll), moderators=(boss,))


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


async def test_the_jury_judges_a_message_and_a_moderator_deletes_it(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    general, mods = club.channel("general"), club.channel("mods")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await set_up_jury(sim, club, bot)
        bad = await troll.says("Buy cheap watches, @everyone **now**", where=general)
        await boss.chooses("Check this message", bad)
        await boss.sees("The jury is asked about that message.", where=general)
        for juror in (ann, ben):
            await juror.presses("Ask me next time", where=general)
            await juror.sends("/work", where=general)
            await juror.sees("Buy cheap watches", where=general)
            await juror.presses("remove", where=general)
            await juror.sees("✓ remove", where=general)
        await until(lambda: bool(mods.messages), bot)
        card = await boss.sees("The jury says: remove it.", "2 answers, 100% agree", where=mods)
        await boss.presses("Delete", on=card)
        await boss.sees("I delete it.", where=mods)
        await until(lambda: bad.deleted, bot)
        await until(lambda: "Deleted by boss." in mods.texts[0], bot)
        await boss.presses("Time out", on=card)
        await until(lambda: club.is_timed_out(troll), bot)
        await until(lambda: "Its author timed out for" in mods.texts[0], bot)
        await boss.presses("Dismiss", on=card)
        await until(lambda: "Dismissed by boss." in mods.texts[0], bot)
        assert mods.messages[0].buttons == []


async def test_a_press_of_somebody_who_may_not_does_nothing(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    general, mods = club.channel("general"), club.channel("mods")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await set_up_jury(sim, club, bot)
        bad = await troll.says("Buy cheap watches", where=general)
        await boss.sends(
            f"/check https://discord.com/channels/{club.id}/{general.id}/{bad.id}", where=mods
        )
        await boss.sees("The jury is asked about that message.", where=mods)
        for juror in (ann, ben):
            await juror.sends("/work", where=general)
            # Without the intent of message content the jury gets the link, and follows it.
            await juror.sees(f"{general.id}/{bad.id}", where=general)
            await juror.presses("remove", where=general)
        await until(lambda: len(mods.messages) > 1, bot)
        card = await boss.sees("The jury says: remove it.", where=mods)
        for label in ("Delete", "Time out", "Dismiss"):
            await ann.presses(label, on=card)
            await ann.sees("somebody who may do it in this group by themselves", where=mods)
        mo = sim.person("mo")
        club.joins(mo, club.role("time keepers", "moderate_members", position=1))
        club.gives(troll, club.role("regulars", position=3))
        await comes_in(mo, general)
        await mo.presses("Time out", on=card)
        await until(lambda: "Its author not timed out (mo)" in card.text, bot)
        club.restricts_the_bot("manage_messages")
        await boss.presses("Delete", on=card)
        await until(lambda: "Not deleted (boss): Discord does not let me." in card.text, bot)
        assert not bad.deleted and not club.is_timed_out(troll)
        await boss.sends(
            f"/check https://discord.com/channels/{club.id}/{general.id}/12345", where=mods
        )
        await boss.sees("Apps", where=mods)


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


async def test_roles_follow_the_level(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    helper, expert = club.role("helper", position=2), club.role("expert", position=3)
    guest = club.role("guest", position=1)
    club.gives(ann, guest)
    roles = {1: [helper.id], 2: [expert.id, 42]}
    async with running(sim, sqlite_database, tmp_path, boss, roles=roles) as bot:
        await comes_in(ann, general)
        await bot.looks()
        assert club.roles_of(ann) == ["guest"]
        for total, held in (
            (150, {"helper"}),
            (450, {"helper", "expert"}),
            (120, {"helper"}),
            (50, set()),
        ):
            await points(bot, ann, total)
            await until(lambda held=held: set(club.roles_of(ann)) == {"guest"} | held, bot)


async def test_a_level_reached_by_an_answer_gives_its_role_without_a_job(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    helper = club.role("helper", position=2)
    async with running(sim, sqlite_database, tmp_path, boss, roles={1: [helper.id]}) as bot:
        await comes_in(ann, general)
        await points(bot, ann, 95)
        await bot.looks()
        await bot.chat.project(rows={"a": "Call now"})
        await ann.sends("/work", where=general)
        await ann.presses("ham", where=general)
        await ann.sees("✓ ham", where=general)
        await until(lambda: club.roles_of(ann) == ["helper"], bot)


async def test_who_leaves_us_gives_the_roles_back(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    helper = club.role("helper", position=2)
    async with running(sim, sqlite_database, tmp_path, boss, roles={1: [helper.id]}) as bot:
        await comes_in(ann, general)
        await points(bot, ann, 150)
        await until(lambda: club.roles_of(ann) == ["helper"], bot)
        await ann.sends("/delete me", where=general)
        await ann.presses("Delete me", where=general)
        await until(lambda: club.roles_of(ann) == [], bot)


async def test_roles_that_are_out_of_reach_are_named(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    helper, king = club.role("helper", position=2), club.role("king", position=12)
    roles = {1: [helper.id, king.id]}
    async with running(sim, sqlite_database, tmp_path, boss, roles=roles) as bot:
        await comes_in(ann, general)
        await comes_in(boss, general)
        await points(bot, ann, 150)
        await until(lambda: club.roles_of(ann) == ["helper"], bot)
        await boss.sends("/server settings", where=general)
        await boss.sees("they stand above mine: king", "drag Bitework above them", where=general)
        assert "king" not in club.roles_of(ann)


async def test_a_member_who_left_and_a_server_that_threw_us_out_are_no_trouble(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, ben = (sim.person(name) for name in ("boss", "ann", "ben"))
    general = club.channel("general")
    helper = club.role("helper", position=2)
    async with running(sim, sqlite_database, tmp_path, boss, roles={1: [helper.id]}) as bot:
        await comes_in(ann, general)
        await comes_in(ben, general)
        await points(bot, ann, 150)
        club.leaves(ann)
        await bot.looks()
        left = await bot.chat.database.read(
            lambda tx: tx.connection.execute("SELECT count(*) FROM server_member").fetchone()
        )
        assert left == (1,)
        club.removes_the_bot()
        await points(bot, ben, 150)
        await bot.looks()
        assert club.roles_of(ben) == []


async def test_a_board_gives_a_task_at_once_and_has_a_thread(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann, eve = (sim.person(name) for name in ("boss", "ann", "ben"))
    general, work = club.channel("general"), club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await comes_in(boss, general)
        await comes_in(ann, general)
        project_id = await bot.chat.project(rows={"a": "Call now", "b": "Lunch?"})
        await boss.sends("/board", where=work, project=public(project_id), thread="thread")
        await boss.sees("The board comes in a moment.", where=work)
        await until(lambda: bool(work.messages), bot)
        board = work.messages[0]
        assert "2 tasks left" in board.text and "an hour" in board.text
        await until(
            lambda: [thread.channel.name for thread in work.threads] == ["Is this message spam?"],
            bot,
        )
        await ann.presses("Start", on=board)
        task = await ann.sees("Call now", where=work)
        assert task.only_for is ann.user
        await eve.presses("Start", on=board)
        await eve.sees("small paid tasks", where=work)
        await boss.sends(f"/project close {public(project_id)}", where=work)
        await boss.presses("Close it", where=work)
        await boss.sees("✓ Closed.", where=work)
        bot.groups._clock = lambda: system_clock() + 120_000
        await until(lambda: "This one has ended" in work.texts[0], bot)
        assert work.threads[0].channel.archived and work.threads[0].channel.locked


async def test_a_channel_where_we_may_not_write_refuses_the_board(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, general, work = sim.person("boss"), club.channel("general"), club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await comes_in(boss, general)
        project_id = await bot.chat.project(rows={"a": "Call now"})
        await boss.sends(f"/board {public(project_id)}", where=work)
        await boss.sees("The board comes in a moment.", where=work)
        work.denies_the_bot("send_messages")
        await bot.looks()
        refused = await bot.chat.database.read(
            lambda tx: tx.connection.execute("SELECT state FROM board").fetchone()
        )
        assert refused == ("refused",) and not work.messages


async def test_what_we_lack_in_a_channel_is_said_to_who_wants_something_there(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, general, work = sim.person("boss"), club.channel("general"), club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await comes_in(boss, general)
        project_id = await bot.chat.project(rows={"a": "Call now"})
        work.denies_the_bot("send_messages")
        for line in (f"/board {public(project_id)}", "/server settings digest here"):
            await boss.sends(line, where=work)
            await boss.sees(
                "I may not write in this channel. In its settings, Permissions, give Bitework: "
                "Send Messages.",
                where=work,
            )
        await boss.sends("/server settings digest off", where=work)
        await boss.sees("✓ Daily digest: no", where=work)
        work.allows_the_bot()
        await boss.sends("/server settings digest here", where=work)
        await boss.sees("✓ Daily digest: here", where=work)


@pytest.mark.parametrize(
    ("denied", "named"),
    [("send_messages", "Send Messages"), ("view_channel", "View Channel")],
)
async def test_a_channel_that_was_closed_to_us_is_logged_with_what_to_change(
    sim: Simulator,
    club: Guild,
    sqlite_database: Database,
    tmp_path: Path,
    denied: str,
    named: str,
) -> None:
    boss, work = sim.person("boss"), club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        work.denies_the_bot(denied)
        with capture_logs() as said, pytest.raises(Gone):
            await bot.discord.groups.post(str(work.channel.id), View(blocks=(Body("Hello"),)))
        [line] = [one for one in said if one["log_level"] == "warning"]
        assert named in line["event"] and "that channel's settings" in line["event"]
        assert line["where"] == str(work.channel.id)
