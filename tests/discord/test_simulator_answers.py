"""The simulated Discord refuses what Discord refuses about interactions and their answers."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.discord.wire import Wire, button, errors, row, wired
from tests.simulators.discord import Interaction, Person, Simulator

WORK = {"name": "work", "description": "A task", "contexts": [0, 1, 2], "integration_types": [0, 1]}
MODAL = {
    "title": "Why?",
    "custom_id": "why",
    "components": [
        {"type": 18, "label": "Reason", "component": {"type": 4, "custom_id": "r", "style": 1}}
    ],
}


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


async def pressed(wire: Wire, ann: Person, *labels: str, **data: Any) -> Interaction:
    """A message with buttons, the first of which is pressed."""
    work = await ann.sends("/work")
    shown = [row(*(button(label) for label in labels))]
    assert (await wire.answers(work, 4, {"content": "?", "components": shown, **data}))[0] == 204
    return await ann.presses(labels[0])


async def test_an_interaction_is_answered_once(wire: Wire, ann: Person) -> None:
    work = await ann.sends("/work")
    assert await wire.answers(work, 4, {"content": "a task"}) == (204, None)
    status, body = await wire.answers(work, 4, {"content": "another"})
    assert (status, body["code"]) == (400, 40060)
    await ann.sees("a task")


async def test_after_three_seconds_it_is_unknown(sim: Simulator, wire: Wire, ann: Person) -> None:
    work = await ann.sends("/work")
    sim.passes(3.1)
    status, body = await wire.answers(work, 4, {"content": "late"})
    assert (status, body["code"]) == (404, 10062)
    with pytest.raises(AssertionError, match="interaction failed"):
        await ann.is_answered(work, within=0.01)


async def test_with_response_tells_of_the_message(wire: Wire, ann: Person) -> None:
    work = await ann.sends("/work")
    params = {"with_response": "true"}
    status, body = await wire.answers(work, 4, {"content": "x", "flags": 64}, params=params)
    assert status == 200
    assert body["interaction"]["response_message_ephemeral"]
    assert body["resource"]["message"]["content"] == "x"


async def test_each_kind_has_its_answers(sim: Simulator, wire: Wire, ann: Person) -> None:
    work = await ann.sends("/work")
    for kind in (1, 6, 7, 8):
        status, body = await wire.answers(work, kind, {"content": "x"})
        assert (status, errors(body)) == (400, {"type": "BASE_TYPE_CHOICES"})
    await wire.answers(work, 9, MODAL)
    filled = await ann.fills({"Reason": "prizes"})
    status, body = await wire.answers(filled, 9, MODAL)
    assert errors(body) == {"type": "BASE_TYPE_CHOICES"}  # no form behind a form
    status, body = await wire.answers(filled, 7, {"content": "x"})
    assert errors(body) == {"type": "BASE_TYPE_CHOICES"}  # there is no message behind it
    sim.violations.clear()


async def test_no_form_behind_a_deferred_answer(wire: Wire, ann: Person) -> None:
    press = await pressed(wire, ann, "why")
    assert (await wire.answers(press, 6))[0] == 204
    status, body = await wire.answers(press, 9, MODAL)
    assert (status, body["code"]) == (400, 40060)


async def test_nothing_follows_what_was_not_answered(wire: Wire, ann: Person) -> None:
    work = await ann.sends("/work")
    for method, tail in (("POST", ""), ("PATCH", "/messages/@original")):
        status, body = await wire.hooks(method, work, tail, {"content": "x"})
        assert (status, body["code"]) == (404, 10015)


async def test_the_first_follow_up_takes_the_place_of_what_was_deferred(
    wire: Wire, ann: Person
) -> None:
    work = await ann.sends("/work")
    await wire.answers(work, 5, {"flags": 64})
    await ann.finds("thinking…")
    status, first = await wire.hooks("POST", work, "", {"content": "one"})
    assert status == 200
    assert first["flags"] & 64
    assert work.original is not None
    assert str(work.original.id) == first["id"]
    await wire.hooks("POST", work, "", {"content": "two"})
    assert [one.text for one in ann.messages()] == ["one", "two"]
    await wire.hooks("PATCH", work, "/messages/@original", {"content": "one, changed"})
    assert [one.text for one in ann.messages()] == ["one, changed", "two"]
    assert (await wire.hooks("DELETE", work, "/messages/@original"))[0] == 204
    assert [one.text for one in ann.messages()] == ["two"]


async def test_a_token_ends_after_fifteen_minutes(
    sim: Simulator, wire: Wire, ann: Person
) -> None:
    work = await ann.sends("/work")
    await wire.answers(work, 4, {"content": "x"})
    sim.passes(15 * 60 + 1)
    status, body = await wire.hooks("PATCH", work, "/messages/@original", {"content": "y"})
    assert (status, body["code"]) == (401, 50027)


async def test_an_ephemeral_message_is_one_persons(sim: Simulator, wire: Wire) -> None:
    ann, bob = sim.person("ann"), sim.person("bob")
    general = sim.guild("Club", members=(ann, bob)).channel("general")
    work = await ann.sends("/work", where=general)
    await wire.answers(work, 4, {"content": "for ann", "flags": 64})
    await ann.sees("for ann", where=general)
    bob.sees_no("for ann", where=general)
    assert work.original is not None
    path = f"/channels/{general.id}/messages/{work.original.id}"
    for method, body in (("GET", None), ("PATCH", {"content": "x"}), ("DELETE", None)):
        status, answer = await wire.asks(method, path, body)
        assert (status, answer["code"]) == (404, 10008)


async def test_what_is_pressed_is_on_the_message_and_not_off(
    wire: Wire, ann: Person
) -> None:
    press = await pressed(wire, ann, "ham", "spam")
    assert press.message is not None
    off = [row(button("ham", disabled=True))]
    await wire.answers(press, 7, {"content": "done", "components": off})
    with pytest.raises(AssertionError, match="disabled"):
        ann.forges("ham", press.message)
    with pytest.raises(AssertionError, match="knows no spam"):
        ann.forges("spam", press.message)


async def test_proposals_are_at_most_25_and_of_the_options_type(
    sim: Simulator, wire: Wire, ann: Person
) -> None:
    option = {"name": "id", "description": "which", "type": 3, "autocomplete": True}
    await wire.registers({**WORK, "options": [option]})
    with pytest.raises(AssertionError, match="nothing was proposed"):
        await ann.types_ahead("/work", id="A", within=0.01)
    done = ann.last
    assert done is not None
    wrong = {"choices": [{"name": "x" * 101, "value": 4}]}
    _, body = await wire.answers(done, 8, wrong)
    assert errors(body) == {
        "data.choices.0.name": "BASE_TYPE_BAD_LENGTH",
        "data.choices.0.value": "BASE_TYPE_BAD_TYPE",
    }
    sim.violations.clear()
    right = {"choices": [{"name": "x", "value": "y"}] * 26}
    assert "data.choices" in errors((await wire.answers(done, 8, right))[1])
    sim.violations.clear()
    assert (await wire.answers(done, 8, {"choices": []}))[0] == 204


async def test_every_message_says_that_it_pings_nobody(
    sim: Simulator, wire: Wire, ann: Person
) -> None:
    work = await ann.sends("/work")
    await wire.answers(work, 4, {"content": "<@everyone>", "allowed_mentions": None})
    assert len(sim.violations) == 1
    sim.violations.clear()
    await wire.hooks("POST", work, "", {"content": "x", "allowed_mentions": {"parse": ["users"]}})
    assert "allowed_mentions" in sim.violations.pop()


async def test_a_user_who_brought_the_app_speaks_to_themself_where_the_server_wants_so(
    sim: Simulator, wire: Wire
) -> None:
    ann = sim.person("ann")
    server = sim.guild("Elsewhere", members=(ann,), bot=False)
    general = server.channel("general")
    work = await ann.sends("/work", where=general)
    assert work.owners == {"1": str(ann.id)}
    await wire.answers(work, 4, {"content": "everybody"})
    assert len(general.messages) == 1
    server.guild.roles[server.id].permissions &= ~(1 << 50)
    again = await ann.sends("/work", where=general)
    await wire.answers(again, 4, {"content": "ann alone"})
    assert len(general.messages) == 1
    for number in range(6):
        status, body = await wire.hooks("POST", again, "", {"content": str(number)})
    assert (status, body["code"]) == (400, 40094)
