"""How updates reach a bot from the simulated Telegram, and what may go wrong on the way."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession, web
from telegram import Bot, Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from tests.simulators.library import SPAM, bot_of, greeted, refused
from tests.simulators.telegram import Faults, Simulator


async def test_an_application_of_the_library_serves_people(sim: Simulator) -> None:
    async def start(update: Update, context: Any) -> None:
        await update.effective_chat.send_message("Is it <b>spam</b>?", "HTML", reply_markup=SPAM)

    async def pressed(update: Update, context: Any) -> None:
        await update.callback_query.answer("thanks")
        await update.callback_query.edit_message_text(f"You said {update.callback_query.data}")

    app = Application.builder().token(sim.token).base_url(f"{sim.url}/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(pressed))
    async with app:
        await app.updater.start_polling(timeout=5)
        await app.start()
        ann = sim.person("ann")
        await ann.sends("/start")
        message = await ann.sees("Is it spam?", "[ ham ] [ spam ]")
        assert message.content["entities"] == [{"offset": 6, "length": 4, "type": "bold"}]
        query = await ann.presses("spam")
        assert await ann.is_answered(query) == "thanks"
        await ann.sees("You said b")
        assert ann.buttons == [] and len(ann.messages()) == 1
        await app.updater.stop()
        await app.stop()
    assert sim.log.by_method["editMessageText"] == 1


# Updates.


async def test_an_update_comes_again_until_it_is_confirmed(sim: Simulator, bot: Bot) -> None:
    ann = sim.person("ann")
    for word in ("one", "two", "three"):
        await ann.sends(word)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first] == ["one", "two"]
    again = await bot.get_updates()
    assert [update.message.text for update in again] == ["one", "two", "three"]
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [update.message.text for update in rest] == ["three"]
    assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["three"]
    assert not await bot.get_updates(offset=rest[0].update_id + 1)


async def test_a_poll_waits_for_an_update_and_not_longer_than_asked(
    sim: Simulator, bot: Bot
) -> None:
    loop = asyncio.get_running_loop()
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    await sim.person("ann").sends("hello")
    assert (await asyncio.wait_for(poll, 1))[0].message.text == "hello"
    begun = loop.time()
    assert not await bot.get_updates(offset=sim.world.updates.next_id, timeout=1)
    assert 0.9 < loop.time() - begun < 2


async def test_only_the_kinds_that_were_asked_for_arrive(sim: Simulator, bot: Bot) -> None:
    ann = sim.person("ann")
    await bot.get_updates(allowed_updates=["callback_query"])
    await ann.sends("hello")
    assert not await bot.get_updates()
    await bot.get_updates(allowed_updates=[])
    await ann.sends("hello again")
    assert len(await bot.get_updates()) == 1


async def test_a_second_poller_ends_the_first_one(sim: Simulator, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    async with bot_of(sim) as other:
        await other.get_updates()
    async with refused("make sure that only one bot instance is running", Conflict):
        await first


async def test_polling_is_refused_while_a_webhook_is_set(sim: Simulator, bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    async with refused("can't use getUpdates method while webhook is active", Conflict):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhooks_address_and_secret_are_checked(sim: Simulator, bot: Bot) -> None:
    async with refused("an https url must be provided for webhook"):
        await bot.set_webhook("http://example.org/hook")
    async with refused("ports 80, 88, 443 or 8443"):
        await bot.set_webhook("https://example.org:9000/hook")
    async with refused("secret token contains unallowed characters"):
        await bot.set_webhook("http://127.0.0.1:1/hook", secret_token="a b")


# Webhooks, checks and faults.


class Hook:
    """A web server of a bot's: what came in, and what it says to each."""

    def __init__(self) -> None:
        self.secrets: list[str] = []
        self.texts: list[str] = []
        self.answers: list[web.Response] = []
        self.busy = self.busiest = 0
        self.pause_seconds = 0.0

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        update = orjson.loads(await request.read())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        self.texts.append(update["message"]["text"])
        await asyncio.sleep(self.pause_seconds)
        self.busy -= 1
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook.handle))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield hook, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_webhook_is_tried_again_in_order_and_its_answer_may_be_a_call(
    sim: Simulator, bot: Bot, hook: tuple[Hook, str]
) -> None:
    served, url = hook
    sim.server.webhook.retry_seconds = 0.02
    ann = sim.person("ann")
    await ann.sends("before")
    await bot.set_webhook(url, secret_token="secret", max_connections=5)
    assert (await bot.get_webhook_info()).url == url
    await sim.world.until(lambda: not sim.world.updates.pending, 0.3)
    call = {"method": "sendMessage", "chat_id": ann.chat.id, "text": "from the answer"}
    served.answers = [web.Response(status=500), web.json_response(call)]
    await ann.sends("one")
    await ann.sends("two")
    await ann.sees("from the answer")
    await asyncio.sleep(0.1)
    assert served.texts == ["before", "one", "one", "two"]
    assert set(served.secrets) == {"secret"}
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert info.pending_update_count == 0
    assert [call.through for call in sim.log.of("sendMessage")] == ["webhook"]


