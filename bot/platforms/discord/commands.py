"""The application commands, made from the table of routes, and set only where they changed.

A path of two words is a command in a group. Commands for requesters, reviewers and admins are
hidden from members who don't manage the server; that is Discord's courtesy alone, and every one of
them is checked when it comes (`handlers.entrance`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from discord import HTTPException

from bot.platforms.discord.adapter import MANAGE_GUILD, ON_MESSAGE, SLASH
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import named
from bot.platforms.discord.localised import (
    command_names,
    described,
    menu_names,
    option_names,
    told_apart,
    word_names,
)
from bot.platforms.discord.names import GROUPS
from domain.permissions import Permission
from handlers.routes import Option, Route
from handlers.table import ROUTES

SUBCOMMAND, STRING, ATTACHMENT = 1, 3, 11
CHOICES_MAX = 25
MENU_CHARS_MAX = 32
ANYWHERE, SERVERS = [0, 1, 2], [0]
IN_SERVER, BY_PERSON = 0, 1  # how the app is installed
FOR_ALL = frozenset({Permission.ANYONE, Permission.OWN_ACCOUNT, Permission.WORK})
log = structlog.get_logger()
Json = dict[str, Any]


def commands(routes: Iterable[Route] = ROUTES) -> list[Json]:
    """Make all application commands."""
    tops: dict[str, Json] = {}
    menus: list[Json] = []
    for route in routes:
        first, _, second = route.path.partition(" ")
        if second:
            group = tops.setdefault(first, _group(first))
            group["options"].append({"type": SUBCOMMAND, **_command(second, route)})
            told_apart(group["options"])
            _widen(group, route)
        else:
            tops[first] = {"type": SLASH, **_command(first, route), **_rights(route)}
        if route.on_message:
            menus.append(_menu(route))
    return [*told_apart([*tops.values()]), *menus]


async def synchronise(api: Api) -> bool:
    """Set the commands where they are others than those that stand there; tell whether."""
    path = "/applications/{application_id}/commands"
    query = {"with_localizations": "true"}
    wanted = commands()
    there = await api.ask("GET", path, query=query, application_id=api.app_id)
    if _plain(there) == _plain(wanted):
        return False
    await api.ask("PUT", path, body=wanted, application_id=api.app_id)
    return True


async def introduce(api: Api) -> None:
    """Bring the commands up to date. What fails is said and left for the next start."""
    try:
        changed = await synchronise(api)
    except HTTPException as error:
        log.warning("discord commands not set", error=named(error))
    else:
        log.info("discord commands", state="changed" if changed else "as they were")


def _group(name: str) -> Json:
    return {
        "type": SLASH,
        "name": name,
        **command_names(name),
        **described(GROUPS.get(name, name)),
        "options": [],
        "contexts": [],
        "integration_types": [],
        "default_member_permissions": None,
    }


def _command(name: str, route: Route) -> Json:
    made: Json = {"name": name, **command_names(route.path, last=True), **described(route.summary)}
    if route.options:
        ordered = sorted(route.options, key=lambda option: not option.required)
        made["options"] = told_apart([_option(option) for option in ordered])
    return made


def _option(option: Option) -> Json:
    made: Json = {
        "type": ATTACHMENT if option.kind == "file" else STRING,
        "name": option.name,
        **option_names(option.name),
        **described(option.summary),
        "required": option.required,
    }
    if option.kind in ("project", "account"):
        made["autocomplete"] = True
    if option.choices:
        made["choices"] = [
            {"name": word, **word_names(option.name, word), "value": word}
            for word in option.choices[:CHOICES_MAX]
        ]
    return made


def _menu(route: Route) -> Json:
    """A menu on messages: its name is what people read."""
    return {
        "type": ON_MESSAGE,
        "name": route.on_message[:MENU_CHARS_MAX],
        **menu_names(route.on_message, MENU_CHARS_MAX),
        **_rights(route),
    }


def _rights(route: Route) -> Json:
    places = _places(route)
    only_servers = places == SERVERS
    return {
        "contexts": places,
        "integration_types": [IN_SERVER] if only_servers else [IN_SERVER, BY_PERSON],
        "default_member_permissions": None if _is_for_all(route) else MANAGE_GUILD,
    }


def _widen(group: Json, route: Route) -> None:
    """Let a group be offered wherever one of its commands works, to whom one of them is for."""
    rights, first = _rights(route), len(group["options"]) == 1
    for key in ("contexts", "integration_types"):
        group[key] = sorted({*group[key], *rights[key]})
    is_open = not first and group["default_member_permissions"] is None
    if first or rights["default_member_permissions"] is None:
        group["default_member_permissions"] = rights["default_member_permissions"]
    elif is_open:
        group["default_member_permissions"] = None


def _is_for_all(route: Route) -> bool:
    return route.permission in FOR_ALL and not route.for_managers


def _places(route: Route) -> list[int]:
    return ANYWHERE if "private" in route.where else SERVERS


def _plain(listed: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Give commands in one form, whoever wrote them, so that they can be compared."""
    return sorted((_one(command) for command in listed), key=lambda c: (c["type"], c["name"]))


def _one(command: Mapping[str, Any]) -> Json:
    kept: Json = {"type": command.get("type", SLASH), "name": command["name"]}
    for key in ("description", "required", "autocomplete"):
        if command.get(key):
            kept[key] = command[key]
    kept |= _translations(command)
    for key in ("contexts", "integration_types"):
        if command.get(key):
            kept[key] = sorted(command[key])
    if command.get("default_member_permissions") is not None:
        kept["default_member_permissions"] = str(command["default_member_permissions"])
    if command.get("choices"):
        kept["choices"] = [_word(choice) for choice in command["choices"]]
    if command.get("options"):
        kept["options"] = [_one(option) for option in command["options"]]
    return kept


def _word(choice: Mapping[str, Any]) -> Json:
    return {"name": choice["name"], "value": choice["value"], **_translations(choice)}


def _translations(one: Mapping[str, Any]) -> Json:
    kinds = ("name_localizations", "description_localizations")
    return {key: dict(sorted(one[key].items())) for key in kinds if one.get(key)}
