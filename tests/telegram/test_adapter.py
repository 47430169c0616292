"""What each kind of update means to us."""

from typing import Any

import pytest

from bot.platforms.telegram.adapter import incoming
from domain.actions import Action
from domain.events import (
    Blocked,
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
    Text,
    Unreadable,
)

ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "language_code": "de"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}
CLUB = {"id": -100, "type": "supergroup", "title": "Chess"}
Json = dict[str, Any]


def message(chat: Json = CHAT, **content: Any) -> Json:
    body = {"message_id": 5, "date": 1, "from": ANN, "chat": chat, **content}
    return {"update_id": 9, "message": body}


def press(data: Any, chat: Json = CHAT, date: int = 1) -> Json:
    about = {"message_id": 5, "date": date, "chat": chat, "text": "hello"}
    query = {"id": "33", "from": ANN, "message": about, "data": data}
    return {"update_id": 9, "callback_query": query}


def member(kind: str, before: str, after: str, chat: Json = CHAT, who: Json = ANN) -> Json:
    change = {
        "chat": chat,
        "from": who,
        "date": 1,
        "old_chat_member": {"status": before, "user": who},
        "new_chat_member": {"status": after, "user": who},
    }
    return {"update_id": 9, kind: change}


PHOTO = [{"file_id": "small", "file_size": 1}, {"file_id": "large", "file_size": 2}]
FILE = {"file_id": "f", "file_name": "rows\u202e.csv", "file_size": 3}
REPLY = {"message_id": 4, "date": 1, "chat": CLUB, "text": "buy now"}
TABLE: list[tuple[Json, type[Event], Json]] = [
    (message(text="/work"), Command, {"name": "work", "words": ""}),
    (message(text="/Work@OurBot now"), Command, {"name": "work", "words": "now"}),
    (message(text="/start t_7KQ2M"), Command, {"name": "start", "words": "t_7KQ2M"}),
    (message(text="/start\np_7KQ2M"), Command, {"name": "start", "words": "p_7KQ2M"}),
    (message(text="/ work"), Text, {"text": "/ work"}),
    (message(text="ham\x00\x1b[31m"), Text, {"text": "ham[31m"}),
    (message(text="שלום 👋🏽 \ud800x"), Text, {"text": "שלום 👋🏽 x"}),
    (message(photo=PHOTO, caption="see"), Media, {"kind": "photo", "file_id": "large"}),
    (message(document=FILE, caption="7KQ2M"), Media, {"kind": "file", "size_bytes": 3}),
    (message(voice={"file_id": "v"}), Media, {"kind": "audio"}),
    (message(video_note={"file_id": "v"}), Media, {"kind": "video"}),
    (message(location={"latitude": 1, "longitude": 2.5}), Place, {"longitude": 2.5}),
    (message(sticker={"file_id": "s"}), Unreadable, {}),
    (message(dice={"value": 3}), Unreadable, {}),
    (message(poll={"id": "1"}), Unreadable, {}),
    (message(contact={"phone_number": "+1"}), Unreadable, {}),
    (press("ans:12:0"), Press, {"action": Action("ans", 12, "0")}),
    (press("\u202e drop table"), Press, {"action": Action("forged")}),
    (press("ans:12:0:" + "9" * 80), Press, {"action": Action("forged")}),
    (press(None), Press, {"action": Action("forged")}),
    (message(CLUB, text="/check", reply_to_message=REPLY), MessageChosen, {"text": "buy now"}),
    (message(CLUB, text="/board@ourbot 7KQ2M"), Command, {"name": "board"}),
    (message(CLUB, text="/help"), Command, {"name": "help"}),
    (message(CLUB, migrate_to_chat_id=-1009), Moved, {"to": "-1009"}),
    (member("my_chat_member", "member", "kicked"), Blocked, {}),
    (member("chat_member", "left", "member", CLUB), Joined, {}),
    (member("chat_member", "administrator", "left", CLUB), Left, {}),
    ({"update_id": 9, "edited_message": message(text="spam")["message"]}, Edited, {"text": "spam"}),
]


@pytest.mark.parametrize(("update", "kind", "facts"), TABLE)
def test_an_update_is_an_event(update: Json, kind: type[Event], facts: Json) -> None:
    read = incoming(update, "OurBot")
    assert read is not None
    assert type(read.event) is kind
    assert {name: getattr(read.event, name) for name in facts} == facts
    assert (read.event.id, read.update_id) == ("9", 9)
    sender = read.event.sender
    assert (sender.platform, sender.user, sender.name) == ("telegram", "7", "Ann Lee")
    assert sender.locale == "de"


BOT = {"id": 1, "is_bot": True, "first_name": "Other"}
SILENT: list[Json] = [
    message(CLUB, text="hello all"),
    message(CLUB, text="/work@AnotherBot"),
    message(CLUB, text="/anotherbotscommand"),
    message(CLUB, sticker={"file_id": "s"}),
    message(CLUB, photo=PHOTO),
    message(CHAT, pinned_message={}),
    message(CLUB, new_chat_members=[ANN]),
    message(text="hi", via_bot=BOT),
    {"update_id": 9, "message": {**message(text="hi")["message"], "from": BOT}},
    {"update_id": 9, "channel_post": {"message_id": 1, "chat": {"id": -5, "type": "channel"}}},
    {"update_id": 9, "edited_message": message(CLUB, text="x")["message"]},
    {"update_id": 9, "poll_answer": {}},
    {"update_id": 9, "something_new": {"of": "2030"}},
    member("my_chat_member", "kicked", "member"),
    member("my_chat_member", "left", "member", CLUB),
    member("chat_member", "member", "administrator", CLUB),
]


@pytest.mark.parametrize("update", SILENT)
def test_the_rest_is_left_alone(update: Json) -> None:
    assert incoming(update, "OurBot") is None


def test_a_message_that_is_too_old_to_be_seen_is_not_edited() -> None:
    read = incoming(press("work", date=0), "OurBot")
    assert read is not None
    assert (read.message_id, read.callback_id, read.chat) == (0, "33", "7")
    alone = press("work")
    del alone["callback_query"]["message"]
    read = incoming(alone, "OurBot")
    assert read is not None
    assert (read.message_id, read.chat) == (0, "7")


def test_a_press_in_a_group_tells_who_and_where() -> None:
    read = incoming(press("work", CLUB), "OurBot")
    assert read is not None
    assert (read.chat, read.message_id) == ("-100", 5)
    assert (read.event.sender.user, read.event.sender.chat_kind) == ("7", "group")
