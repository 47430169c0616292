"""The simulated gateway: sessions, heartbeats, cuts, resumes that repeat, shards, refusals."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest

from tests.discord.plain import Plain, running
from tests.discord.wire import INTENTS, Wire, wired
from tests.simulators.discord import Faults, Simulator

WORK = {"name": "work", "description": "A task", "contexts": [0, 1, 2], "integration_types": [0, 1]}


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as running_one:
        yield running_one


@pytest.fixture
async def wire(sim: Simulator) -> AsyncIterator[Wire]:
    async with wired(sim) as open_one:
        await open_one.registers(WORK)
        yield open_one


async def counting(client: Plain) -> list[str]:
    """Let a client answer /work, and keep what came, in order."""
    came: list[str] = []

    @client.tree.command(description="A task")
    async def work(interaction: discord.Interaction) -> None:
        came.append(str(interaction.id))
        await interaction.response.send_message("a task")

    client.tree.allowed_contexts = discord.app_commands.AppCommandContext(dm_channel=True)
    client.tree.allowed_installs = discord.app_commands.AppInstallationType(user=True)
    return came


@pytest.mark.parametrize("packed", [True, False])
async def test_hello_identify_heartbeat(sim: Simulator, wire: Wire, packed: bool) -> None:
    sim.guild("Club")
    async with wire.gateway(packed=packed) as gateway:
        ready = await gateway.identifies(sim.token)
        assert ready["user"]["id"] == str(sim.world.bot.id)
        assert (await gateway.event("GUILD_CREATE"))["name"] == "Club"
        await gateway.says(1, gateway.sequence)
        assert (await gateway.next())["op"] == 11
        ann = sim.person("ann")
        done = await ann.sends("/work")
        told = await gateway.event("INTERACTION_CREATE")
        assert told["token"] == done.token
        assert told["user"]["global_name"] == "ann"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"token": "wrong", "intents": 1}, 4004),
        ({"intents": 1 << 40}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1, "shard": [1, 1]}, 4010),
        ({"intents": 1, "shard": [0, 1]}, 4011),
    ],
)
async def test_who_may_not_identify(
    sim: Simulator, wire: Wire, data: dict[str, object], code: int
) -> None:
    sim.gateway.shards_least = 2
    async with wire.gateway() as gateway:
        with pytest.raises(EOFError, match=str(code)):
            await gateway.identifies(**{"token": sim.token, **data})


async def test_who_does_not_keep_to_the_protocol(sim: Simulator, wire: Wire) -> None:
    for op, body, code in ((8, {}, 4003), (77, {}, 4001)):
        async with wire.gateway() as gateway:
            await gateway.says(op, body)
            with pytest.raises(EOFError, match=str(code)):
                await gateway.next()
    sim.gateway.heartbeat_ms = -500  # so that half a second of silence is too long
    async with wire.gateway() as gateway:
        with pytest.raises(EOFError, match="4009"):
            await gateway.next()


async def test_a_cut_is_resumed_and_nothing_is_lost(sim: Simulator, wire: Wire) -> None:
    ann = sim.person("ann")
    async with wire.gateway() as gateway:
        ready = await gateway.identifies(sim.token)
        await ann.sends("/work")
        await gateway.event("INTERACTION_CREATE")
        sequence, session = gateway.sequence, ready["session_id"]
        sim.gateway.cut()
    missed = [await ann.sends("/work") for _ in range(3)]
    async with wire.gateway() as gateway:
        resume = {"token": sim.token, "session_id": session, "seq": sequence}
        await gateway.says(6, resume)
        for one in missed:
            assert (await gateway.event("INTERACTION_CREATE"))["id"] == str(one.id)
        await gateway.event("RESUMED")
    async with wire.gateway() as gateway:
        await gateway.says(6, {**resume, "session_id": "another"})
        assert await gateway.next() | {"s": None} == {"op": 9, "d": False, "s": None, "t": None}


async def test_a_session_that_was_closed_is_over(sim: Simulator, wire: Wire) -> None:
    async with wire.gateway() as gateway:
        await gateway.identifies(sim.token)
        session = gateway.session_id
        await gateway.ws.close(code=1000)
    await sim.world.until(lambda: not sim.gateway.sessions, 5)
    async with wire.gateway() as gateway:
        await gateway.says(6, {"token": sim.token, "session_id": session, "seq": 1})
        assert (await gateway.next())["op"] == 9


async def test_discord_py_resumes_and_may_hear_things_twice() -> None:
    async with Simulator(faults=Faults(repeats=5)) as sim:
        client = Plain()
        came = await counting(client)
        ann = sim.person("ann")
        async with running(sim, client):
            await ann.is_answered(await ann.sends("/work"))
            sim.gateway.cut()
            second = await ann.sends("/work")
            await ann.is_answered(second, within=10)
            await sim.world.until(lambda: len(came) == 3, 5)
        assert client.resumes == 1
        assert came[0] == came[1]  # it was told twice
        assert came[2] == str(second.id)
        assert sim.faults.happened["repeated"] == 1


async def test_discord_py_reconnects_when_asked_and_when_its_session_is_gone(
    sim: Simulator,
) -> None:
    client = Plain()
    await counting(client)
    ann = sim.person("ann")
    async with running(sim, client):
        sim.gateway.asks_to_reconnect()
        await sim.world.until(lambda: sim.gateway.resumes == 1, 5)
        await ann.is_answered(await ann.sends("/work"))
        sim.gateway.invalidates()
        await sim.world.until(lambda: sim.gateway.identifies == 2, 10)
        await ann.is_answered(await ann.sends("/work"), within=10)


class Sharded(discord.AutoShardedClient):
    """It has its shards at once: discord.py waits for five seconds between them."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass


async def test_shards_have_their_servers(sim: Simulator) -> None:
    servers = []
    while len({(one.id >> 22) % 2 for one in servers}) < 2:
        servers.append(sim.guild(f"Club {len(servers)}"))
        await asyncio.sleep(0.002)
    sim.gateway.shards = 2
    client = Sharded(intents=discord.Intents(guilds=True), shard_count=2)
    async with running(sim, client):
        assert {one.id: one.shard_id for one in client.guilds} == {
            one.id: (one.id >> 22) % 2 for one in servers
        }


async def test_content_is_hidden_without_its_intent(sim: Simulator, wire: Wire) -> None:
    ann = sim.person("ann")
    general = sim.guild("Club", members=(ann,)).channel("general")
    async with wire.gateway() as gateway:
        await gateway.identifies(sim.token)
        await ann.says("something private", where=general)
        assert (await gateway.event("MESSAGE_CREATE"))["content"] == ""
        await ann.says(f"<@{sim.world.bot.id}> hello", where=general)
        assert "hello" in (await gateway.event("MESSAGE_CREATE"))["content"]
        await ann.says("hello")
        assert (await gateway.event("MESSAGE_CREATE"))["content"] == "hello"
    async with wire.gateway() as gateway:
        sim.world.privileged = 1 << 15
        await gateway.identifies(sim.token, intents=INTENTS | 1 << 15)
        await ann.says("something public", where=general)
        assert (await gateway.event("MESSAGE_CREATE"))["content"] == "something public"
