"""What fits into a message, a form and a command, and how many calls a second."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.discord.plain import Plain, running
from tests.discord.wire import QUIET, Wire, button, errors, row, wired
from tests.simulators.discord import Limits, Place, Simulator

V2 = 1 << 15
Json = dict[str, Any]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as running_one:
        yield running_one


@pytest.fixture
async def wire(sim: Simulator) -> AsyncIterator[Wire]:
    async with wired(sim) as open_one:
        yield open_one


@pytest.fixture
def general(sim: Simulator) -> Place:
    return sim.guild("Club").channel("general")


async def posts(wire: Wire, general: Place, **body: Any) -> tuple[int, Any]:
    return await wire.asks("POST", f"/channels/{general.id}/messages", {**QUIET, **body})


def text(words: str) -> Json:
    return {"type": 10, "content": words}


def select(count: int, **more: Any) -> Json:
    options = [{"label": f"o{n}", "value": f"v{n}"} for n in range(count)]
    return row({"type": 3, "custom_id": "s", "options": options, **more})


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"components": [row(button("x"))] * 6, "content": "x"}, "components",
         "BASE_TYPE_MAX_LENGTH"),
        ({"components": [row(*(button(str(n)) for n in range(6)))]}, "components.0.components",
         "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button("x" * 81, "a"))]}, "components.0.components.0.label",
         "BASE_TYPE_MAX_LENGTH"),
        ({"components": [row(button("x", "a" * 101))]}, "components.0.components.0.custom_id",
         "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button("", "a"))]}, "components.0.components.0",
         "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"),
        ({"components": [row(button("x", "a"), button("y", "a"))]}, "components",
         "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ({"components": [select(26)]}, "components.0.components.0.options",
         "BASE_TYPE_BAD_LENGTH"),
        ({"components": [select(2, max_values=3)]}, "components.0.components.0.max_values",
         "NUMBER_TYPE_RANGE"),
        ({"components": [row(button("x"), select(2)["components"][0])]}, "components.0.components",
         "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ({"components": [text("x")]}, "components.0.type", "UNION_TYPE_CHOICES"),
        ({"components": [text("x")], "content": "y", "flags": V2}, "content",
         "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
        ({"components": [text("x" * 2001), text("x" * 2000)], "flags": V2}, "components",
         "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
        ({"components": [text("x")] * 41, "flags": V2}, "components",
         "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
        ({"components": [{"type": 13, "file": {"url": "attachment://a.csv"}}], "flags": V2},
         "components.0.file.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
        ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description",
         "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference",
         "REPLIES_UNKNOWN_MESSAGE"),
    ],
)  # fmt: skip
async def test_a_message_that_does_not_fit(
    sim: Simulator, wire: Wire, general: Place, body: Json, path: str, code: str
) -> None:
    status, answer = await posts(wire, general, **body)
    assert status == 400
    assert errors(answer) == {path: code}
    assert sim.violations.pop()
    assert general.messages == []


async def test_what_just_fits(sim: Simulator, wire: Wire, general: Place) -> None:
    full = [text("x" * 2000), text("x" * 2000), select(25, max_values=25)]
    rows = [row(*(button(f"{r}{n}") for n in range(5))) for r in range(5)]
    wide = [{"type": 17, "components": [*rows, text("x")]}]
    assert (await posts(wire, general, components=full, flags=V2))[0] == 200
    assert (await posts(wire, general, components=wide, flags=V2))[0] == 200
    assert (await posts(wire, general, content="x" * 2000, components=rows))[0] == 200
    status, body = await posts(wire, general)
    assert (status, body["code"]) == (400, 50006)


async def test_a_message_of_components_stays_one(wire: Wire, general: Place) -> None:
    _, made = await posts(wire, general, components=[text("x")], flags=V2)
    path = f"/channels/{general.id}/messages/{made['id']}"
    _, body = await wire.asks("PATCH", path, {**QUIET, "content": "y"})
    assert list(errors(body)) == ["content"]
    wire.sim.violations.clear()
    status, body = await wire.asks("PATCH", path, {**QUIET, "components": [text("z")]})
    assert (status, body["flags"]) == (200, V2)
    assert general.texts == ["z"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "Work", "description": "x"}, "0.name"),
        ({"name": "x" * 33, "description": "x"}, "0.name"),
        ({"name": "work", "description": ""}, "0.description"),
        ({"name": "work", "description": "x" * 101}, "0.description"),
        ({"name": "work", "description": "x", "name_localizations": {"xx": "w"}},
         "0.name_localizations"),
        ({"name": "Check", "description": "x", "type": 3}, "0.description"),
        ({"name": "work", "description": "x", "options": [
            {"name": "a", "description": "x", "type": 3},
            {"name": "b", "description": "x", "type": 3, "required": True}]},
         "0.options.1.required"),
        ({"name": "work", "description": "x", "options": [
            {"name": "a", "description": "x", "type": 1},
            {"name": "b", "description": "x", "type": 3}]}, "0.options"),
        ({"name": "work", "description": "x", "options": [
            {"name": f"o{n}", "description": "x", "type": 3} for n in range(26)]}, "0.options"),
        ({"name": "work", "description": "x" * 100, "options": [
            {"name": f"o{n}", "description": "x" * 100, "type": 3, "choices": [
                {"name": "y" * 20, "value": f"{c}" * 10} for c in range(10)]}
            for n in range(25)]}, "0"),
    ],
)  # fmt: skip
async def test_a_command_that_cannot_be_registered(
    sim: Simulator, wire: Wire, body: Json, path: str
) -> None:
    at = f"/applications/{sim.world.app_id}/commands"
    status, answer = await wire.asks("PUT", at, [body])
    assert status == 400
    assert path in errors(answer)
    sim.violations.clear()
    assert (await wire.asks("GET", at))[1] == []


async def test_a_command_keeps_its_id(sim: Simulator, wire: Wire) -> None:
    at = f"/applications/{sim.world.app_id}/commands"
    one = {"name": "work", "description": "x", "description_localizations": {"de": "y"}}
    _, first = await wire.asks("PUT", at, [one])
    _, second = await wire.asks("PUT", at, [one, {"name": "me", "description": "x"}])
    assert first[0]["id"] == second[0]["id"]
    assert first[0]["version"] != second[0]["version"]
    assert "description_localizations" not in (await wire.asks("GET", at))[1][0]
    _, told = await wire.asks("GET", f"{at}?with_localizations=true")
    assert told[0]["description_localizations"] == {"de": "y"}


async def test_buckets_and_the_limit_for_all() -> None:
    async with Simulator(limits=Limits.discords()) as sim, wired(sim) as wire:
        server = sim.guild("Club")
        general = server.channel("general")
        for left in reversed(range(5)):
            assert (await posts(wire, general, content="x"))[0] == 200
            assert wire.headers["X-RateLimit-Remaining"] == str(left)
        status, body = await posts(wire, general, content="x")
        assert (status, body["global"]) == (429, False)
        assert body["retry_after"] > 0
        assert wire.headers["Via"]
        assert wire.headers["X-RateLimit-Scope"] == "user"
        other = server.channel("other")
        assert (await posts(wire, other, content="x"))[0] == 200
        statuses = []
        for number in range(60):
            at = f"/channels/{(general, other)[number % 2].id}"
            statuses.append((await wire.asks("GET", at))[0])
        status, body = await wire.asks("GET", "/users/@me")
        assert (status, body["global"]) == (429, True)
        assert wire.headers["X-RateLimit-Global"] == "true"
        work = await _interaction(sim)
        assert (await wire.answers(work, 4, {"content": "x"}))[0] == 204


async def _interaction(sim: Simulator) -> Any:
    ann = sim.person("ann")
    sim.world.commands[0] = [
        {"id": "1", "name": "work", "type": 1, "contexts": None, "integration_types": [1],
         "dm_permission": True, "default_member_permissions": None},
    ]  # fmt: skip
    return await ann.sends("/work")


async def test_discord_py_waits_for_its_buckets() -> None:
    async with Simulator(limits=Limits.discords()) as sim:
        client = Plain()
        general = sim.guild("Club").channel("general")
        async with running(sim, client):
            channel = client.get_channel(general.id)
            assert isinstance(channel, discord.TextChannel)
            begun = time.monotonic()
            await asyncio.gather(*(channel.send(str(n)) for n in range(7)))
            assert 4.5 < time.monotonic() - begun < 8
        assert len(general.messages) == 7
