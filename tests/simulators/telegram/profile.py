"""Methods about the bot itself: its texts, and its command menus by scope and language."""

import re
from typing import Any

from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import bad
from tests.simulators.telegram.state import Chat, User
from tests.simulators.telegram.world import World

Json = dict[str, Any]
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS_MAX = 100
DESCRIPTION_MAX = 256
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def get_me(world: World, params: Params) -> Json:
    return {
        **world.bot.json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def read_language(params: Params) -> str:
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


def read_scope(world: World, params: Params) -> str:
    """Give a scope as one word; raises Refusal where it means nothing."""
    scope = params.thing("scope")
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    words = [str(kind)]
    for name in SCOPES[kind]:
        if name not in scope:
            raise bad(f"can't parse BotCommandScope: {name} is empty")
        words.append(str(world.chat(scope[name]).id if name == "chat_id" else scope[name]))
    return ":".join(words)


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.thing("commands")
    if not isinstance(commands, list):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(commands) > COMMANDS_MAX:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name, words = command.get("command", ""), command.get("description", "")
        if not COMMAND.fullmatch(name.removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(words) <= DESCRIPTION_MAX:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [
        {"command": one["command"].removeprefix("/"), "description": one["description"]}
        for one in commands
    ]
    world.menus[read_scope(world, params), read_language(params)] = kept
    return True


def delete_my_commands(world: World, params: Params) -> bool:
    world.menus.pop((read_scope(world, params), read_language(params)), None)
    return True


def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    return world.menus.get((read_scope(world, params), read_language(params)), [])


def menu(world: World, chat: Chat, user: User) -> list[dict[str, str]]:
    """The commands that a person's app shows in a chat: the narrowest scope that has any."""
    admin = chat.members.get(user.id) in ("creator", "administrator")
    if chat.kind == "private":
        scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    else:
        scopes = [f"chat_member:{chat.id}:{user.id}"]
        scopes += [f"chat_administrators:{chat.id}"] if admin else []
        scopes += [f"chat:{chat.id}"]
        scopes += ["all_chat_administrators"] if admin else []
        scopes += ["all_group_chats", "default"]
    for scope in scopes:
        for language in (user.language[:2], ""):
            if found := world.menus.get((scope, language)):
                return found
    return []


def text_methods(field: str, name: str, most: int, refusal: str) -> dict[str, Any]:
    """Make the setter and the getter of one of the bot's texts."""

    def set_text(world: World, params: Params) -> bool:
        text = params.text(field)
        if len(text) > most:
            raise bad(refusal)
        world.profile[field, read_language(params)] = text
        if field == "name" and text and not params.has("language_code"):
            world.bot.first_name = text
        return True

    def get_text(world: World, params: Params) -> Json:
        language = read_language(params)
        found = world.profile.get((field, language)) or world.profile.get((field, ""))
        return {field: found or (world.bot.first_name if field == "name" else "")}

    return {f"setMy{name}": set_text, f"getMy{name}": get_text}


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.thing("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad("can't parse MenuButton: unsupported type specified")
    return True


def yes(world: World, params: Params) -> bool:
    return True


METHODS: dict[str, Any] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "setMyDefaultAdministratorRights": yes,
    "logOut": yes,
    "close": yes,
    **text_methods("name", "Name", 64, "BOT_TITLE_INVALID"),
    **text_methods("description", "Description", 512, "BOT_DESCRIPTION_INVALID"),
    **text_methods("short_description", "ShortDescription", 120, "BOT_ABOUT_INVALID"),
}
