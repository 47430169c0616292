"""What the bot says in groups, and what it keeps silent about."""

import pytest

from domain.actions import Action
from domain.events import (
    Blocked,
    Command,
    Deleted,
    Edited,
    Event,
    Media,
    Place,
    Press,
    Unreadable,
)
from domain.views import Placement
from handlers import table
from services import notices
from tests.stories.driver import Chat
from tests.stories.groups import ON_BOTH, Group, telegram

pytestmark = ON_BOTH

ROWS = {"sms1": "Call now", "sms2": "Are we still on for lunch?"}


@pytest.fixture
def group(chat: Chat) -> Group:
    return Group(chat)


async def test_text_in_a_group_is_never_an_answer(chat: Chat, group: Group) -> None:
    await chat.project(rows=ROWS)
    ann = telegram(chat, "ann")
    await ann.comes_in()
    assert (await group.hears(ann, "spam")).blocks == ()
    await ann.sends("/work")
    ann.sees("Call now")
    await ann.sends("spam")
    ann.sees("today 1 task")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (Media, {"kind": "photo", "file_id": "x"}),
        (Place, {"latitude": 1.0, "longitude": 2.0}),
        (Unreadable, {}),
        (Edited, {"message": "7", "text": "spam"}),
        (Deleted, {"message": "7"}),
    ],
)
async def test_what_is_not_for_us_is_silence(
    chat: Chat, group: Group, kind: type[Event], more: dict[str, object]
) -> None:
    ann = telegram(chat, "ann")
    await ann.comes_in()
    for person in (ann, telegram(chat, "stranger")):
        view = await group.sends(person, kind, **more)
        assert view.blocks == () and view.choices == ()


async def test_a_command_that_is_not_ours_is_silence(chat: Chat, group: Group) -> None:
    ann = telegram(chat, "ann")
    assert (await group.hears(ann, "/roll 2d6")).blocks == ()
    await ann.comes_in()
    assert (await group.hears(ann, "/roll 2d6")).blocks == ()


async def test_a_command_for_private_chats_says_where_it_works(chat: Chat, group: Group) -> None:
    ann = telegram(chat, "ann")
    for who in ("a stranger", "somebody we know"):
        if who == "somebody we know":
            await ann.comes_in()
        for route in table.ROUTES:
            if "group" in route.where:
                continue
            view = await group.hears(ann, f"/{route.name}")
            ann.sees(f"/{route.name} works in our own chat.", "https://t.me/bitework_bot?start=")
            assert view.placement is Placement.CHANNEL and not view.choices


async def test_a_command_for_groups_in_private_says_so(chat: Chat, group: Group) -> None:
    ann = telegram(chat, "ann")
    await ann.comes_in()
    await ann.sends("/check")
    ann.sees("/check works in a group, not here.")


async def test_a_stranger_in_a_group_is_asked_to_say_hello_and_gets_no_account(
    chat: Chat, group: Group
) -> None:
    eve = telegram(chat, "eve")
    view = await group.hears_reply(eve, "check", to="7", text="Call now")
    eve.sees("We haven't met yet", "https://t.me/bitework_bot?start=")
    assert view.placement is Placement.CHANNEL
    await group.joins(eve)
    await group.leaves(eve)
    known = await chat.database.read(
        lambda tx: tx.queries.account_list(tx.connection, after_id=0, most=10)
    )
    assert known == []


async def test_a_press_in_a_group_is_answered_to_the_one_who_pressed(
    chat: Chat, group: Group
) -> None:
    project_id = await chat.project(rows=ROWS)
    ann, ben = telegram(chat, "ann"), telegram(chat, "ben")
    await ann.comes_in()
    await ben.comes_in()
    view = await group.pressed(ann, Action("work", project_id))
    ann.sees("Call now")
    assert view.placement is Placement.ONLY_YOU
    await group.pressed(ben, view.choices[0][0].action)
    ben.sees("given to somebody else")
    assert ben.view is not None and ben.view.placement is Placement.ONLY_YOU


async def test_a_refusal_in_a_group_is_not_for_everybody(chat: Chat, group: Group) -> None:
    ann = telegram(chat, "ann")
    await ann.comes_in()
    view = await group.hears(ann, "/board 7KQ2M")
    ann.sees("people with another role")
    assert view.placement is Placement.ONLY_YOU


async def test_a_newcomer_who_presses_in_a_group_is_welcomed_alone(
    chat: Chat, group: Group
) -> None:
    eve = telegram(chat, "eve")
    view = await group.pressed(eve, Action("work"))
    eve.sees("small paid tasks")
    assert view.placement is Placement.ONLY_YOU
    await eve.comes_in()
    account_id = await chat.account(eve)
    places = await chat.database.read(lambda tx: notices.reach(tx, account_id))
    assert [place.chat for place in places] == ["eve"]


async def test_who_blocks_the_bot_is_unreachable_until_they_return(chat: Chat) -> None:
    ann = telegram(chat, "ann")
    await ann.comes_in()
    account_id = await chat.account(ann)
    event = Blocked(id="b1", sender=ann.sender, at_ms=chat.clock())
    assert (await ann.does(event)).blocks == ()
    assert await chat.database.read(lambda tx: notices.reach(tx, account_id)) == []
    await ann.sends("/balance")
    assert len(await chat.database.read(lambda tx: notices.reach(tx, account_id))) == 1


async def test_a_redelivered_event_of_a_group_is_silence(chat: Chat, group: Group) -> None:
    project_id = await chat.project(rows=ROWS)
    ann = telegram(chat, "ann")
    await ann.comes_in()
    await group.pressed(ann, Action("work", project_id))
    assert isinstance(ann.last, Press | Command)
    assert (await ann.does(ann.last)).blocks == ()
