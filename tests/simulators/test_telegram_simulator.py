"""The simulated Telegram against the real python-telegram-bot: its rules, in its own words."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InputMediaPhoto,
)
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from tests.simulators.library import SPAM, bot_of, greeted, refused
from tests.simulators.telegram import Limits, Simulator
from tests.simulators.telegram.people import PICTURE

# Errors of all calls.


async def test_a_wrong_token_is_unauthorized(sim: Simulator) -> None:
    with pytest.raises(InvalidToken):
        async with bot_of(sim, "4242:wrong"):
            pass
    assert sim.log.by_code[401] == 1


async def test_who_may_be_written_to(sim: Simulator, bot: Bot) -> None:
    ann = sim.person("ann")
    async with refused("chat not found"):
        await bot.send_message(ann.chat.id, "hello")
    club = sim.group("chess club", members=(ann,))
    club.adds_the_bot()
    await ann.sends("/start", where=club)
    async with refused("bot can't initiate conversation with a user", Forbidden):
        await bot.send_message(ann.chat.id, "hello")
    await ann.sends("/start")
    await bot.send_message(ann.chat.id, "hello")
    ann.blocks_the_bot()
    async with refused("bot was blocked by the user", Forbidden):
        await bot.send_message(ann.chat.id, "hello?")
    ann.unblocks_the_bot()
    kinds = [update.my_chat_member for update in await bot.get_updates()]
    assert [one.new_chat_member.status for one in kinds if one] == ["member", "kicked", "member"]
    ann.deactivates()
    async with refused("user is deactivated", Forbidden):
        await bot.send_message(ann.chat.id, "hello?")
    club.removes_the_bot()
    async with refused("bot was kicked from the supergroup chat", Forbidden):
        await bot.send_message(club.id, "hello?")
    news = sim.channel("news", username="the_news")
    news.adds_the_bot()
    async with refused("need administrator rights in the channel chat"):
        await bot.send_message("@the_news", "hello?")
    news.makes_the_bot_an_admin()
    assert (await bot.send_message("@the_news", "hello")).chat.id == news.id


async def test_limits_are_sliding_windows_with_a_wait(sim: Simulator, bot: Bot) -> None:
    ann, ben = await greeted(sim), await greeted(sim, "ben")
    sim.limits.per_chat, sim.limits.per_second = 3, 5
    for number in range(3):
        await bot.send_message(ann.chat.id, f"number {number}")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.chat.id, "too many")
    assert caught.value.retry_after.total_seconds() == 3
    await bot.send_message(ben.chat.id, "4")
    await bot.send_message(ben.chat.id, "5")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ben.chat.id, "6")
    assert caught.value.retry_after.total_seconds() == 1
    sim.passes(3)
    await bot.send_message(ann.chat.id, "room again")
    club = sim.group("chess club")
    club.adds_the_bot()
    sim.limits.per_second, sim.limits.per_group_minute = None, 20
    for number in range(20):
        await bot.send_message(club.id, f"number {number}")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(club.id, "too many")
    assert 55 <= caught.value.retry_after.total_seconds() <= 60
    assert sim.limits.refused == 3 and Limits.telegrams().per_second == 30


# Texts.


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a <b>bold", 'can\'t find end tag corresponding to start tag "b"'),
        ("é <p>x</p>", 'unsupported start tag "p" at byte offset 3'),
        ("a </b>", "unexpected end tag at byte offset 2"),
        ("<b>a</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("1 < 2", "unclosed start tag at byte offset 2"),
        ("<span>a</span>", 'tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_html_that_is_none_is_refused(
    sim: Simulator, bot: Bot, html: str, words: str
) -> None:
    ann = await greeted(sim)
    async with refused(f"can't parse entities: {words}"):
        await bot.send_message(ann.chat.id, html, parse_mode="HTML")


async def test_entities_count_in_utf_16(sim: Simulator, bot: Bot) -> None:
    ann = await greeted(sim)
    html = '  👍 <b>a &lt;<i>👎</i></b> &amp;copy; <a href="https://x.org/?a&amp;b">link</a>\n'
    await bot.send_message(ann.chat.id, html, parse_mode="HTML")
    message = ann.message()
    assert message.text == "👍 a <👎 &copy; link"
    assert message.content["entities"] == [
        {"offset": 3, "length": 5, "type": "bold"},
        {"offset": 6, "length": 2, "type": "italic"},
        {"offset": 16, "length": 4, "type": "text_link", "url": "https://x.org/?a&b"},
    ]


async def test_lengths_are_limited_after_the_tags_are_read(sim: Simulator, bot: Bot) -> None:
    ann = await greeted(sim)
    longest = await bot.send_message(ann.chat.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    async with refused("message is too long"):
        await bot.send_message(ann.chat.id, "x" * 4097)
    async with refused("MESSAGE_TOO_LONG"):
        await longest.edit_text("👍" * 2049)
    async with refused("message text is empty"):
        await bot.send_message(ann.chat.id, "<b> </b>", parse_mode="HTML")
    async with refused("message caption is too long"):
        await bot.send_photo(ann.chat.id, PICTURE, caption="x" * 1025)


@pytest.mark.parametrize(
    ("keyboard", "words"),
    [
        ([[Button("a", callback_data="x" * 65)]], "BUTTON_DATA_INVALID"),
        ([[Button("a", callback_data="é" * 33)]], "BUTTON_DATA_INVALID"),
        ([[Button("a", url="nowhere")]], "BUTTON_URL_INVALID"),
        ([[Button("a")]], "text buttons are unallowed in the inline keyboard"),
        ([[Button("a", callback_data="x")]] * 101, "reply markup is too long"),
    ],
)
async def test_keyboards_are_limited(sim: Simulator, bot: Bot, keyboard: Any, words: str) -> None:
    ann = await greeted(sim)
    async with refused(words):
        await bot.send_message(ann.chat.id, "?", reply_markup=Keyboard(keyboard))


# Edits, deletions, presses.


async def test_what_can_be_edited(sim: Simulator, bot: Bot) -> None:
    ann = await greeted(sim)
    sent = await bot.send_message(ann.chat.id, "<b>Spam?</b>", "HTML", reply_markup=SPAM)
    async with refused("message is not modified: specified new message content and reply"):
        await sent.edit_text("<strong>Spam?</strong> ", "HTML", reply_markup=SPAM)
    await sent.edit_text("Spam?", reply_markup=SPAM)
    await sent.edit_reply_markup(None)
    async with refused("message is not modified"):
        await sent.edit_reply_markup(None)
    assert ann.message().edited and ann.buttons == []
    async with refused("message to edit not found"):
        await bot.edit_message_text("x", ann.chat.id, 999)
    theirs = await ann.sends("hello")
    async with refused("message can't be edited"):
        await bot.edit_message_text("x", ann.chat.id, theirs.id)
    async with refused("there is no caption in the message to edit"):
        await sent.edit_caption("x")
    picture = await bot.send_photo(ann.chat.id, PICTURE)
    async with refused("there is no text in the message to edit"):
        await picture.edit_text("x")
    await picture.edit_caption("a cat")
    await sent.delete()
    async with refused("message to delete not found"):
        await sent.delete()
    async with refused("message to be replied not found"):
        await bot.send_message(ann.chat.id, "x", reply_to_message_id=sent.message_id)


async def test_a_press_is_answered_once_and_in_time(sim: Simulator, bot: Bot) -> None:
    ann = await greeted(sim)
    await bot.send_message(ann.chat.id, "Spam?", reply_markup=SPAM)
    query = await ann.presses("spam")
    await bot.answer_callback_query(query.id, "thanks")
    assert query.toast == "thanks"
    async with refused("query is too old and response timeout expired or query ID is invalid"):
        await bot.answer_callback_query(query.id)
    query = await ann.presses("ham")
    sim.passes(20)
    async with refused("query is too old and response timeout expired or query ID is invalid"):
        await bot.answer_callback_query(query.id)
    await bot.answer_callback_query((await ann.presses("ham")).id, "x" * 200)
    assert [update.callback_query.data for update in await bot.get_updates()] == ["b", "a", "a"]


# Files.


async def test_a_file_is_uploaded_once_and_sent_by_its_id(sim: Simulator, bot: Bot) -> None:
    ann = await greeted(sim)
    sent = await bot.send_photo(ann.chat.id, PICTURE, caption="<i>a cat</i>", parse_mode="HTML")
    file_id = sent.photo[-1].file_id
    again = await bot.send_photo(ann.chat.id, file_id)
    assert again.photo[-1].file_id == file_id and sim.world.files.uploads == 1
    async with refused("can't use file of type Photo as Document"):
        await bot.send_document(ann.chat.id, file_id)
    async with refused("wrong file identifier/HTTP URL specified"):
        await bot.send_photo(ann.chat.id, "nonsense")
    async with refused("file must be non-empty"):
        await bot.send_document(ann.chat.id, b"")
    async with refused("IMAGE_PROCESS_FAILED"):
        await bot.send_photo(ann.chat.id, b"no picture")
    sim.web("https://x.org/cat.png", PICTURE, "image/png")
    await bot.send_photo(ann.chat.id, "https://x.org/cat.png")
    async with refused("wrong type of the web page content"):
        await bot.send_audio(ann.chat.id, "https://x.org/cat.png")
    async with refused("failed to get HTTP URL content"):
        await bot.send_photo(ann.chat.id, "https://x.org/dog.png")
    await sent.edit_media(InputMediaPhoto(PICTURE + b"2", caption="a dog"))
    assert ann.message().content["caption"] == "a dog"
    for send in (bot.send_audio, bot.send_voice, bot.send_video, bot.send_document):
        await send(ann.chat.id, b"data")
    assert [one.media for one in ann.messages()[-4:]] == ["audio", "voice", "video", "document"]


async def test_files_are_downloaded_up_to_20_mb(sim: Simulator, bot: Bot) -> None:
    ann = sim.person("ann")
    await ann.sends_file(b"id,message\n1,hello\n", "rows.csv", caption="/import", mime="text/csv")
    await ann.sends_file(b"x", "huge.csv", size=25_000_000)
    small, huge = await bot.get_updates()
    file = await bot.get_file(small.message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"id,message\n1,hello\n"
    assert small.message.document.file_name == "rows.csv"
    async with refused("file is too big"):
        await bot.get_file(huge.message.document.file_id)
    async with refused("invalid file_id"):
        await bot.get_file("nonsense")


async def test_an_upload_of_more_than_50_mb_is_too_large(sim: Simulator, bot: Bot) -> None:
    ann = await greeted(sim)
    async with refused("Request Entity Too Large", TelegramError):
        await bot.send_document(ann.chat.id, bytes(52_500_000))


# Groups.


async def test_in_a_group_the_bot_reads_commands_and_replies_to_it(
    sim: Simulator, bot: Bot
) -> None:
    ann, ben = sim.person("ann"), sim.person("ben")
    club = sim.group("chess club", members=(ben,), admins=(ann,))
    club.adds_the_bot(ann)
    theirs = await ben.sends("buy my pills", where=club)
    await ben.sends("/work@another_bot", where=club)
    await ben.sends("/work@bitework_bot", where=club)
    await ann.sends("/check", where=club, reply_to=theirs)
    board = await bot.send_message(club.id, "the board")
    await ben.sends("nice", where=club, reply_to=club.chat.messages[board.message_id])
    updates = await bot.get_updates()
    texts = [update.message.text for update in updates if update.message]
    assert texts == ["/work@bitework_bot", "/check", "nice"]
    assert updates[2].message.reply_to_message.text == "buy my pills"
    admins = await bot.get_chat_administrators(club.id)
    assert [one.user.first_name for one in admins] == ["ann"]
    async with refused("message can't be deleted"):
        await bot.delete_message(club.id, theirs.id)
    async with refused("not enough rights to restrict/unrestrict chat member"):
        await bot.ban_chat_member(club.id, ben.user.id)
    club.makes_the_bot_an_admin(ann)
    await bot.delete_message(club.id, theirs.id)
    await ben.sends("now you hear me", where=club)
    assert (await bot.get_updates())[-1].message.text == "now you hear me"
    await bot.ban_chat_member(club.id, ben.user.id)
    assert (await bot.get_chat_member(club.id, ben.user.id)).status == "kicked"
    assert (await bot.get_chat(club.id)).title == "chess club"


async def test_channel_posts_edits_and_stickers_arrive(sim: Simulator, bot: Bot) -> None:
    ann = sim.person("ann")
    news = sim.channel("news", admins=(ann,))
    news.adds_the_bot(ann, admin=True)
    await news.posts("good morning")
    await ann.edits(await ann.sends("helo"), "hello")
    await ann.sends_sticker()
    await ann.sends_voice()
    await ann.shares_place(52.5, 13.4)
    kinds = [update.to_dict() for update in await bot.get_updates()]
    assert kinds[1]["channel_post"]["text"] == "good morning"
    assert kinds[3]["edited_message"]["text"] == "hello"
    assert [next(k for k in ("sticker", "voice", "location") if k in one["message"])
            for one in kinds[4:]] == ["sticker", "voice", "location"]  # fmt: skip


async def test_a_group_can_get_another_id(sim: Simulator, bot: Bot) -> None:
    club = sim.group("chess club", admins=(sim.person("ann"),), basic=True)
    club.adds_the_bot()
    before = club.id
    await bot.send_message(before, "the board")
    after = club.becomes_a_supergroup()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(before, "the board")
    assert caught.value.new_chat_id == after == club.id
    await bot.send_message(after, "the board")
    _, gone, come = await bot.get_updates()
    assert (gone.message.migrate_to_chat_id, come.message.migrate_from_chat_id) == (after, before)


async def test_a_press_on_a_message_that_is_gone_tells_only_where_it_was(
    sim: Simulator, bot: Bot
) -> None:
    ann = await greeted(sim)
    sent = await bot.send_message(ann.chat.id, "Spam?", reply_markup=SPAM)
    shown = ann.message()
    await sent.delete()
    ann.forges("b", shown)
    (update,) = await bot.get_updates()
    assert not update.callback_query.message.is_accessible


# The bot's own face.


async def test_menus_follow_scope_and_language(sim: Simulator, bot: Bot) -> None:
    ann, dora = await greeted(sim), sim.person("dora", language="de")
    await bot.set_my_commands([BotCommand("work", "Get a task")])
    await bot.set_my_commands([BotCommand("arbeit", "Eine Aufgabe")], language_code="de")
    await bot.set_my_commands([BotCommand("board", "A board")], BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("admin", "x")], BotCommandScopeChat(ann.chat.id))
    assert (ann.menu, dora.menu) == (["admin"], ["arbeit"])
    await bot.delete_my_commands(BotCommandScopeChat(ann.chat.id))
    assert ann.menu == ["work"]
    assert [one.command for one in await bot.get_my_commands(language_code="de")] == ["arbeit"]
    async with refused("BOT_COMMAND_INVALID"):
        await bot.set_my_commands([("Work", "x")])
    async with refused("BOT_COMMANDS_TOO_MUCH"):
        await bot.set_my_commands([("work", "x")] * 101)
    async with refused("BOT_COMMAND_DESCRIPTION_INVALID"):
        await bot.set_my_commands([("work", "x" * 257)])
    await bot.set_my_name("Bitework for you")
    await bot.set_my_description("Small paid tasks", language_code="de")
    assert (await bot.get_my_name()).name == "Bitework for you"
    assert (await bot.get_my_description("de")).description == "Small paid tasks"
    async with refused("BOT_ABOUT_INVALID"):
        await bot.set_my_short_description("x" * 121)
    assert await bot.send_chat_action(ann.chat.id, "typing") and ann.chat.actions == ["typing"]
