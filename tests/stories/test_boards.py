"""Boards: a project's card in a group, from the first post until the project ends."""

import asyncio

import pytest

from bot.groups import Groups
from domain.ids import public
from services import projects
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.groups import ON_BOTH, PLATFORM, Group, telegram

pytestmark = ON_BOTH
ROWS = {"sms1": "Call now", "sms2": "Are we still on for lunch?"}


@pytest.fixture
def group(chat: Chat) -> Group:
    return Group(chat, managers={"rita"})


@pytest.fixture
async def rita(chat: Chat) -> Person:
    """An admin who also manages the group."""
    person = telegram(chat, "rita")
    await person.comes_in()
    await chat.becomes(person, "admin")
    return person


async def all_answered(chat: Chat) -> None:
    """Two people agree about everything."""
    for name in ("ann", "ben"):
        person = telegram(chat, name)
        await person.comes_in()
        for _ in ROWS:
            await person.taps("ham")


async def test_a_board_says_what_it_pays_how_much_is_left_and_leads_to_the_chat(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    assert (await group.hears(rita, f"/board {public(project_id)}")).blocks == ()
    await group.passes()
    (board,) = group.posts.values()
    (text,) = group.texts
    assert "Is this message spam? · 0.02 · about" in text
    assert "an hour" in text and "2 tasks left" in text
    start = board.choices[0][0]
    assert start.url == f"https://t.me/bitework_bot?start=t_{public(project_id)}"
    ann = telegram(chat, "ann")
    await ann.sends(f"/start t_{public(project_id)}")
    await ann.taps("Start earning")
    await ann.taps("No, just show me a task")
    ann.sees("Call now")


async def test_a_board_is_edited_at_most_once_a_minute_and_only_when_it_changed(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    await group.passes(minutes=2)
    assert group.edits == 0
    for name in ("ann", "ben"):
        person = telegram(chat, name)
        await person.comes_in()
        await person.taps("ham")
    await group.passes(minutes=0.5)
    assert group.edits == 0
    await group.passes(minutes=0.6)
    assert group.edits == 1 and "1 task left" in group.texts[0]
    await group.passes(minutes=2)
    assert group.edits == 1


async def test_a_board_closes_when_its_project_is_finished(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    await all_answered(chat)
    await chat.database.write(lambda tx: projects.sweep(tx, project_id, chat.clock()))
    await group.passes(minutes=2)
    (board,) = group.posts.values()
    assert "This one has ended. Thank you, everybody." in group.texts[0]
    assert not board.choices
    await group.passes(minutes=2)
    assert group.edits == 1


async def test_a_paused_project_has_no_button_on_its_board(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    await rita.sends(f"/project_pause {public(project_id)}")
    await group.passes(minutes=2)
    assert "Paused for the moment." in group.texts[0] and "Start" not in group.texts[0]
    await rita.sends(f"/project_open {public(project_id)}")
    await group.passes(minutes=2)
    assert "Start" in group.texts[0]
    await rita.sends(f"/project_close {public(project_id)}")
    await rita.taps("Close it")
    await group.passes(minutes=2)
    assert "This one has ended" in group.texts[0]


async def test_a_board_goes_on_after_a_restart(chat: Chat, group: Group, rita: Person) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    group.groups = Groups(chat.database, chat.terms, {PLATFORM: group}, clock=chat.clock)
    await all_answered(chat)
    await group.passes(minutes=2)
    assert len(group.posts) == 1 and "0 tasks left" in group.texts[0]


async def test_a_board_asked_for_again_comes_down_to_the_newest_messages(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    for _ in range(2):
        await group.hears(rita, f"/board {public(project_id)}")
        await group.passes()
    assert list(group.posts) == ["m2"] or group.deleted == ["m1"]
    assert len(group.posts) == 1


async def test_an_old_board_that_stays_leads_to_the_new_one(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    group.may_delete = False  # Telegram lets nobody delete what is two days old
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes(minutes=3000)
    old, new = group.texts
    assert old == "The newest card of this project is further down."
    assert "2 tasks left" in new
    await group.passes(minutes=2)
    assert group.edits == 1


async def test_a_stop_while_a_board_is_posted_does_not_post_it_twice(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    group.post_seconds = 0.2
    running = asyncio.create_task(group.groups.run())
    while not group.posts:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    group.groups = Groups(chat.database, chat.terms, {PLATFORM: group}, clock=chat.clock)
    await group.passes()
    assert len(group.posts) == 1


async def test_a_group_that_throws_the_bot_out_ends_its_board(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    group.is_closed = True
    await all_answered(chat)
    await group.passes(minutes=2)
    group.is_closed = False
    await group.passes(minutes=10)
    assert group.edits == 0
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    assert "0 tasks left" in group.texts[-1]


async def test_a_platform_in_trouble_is_tried_again_for_as_long_as_it_takes(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    group.is_in_trouble = True
    await group.hears(rita, f"/board {public(project_id)}")
    for _ in range(30):
        await group.passes(minutes=10)
    assert not group.posts
    group.is_in_trouble = False
    await group.passes(minutes=31)
    assert len(group.posts) == 1
    group.is_in_trouble = True
    await all_answered(chat)
    await group.passes(minutes=2)
    group.is_in_trouble = False
    await group.passes(minutes=0.5)
    assert group.edits == 0
    await group.passes(minutes=1)
    assert group.edits == 1


async def test_a_board_in_a_channel_is_asked_for_in_private(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await rita.sends(f"/board {public(project_id)}")
    rita.sees("name the channel")
    await rita.sends(f"/board {public(project_id)} @spamwatch")
    rita.sees("on its way to @spamwatch")
    await group.passes()
    assert len(group.posts) == 1
    await rita.sends(f"/board {public(project_id)} https://t.me/spamwatch")
    await group.passes()
    assert len(group.posts) == 1 and group.deleted == ["m1"]
    await rita.sends(f"/board {public(project_id)} no channel at all")
    rita.sees("@channelname")


async def test_who_does_not_manage_the_channel_is_told_so(chat: Chat, group: Group) -> None:
    project_id = await chat.project(rows=ROWS)
    eve = telegram(chat, "eve")
    await eve.comes_in()
    await chat.becomes(eve, "admin")
    await group.hears(eve, f"/board {public(project_id)}")
    eve.sees("Only those who manage this group")
    await eve.sends(f"/board {public(project_id)} @spamwatch")
    await group.passes()
    assert not group.posts
    await group.passes(minutes=5)
    assert not group.posts
    told = await group.told(eve)
    assert len(told) == 1
    assert "I can't hang “Is this message spam?” in @spamwatch." in told[0]
    assert "Only those who manage it put boards there: ask one of them." in told[0]


async def test_who_wants_a_board_where_we_may_not_write_is_told_what_to_allow(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    group.lacking = ("Post Messages",)
    await rita.sends(f"/board {public(project_id)} {group.id}")
    rita.sees("The board is on its way to that channel.")
    rita.sees_no(group.id)
    await group.passes()
    [told] = await group.told(rita)
    assert "I can't hang “Is this message spam?” in Spam watch." in told
    assert "in its settings, Administrators, add me and allow: Post Messages." in told
    await rita.sends(f"/board {public(project_id)} -100999")
    await group.passes()
    [told] = await group.told(rita)
    assert "in that channel." in told and "add me there first" in told
    group.lacking = ()
    await rita.sends(f"/board {public(project_id)} @spamwatch")
    await group.passes()
    assert len(group.posts) == 1


async def test_a_board_stays_where_somebody_else_wants_it_in_vain(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    eve = telegram(chat, "eve")
    await eve.comes_in()
    await chat.becomes(eve, "admin")
    await eve.sends(f"/board {public(project_id)} {group.id}")
    await group.passes(minutes=2)
    await group.passes(minutes=2)
    assert list(group.posts) == ["m1"] and group.edits == 0 and not group.deleted


async def test_a_board_goes_with_its_group_to_another_id(
    chat: Chat, group: Group, rita: Person
) -> None:
    project_id = await chat.project(rows=ROWS)
    await group.hears(rita, f"/board {public(project_id)}")
    await group.passes()
    await group.moves(rita, "-1009")
    await all_answered(chat)
    await group.passes(minutes=2)
    assert group.edits == 1


async def test_only_an_open_project_of_ones_own_has_a_board(
    chat: Chat, group: Group, rita: Person
) -> None:
    draft = await chat.project(SPAM, rows=ROWS, is_open=False)
    await group.hears(rita, f"/board {public(draft)}")
    rita.sees("Only an open project has a board")
    await chat.becomes(rita, "requester")
    await group.hears(rita, f"/board {public(draft)}")
    rita.sees("belongs to somebody else")
    await group.hears(rita, "/board")
    rita.sees("/board <project> [chat]")
    await group.hears(rita, "/board 00000")
    rita.sees("no project")
