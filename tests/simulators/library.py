"""The real python-telegram-bot at the simulator, and what the tests say often."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from tests.simulators.telegram import Simulator

SPAM = Keyboard([[Button("ham", callback_data="a"), Button("spam", callback_data="b")]])


@asynccontextmanager
async def bot_of(sim: Simulator, token: str = "") -> AsyncIterator[Bot]:
    bot = Bot(
        token or sim.token,
        base_url=f"{sim.url}/bot",
        base_file_url=f"{sim.url}/file/bot",
        request=HTTPXRequest(connection_pool_size=8),
    )
    async with bot:
        yield bot


async def greeted(sim: Simulator, name: str = "ann") -> Any:
    """A person whom the bot may write to, and whose hello is out of the queue."""
    person = sim.person(name)
    await person.sends("/start")
    sim.world.updates.pending.clear()
    return person


@asynccontextmanager
async def refused(words: str, kind: type[TelegramError] = BadRequest) -> AsyncIterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert words.lower() in str(caught.value).lower()
