"""Working in Telegram, as people see it."""

from bot.dispatch import system_clock
from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running

ROWS = {f"row-{n}": f"Message number {n} & <b>more</b>" for n in range(8)}


async def comes_in(sim: Simulator, name: str = "ann"):
    ann = sim.person(name)
    await ann.sends("/start")
    await ann.sees("small paid tasks")
    await ann.presses("Start earning")
    await ann.sees("May I send you")
    await ann.presses("No, just show me a task")
    return ann


async def test_ann_earns_her_first_credits(sim: Simulator, chat: Chat, bot: Running) -> None:
    chat.clock.now_ms = system_clock()
    await chat.project(rows=ROWS)
    ann = await comes_in(sim)
    await ann.sees("Is this message spam?", "& <b>more</b>")
    before = len(sim.calls)
    await ann.presses("spam")
    await ann.sees("✓ spam", "+0.02")
    await ann.presses("ham")
    await ann.sees("✓ ham", "today 2 tasks")
    assert len(ann.messages()) == 1
    names = [call.method for call in sim.calls[before:] if call.method != "getUpdates"]
    assert sorted(names) == ["answerCallbackQuery"] * 2 + ["editMessageText"] * 2
