"""Application commands: registered one by one or all at once, checked as Discord checks them."""

import re
from typing import Any

from tests.simulators.discord.calls import Call
from tests.simulators.discord.refusals import Problems, no
from tests.simulators.discord.world import World

Json = dict[str, Any]
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
CHARS_MAX = 8000
# \p{L} and \p{N} are what Python's \w has, but for the underscore, which is allowed too.
NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
LOCALES = {
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no",
    "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
}  # fmt: skip
WITH_CHOICES = (3, 4, 10)


def check_command(problems: Problems, at: tuple[Any, ...], command: Json) -> None:
    kind = command.get("type") or SLASH
    problems.choice((*at, "type"), kind, (SLASH, USER_MENU, MESSAGE_MENU))
    _names(problems, at, command, is_slash=kind == SLASH)
    for name, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for one in command.get(name) or ():
            problems.choice((*at, name), one, allowed)
    if kind != SLASH:
        if command.get("description"):
            words = "Context menu commands cannot have description"
            problems.add((*at, "description"), "APPLICATION_COMMAND_MENU_DESCRIPTION", words)
        if command.get("options"):
            words = "Context menu commands cannot have options"
            problems.add((*at, "options"), "APPLICATION_COMMAND_MENU_OPTIONS", words)
        return
    _options(problems, (*at, "options"), command.get("options") or [], depth=0)
    if _size(command) > CHARS_MAX:
        words = f"Command exceeds maximum size ({CHARS_MAX})"
        problems.add(at, "APPLICATION_COMMAND_TOO_LARGE", words)


def _names(problems: Problems, at: tuple[Any, ...], one: Json, *, is_slash: bool) -> None:
    texts = {"name": one.get("name")}
    problems.needs((*at, "name"), one.get("name"))
    for locale, text in (one.get("name_localizations") or {}).items():
        texts[f"name_localizations.{locale}"] = text
    for key, text in texts.items():
        path = (*at, *key.split("."))
        if not problems.length(path, text, 1, 32) or not is_slash or text is None:
            continue
        if not NAME.fullmatch(text) or text != text.lower():
            words = "Command name is invalid"
            problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", words)
    if is_slash and problems.needs((*at, "description"), one.get("description")):
        problems.length((*at, "description"), one["description"], 1, 100)
    for locale, text in (one.get("description_localizations") or {}).items():
        problems.length((*at, "description_localizations", locale), text, 1, 100)
    for name in ("name_localizations", "description_localizations"):
        for locale in one.get(name) or {}:
            if locale not in LOCALES:
                words = f"Value must be one of {sorted(LOCALES)}"
                problems.add((*at, name), "ENUM_TYPE_COERCE", words)


