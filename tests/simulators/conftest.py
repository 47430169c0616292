"""A simulated Telegram for each test, and the library's bot in it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.simulators.library import bot_of
from tests.simulators.telegram import Simulator


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    async with bot_of(sim) as made:
        yield made


@pytest.fixture(autouse=True)
def newest_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library give spans of time as such, which it wants to be asked for."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
