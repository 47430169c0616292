"""An interaction or a message, as Discord sends it, as an Event and where its answer goes.

Commands, presses, selections, forms, menus on messages and autocompletion come as interactions,
from servers and direct messages alike. Words and files that somebody sends come from direct
messages alone: what is said in a server is not for us, and we do not ask to read it.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.platforms.discord import permissions
from bot.platforms.discord.layout import AGAIN, PICK
from bot.platforms.discord.modals import filled, uploaded
from bot.platforms.discord.permissions import THREADS
from domain.actions import Action, decode
from domain.errors import Invalid
from domain.events import (
    APART,
    Autocomplete,
    Command,
    Event,
    FormSubmitted,
    Joined,
    Left,
    Media,
    MessageChosen,
    Power,
    Press,
    Sender,
    Text,
    Unreadable,
)
from handlers.table import COMMANDS, ROUTES

PLATFORM = "discord"
NAME_CHARS_MAX = 64
TEXT_CHARS_MAX = 8192
VALUE_CHARS_MAX = 100  # of an option, as Discord has it
FORGED = Action("forged")  # no such verb: answered as a button from another time
EPHEMERAL, V2 = 1 << 6, 1 << 15  # V2: a message that is made of components
COMMAND, COMPONENT, SUGGEST, FORM = 2, 3, 4, 5  # Discord's types of interactions
SLASH, ON_MESSAGE = 1, 3  # and of commands
SUBCOMMAND, GROUP, ATTACHMENT = 1, 2, 11  # and of options
DIRECT = 1  # the context: direct messages with the bot
ADMINISTRATOR, MANAGE_GUILD, MANAGE_MESSAGES, MODERATE = 1 << 3, 1 << 5, 1 << 13, 1 << 40
ON_MESSAGE_ROUTES = {route.on_message: route.name for route in ROUTES if route.on_message}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TYPED = re.compile(r"/([A-Za-z][A-Za-z0-9_ ]{0,79})")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came: the event, and where its answer goes.

    `interaction` and `token` are empty for a message. `on` is the message whose button was pressed,
    `is_private` tells that it is seen by that person alone, or in direct messages.
    """

    event: Event
    channel: str
    since: float
    interaction: str = ""
    token: str = ""
    kind: int = 0
    on: str = ""
    is_ephemeral: bool = False
    is_worded: bool = False  # it has words beside its components: one that we make has none

    @property
    def is_direct(self) -> bool:
        """Tell whether this comes from direct messages with the bot."""
        return self.event.sender.chat_kind == "private"


def incoming(data: Json) -> Incoming | None:
    """Read an interaction; None where it is none that we know."""
    kind = data["type"]
    sender = _sender(data)
    event = _event(kind, data, sender)
    if event is None:
        return None
    message = data.get("message") or {}
    return Incoming(
        event,
        sender.chat,
        time.monotonic(),
        str(data["id"]),
        str(data["token"]),
        kind,
        str(message.get("id") or ""),
        bool(message.get("flags", 0) & EPHEMERAL),
        bool(message) and not message.get("flags", 0) & V2,
    )


def said(data: Json, me: str) -> Incoming | None:
    """Read a message from direct messages; None where it is not for us."""
    author = data.get("author") or {}
    if author.get("bot") or data.get("guild_id") or str(author.get("id")) == me:
        return None
    if data.get("type") not in (0, 19):
        return None
    channel = str(data["channel_id"])
    sender = Sender(
        platform=PLATFORM, user=str(author["id"]), chat=channel, name=_name(author)
    )
    facts: Json = {"id": str(data["id"]), "sender": sender, "at_ms": _now_ms()}
    return Incoming(_said(data, facts), channel, time.monotonic())


def came_or_went(data: Json, *, came: bool) -> Incoming | None:
    """Read that somebody joined or left a server."""
    user, server = data.get("user") or {}, str(data["guild_id"])
    if user.get("bot") or not user:
        return None
    sender = Sender(
        platform=PLATFORM,
        user=str(user["id"]),
        chat=server,
        chat_kind="group",
        name=_name(user),
        server=server,
    )
    at_ms = _now_ms()
    facts: Json = {"id": f"{server}-{user['id']}-{at_ms}", "sender": sender, "at_ms": at_ms}
    event: Event = Joined(**facts) if came else Left(**facts)
    return Incoming(event, server, time.monotonic())


def clean(text: str) -> str:
    """Take out what nobody sees and no database keeps."""
    return _UNSEEN.sub("", text[:TEXT_CHARS_MAX]).strip()


def _event(kind: int, data: Json, sender: Sender) -> Event | None:
    facts: Json = {"id": str(data["id"]), "sender": sender, "at_ms": _now_ms()}
    given = data.get("data") or {}
    if kind == COMPONENT:
        return _press(given, facts)
    if kind == FORM:
        return _form(given, facts)
    if kind == COMMAND:
        return _command(given, facts)
    if kind == SUGGEST:
        return _suggest(given, facts)
    return None


def _press(given: Json, facts: Json) -> Press:
    action = _action(given.get("custom_id"))
    values = tuple(str(value)[:VALUE_CHARS_MAX] for value in given.get("values") or ())
    if action.verb == PICK:
        return Press(action=_action(values[0]) if values else FORGED, **facts)
    return Press(action=action, values=values, **facts)


def _form(given: Json, facts: Json) -> FormSubmitted:
    return FormSubmitted(
        action=_action(given.get("custom_id")),
        fields=_cleaned(filled(given)),
        files={name: _media(file, facts) for name, file in uploaded(given).items()},
        **facts,
    )


