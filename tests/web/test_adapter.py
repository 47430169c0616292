"""What the page posts, as events; and all the ways in which it can be wrong."""

from typing import Any

import orjson
import pytest

from bot.platforms.web.adapter import read_body, to_event
from domain.actions import Action
from domain.errors import Invalid
from domain.events import Command, Event, FormSubmitted, Place, Press, Text

ID = "0mb2k1x9q-7f3k2m9a7f3k2m"
USER = "a1b2c3d4e5f6" + "0" * 52


def event_of(**body: Any) -> Event:
    return to_event({"id": ID, **body}, user=USER, locale="en", at_ms=5)


def test_a_press() -> None:
    event = event_of(kind="press", action="ans:12:0", values=["a", "b"], zone="Asia/Tokyo")
    assert isinstance(event, Press)
    assert (event.action, event.values) == (Action("ans", 12, "0"), ("a", "b"))
    assert event.id == f"{ID}-a1b2c3d4e5f6"
    sender = event.sender
    assert (sender.platform, sender.user, sender.chat) == ("web", USER, USER)
    assert (sender.chat_kind, sender.locale, sender.time_zone) == ("private", "en", "Asia/Tokyo")


def test_a_typed_answer() -> None:
    event = event_of(kind="text", text="  ham\x00\x07\nand eggs ")
    assert isinstance(event, Text)
    assert event.text == "ham\nand eggs"


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/work", "work", ""),
        ("/Project_Progress  7KQ2M ", "project_progress", "7KQ2M"),
        ("/suspend 7KQ2M too fast\nfor a person", "suspend", "7KQ2M too fast\nfor a person"),
    ],
)
def test_a_typed_command(text: str, name: str, words: str) -> None:
    event = event_of(kind="text", text=text)
    assert isinstance(event, Command)
    assert (event.name, event.words) == (name, words)


@pytest.mark.parametrize("text", ["/", "/ 5", "1/2", "//work", "/5", "work"])
def test_what_only_looks_like_a_command_is_an_answer(text: str) -> None:
    event = event_of(kind="text", text=text)
    assert isinstance(event, Text)
    assert event.text == text


def test_a_command_from_the_menu() -> None:
    event = event_of(kind="command", name="work")
    assert isinstance(event, Command)
    assert (event.name, event.words) == ("work", "")


def test_a_form() -> None:
    event = event_of(kind="form", action="rename:3", fields={"title": " Cats ", "days": ["mon"]})
    assert isinstance(event, FormSubmitted)
    assert event.action == Action("rename", 3)
    assert event.fields == {"title": "Cats", "days": ("mon",)}


def test_a_place() -> None:
    event = event_of(kind="place", latitude=52.5, longitude=-13, accuracy=12.5)
    assert isinstance(event, Place)
    assert (event.latitude, event.longitude, event.accuracy_m) == (52.5, -13.0, 12.5)
    far = event_of(kind="place", latitude=0, longitude=0, accuracy="far")
    assert isinstance(far, Place)
    assert far.accuracy_m is None


