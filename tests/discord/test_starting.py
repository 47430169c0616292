"""Starting and stopping: what is wrong is said in words that help, and whether waiting does."""

import asyncio
import json
import signal
import time

import pytest

from domain.errors import Unusable
from domain.terms import Terms
from storage.database import Database
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Simulator
from tests.simulators.operator import bitework


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"token": "wrong"}, "https://discord.com/developers/applications, Bot, Reset Token"),
        ({"members": True}, "Server Members Intent"),
        ({"shards": 1, "shard_ids": ()}, "raise [discord] shards"),
    ],
)
async def test_what_waiting_does_not_help_ends_it(
    sim: Simulator, sqlite_database: Database, facts: dict[str, object], words: str
) -> None:
    sim.gateway.shards_least = 2 if "shards" in facts else 1
    running = Running(sim, sqlite_database, Terms(), facts)
    await running.start()
    with pytest.raises(Unusable) as raised:
        await asyncio.wait_for(running.ends(), 10)
    assert words in str(raised.value)


async def test_discord_in_trouble_is_waited_for(sim: Simulator, sqlite_database: Database) -> None:
    sim.faults.drop_before = 1.0
    running = Running(sim, sqlite_database, Terms(), {})
    await running.start()
    await asyncio.sleep(0.5)
    sim.faults.drop_before = 0.0
    await running.is_up()
    await running.stop()


async def test_shards_by_configuration(sim: Simulator, sqlite_database: Database) -> None:
    sim.gateway.shards_least = 2
    running = Running(sim, sqlite_database, Terms(), {"shards": 2, "shard_ids": (1,)})
    await running.start()
    await running.is_up()
    assert {one.shard for one in sim.gateway.sessions.values()} == {1}
    await running.stop()


async def test_only_what_is_needed_is_listened_to(sim: Simulator, bot: Running) -> None:
    direct_messages = 1 << 12
    assert {one.intents for one in sim.gateway.sessions.values()} == {direct_messages}


async def test_a_token_is_all_that_is_needed(sim: Simulator, sqlite_url: str) -> None:
    process = await bitework(sim, "discord", sqlite_url, "run")
    ann = sim.person("ann")
    assert await sim.world.until(lambda: sim.gateway.is_connected and sim.world.commands[0], 20)
    await comes_in(ann)
    await ann.sees("That was everything")
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert time.monotonic() - begun < 10


async def test_a_wrong_token_ends_it_with_one_line(sim: Simulator, sqlite_url: str) -> None:
    process = await bitework(sim, "discord", sqlite_url, "run", token="some.other.token")
    _, said = await process.communicate()
    assert process.returncode == 3
    assert said.decode().count("Reset Token") == 1
    assert "Traceback" not in said.decode()
    assert "some.other.token" not in said.decode()


async def test_check_asks_discord_who_the_bot_is(sim: Simulator, sqlite_url: str) -> None:
    first = await bitework(sim, "discord", sqlite_url, "migrate")
    await first.communicate()
    for token, problems in ((sim.token, 0), ("wrong.token", 1)):
        process = await bitework(sim, "discord", sqlite_url, "check", "--json", token=token)
        out, said = await process.communicate()
        found = [one for one in json.loads(out)["problems"] if one["part"] == "discord"]
        assert len(found) == problems, (out, said)
