"""A bot that starts while Telegram has its troubles."""

import pytest

from domain.errors import Unusable
from domain.terms import Terms
from storage.database import Database
from tests.simulators.telegram import Faults, Simulator
from tests.telegram.conftest import Running

ADDRESS = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("mode", "call"),
    [("polling", "deleteWebhook"), ("webhook", "setWebhook"), ("polling", "getMe")],
)
async def test_what_nothing_works_without_is_asked_until_it_is_answered(
    sqlite_database: Database, mode: str, call: str
) -> None:
    faults = Faults(server_error=1.0, only=frozenset({call}))
    async with Simulator(faults=faults) as sim:
        facts = {"mode": mode, "secret": "a-secret-of-the-tests", "public_url": ADDRESS}
        bot = Running(sim, sqlite_database, Terms(), facts)
        await bot.start()
        await sim.world.until(lambda: False, 0.5)
        assert sim.log.by_method[call] == 1
        faults.server_error = 0.0
        updates = sim.world.updates
        came = await sim.world.until(lambda: updates.polls or updates.webhook_is_set, 5)
        await bot.stop()
        assert came


async def test_an_address_that_telegram_does_not_take_ends_it_with_a_line(
    sqlite_database: Database, sim: Simulator
) -> None:
    facts = {"mode": "webhook", "secret": "a-secret-of-the-tests", "public_url": "http://x.org"}
    bot = Running(sim, sqlite_database, Terms(), facts)
    await bot.start()
    with pytest.raises(Unusable, match="public_url") as caught:
        await bot.ends()
    assert "http://x.org/telegram/webhook" in str(caught.value.problems)
