"""Every command and every button, pressed by every role: only those that may get in."""

import pytest

from domain.actions import Action
from domain.permissions import Permission, allows
from handlers import table
from handlers.help import SECTIONS
from services.people import ROLES
from tests.stories.driver import Chat

REFUSED = "That is for people with another role here."

# Where messages to one chat are spread over time, as in Discord, dozens of commands would take a
# minute: everything is walked by those who may not in tests/discord/test_rights_everywhere.py.
everywhere_else = pytest.mark.parametrize("chat", ["sqlite", "postgres", "telegram"], indirect=True)


@everywhere_else
@pytest.mark.parametrize("role", ROLES)
async def test_commands_are_open_to_the_roles_that_may(chat: Chat, role: str) -> None:
    ann = chat.person("ann")
    await ann.comes_in()
    await chat.becomes(ann, role)
    for name, route in table.COMMANDS.items():
        if name == "delete_me":
            continue
        await ann.sends(f"/{name}")
        refused = REFUSED in ann.text
        assert refused is not allows(role, route.permission), (role, name, ann.text)


@pytest.mark.parametrize("role", ROLES)
async def test_buttons_are_open_to_the_roles_that_may(chat: Chat, role: str) -> None:
    ann = chat.person("ann")
    await ann.comes_in()
    await chat.becomes(ann, role)
    for name, verb in table.VERBS.items():
        await ann.presses(Action(name, 999))
        refused = REFUSED in ann.text
        assert refused is not allows(role, verb.permission), (role, name, ann.text)


@everywhere_else
async def test_nobody_gets_past_the_welcome_without_consent(chat: Chat) -> None:
    ann = chat.person("ann")
    for name, route in table.COMMANDS.items():
        await ann.sends(f"/{name} x y")
        if route.permission is not Permission.ANYONE:
            ann.sees("small paid tasks, right here in chat")
    for name, verb in table.VERBS.items():
        if verb.permission is not Permission.ANYONE:
            await ann.presses(Action(name, 1))
            ann.sees("small paid tasks, right here in chat")


async def test_help_lists_what_the_role_may_do(chat: Chat) -> None:
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.sends("/help")
    for route in table.ROUTES:
        if allows("worker", route.permission):
            ann.sees(f"/{route.name}")
        else:
            ann.sees_no(f"/{route.name}")
    ann.sees("Work", "What you earn", "Your account")
    ann.sees_no("People and payouts")


def test_help_has_each_command_in_one_section() -> None:
    listed = [name for _, names in SECTIONS for name in names]
    assert sorted(listed) == sorted(route.name for route in table.ROUTES)
