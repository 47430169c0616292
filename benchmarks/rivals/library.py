"""A bot with python-telegram-bot as its manual shows it: `library.py DATABASE API_BASE TOKEN`."""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from benchmarks.rivals.store import Buttons, Store


def markup(rows: Buttons) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )


def main(path: str, api_base: str, token: str) -> None:
    store = Store(path)

    async def work(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_user and update.message
        text, rows = await store.begin(update.effective_user.id, update.update_id)
        await update.message.reply_text(text, parse_mode="HTML", reply_markup=markup(rows))

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query and query.data
        text, rows = await store.press(query.from_user.id, query.data, update.update_id)
        await query.answer()
        await query.edit_message_text(text, parse_mode="HTML", reply_markup=markup(rows))

    async def begin(_: object) -> None:
        await store.open()

    application = (
        Application.builder().token(token).base_url(f"{api_base}/bot").post_init(begin).build()
    )
    application.add_handler(CommandHandler("work", work))
    application.add_handler(CallbackQueryHandler(press))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