async def test_a_webhook_serves_chats_side_by_side(
    sim: Simulator, bot: Bot, hook: tuple[Hook, str]
) -> None:
    served, url = hook
    served.pause_seconds = 0.05
    await bot.set_webhook(url, max_connections=3)
    for name in ("ann", "ben", "cleo", "dan"):
        for word in ("one", "two"):
            await sim.person(name).sends(word)
    await sim.world.until(lambda: len(served.texts) == 8, 1)
    assert served.busiest == 3
    served.pause_seconds = 0.0


async def test_calls_that_nobody_describes_are_refused_and_fail_the_test() -> None:
    wrong = [
        ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}),
        ("sendMessage", {"chat_id": 1}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{}]]}}),
        ("sendMessage", {"chat_id": 1, "text": "x", "disable_notification": "perhaps"}),
        ("sendGreeting", {"chat_id": 1}),
    ]
    with pytest.raises(AssertionError, match="colour"):
        async with Simulator() as sim, ClientSession() as client:
            for method, params in wrong:
                address = f"{sim.url}/bot{sim.token}/{method}"
                answer = await (await client.post(address, json=params)).json()
                assert answer["error_code"] == 400 and "simulator" in answer["description"]
            assert len(sim.violations) == len(wrong)


async def test_updates_come_twice_and_out_of_order_when_asked(bot: Bot, sim: Simulator) -> None:
    sim.faults.duplicate = sim.faults.reorder = 1.0
    ann = sim.person("ann")
    for number in range(10):
        await ann.sends(str(number))
    first = await bot.get_updates()
    assert sorted(update.message.text for update in first) == [str(n) for n in range(10)]
    assert [update.message.text for update in first] != [str(n) for n in range(10)]
    highest = max(update.update_id for update in first)
    again = await bot.get_updates(offset=highest + 1)
    assert {update.update_id for update in again} == {update.update_id for update in first}


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [("drop_before", 0), ("drop_after", 1), ("cut", 1), ("server_error", 0), ("too_many", 0)],
)
async def test_what_goes_wrong_on_purpose(
    sim: Simulator, bot: Bot, fault: str, arrives: int
) -> None:
    ann = await greeted(sim)
    setattr(sim.faults, fault, 1.0)
    with pytest.raises(TelegramError):
        await bot.send_message(ann.chat.id, "hello")
    setattr(sim.faults, fault, 0.0)
    await bot.send_message(ann.chat.id, "hello again")
    assert len(ann.messages()) == 1 + arrives
    assert sim.faults.happened[fault] == 1


async def test_the_same_seed_brings_the_same_faults() -> None:
    def strikes(seed: int) -> list[str]:
        faults = Faults(seed=seed, drop_before=0.2, server_error=0.2)
        return [faults.strike("sendMessage") for _ in range(50)]

    assert strikes(7) == strikes(7) != strikes(8)
