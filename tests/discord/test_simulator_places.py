"""The simulated Discord's places: direct messages, channels, threads, roles, and who may what."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord.plain import Plain, running
from tests.discord.wire import QUIET, Wire, button, row, wired
from tests.simulators.discord import Faults, Simulator, checks
from tests.simulators.discord.permissions import bits

WORK = {"name": "work", "description": "A task", "contexts": [0, 1, 2], "integration_types": [0, 1]}


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as running_one:
        yield running_one


@pytest.fixture
async def wire(sim: Simulator) -> AsyncIterator[Wire]:
    async with wired(sim) as open_one:
        yield open_one


async def posts(wire: Wire, channel_id: int, **body: Any) -> tuple[int, Any]:
    return await wire.asks("POST", f"/channels/{channel_id}/messages", {**QUIET, **body})


async def test_direct_messages_and_who_takes_none(sim: Simulator, wire: Wire) -> None:
    ann, bob = sim.person("ann"), sim.person("bob", installed=False)
    _, channel = await wire.asks("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
    assert (await posts(wire, int(channel["id"]), content="hello"))[0] == 200
    await ann.sees("hello")
    ann.closes_direct_messages()
    status, body = await posts(wire, int(channel["id"]), content="hello?")
    assert (status, body["code"]) == (403, 50007)
    _, channel = await wire.asks("POST", "/users/@me/channels", {"recipient_id": str(bob.id)})
    status, body = await posts(wire, int(channel["id"]), content="hello")
    assert (status, body["code"]) == (403, 50278)
    sim.guild("Club", members=(bob,))
    assert (await posts(wire, int(channel["id"]), content="hello"))[0] == 200


async def test_a_channel_needs_permissions(sim: Simulator, wire: Wire) -> None:
    general = sim.guild("Club").channel("general")
    general.denies_the_bot("send_messages")
    status, body = await posts(wire, general.id, content="x")
    assert (status, body["code"]) == (403, 50013)
    general.denies_the_bot("view_channel")
    status, body = await posts(wire, general.id, content="x")
    assert (status, body["code"]) == (403, 50001)
    general.allows_the_bot()
    assert (await posts(wire, general.id, content="x"))[0] == 200
    general.is_deleted()
    status, body = await posts(wire, general.id, content="x")
    assert (status, body["code"]) == (404, 10003)


async def test_others_messages(sim: Simulator, wire: Wire) -> None:
    ann = sim.person("ann")
    club = sim.guild("Club", members=(ann,))
    general = club.channel("general")
    message = await ann.says("buy now", where=general)
    path = f"/channels/{general.id}/messages/{message.id}"
    status, body = await wire.asks("PATCH", path, {**QUIET, "content": "x"})
    assert (status, body["code"]) == (403, 50005)
    club.restricts_the_bot("manage_messages")
    status, body = await wire.asks("DELETE", path)
    assert (status, body["code"]) == (403, 50013)
    general.channel.overwrites[sim.world.bot.id] = (bits("manage_messages"), 0)
    assert (await wire.asks("DELETE", path))[0] == 204
    assert message.deleted
    assert (await wire.asks("DELETE", path))[1]["code"] == 10008


async def test_threads(sim: Simulator, wire: Wire) -> None:
    general = sim.guild("Club").channel("general")
    _, message = await posts(wire, general.id, content="a project")
    at = f"/channels/{general.id}/messages/{message['id']}/threads"
    status, thread = await wire.asks("POST", at, {"name": "Talk", "auto_archive_duration": 1440})
    assert (status, thread["id"]) == (201, message["id"])
    status, body = await wire.asks("POST", at, {"name": "Again"})
    assert (status, body["code"]) == (400, 160004)
    assert (await posts(wire, int(thread["id"]), content="hello"))[0] == 200
    assert general.threads[0].texts == ["hello"]
    locked = {"locked": True, "archived": True}
    assert (await wire.asks("PATCH", f"/channels/{thread['id']}", locked))[0] == 200
    status, body = await posts(wire, int(thread["id"]), content="x")
    assert (status, body["code"]) == (400, 50083)


async def test_roles_stand_in_an_order(sim: Simulator, wire: Wire) -> None:
    ann = sim.person("ann")
    club = sim.guild("Club", members=(ann,))
    low, high = club.role("level 1", position=3), club.role("boss", position=12)
    at = f"/guilds/{club.id}/members/{ann.id}/roles"
    assert (await wire.asks("PUT", f"{at}/{low.id}"))[0] == 204
    assert club.roles_of(ann) == ["level 1"]
    assert (await wire.asks("DELETE", f"{at}/{low.id}"))[0] == 204
    status, body = await wire.asks("PUT", f"{at}/{high.id}")
    assert (status, body["code"]) == (403, 50013)
    club.restricts_the_bot("manage_roles")
    assert (await wire.asks("PUT", f"{at}/{low.id}"))[1]["code"] == 50013
    gone = sim.person("gone")
    status, body = await wire.asks("PUT", f"/guilds/{club.id}/members/{gone.id}/roles/{low.id}")
    assert (status, body["code"]) == (404, 10007)


async def test_time_outs(sim: Simulator, wire: Wire) -> None:
    ann, mod, owner = sim.person("ann"), sim.person("mod"), sim.person("owner")
    club = sim.guild("Club", members=(ann,), moderators=(mod,), owner=owner)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    at = f"/guilds/{club.id}/members"
    for person, wanted in ((ann, 200), (mod, 200), (owner, 403)):
        body = {"communication_disabled_until": until}
        assert (await wire.asks("PATCH", f"{at}/{person.id}", body))[0] == wanted
    assert club.is_timed_out(ann)
    sim.passes(3601)
    assert not club.is_timed_out(ann)
    late = (datetime.now(UTC) + timedelta(days=40)).isoformat()
    body = {"communication_disabled_until": late}
    assert (await wire.asks("PATCH", f"{at}/{ann.id}", body))[0] == 400
    sim.violations.clear()


async def test_discord_py_has_an_error_for_each_of_these(sim: Simulator) -> None:
    ann = sim.person("ann")
    club = sim.guild("Club", members=(ann,))
    general, client = club.channel("general"), Plain()
    async with running(sim, client):
        ann.closes_direct_messages()
        with pytest.raises(discord.Forbidden, match="50007"):
            await (await client.fetch_user(ann.id)).send("hello")
        channel = client.get_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send("x", file=discord.File(io.BytesIO(b"id,text"), "a.csv"))
        assert await message.attachments[0].read() == b"id,text"
        thread = await message.create_thread(name="Talk")
        await thread.send("in the thread")
        member = await channel.guild.fetch_member(ann.id)
        await member.timeout(timedelta(minutes=5), reason="spam")
        assert club.is_timed_out(ann)
        await message.delete()
        with pytest.raises(discord.NotFound):
            await message.edit(content="y")


async def test_commands_are_offered_by_permissions_contexts_and_installs(
    sim: Simulator, wire: Wire
) -> None:
    ann, mod, bob = sim.person("ann"), sim.person("mod"), sim.person("bob", installed=False)
    general = sim.guild("Club", members=(ann, bob), moderators=(mod,)).channel("general")
    admin = {**WORK, "name": "board", "default_member_permissions": bits("manage_guild"),
             "contexts": [0], "integration_types": [0]}  # fmt: skip
    await wire.registers(WORK, admin, {**WORK, "name": "mine", "integration_types": [1]})
    assert ann.menu(general) == ["work", "mine"]
    assert mod.menu(general) == ["work", "board", "mine"]
    assert bob.menu(general) == ["work"]
    assert (ann.menu(), bob.menu()) == (["work", "mine"], ["work"])
    with pytest.raises(AssertionError, match="is not offered"):
        await ann.sends("/board", where=general, within=0.01)
    done = await ann.sends("/board", where=general, hidden=True)
    assert done.data["name"] == "board"


async def test_what_the_simulator_tells_is_as_described(sim: Simulator, wire: Wire) -> None:
    if checks.specification() is None:
        pytest.skip("the official description is not there")
    ann = sim.person("ann")
    club = sim.guild("Club", members=(ann,))
    general = club.channel("general")
    await wire.registers(WORK)
    full = {"content": "x", "components": [row(button("ham"))], "embeds": [{"title": "t"}]}
    _, message = await posts(wire, general.id, **full)
    at = f"/channels/{general.id}/messages"
    asked = {
        f"{at}/{message['id']}": "/channels/{channel_id}/messages/{message_id}",
        at: "/channels/{channel_id}/messages",
        f"/channels/{general.id}": "/channels/{channel_id}",
        f"/guilds/{club.id}": "/guilds/{guild_id}",
        f"/guilds/{club.id}/roles": "/guilds/{guild_id}/roles",
        f"/guilds/{club.id}/members/{ann.id}": "/guilds/{guild_id}/members/{user_id}",
        f"/applications/{sim.world.app_id}/commands": "/applications/{application_id}/commands",
        f"/users/{ann.id}": "/users/{user_id}",
        "/gateway/bot": "/gateway/bot",
        "/oauth2/applications/@me": "/oauth2/applications/@me",
    }
    for path, template in asked.items():
        status, answer = await wire.asks("GET", path)
        assert status == 200
        assert checks.answer_mistakes(template, "get", answer) == [], path


async def test_faults_strike_by_chance(sim: Simulator, wire: Wire) -> None:
    general = sim.guild("Club").channel("general")
    sim.world.faults = Faults(seed=1, server_error=0.3, too_many=0.3, retry_after=0.01)
    statuses = {(await posts(wire, general.id, content="x"))[0] for _ in range(30)}
    assert statuses == {200, 429, 502}
    sim.world.faults = Faults(drop_after=1.0)
    before = len(general.messages)
    with pytest.raises(aiohttp.ClientError):
        await posts(wire, general.id, content="it arrived")
    assert len(general.messages) == before + 1
    sim.world.faults = Faults(drop_before=1.0)
    with pytest.raises(aiohttp.ClientError):
        await posts(wire, general.id, content="it did not")
    assert len(general.messages) == before + 1


async def test_a_nonce_that_is_enforced_makes_one_message(sim: Simulator, wire: Wire) -> None:
    general = sim.guild("Club").channel("general")
    twice = {"content": "x", "nonce": "7", "enforce_nonce": True}
    _, first = await posts(wire, general.id, **twice)
    _, second = await posts(wire, general.id, **twice)
    assert first["id"] == second["id"]
    assert general.texts == ["x"]
