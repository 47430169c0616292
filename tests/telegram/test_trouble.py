"""What people, and people with bad intent, do besides working: each has its answer."""

import asyncio

from bot.dispatch import system_clock
from storage.database import Database
from tests.simulators.telegram import Simulator
from tests.simulators.telegram.people import Person
from tests.stories.driver import Chat
from tests.telegram.conftest import Running

ROWS = {f"row-{n}": f"Message number {n}" for n in range(8)}
NUMBER = """
title = "What does it cost?"
kind = "categorisation"
show = "{{message}}"
reward = "0.05"
answers = { least = 1, most = 3 }
budget = "10.00"

[[question]]
id = "price"
text = "The price"
type = "number"
"""


async def comes_in(sim: Simulator, chat: Chat, name: str = "ann", toml: str = "") -> Person:
    chat.clock.now_ms = system_clock()
    await (chat.project(toml, rows=ROWS) if toml else chat.project(rows=ROWS))
    person = sim.person(name)
    await person.sends("/start")
    await person.presses("Start earning")
    await person.presses("No, just show me a task")
    await person.sees("Message number")
    return person


async def test_forged_buttons(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann = await comes_in(sim, chat)
    for data in ("ans:1", "ans:999999999999999:0", "\u202e", "x" * 64, "ans:1:0:99", "tick:1:x"):
        query = ann.forges(data, ann.message())
        await ann.is_answered(query)
    await ann.sends("/work")
    await ann.sees("Message number", "spam")


async def test_somebody_elses_button_is_refused(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = await comes_in(sim, chat)
    data = ann.message().button("spam")["callback_data"]  # type: ignore[index]
    ben = sim.person("ben")
    await ben.sends("/start")
    await ben.presses("Start earning")
    await ben.presses("No, just show me a task")
    await ben.sees("Message number")
    ben.forges(data, ben.message())
    await ben.sees("given to somebody else")
    await ann.presses("spam")
    await ann.sees("✓ spam")


async def test_old_buttons_explain_themselves(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann = await comes_in(sim, chat)
    first = ann.message()
    data = first.button("spam")["callback_data"]  # type: ignore[index]
    await ann.presses("ham")
    await ann.sees("✓ ham")
    await bot.stop()
    await bot.start()
    ann.forges(data, first)
    await ann.sees("Next task")
    await ann.presses("Next task")
    await ann.sees("Message number")
    ann.forges("gone_with_an_upgrade:4", ann.message())
    await ann.sees("from another time", "Next task")


async def test_a_text_that_is_too_long(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann = await comes_in(sim, chat)
    await ann.sends("x" * 4097)
    await ann.sees("too long")


async def test_stickers_where_a_number_was_asked(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = await comes_in(sim, chat, toml=NUMBER)
    await ann.sends_sticker()
    await ann.sees("can't read that", "What does it cost?")
    await ann.sends("not a number")
    await ann.sees("What does it cost?")
    await ann.shares_place(1.0, 2.0)
    await ann.sees("can't read that", "What does it cost?")
    await ann.sends("4.5")
    await ann.sees("✓ 4.5")


async def test_a_reply_to_an_older_question_is_no_answer_to_the_newest(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = await comes_in(sim, chat, toml=NUMBER)
    first = ann.message()
    await ann.sends("4.5", reply_to=first)
    second = await ann.sees("✓ 4.5", "What does it cost?")
    await ann.sends("/help")
    await ann.sees("What I understand")
    await ann.sends("5", reply_to=first)
    await ann.sees("You have answered that one already.", "Next task")
    await ann.sends("6", reply_to=second)
    await ann.sees("✓ 6", "today 2 tasks")


async def test_edited_and_deleted_messages(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann = await comes_in(sim, chat)
    said = await ann.sends("ham")
    await ann.sees("✓ ham")
    await ann.edits(said, "spam")
    await ann.sees("as a new message")
    await ann.deletes(said)
    await ann.presses("Next task")
    task = await ann.sees("Message number")
    await ann.deletes(task)
    ann.forges(task.button("spam")["callback_data"], task)  # type: ignore[index]
    await ann.sees("✓ spam")  # in a new message, for the old one is gone


async def test_odd_unicode_and_names_from_right_to_left(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = sim.person("\u202eשרה 👩🏽‍🚀 <b>")
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    await ann.sends("\u0000\u202e 👋🏽 \u200b")
    await ann.sees("Start earning")


async def test_groups_and_channels_hear_nothing_that_is_not_for_them(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = sim.person("ann")
    club = sim.group("chess club", members=(ann,))
    club.adds_the_bot(admin=True)
    news = sim.channel("news")
    news.adds_the_bot(admin=True)
    await ann.sends("hello all", where=club)
    await ann.sends("/work@another_bot", where=club)
    await ann.sends("/somebody_elses", where=club)
    await news.posts("News!")
    club.joins(sim.person("ben"))
    club.leaves(sim.person("ben"))
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    await asyncio.sleep(0.2)
    assert club.messages == []
    assert news.messages == []


async def test_who_writes_as_a_group_or_channel_is_asked_to_show_themselves(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann = sim.person("ann")
    club = sim.group("chess club", admins=(ann,))
    club.adds_the_bot(admin=True)
    news = sim.channel("news")
    news.adds_the_bot(admin=True)
    await ann.sends_as_the_group("hello all", club)
    await ann.sends_as_the_group("/board 7KQ2M", club)
    await ann.sees("You write as the group", "as yourself", where=club)
    said = await ann.sends("Buy cheap watches", where=club)
    await ann.sends_as_the_group("/check", club, reply_to=said)
    assert await sim.world.until(lambda: len(club.messages) == 2, 5)
    await news.posts("News! /board 7KQ2M")
    await news.posts("/work")
    await news.posts("/board 7KQ2M")
    await ann.sees("/board 7KQ2M @channelname", where=news)
    assert len(news.messages) == 1
    assert ann.chat.latest is None


async def test_who_blocks_the_bot_is_unreachable_until_they_return(
    sim: Simulator, chat: Chat, bot: Running, sqlite_database: Database
) -> None:
    ann = await comes_in(sim, chat)
    ann.blocks_the_bot()
    await becomes(sqlite_database, 0)
    ann.unblocks_the_bot()
    await ann.sends("/work")
    await becomes(sqlite_database, 1)


async def becomes(database: Database, people: int) -> None:
    async with asyncio.timeout(5):
        while await reachable(database) != people:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def reachable(database: Database) -> int:
    def count(tx: object) -> int:
        rows = tx.connection.execute(  # type: ignore[attr-defined]
            "SELECT count(*) FROM identity WHERE platform = 'telegram' AND unreachable_ms IS NULL"
        )
        return int(rows.fetchone()[0])

    return await database.read(count)


async def test_a_file_is_no_answer_however_large(sim: Simulator, chat: Chat, bot: Running) -> None:
    ann = await comes_in(sim, chat)
    await ann.sends_file(b"id,message\n", size=25 * 1024 * 1024)
    await ann.sees("can't read that", "Message number")  # a worker's file is no answer
