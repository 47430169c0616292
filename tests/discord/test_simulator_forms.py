"""What the simulated Discord takes as a form, and as files."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from tests.discord.wire import QUIET, Wire, errors, wired
from tests.simulators.discord import Person, Simulator

WORK = {"name": "work", "description": "A task", "contexts": [1], "integration_types": [1]}
Json = dict[str, Any]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as running:
        yield running


@pytest.fixture
async def wire(sim: Simulator) -> AsyncIterator[Wire]:
    async with wired(sim) as open_one:
        await open_one.registers(WORK)
        yield open_one


@pytest.fixture
def ann(sim: Simulator) -> Person:
    return sim.person("ann")


def label(component: Json, **more: Any) -> Json:
    return {"type": 18, "label": "Reason", "component": component, **more}


def text(name: str = "r", **more: Any) -> Json:
    return {"type": 4, "custom_id": name, "style": 1, **more}


def chosen(kind: int, count: int, **more: Any) -> Json:
    options = [{"label": f"o{n}", "value": f"v{n}"} for n in range(count)]
    return {"type": kind, "custom_id": "c", "options": options, **more}


INSIDE = "data.components.0.component"


@pytest.mark.parametrize(
    ("title", "components", "path"),
    [
        ("x" * 46, [label(text())], "data.title"),
        ("Why?", [], "data.components"),
        ("Why?", [label(text(f"r{n}")) for n in range(6)], "data.components"),
        ("Why?", [label(text(), label="x" * 46)], "data.components.0.label"),
        ("Why?", [label(text(), description="x" * 101)], "data.components.0.description"),
        ("Why?", [label(text()), label(text())], "data.components"),
        ("Why?", [label(text(value="x" * 11, max_length=10))], f"{INSIDE}.value"),
        ("Why?", [label(text(max_length=4001))], f"{INSIDE}.max_length"),
        ("Why?", [label(text(placeholder="x" * 101))], f"{INSIDE}.placeholder"),
        ("Why?", [label(text(style=3))], f"{INSIDE}.style"),
        ("Why?", [label(chosen(21, 1))], f"{INSIDE}.options"),
        ("Why?", [label(chosen(21, 11))], f"{INSIDE}.options"),
        ("Why?", [label(chosen(22, 11))], f"{INSIDE}.options"),
        ("Why?", [label(chosen(22, 2, min_values=3, max_values=2))], f"{INSIDE}.min_values"),
        ("Why?", [label(chosen(3, 26))], f"{INSIDE}.options"),
        ("Why?", [label({"type": 2, "style": 1, "label": "x", "custom_id": "b"})],
         f"{INSIDE}.type"),
        ("Why?", [label({"type": 19, "custom_id": "f", "max_values": 11})],
         f"{INSIDE}.max_values"),
    ],
)  # fmt: skip
async def test_a_form_that_does_not_fit(
    sim: Simulator, wire: Wire, ann: Person, title: str, components: list[Json], path: str
) -> None:
    work = await ann.sends("/work")
    form = {"title": title, "custom_id": "why", "components": components}
    status, body = await wire.answers(work, 9, form)
    assert status == 400
    assert path in errors(body)
    assert sim.violations.pop()
    assert ann.modal is None


async def test_what_just_fits_into_a_form(wire: Wire, ann: Person) -> None:
    work = await ann.sends("/work")
    parts = [
        label(text(value="x" * 4000, max_length=4000)),
        label(chosen(21, 10), label="One", description="x" * 100),
        label({**chosen(22, 10), "custom_id": "d", "min_values": 0, "required": False}),
        label({**chosen(3, 25), "custom_id": "e", "min_values": 0, "max_values": 25}),
        {"type": 10, "content": "Nearly done"},
    ]
    form = {"title": "x" * 45, "custom_id": "w" * 100, "components": parts}
    assert (await wire.answers(work, 9, form))[0] == 204
    await ann.sees_form("x" * 45, "Nearly done")
    done = await ann.fills({"One": "o3", "e": ("o1", "o2")})
    told = [one.get("component") for one in done.data["components"]]
    assert told[1]["value"] == "v3"
    assert told[2]["values"] == []
    assert told[3]["values"] == ["v1", "v2"]


async def test_files_are_named_and_not_too_large(sim: Simulator, wire: Wire, ann: Person) -> None:
    channel = sim.guild("Club").channel("general")
    path = f"/channels/{channel.id}/messages"

    async def posts(body: Json, data: bytes) -> tuple[int, Any]:
        form = aiohttp.FormData()
        form.add_field("payload_json", orjson.dumps({**QUIET, **body}).decode())
        form.add_field("files[0]", data, filename="a.csv")
        return await wire.asks("POST", path, data=form)

    status, body = await posts({"attachments": [{"id": "0", "description": "rows"}]}, b"id")
    assert (status, body["attachments"][0]["description"]) == (200, "rows")
    async with wire.session.get(body["attachments"][0]["url"]) as answer:
        assert await answer.read() == b"id"
    status, body = await posts({"attachments": [{"id": "7"}]}, b"id")
    assert errors(body) == {"attachments.0": "ATTACHMENT_NOT_FOUND"}
    sim.violations.clear()
    sim.world.upload_bytes_max = 10
    status, body = await posts({}, b"x" * 11)
    assert (status, body["code"]) == (413, 40005)