NOT_MINE = "I don't know this button. /work shows what is next, /help what else there is."
BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("no kind", {}, "“kind” is one of"),
    ("unknown kind", {"kind": "media"}, "“kind” is one of"),
    ("kind of another type", {"kind": ["press"]}, "“kind” is one of"),
    ("no id", {"id": None, "kind": "text", "text": "a"}, "“id” is missing"),
    ("short id", {"id": "1", "kind": "text", "text": "a"}, "“id” does not look"),
    ("id with odd letters", {"id": ID[:-1] + "é", "kind": "text", "text": "a"}, "“id”"),
    ("endless id", {"id": "0" * 9 + "-" + "a" * 900, "kind": "text", "text": "a"}, "“id”"),
    ("no action", {"kind": "press"}, "“action” is missing"),
    ("action of another type", {"kind": "press", "action": {"verb": "ans"}}, "“action”"),
    ("empty action", {"kind": "press", "action": ""}, NOT_MINE),
    ("unknown form of verb", {"kind": "press", "action": "Ans:1"}, NOT_MINE),
    ("negative id", {"kind": "press", "action": "ans:-1"}, NOT_MINE),
    ("id that is no number", {"kind": "press", "action": "ans:x:0"}, NOT_MINE),
    ("number in other digits", {"kind": "press", "action": "ans:١٢"}, NOT_MINE),
    ("too many parts", {"kind": "press", "action": "ans:1:0:1:1"}, NOT_MINE),
    ("an empty end", {"kind": "press", "action": "ans:1:"}, NOT_MINE),
    ("more than 64 bytes", {"kind": "press", "action": "ans:" + "1" * 61}, NOT_MINE),
    ("a new line", {"kind": "press", "action": "ans:1\n"}, NOT_MINE),
    ("SQL", {"kind": "press", "action": "ans:1;DROP TABLE account"}, NOT_MINE),
    ("markup", {"kind": "press", "action": "<script>:1"}, NOT_MINE),
    ("values no list", {"kind": "press", "action": "ans:1", "values": "a"}, "“values”"),
    ("51 values", {"kind": "press", "action": "ans:1", "values": ["a"] * 51}, "“values”"),
    ("a number as value", {"kind": "press", "action": "ans:1", "values": [1]}, "“values”"),
    ("an endless value", {"kind": "press", "action": "ans:1", "values": ["a" * 201]}, "“values”"),
    ("no latitude", {"kind": "place", "longitude": 1}, "no place on the earth"),
    ("too far north", {"kind": "place", "latitude": 91, "longitude": 1}, "no place on the earth"),
    ("a true place", {"kind": "place", "latitude": True, "longitude": 1}, "no place on the earth"),
    ("no text", {"kind": "text"}, "“text” is missing"),
    ("an empty text", {"kind": "text", "text": " \n\x00 "}, "nothing to send"),
    ("4,097 characters", {"kind": "text", "text": "a" * 4097}, "4096 is the most"),
    ("a number as text", {"kind": "text", "text": 5}, "“text” is missing"),
    ("a command with a slash", {"kind": "command", "name": "/work"}, "“name”"),
    ("no command", {"kind": "command"}, "“name” is missing"),
    ("words of another type", {"kind": "command", "name": "work", "words": []}, "“text”"),
    ("fields no object", {"kind": "form", "action": "a:1", "fields": []}, "“fields”"),
    (
        "41 fields",
        {"kind": "form", "action": "a:1", "fields": {f"f{n}": "" for n in range(41)}},
        "",
    ),
    ("an odd field", {"kind": "form", "action": "a:1", "fields": {"__proto__": "x"}}, "“fields”"),
    ("an endless field", {"kind": "form", "action": "a:1", "fields": {"f": "a" * 4097}}, "4097"),
    ("a null field", {"kind": "form", "action": "a:1", "fields": {"f": None}}, "“text”"),
    ("a zone that is none", {"kind": "text", "text": "a", "zone": "../etc/passwd"}, "“zone”"),
]


@pytest.mark.parametrize(("name", "body", "sentence"), BROKEN, ids=lambda part: str(part)[:30])
def test_what_is_broken_is_refused_with_a_sentence(
    name: str, body: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        event_of(**body)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"5",
        b'{"id": NaN}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe{}",
    ],
)
def test_a_body_that_is_no_json_object(raw: bytes) -> None:
    with pytest.raises(Invalid, match="no JSON"):
        read_body(raw)


def test_a_body_nested_without_end() -> None:
    with pytest.raises(Invalid):
        read_body(b"[" * 60_000)


def test_what_json_can_carry_arrives_as_it_was() -> None:
    text = "ünïcödé 🙂 ‏עברית‏ \u200b end"
    event = event_of(kind="text", **orjson.loads(orjson.dumps({"text": text})))
    assert isinstance(event, Text)
    assert event.text == text
