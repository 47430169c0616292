"""Who may what: every command, button, form and completion, as somebody without the role."""

from typing import Any

import pytest

from bot.platforms.discord.commands import commands
from domain.actions import Action, encode
from domain.permissions import ROLES
from handlers.routes import Route
from handlers.table import ROUTES, VERBS
from tests.discord.conftest import Running, comes_in
from tests.simulators.discord import Simulator, Upload
from tests.stories.driver import Chat

FOR_ALL = ROLES["worker"]
CLOSED = [route for route in ROUTES if route.permission not in FOR_ALL]
MANAGERS = [route for route in ROUTES if route.for_managers]
REFUSED = "That is for people with another role here"


def given(route: Route) -> dict[str, Any]:
    """Fill in a command's options with something that looks right."""
    values: dict[str, Any] = {}
    for option in route.options:
        if option.kind == "file":
            values[option.name] = Upload("rows.csv", b"id,text\n1,x\n")
        else:
            values[option.name] = option.choices[0] if option.choices else "7KQ2M"
    return values


async def test_the_whole_tree_as_somebody_without_the_role(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    """Discord hides commands from members; who sends them all the same is refused by us."""
    await chat.project(rows={"1": "Ok lar"})
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann, general)
    await ann.sees("Ok lar", where=general)
    offered = set(ann.menu(general))
    assert CLOSED
    for route in CLOSED:
        line = f"/{route.path}"
        hides = route.path.partition(" ")[0] not in offered
        for where in (general, None) if "private" in route.where else (general,):
            done = await ann.sends(line, where=where, hidden=True, **given(route))
            await ann.is_answered(done)
            await ann.sees(REFUSED, where=where)
        assert hides, f"members are offered {line}"
        for option in route.options:
            if option.kind in ("project", "account"):
                typed: dict[str, Any] = {option.name: ""}
                found = await ann.types_ahead(line, where=general, hidden=True, **typed)
                assert found == [], (line, option.name)
    assert general.messages == []


async def test_what_is_for_managers_as_somebody_who_manages_nothing(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    """Whoever may work may give these; what Discord says of the presser decides."""
    await chat.project(rows={"1": "Ok lar"})
    ann = sim.person("ann")
    general = sim.guild("cats", members=(ann,)).channel("general")
    await comes_in(ann, general)
    offered = set(ann.menu(general))
    refused = "That is for those who manage the group."
    assert MANAGERS
    for route in MANAGERS:
        assert route.path.partition(" ")[0] not in offered
        done = await ann.sends(f"/{route.path}", where=general, hidden=True, **given(route))
        await ann.is_answered(done)
        await ann.sees(refused, where=general)
        for option in route.options:
            if option.kind in ("project", "account"):
                typed: dict[str, Any] = {option.name: ""}
                line = f"/{route.path}"
                assert await ann.types_ahead(line, where=general, hidden=True, **typed) == []
    old = ann.keeps("server_set:1:digest-here", where=general)
    await ann.is_answered(ann.forges("server_set:1:digest-here", old))
    await ann.sees(refused, where=general)


async def test_every_button_and_form_as_somebody_without_the_role(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    ann = sim.person("ann")
    await comes_in(ann)
    await ann.sees("That was everything")
    for verb in VERBS.values():
        if verb.permission in FOR_ALL:
            continue
        custom_id = encode(Action(verb.name, 1))
        old = ann.keeps(custom_id)
        await ann.is_answered(ann.forges(custom_id, old))
        await ann.sees(REFUSED)
        form = {"custom_id": custom_id, "components": []}
        await ann.is_answered(sim.world.interact(5, ann.user, ann.chat, form, message=old))
        await ann.sees(REFUSED)
    assert ann.modal is None


async def test_who_has_the_role_completes_projects_and_people(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(rows={"1": "Ok lar"})
    ada, ann = sim.person("ada"), sim.person("ann")
    server = sim.guild("cats", members=(ann,), moderators=(ada,))
    general = server.channel("general")
    for person in (ada, ann):
        await comes_in(person, general)
    account_id = await chat.account(chat.person(str(ada.id), "discord"))
    assert account_id
    await chat.becomes(chat.person(str(ada.id), "discord"), "admin")
    [found] = await ada.types_ahead("/project progress", where=general, project="spam")
    assert found.startswith("Is this message spam? · open · ")
    [found] = await ada.types_ahead("/suspend", where=general, account="an")
    assert found.startswith("ann · ")
    number = found.rpartition(" ")[2]
    await ada.sends(f"/suspend {number} Random answers.", where=general)
    await ada.sees("is suspended", where=general)


def test_the_commands_say_who_they_are_for() -> None:
    by_name = {command["name"]: command for command in commands()}
    assert by_name["work"]["contexts"] == [0, 1, 2]
    assert by_name["work"]["integration_types"] == [0, 1]
    assert by_name["work"]["default_member_permissions"] is None
    assert by_name["project"]["default_member_permissions"] == 1 << 5
    assert by_name["suspend"]["default_member_permissions"] == 1 << 5
    for command in commands():
        names = [one["name"] for one in command.get("options", ())]
        assert len(names) == len(set(names)) <= 25
    assert len(by_name) == len(commands()) <= 100


async def test_commands_are_set_once(sim: Simulator, bot: Running) -> None:
    put = "PUT /applications/{application_id}/commands"
    for _ in range(2):
        await bot.stop()
        await bot.start()
        await bot.is_up()
        await sim.world.until(
            lambda: sim.log.by_what["GET /applications/{application_id}/commands"] > 1, 5
        )
    assert sim.log.by_what[put] == 1


@pytest.mark.parametrize("member", [False, True])
async def test_a_command_works_where_the_app_was_added_by_a_person(
    sim: Simulator, bot: Running, chat: Chat, member: bool
) -> None:
    """A server that has not added the bot, and who has added it for themself."""
    await chat.project(rows={"1": "Ok lar"})
    ann = sim.person("ann", installed=True)
    general = sim.guild("cats", members=(ann,), bot=member).channel("general")
    await comes_in(ann, general)
    await ann.is_answered(await ann.presses("ham", where=general))
    await ann.sees("✓ ham", where=general)


async def test_what_the_app_would_never_send_is_refused(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    """Components of one's own making: options that are none, fields that are not in the form."""
    await chat.project(
        'title = "T"\nkind = "survey"\nreward = "0.10"\nrespondents = 5\nbudget = "10"\n'
        '[[question]]\nid = "q"\ntext = "Q?"\ntype = "choices"\noptions = ["a", "b"]\nleast = 1\n'
        '[[question]]\nid = "r"\ntext = "R?"\ntype = "text"\n'
    )
    ann = sim.person("ann")
    await comes_in(ann)
    task = await ann.sees("Q?")
    for values in (["9" * 5000], ["7"], ["-1"], ["x"]):
        component = {"type": 3, "custom_id": "q0+", "values": values}
        form = {
            "custom_id": "fill:1",
            "components": [{"type": 18, "component": component}],
        }
        await ann.is_answered(sim.world.interact(5, ann.user, ann.chat, form, message=task))
        await ann.sees("⚠")
        data = {"component_type": 3, "custom_id": "ticks:1:0-1", "values": values}
        await ann.is_answered(sim.world.interact(3, ann.user, ann.chat, data, message=task))
    await ann.sends("/work")
    await ann.sees("Q?")
    assert "●" not in ann.screen()  # nothing is ticked
