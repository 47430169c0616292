"""A community in Discord itself: verdicts before moderators, roles for levels, boards, digests."""

from pathlib import Path

import pytest

from bot.dispatch import system_clock
from bot.platforms.discord import conversation
from domain.ids import public
from storage.database import Database
from tests.discord.community import comes_in, points, running, set_up_jury, until
from tests.simulators.discord import Guild, Simulator

MODERATOR = ("manage_messages", "moderate_members", "manage_guild")


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
        for again in (ann, ben):  # what the channel was told is told to them alone
            await again.is_answered(await again.chooses("Check this message", bad))
            assert again.message(general).only_for is again.user
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


async def test_a_check_that_takes_long_is_told_to_the_channel_too(
    sim: Simulator,
    club: Guild,
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    boss, troll, general = sim.person("boss"), sim.person("troll"), club.channel("general")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await set_up_jury(sim, club, bot)
        bad = await troll.says("Buy cheap watches", where=general)
        monkeypatch.setattr(conversation, "DEFER_SECONDS", 0.0)
        await boss.is_answered(await boss.chooses("Check this message", bad))
        said = await sim.person("ann").sees("The jury is asked about that", where=general)
        assert said.only_for is None
        assert not any(one.is_loading for one in boss.messages(general))


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


async def test_a_moderator_who_is_none_any_more_can_have_nothing_done(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    """The right went between verdict and press, or between the press and what it asks for."""
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    mo = sim.person("mo")
    general, mods = club.channel("general"), club.channel("mods")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await set_up_jury(sim, club, bot)
        club.joins(mo, club.role("keepers", "manage_messages", "moderate_members", position=5))
        await comes_in(mo, general)
        bad = await troll.says("Buy cheap watches", where=general)
        await boss.is_answered(await boss.chooses("Check this message", bad))
        for juror in (ann, ben):
            await juror.sends("/work", where=general)
            await juror.sees("Buy cheap watches", where=general)
            await juror.presses("remove", where=general)
        await until(lambda: bool(mods.messages), bot)
        card = await boss.sees("The jury says: remove it.", where=mods)
        club.loses(boss)
        for label in ("Delete", "Time out", "Dismiss"):
            await boss.presses(label, on=card)
            await boss.finds("somebody who may do it in this group by themselves", where=mods)
        for label in ("Delete", "Time out"):
            await mo.is_answered(await mo.presses(label, on=card))
        club.loses(mo)
        refused = "(mo): whoever asked may not do that there"
        await until(lambda: card.text.count(refused) == 2, bot)
        assert not bad.deleted and not club.is_timed_out(troll)


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
        which = public(project_id)
        await boss.sends("/board", project=which)
        await boss.sees("name it: chat:#channel")
        await boss.sends("/board", where=general, project=which, chat="#work")
        await boss.sees("Type # and choose the channel", where=general)
        there = f"<#{work.channel.id}>"
        await boss.sends("/board", where=general, project=which, chat=there, thread="thread")
        await boss.sees("The board comes in a moment.", where=general)
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
