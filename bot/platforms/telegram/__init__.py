"""Telegram: updates as events, views as messages, within Telegram's limits.

    polling / webhook ─► Conversation ─► adapter ─► dispatcher ─► render ─► Screen ─► Api
                                                    delivery ─► sender ─┘     limits ─┘

python-telegram-bot carries every call (`transport`), with its exceptions (`errors`). Updates are
read as they come, as plain dicts: its objects are not built on the way of an answer.
"""
