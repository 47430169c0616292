"""What the page posts, as an Event. All of it is limited here, and refused with a clear sentence.

    {"id": "0mb2k1x9q-7f3k2m9a", "kind": "press", "action": "ans:12:0", "values": []}
    {"id": …, "kind": "text", "text": "ham"}              a text that begins with / is a command
    {"id": …, "kind": "command", "name": "work", "words": ""}
    {"id": …, "kind": "form", "action": "rename:3", "fields": {"title": "…", "days": ["mon"]}}
    {"id": …, "kind": "place", "latitude": 52.52, "longitude": 13.405, "accuracy": 12}

With it may come "zone", the browser's time zone, and "message", the key of the message that the
answer may replace. The page makes the id, once for each action and in
order of time, and sends it again with every retry.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

import orjson

from bot.platforms.web.visitors import PLATFORM
from domain.actions import Action, decode
from domain.amounts import N_
from domain.errors import Invalid
from domain.events import Command, Event, FormSubmitted, Media, Place, Press, Sender, Text

TEXT_CHARS_MAX = 4096
VALUES_MAX, VALUE_CHARS_MAX = 50, 200
FIELDS_MAX = 40
ACCURACY_M_MAX = 10_000_000
_ID = re.compile(r"[0-9a-z]{9}-[0-9a-z]{8,16}")
_KEY = re.compile(r"[0-9a-z-]{8,40}")
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{0,64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TYPED_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,39})(?:\s+(.*))?", re.DOTALL)
# Control characters mean nothing in a message, and PostgreSQL has no place for NUL.
_UNSEEN = dict.fromkeys(set(range(32)) - {ord("\n"), ord("\t")} | {127})
_SORTS: Mapping[str, Literal["photo", "audio", "video"]] = {
    "image": "photo", "audio": "audio", "video": "video",
}  # fmt: skip
Body = dict[str, Any]


def read_body(raw: bytes) -> Body:
    """Read what was posted; raises Invalid where it is no JSON object."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Invalid(N_("That was no JSON.")) from None
    if not isinstance(body, dict):
        raise Invalid(N_("That was no JSON object."))
    return body


def to_event(body: Body, *, user: str, locale: str, at_ms: int) -> Event:
    """Make an event of what a person's page posted; raises Invalid."""
    zone = _text(body, "zone", _ZONE) if "zone" in body else ""
    sender = Sender(platform=PLATFORM, user=user, chat=user, locale=locale, time_zone=zone)
    # Ids are unique on the whole platform: with a part of the person's own nobody takes another's.
    event_id = f"{_text(body, 'id', _ID)}-{user[:12]}"
    match body.get("kind"):
        case "press":
            return Press(
                id=event_id,
                sender=sender,
                at_ms=at_ms,
                action=_action(body),
                values=_values(body.get("values", [])),
            )
        case "text":
            return _typed(event_id, sender, at_ms, _words(body.get("text")))
        case "command":
            return Command(
                id=event_id,
                sender=sender,
                at_ms=at_ms,
                name=_text(body, "name", _NAME),
                words=_words(body.get("words", ""), least=0),
            )
        case "form":
            return FormSubmitted(
                id=event_id,
                sender=sender,
                at_ms=at_ms,
                action=_action(body),
                fields=_fields(body.get("fields", {})),
            )
        case "place":
            return Place(
                id=event_id,
                sender=sender,
                at_ms=at_ms,
                latitude=_degrees(body.get("latitude"), 90),
                longitude=_degrees(body.get("longitude"), 180),
                accuracy_m=_accuracy(body.get("accuracy")),
            )
    raise Invalid(N_("“kind” is one of press, text, command, form and place."))


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise Invalid(N_("That is no place on the earth."))
    return float(value)


def _accuracy(value: object) -> float | None:
    is_known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_known and 0 <= value < ACCURACY_M_MAX else None  # type: ignore[arg-type,operator]


def replaced_of(body: Body) -> str:
    """Give the key of the message that the answer may replace; "" where the page names none."""
    key = body.get("message")
    return key if isinstance(key, str) and _KEY.fullmatch(key) else ""


def check_file(words: Mapping[str, str]) -> None:
    """Check what is said with a file before its body is read; raises Invalid."""
    _text(words, "id", _ID)
    _words(words.get("name"))


def to_media(
    words: Mapping[str, str], *, user: str, locale: str, at_ms: int, file_id: str, size_bytes: int
) -> Media:
    """Make an event of a file that a page sent; raises Invalid."""
    return Media(
        id=f"{_text(words, 'id', _ID)}-{user[:12]}",
        sender=Sender(platform=PLATFORM, user=user, chat=user, locale=locale),
        at_ms=at_ms,
        kind=_SORTS.get(words.get("type", "").partition("/")[0], "file"),
        file_id=file_id,
        file_name=_words(words.get("name"))[-VALUE_CHARS_MAX:],
        size_bytes=size_bytes,
        caption=_words(words.get("caption", ""), least=0),
    )


def _typed(event_id: str, sender: Sender, at_ms: int, text: str) -> Event:
    command = _TYPED_COMMAND.fullmatch(text)
    if command is None:
        return Text(id=event_id, sender=sender, at_ms=at_ms, text=text)
    name, words = command.group(1).lower(), command.group(2) or ""
    return Command(id=event_id, sender=sender, at_ms=at_ms, name=name, words=words)


def _action(body: Body) -> Action:
    action = body.get("action")
    if not isinstance(action, str):
        raise Invalid(N_("“{key}” is missing or no text."), key="action")
    return decode(action)


def _text(body: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise Invalid(N_("“{key}” is missing or no text."), key=key)
    if not pattern.fullmatch(value):
        raise Invalid(N_("“{key}” does not look as it should."), key=key)
    return value


def _words(value: object, *, least: int = 1) -> str:
    if not isinstance(value, str):
        raise Invalid(N_("“{key}” is missing or no text."), key="text")
    if len(value) > TEXT_CHARS_MAX:
        raise Invalid(
            N_("That is {n} characters long; {most} is the most. Send it shortened, please."),
            n=len(value),
            most=TEXT_CHARS_MAX,
        )
    text = value.translate(_UNSEEN).strip()
    if len(text) < least:
        raise Invalid(N_("There is nothing to send yet: type an answer first."))
    return text


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and len(value) <= VALUES_MAX and all(map(_is_short, value)):
        return tuple(item.translate(_UNSEEN) for item in value)
    raise Invalid(
        N_("“{key}” is a list of at most {most} short texts."), key="values", most=VALUES_MAX
    )


def _is_short(item: object) -> bool:
    return isinstance(item, str) and len(item) <= VALUE_CHARS_MAX


def _fields(value: object) -> dict[str, str | tuple[str, ...]]:
    if not isinstance(value, dict) or len(value) > FIELDS_MAX:
        raise Invalid(
            N_("“{key}” is an object of at most {most} fields."), key="fields", most=FIELDS_MAX
        )
    if not all(_NAME.fullmatch(name) for name in value):
        raise Invalid(N_("“{key}” does not look as it should."), key="fields")
    return {
        name: _values(item) if isinstance(item, list) else _words(item, least=0)
        for name, item in value.items()
    }
