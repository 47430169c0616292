"""A bot with aiogram as its manual shows it: `aiograms.py DATABASE API_BASE TOKEN`."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)

from benchmarks.rivals.store import Buttons, Store


def markup(rows: Buttons) -> InlineKeyboardMarkup:
    buttons = [
        [InlineKeyboardButton(text=label, callback_data=data) for label, data in row]
        for row in rows
    ]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


async def main(path: str, api_base: str, token: str) -> None:
    store, dispatcher = Store(path), Dispatcher()
    await store.open()

    @dispatcher.message(Command("work"))
    async def work(message: Message, event_update: Update) -> None:
        assert message.from_user
        text, rows = await store.begin(message.from_user.id, event_update.update_id)
        await message.answer(text, parse_mode="HTML", reply_markup=markup(rows))

    @dispatcher.callback_query()
    async def press(query: CallbackQuery, event_update: Update) -> None:
        assert query.data
        assert isinstance(query.message, Message)
        text, rows = await store.press(query.from_user.id, query.data, event_update.update_id)
        await query.answer()
        await query.message.edit_text(text, parse_mode="HTML", reply_markup=markup(rows))

    session = AiohttpSession(api=TelegramAPIServer.from_base(api_base))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