def _action(text: object) -> Action:
    try:
        return decode(str(text or "").rstrip(AGAIN))
    except Invalid:
        return FORGED


def _command(given: Json, facts: Json) -> Event:
    if given.get("type") == ON_MESSAGE and str(given["name"]) in ON_MESSAGE_ROUTES:
        return _on_message(given, facts)
    path, options = _path(given)
    name = _called(path)
    route = COMMANDS.get(name)
    values, file = {}, None
    for option in options:
        if option.get("type") == ATTACHMENT:
            file = _attached(given, str(option["value"]), facts)
        else:
            values[str(option["name"])] = clean(str(option.get("value", "")))
    asked = [option.name for option in route.options if option.kind != "file"] if route else []
    words = APART.join(values.get(one, "") for one in asked) if asked else " ".join(values.values())
    return Command(name=name, words=words.rstrip(APART), file=file, **facts)


def _path(given: Json) -> tuple[list[str], list[Json]]:
    """Give the words of a command and its options, whatever groups it stands in."""
    path, options = [str(given["name"])], list(given.get("options") or ())
    while options and options[0].get("type") in (SUBCOMMAND, GROUP):
        path.append(str(options[0]["name"]))
        options = list(options[0].get("options") or ())
    return path, options


def _called(path: list[str]) -> str:
    """Give the name by which a route knows a command."""
    return "_".join(path).replace("-", "_")


def _attached(given: Json, number: str, facts: Json) -> Media | None:
    found = ((given.get("resolved") or {}).get("attachments") or {}).get(number)
    return _media(found, facts) if found else None


def _on_message(given: Json, facts: Json) -> Event:
    number = str(given.get("target_id") or "")
    found = ((given.get("resolved") or {}).get("messages") or {}).get(number) or {}
    return MessageChosen(
        command=ON_MESSAGE_ROUTES[str(given["name"])],
        message=number,
        text=clean(str(found.get("content") or "")),
        author=str((found.get("author") or {}).get("id") or ""),
        **facts,
    )


def _suggest(given: Json, facts: Json) -> Autocomplete:
    path, options = _path(given)
    typed = next((option for option in options if option.get("focused")), {})
    return Autocomplete(
        command=_called(path),
        option=str(typed.get("name") or ""),
        text=clean(str(typed.get("value") or "")),
        **facts,
    )


def _said(data: Json, facts: Json) -> Event:
    files = list(data.get("attachments") or ())
    text = clean(str(data.get("content") or ""))
    if files:
        return _media(files[0], facts, caption=text)
    if not text:
        return Unreadable(**facts)
    if text.startswith("/") and (command := _typed(text)) is not None:
        return Command(name=command[0], words=command[1], **facts)
    return Text(text=text, **facts)


def _typed(text: str) -> tuple[str, str] | None:
    """Read a command that was typed as words: `/project new`, `/project_new`."""
    found = _TYPED.match(text)
    if found is None:
        return None
    words = text[1:].split()
    for count in (2, 1):
        name = _called(words[:count]).lower()
        if name in COMMANDS:
            return name, " ".join(words[count:])
    return words[0].lower(), " ".join(words[1:])


def _media(file: Json, facts: Json, caption: str = "") -> Media:
    sort = str(file.get("content_type") or "").partition("/")[0]
    kind = {"image": "photo", "video": "video", "audio": "audio"}.get(sort, "file")
    return Media(
        kind=kind,  # type: ignore[arg-type]
        file_id=str(file["url"]),
        file_name=clean(str(file.get("filename") or ""))[:128],
        size_bytes=int(file.get("size") or 0),
        caption=caption,
        seconds=round(float(file.get("duration_secs") or 0)),
        **facts,
    )


def _cleaned(fields: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    return {
        name: clean(value)
        if isinstance(value, str)
        else tuple(one[:VALUE_CHARS_MAX] for one in value)
        for name, value in fields.items()
    }


def _sender(data: Json) -> Sender:
    member = data.get("member")
    user = member["user"] if member else data["user"]
    server = str(data.get("guild_id") or "")
    is_direct = not server and data.get("context", DIRECT) == DIRECT
    allowed = int(member.get("permissions") or 0) if member else 0
    return Sender(
        platform=PLATFORM,
        user=str(user["id"]),
        chat=str(data.get("channel_id") or (data.get("channel") or {}).get("id") or ""),
        chat_kind="private" if is_direct else "group",
        name=_name(user, (member or {}).get("nick")),
        locale=str(data.get("locale") or "")[:16],
        manages=bool(allowed & (ADMINISTRATOR | MANAGE_GUILD)),
        may=frozenset(_powers(allowed)) if allowed else frozenset(),
        server=server,
        we_lack=lacking(data) if server else (),
    )


def lacking(data: Json) -> tuple[str, ...]:
    """Name what the bot would have to be allowed to write in the channel of an interaction."""
    if "app_permissions" not in data:
        return ()
    is_thread = (data.get("channel") or {}).get("type") in THREADS
    return permissions.lacking(int(data["app_permissions"]), in_thread=is_thread)


def _powers(allowed: int) -> Iterator[Power]:
    if allowed & (ADMINISTRATOR | MANAGE_MESSAGES):
        yield "delete"
    if allowed & (ADMINISTRATOR | MODERATE):
        yield "time_out"


def _name(user: Json, nick: object = None) -> str:
    return clean(str(nick or user.get("global_name") or user.get("username") or ""))[
        :NAME_CHARS_MAX
    ]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
