"""An update, as Telegram sends it, as an Event and what the answer needs to know about the place.

Groups are quiet: there only commands that are meant for us, presses, and who comes and goes.
"""

import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from domain.actions import Action, decode
from domain.errors import Invalid
from domain.events import (
    Blocked,
    ChatKind,
    Command,
    Edited,
    Event,
    Joined,
    Left,
    Media,
    MessageChosen,
    Moved,
    Place,
    Press,
    Sender,
    Text,
    Unreadable,
)
from handlers.table import COMMANDS

PLATFORM = "telegram"
UPDATES = [
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
]
NAME_CHARS_MAX = 64
TEXT_CHARS_MAX = 8192  # Telegram sends 4,096 at most; what is longer is cut, then refused
FORGED = Action("forged")  # no such verb: answered as a button from another time
_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,39})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.S)
# Control characters mean nothing in a message, and PostgreSQL has no place for NUL; halves of
# characters (lone surrogates) can't be written down.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FILES = (("photo", "photo"), ("video", "video"), ("audio", "audio"), ("voice", "audio"),
          ("video_note", "video"), ("animation", "video"), ("document", "file"))  # fmt: skip
_SERVICE = (
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo",
    "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
    "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id",
    "pinned_message", "video_chat_started", "video_chat_ended", "write_access_allowed",
)  # fmt: skip

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What an update means: the event, and which message it was about."""

    update_id: int
    event: Event
    chat: str
    message_id: int = 0  # the message whose button was pressed; 0: none that can be edited
    callback_id: str = ""
    shown: Json | None = None  # that message as Telegram has it


def incoming(update: Json, bot_name: str) -> Incoming | None:
    """Read an update; None where there is nothing to answer."""
    update_id = int(update["update_id"])
    if (press := update.get("callback_query")) is not None:
        return _press(update_id, press)
    if (message := update.get("message")) is not None:
        return _message(update_id, message, bot_name)
    if (message := update.get("channel_post")) is not None:
        return _anonymous(update_id, message, bot_name)
    if (message := update.get("edited_message")) is not None:
        return _edited(update_id, message)
    for kind in ("my_chat_member", "chat_member"):
        if (change := update.get(kind)) is not None:
            return _membership(update_id, change, is_mine=kind == "my_chat_member")
    return None


def clean(text: str) -> str:
    """Take out what nobody sees and no database keeps."""
    return _UNSEEN.sub("", text[:TEXT_CHARS_MAX]).strip()


def _press(update_id: int, press: Json) -> Incoming:
    message = press.get("message")
    person = press["from"]
    chat = message["chat"] if message else {"id": person["id"], "type": "private"}
    try:
        action = decode(press.get("data") or "")
    except Invalid:
        action = FORGED
    event = Press(
        id=str(update_id), sender=_sender(person, chat), at_ms=_now_ms(), action=action
    )
    # A message that is too old for us to see has the date 0: it can't be edited either.
    if message is None or message.get("date", 0) == 0:
        return Incoming(update_id, event, event.sender.chat, 0, str(press["id"]))
    return Incoming(
        update_id, event, event.sender.chat, message["message_id"], str(press["id"]), message
    )


def _message(update_id: int, message: Json, bot_name: str) -> Incoming | None:
    if "sender_chat" in message:
        return _anonymous(update_id, message, bot_name)
    person, chat = message.get("from"), message["chat"]
    if person is None or person.get("is_bot") or "via_bot" in message:
        return None
    event = _event(str(update_id), message, _sender(person, chat), bot_name)
    return None if event is None else Incoming(update_id, event, event.sender.chat)


def _anonymous(update_id: int, message: Json, bot_name: str) -> Incoming | None:
    """Read what somebody writes as a channel or as the group: commands, for they want an answer."""
    if "via_bot" in message or message.get("is_automatic_forward"):
        return None
    writer = message.get("sender_chat") or message["chat"]
    sender = replace(_sender(writer, message["chat"]), is_anonymous=True)
    event = _event(str(update_id), message, sender, bot_name)
    if not isinstance(event, Command | MessageChosen):
        return None
    return Incoming(update_id, event, sender.chat)


def _event(event_id: str, message: Json, sender: Sender, bot_name: str) -> Event | None:
    at_ms = _now_ms()
    is_private = sender.chat_kind == "private"
    text = message.get("text")
    if text is not None:
        text = clean(text)
        if text.startswith("/") and (command := _COMMAND.fullmatch(text)):
            return _command(event_id, command, message, sender, at_ms, bot_name)
        if not is_private:
            return None
        about = _asked_by(message.get("reply_to_message"))
        return Text(id=event_id, sender=sender, at_ms=at_ms, text=text, about=about)
    if (to := message.get("migrate_to_chat_id")) is not None:
        return Moved(id=event_id, sender=sender, at_ms=at_ms, to=str(to))
    if not is_private:
        return None
    if (media := _media(event_id, message, sender, at_ms)) is not None:
        return media
    if (place := message.get("location")) is not None:
        return Place(
            id=event_id,
            sender=sender,
            at_ms=at_ms,
            latitude=float(place["latitude"]),
            longitude=float(place["longitude"]),
            accuracy_m=place.get("horizontal_accuracy"),
        )
    if any(key in message for key in _SERVICE):
        return None
    return Unreadable(id=event_id, sender=sender, at_ms=at_ms)


def _asked_by(message: Json | None) -> int:
    """Give the assignment that a message of ours asks about: its Skip button names it. 0: none."""
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", ())
    for data in (button.get("callback_data", "") for row in rows for button in row):
        with suppress(Invalid):
            if (action := decode(data)).verb == "skip":
                return action.id
    return 0


def _command(
    event_id: str,
    command: re.Match[str],
    message: Json,
    sender: Sender,
    at_ms: int,
    bot_name: str,
) -> Event | None:
    name, addressee, words = command[1].lower(), command[2], command[3] or ""
    if addressee is not None and addressee.lower() != bot_name.lower():
        return None
    if sender.chat_kind == "private":
        return Command(id=event_id, sender=sender, at_ms=at_ms, name=name, words=words)
    if addressee is None and name not in COMMANDS:
        return None  # another bot's
    about = message.get("reply_to_message")
    if about is not None and not words:
        shown = about.get("text") or about.get("caption") or ""
        return MessageChosen(
            id=event_id,
            sender=sender,
            at_ms=at_ms,
            command=name,
            message=str(about["message_id"]),
            text=clean(shown),
            author=str((about.get("from") or {}).get("id", "")),
        )
    return Command(id=event_id, sender=sender, at_ms=at_ms, name=name, words=words)


def _media(event_id: str, message: Json, sender: Sender, at_ms: int) -> Media | None:
    for key, kind in _FILES:
        if (found := message.get(key)) is not None:
            file = found[-1] if key == "photo" else found  # the largest comes last
            return Media(
                id=event_id,
                sender=sender,
                at_ms=at_ms,
                kind=kind,  # type: ignore[arg-type]
                file_id=str(file["file_id"]),
                file_name=clean(str(file.get("file_name") or ""))[:128],
                size_bytes=int(file.get("file_size") or 0),
                caption=clean(message.get("caption") or ""),
                seconds=int(file.get("duration") or 0),
            )
    return None


def _edited(update_id: int, message: Json) -> Incoming | None:
    person, chat = message.get("from"), message["chat"]
    if person is None or person.get("is_bot") or chat.get("type") != "private":
        return None
    if "location" in message:
        return None  # a live location moves on
    event = Edited(
        id=str(update_id),
        sender=_sender(person, chat),
        at_ms=_now_ms(),
        message=str(message["message_id"]),
        text=clean(message.get("text") or message.get("caption") or ""),
    )
    return Incoming(update_id, event, event.sender.chat)


def _membership(update_id: int, change: Json, *, is_mine: bool) -> Incoming | None:
    chat, new = change["chat"], change["new_chat_member"]
    before, after = _is_in(change["old_chat_member"]), _is_in(new)
    person = change["from"] if is_mine else new["user"]
    if before == after or (person.get("is_bot") and not is_mine):
        return None
    sender = _sender(person, chat)
    facts: Json = {"id": str(update_id), "sender": sender, "at_ms": _now_ms()}
    if sender.chat_kind == "private":
        return None if after else Incoming(update_id, Blocked(**facts), sender.chat)
    if is_mine and sender.chat_kind == "group" and after:
        return None  # we were brought in: a board is asked for when somebody wants one
    event: Event = Joined(**facts) if after else Left(**facts)
    return None if is_mine else Incoming(update_id, event, sender.chat)


def _is_in(member: Json) -> bool:
    status = member.get("status")
    return status in ("creator", "administrator", "member") or bool(member.get("is_member"))


def _sender(person: Json, chat: Json) -> Sender:
    kind = chat.get("type")
    chat_kind: ChatKind = (
        "private" if kind == "private" else "channel" if kind == "channel" else "group"
    )
    name = person.get("first_name") or ""
    if last := person.get("last_name"):
        name = f"{name} {last}"
    return Sender(
        platform=PLATFORM,
        user=str(person["id"]),
        chat=str(chat["id"]),
        chat_kind=chat_kind,
        name=clean(name)[:NAME_CHARS_MAX],
        locale=str(person.get("language_code") or "")[:16],
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
