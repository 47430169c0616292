"""What we lack in a server: who wanted something is told; the log names what to change where."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import logs
from bot.places import Gone
from domain.ids import public
from domain.views import Body, View
from storage.database import Database
from tests.discord.community import comes_in, points, running
from tests.simulators.discord import Guild, Simulator

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The log as an operator reads it, with what the processors withhold."""
    written = io.StringIO()
    logs.configure("warning", "json", written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.reset_defaults()


LACKS = {
    "send_messages": (
        "I can't hang “Is this message spam?” in #work.",
        "I may not write there: in the channel's settings, Permissions, give Bitework: Send "
        "Messages. Then send /board once more.",
    ),
    "view_channel": (
        "I can't hang “Is this message spam?” in that channel.",
        "I don't see it: in the channel's settings, Permissions, give Bitework View Channel.",
    ),
}


@pytest.mark.parametrize("denied", LACKS)
async def test_who_wanted_a_board_is_told_which_permission_is_missing_where(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path, denied: str
) -> None:
    boss, general, work = sim.person("boss"), club.channel("general"), club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await comes_in(boss, general)
        project_id = await bot.chat.project(rows={"a": "Call now"})
        await boss.sends(f"/board {public(project_id)}", where=work)
        await boss.sees("The board comes in a moment.", where=work)
        work.denies_the_bot(denied)
        await bot.looks()
        refused = await bot.chat.database.read(
            lambda tx: tx.connection.execute("SELECT state FROM board").fetchone()
        )
        assert refused == ("refused",) and not work.messages
        [told] = await bot.told(boss)
        for words in LACKS[denied]:
            assert words in told
        assert str(work.channel.id) not in told


async def test_who_does_not_manage_the_server_is_told_whom_to_ask(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> None:
    boss, ann = sim.person("boss"), sim.person("ann")
    work = club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await comes_in(ann, None)
        project_id = await bot.chat.project(rows={"a": "Call now"})
        await bot.chat.becomes(bot.chat.person(str(ann.id), "discord"), "admin")
        await ann.sends("/board", project=public(project_id), chat=f"<#{work.channel.id}>")
        await ann.sees("The board is on its way to that channel.")
        await bot.looks()
        [told] = await bot.told(ann)
        assert "Only those who manage the server put boards there" in told
        assert "Manage Server" in told and "work" not in told


@pytest.mark.parametrize(
    ("what", "advice"),
    [
        ("manage_roles", "roles not given: Server Settings, Roles: give Bitework Manage Roles"),
        ("later", "roles not changed: Server Settings, Roles: Manage Roles, Bitework dragged up"),
        ("gone", "roles not changed: one of discord.roles is gone: take it out of the config"),
        ("above", "roles not given: Server Settings, Roles: drag Bitework above them"),
    ],
)
async def test_roles_that_can_not_be_changed_are_logged_with_what_to_change(
    sim: Simulator,
    club: Guild,
    sqlite_database: Database,
    tmp_path: Path,
    lines: Lines,
    what: str,
    advice: str,
) -> None:
    boss, ann, general = sim.person("boss"), sim.person("ann"), club.channel("general")
    helper = club.role("helper", position=12 if what == "above" else 2)
    async with running(sim, sqlite_database, tmp_path, boss, roles={1: [helper.id]}) as bot:
        await comes_in(ann, general)
        if what in ("later", "gone"):
            await bot.looks()  # what the server is like is known for a minute now
        if what in ("later", "manage_roles"):
            club.restricts_the_bot("manage_roles")
        if what == "gone":
            club.guild.roles.pop(helper.id)
        await points(bot, ann, 150)
        await bot.looks()
        [line] = [one for one in lines() if one["event"].startswith("roles")]
        assert line["event"] == advice
        assert line["where"] == str(club.id)
        assert "withheld" not in line


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
    lines: Lines,
    denied: str,
    named: str,
) -> None:
    boss, work = sim.person("boss"), club.channel("work")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        work.denies_the_bot(denied)
        with pytest.raises(Gone):
            await bot.discord.groups.post(str(work.channel.id), View(blocks=(Body("Hello"),)))
        [line] = lines()
        assert named in line["event"] and "channel settings, Permissions" in line["event"]
        assert line["where"] == str(work.channel.id)
