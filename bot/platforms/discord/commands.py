"""The application commands, made from the table of routes, and set only where they changed.

A path of two words is a command in a group. Commands for requesters, reviewers and admins are
hidden from members who don't manage the server; that is Discord's courtesy alone, and every one of
them is checked when it comes (`handlers.entrance`).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from discord import HTTPException

from bot.platforms.discord.adapter import MANAGE_GUILD, ON_MESSAGE, SLASH
from bot.platforms.discord.api import Api
from bot.platforms.parting import cut
from domain.permissions import Permission
from handlers.routes import Option, Route
from handlers.table import ROUTES
from handlers.voice import Voice, languages

DESCRIPTION_CHARS_MAX = 100
SUBCOMMAND, STRING, ATTACHMENT = 1, 3, 11
CHOICES_MAX = 25
ANYWHERE, SERVERS = [0, 1, 2], [0]
IN_SERVER, BY_PERSON = 0, 1  # how the app is installed
FOR_ALL = frozenset({Permission.ANYONE, Permission.OWN_ACCOUNT, Permission.WORK})
# Our languages by Discord's names, where those differ.
TAGS = {"en": ("en-US", "en-GB"), "es": ("es-ES", "es-419"), "pt": ("pt-BR",),
        "sv": ("sv-SE",), "zh": ("zh-CN",)}  # fmt: skip
KNOWN_TAGS = frozenset((
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi",
    "th", "zh-CN", "ja", "zh-TW", "ko",
))  # fmt: skip
_NAME = re.compile(r"[-_'\w]{1,32}")

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
            _widen(group, route)
        else:
            tops[first] = {"type": SLASH, **_command(first, route), **_rights(route)}
        if route.on_message:
            menus.append(_menu(route))
    return [*tops.values(), *menus]


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
        log.warning("discord commands not set", error=repr(error))
    else:
        log.info("discord commands", state="changed" if changed else "as they were")


def _group(name: str) -> Json:
    words = _localised(name)
    return {
        "type": SLASH,
        "name": name,
        **({"name_localizations": words} if words else {}),
        "description": name,
        "options": [],
        "contexts": [],
        "integration_types": [],
        "default_member_permissions": None,
    }


def _command(name: str, route: Route) -> Json:
    words = _localised(f"{route.path}", last=True)
    made: Json = {"name": name}
    if words:
        made["name_localizations"] = words
    made |= _described(route.summary)
    if route.options:
        ordered = sorted(route.options, key=lambda option: not option.required)
        made["options"] = [_option(option) for option in ordered]
    return made


def _option(option: Option) -> Json:
    made: Json = {
        "type": ATTACHMENT if option.kind == "file" else STRING,
        "name": option.name,
        **_described(option.summary),
        "required": option.required,
    }
    if option.kind in ("project", "account"):
        made["autocomplete"] = True
    if option.choices:
        made["choices"] = [{"name": word, "value": word} for word in option.choices[:CHOICES_MAX]]
    return made


def _menu(route: Route) -> Json:
    """A menu on messages: its name is what people read."""
    names = _in_languages(route.on_message, 32)
    return {
        "type": ON_MESSAGE,
        "name": route.on_message[:32],
        **({"name_localizations": names} if names else {}),
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
    group["description"] = cut(
        ", ".join(option["name"] for option in group["options"]), DESCRIPTION_CHARS_MAX
    )


def _is_for_all(route: Route) -> bool:
    return route.permission in FOR_ALL and not route.for_managers


def _places(route: Route) -> list[int]:
    return ANYWHERE if "private" in route.where else SERVERS


def _described(summary: str) -> Json:
    words = _in_languages(summary, DESCRIPTION_CHARS_MAX)
    made: Json = {"description": cut(summary, DESCRIPTION_CHARS_MAX)}
    if words:
        made["description_localizations"] = words
    return made


def _localised(path: str, *, last: bool = False) -> dict[str, str]:
    """Give a command's name in our languages: the catalogue has it as it is written, `/work`.

    Discord takes names in small letters without spaces; what is none stays as it is in English.
    """
    found = {}
    for tag, text in _in_languages(f"/{path}", 100).items():
        words = text.removeprefix("/").split(" ")
        name = words[-1] if last else words[0]
        if _NAME.fullmatch(name) and name == name.lower():
            found[tag] = name
    return found


def _in_languages(text: str, chars_max: int) -> dict[str, str]:
    """Give what our catalogues make of a text, by Discord's names of the languages."""
    found = {}
    for language in languages():
        said = Voice(language)(text)
        if said == text:
            continue
        short = language.replace("_", "-")
        for tag in TAGS.get(short, (short,)):
            if tag in KNOWN_TAGS:
                found[tag] = cut(said, chars_max)
    return found


def _plain(listed: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Give commands in one form, whoever wrote them, so that they can be compared."""
    return sorted((_one(command) for command in listed), key=lambda c: (c["type"], c["name"]))


def _one(command: Mapping[str, Any]) -> Json:
    kept: Json = {"type": command.get("type", SLASH), "name": command["name"]}
    for key in ("description", "required", "autocomplete", "choices"):
        if command.get(key):
            kept[key] = command[key]
    for key in ("name_localizations", "description_localizations"):
        if command.get(key):
            kept[key] = dict(sorted(command[key].items()))
    for key in ("contexts", "integration_types"):
        if command.get(key):
            kept[key] = sorted(command[key])
    if command.get("default_member_permissions") is not None:
        kept["default_member_permissions"] = str(command["default_member_permissions"])
    if command.get("choices"):
        kept["choices"] = [{"name": c["name"], "value": c["value"]} for c in command["choices"]]
    if command.get("options"):
        kept["options"] = [_one(option) for option in command["options"]]
    return kept