def _options(problems: Problems, at: tuple[Any, ...], options: list[Json], depth: int) -> None:
    if not problems.length(at, options, 0, 25):
        return
    seen: set[str] = set()
    may_need = True
    kinds = {one.get("type") in (SUBCOMMAND, GROUP) for one in options}
    if len(kinds) > 1:
        words = "Sub-commands and options cannot be mixed"
        problems.add(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)
    for number, one in enumerate(options):
        here = (*at, number)
        _names(problems, here, one, is_slash=True)
        allowed: tuple[int, ...] = tuple(range(3, 12))
        allowed = {0: (1, 2, *allowed), 1: (1, *allowed), 2: allowed}[depth]
        problems.choice((*here, "type"), one.get("type"), allowed)
        if one.get("name") in seen:
            words = "Option name must be unique"
            problems.add((*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", words)
        seen.add(str(one.get("name")))
        if one.get("type") in (SUBCOMMAND, GROUP):
            inner = depth + 1 if one["type"] == GROUP else 2
            _options(problems, (*here, "options"), one.get("options") or [], inner)
            continue
        if one.get("required") and not may_need:
            words = "Required options must be placed before non-required options"
            problems.add((*here, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        may_need = may_need and bool(one.get("required"))
        _value(problems, here, one)


def _value(problems: Problems, at: tuple[Any, ...], one: Json) -> None:
    choices = one.get("choices") or []
    problems.length((*at, "choices"), choices, 0, 25)
    for number, choice in enumerate(choices):
        if problems.needs((*at, "choices", number, "name"), choice.get("name")):
            problems.length((*at, "choices", number, "name"), choice["name"], 1, 100)
        if isinstance(choice.get("value"), str):
            problems.length((*at, "choices", number, "value"), choice["value"], 1, 100)
    if (choices or one.get("autocomplete")) and one.get("type") not in WITH_CHOICES:
        words = "Only text and numbers have choices"
        problems.add((*at, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", words)
    if choices and one.get("autocomplete"):
        words = "Autocomplete cannot be set to true if options are present"
        problems.add((*at, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", words)
    problems.between((*at, "min_length"), one.get("min_length"), 0, 6000)
    problems.between((*at, "max_length"), one.get("max_length"), 1, 6000)


def _size(one: Json) -> int:
    """Characters of names, descriptions and values, in the longest language."""
    total = 0
    for name in ("name", "description"):
        texts = [one.get(name) or "", *(one.get(f"{name}_localizations") or {}).values()]
        total += max(len(text) for text in texts)
    total += sum(len(c["name"]) + len(str(c["value"])) for c in one.get("choices") or ())
    return total + sum(_size(inner) for inner in one.get("options") or ())


def _guild_id(world: World, call: Call) -> int:
    if int(call.params["application_id"]) != world.app_id:
        raise no("application command")
    if "guild_id" not in call.params:
        return 0
    return world.guild(call.id("guild_id", "Guild")).id


def _registered(world: World, guild_id: int, body: Json) -> Json:
    """A command as Discord keeps it; one of the same name and type keeps its id."""
    kind = body.get("type") or SLASH
    old = next(
        (
            one
            for one in world.commands.get(guild_id, [])
            if (one["name"], one["type"]) == (body["name"], kind)
        ),
        None,
    )
    allowed = body.get("default_member_permissions")
    kept: Json = {
        "id": old["id"] if old else str(world.id()),
        "application_id": str(world.app_id),
        "version": str(world.id()),
        "type": kind,
        "name": body["name"],
        "name_localizations": body.get("name_localizations"),
        "description": body.get("description") or "",
        "description_localizations": body.get("description_localizations"),
        "default_member_permissions": None if allowed is None else str(allowed),
        "integration_types": body.get("integration_types") or [0],
        "contexts": body.get("contexts"),
        "nsfw": bool(body.get("nsfw")),
        "dm_permission": body.get("dm_permission", True),
    }
    if kind == SLASH:
        kept["options"] = body.get("options") or []
    if guild_id:
        kept["guild_id"] = str(guild_id)
    return kept


def overwrite(world: World, call: Call) -> list[Json]:
    guild_id, bodies = _guild_id(world, call), call.body
    problems = Problems()
    if not isinstance(bodies, list):
        problems.add((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        problems.check()
    seen: set[tuple[str, int]] = set()
    for number, body in enumerate(bodies):
        check_command(problems, (number,), body)
        key = (str(body.get("name")), body.get("type") or SLASH)
        if key in seen:
            words = "Application command names must be unique"
            problems.add((number, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", words)
        seen.add(key)
    for kind, most in MOST.items():
        if sum((body.get("type") or SLASH) == kind for body in bodies) > most:
            words = f"Maximum number of application commands reached ({most})."
            problems.add((), "BASE_TYPE_MAX_LENGTH", words)
    problems.check()
    world.commands[guild_id] = [_registered(world, guild_id, body) for body in bodies]
    world.bump()
    return [_shown(one, localized=True) for one in world.commands[guild_id]]


def create(world: World, call: Call) -> Json:
    guild_id, body = _guild_id(world, call), call.json()
    problems = Problems()
    check_command(problems, (), body)
    problems.check()
    kept = _registered(world, guild_id, body)
    others = [one for one in world.commands.setdefault(guild_id, []) if one["id"] != kept["id"]]
    world.commands[guild_id] = [*others, kept]
    world.bump()
    return kept


def listing(world: World, call: Call) -> list[Json]:
    found = world.commands.get(_guild_id(world, call), [])
    localized = call.query.get("with_localizations", "").lower() in ("true", "1")
    return [_shown(one, localized=localized) for one in found]


def _shown(one: Any, *, localized: bool) -> Any:
    """A command as it is told: its translations only to who asks for them."""
    if localized:
        return one
    if isinstance(one, list):
        return [_shown(inner, localized=False) for inner in one]
    if isinstance(one, dict):
        return {
            key: _shown(value, localized=False)
            for key, value in one.items()
            if not key.endswith("_localizations")
        }
    return one


def _one(world: World, call: Call) -> tuple[list[Json], Json]:
    found = world.commands.get(_guild_id(world, call), [])
    for one in found:
        if one["id"] == call.params["command_id"]:
            return found, one
    raise no("application command")


def read(world: World, call: Call) -> Json:
    return _one(world, call)[1]


def delete(world: World, call: Call) -> None:
    found, one = _one(world, call)
    found.remove(one)


APP = "/applications/{application_id}"
ROUTES = {
    f"{method} {at}{behind}": handler
    for at in (f"{APP}/commands", f"{APP}/guilds/{{guild_id}}/commands")
    for method, behind, handler in (
        ("PUT", "", overwrite),
        ("POST", "", create),
        ("GET", "", listing),
        ("GET", "/{command_id}", read),
        ("DELETE", "/{command_id}", delete),
    )
}
