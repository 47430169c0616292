"""The chart of a project's progress: what it counts, and the picture in Discord."""

import struct
import sys
from pathlib import Path

import pytest

from domain.ids import public
from domain.views import Chart
from services import history
from storage.database import Database
from tests.discord.community import comes_in, running
from tests.simulators.discord import Simulator
from tests.stories.driver import Chat

PNG = b"\x89PNG\r\n\x1a\n"
ROWS = {f"r{number}": f"Call now {number}" for number in range(6)}


def test_a_chart_is_a_small_picture_and_its_library_is_imported_when_it_is_drawn() -> None:
    pytest.importorskip("matplotlib")
    from bot import charts

    points = tuple((f"{hour}:00", float(hour)) for hour in range(24))
    drawn = charts.draw(Chart(points, "24 hours"))
    assert drawn.startswith(PNG) and len(drawn) < 40_000
    width, height = struct.unpack(">II", drawn[16:24])
    assert (width, height) == (800, 304)
    assert charts.draw(Chart((), "nothing")).startswith(PNG)
    assert "matplotlib.pyplot" not in sys.modules


async def test_work_is_counted_in_spans_of_the_persons_clock(
    sqlite_database: Database, tmp_path: Path
) -> None:
    chat = Chat(sqlite_database, tmp_path)
    project_id = await chat.project(rows=ROWS)
    ann, ben = chat.person("ann"), chat.person("ben")
    for person in (ann, ben):
        await person.comes_in()

    async def found(zone: str = "UTC") -> history.History | None:
        return await chat.database.read(
            lambda tx: history.of_project(tx, project_id, zone, chat.clock())
        )

    assert await found() is None
    for _ in range(3):
        await ann.taps("ham")
        await ben.taps("ham")
        chat.clock.passes(minutes=20)
        for person in (ann, ben):
            await person.sends("/work")
    seen = await found()
    assert seen is not None and seen.step_ms == 5 * 60_000
    assert [count for _, count in seen.spans if count] == [1, 1, 1]
    chat.clock.passes(days=2)
    seen = await found("Asia/Kolkata")
    assert seen is not None and seen.step_ms == 3 * 3_600_000
    assert all((start + 5.5 * 3_600_000) % seen.step_ms == 0 for start, _ in seen.spans)
    assert sum(count for _, count in seen.spans) == 3
    chat.clock.passes(days=20)
    assert await found() is None


async def test_progress_in_discord_has_a_chart_picture(
    sim: Simulator,
    sqlite_database: Database,
    tmp_path: Path,
) -> None:
    pytest.importorskip("matplotlib")
    boss = sim.person("boss")
    ann, ben = sim.person("ann"), sim.person("ben")
    club = sim.guild("chess club", members=(ann, ben), moderators=(boss,))
    general = club.channel("general")
    async with running(sim, sqlite_database, tmp_path, boss) as bot:
        await comes_in(boss, general)
        project_id = await bot.chat.project(rows=ROWS)
        for person in (ann, ben):
            await person.sends("/start", where=general)
            await person.presses("Start earning", where=general)
            await person.presses("No, just show me a task", where=general)
            for number in range(3):
                await person.sees(f"Call now {number}", where=general)
                await person.presses("ham", where=general)
        await ben.sees("Call now 3", where=general)

        def earlier(tx: object) -> None:
            tx.connection.execute(  # type: ignore[attr-defined]
                "UPDATE task SET decided_ms = decided_ms - 3600000 * id WHERE state = 'done'"
            )

        await bot.chat.database.write(earlier)
        await boss.sends(f"/project progress {public(project_id)}", where=general)
        card = await boss.sees("3 of 6 decided", where=general)
        await sim.world.until(lambda: card.attachments, 20)
        (picture,) = card.attachments
        assert picture["filename"] == "chart.png" and picture["size"] > 2000
        assert card.only_for is boss.user
        assert "3 decided in the last" in card.text and "; most at " in card.text  # its caption
