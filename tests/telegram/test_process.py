"""`bitework run` and `bitework check` as an operator starts them, with Telegram configured."""

import json
import signal
import time

from tests.simulators.operator import bitework
from tests.simulators.telegram import Simulator


async def test_a_token_is_all_that_is_needed(sim: Simulator, sqlite_url: str) -> None:
    process = await bitework(sim, "telegram", sqlite_url, "run")
    ann = sim.person("ann")
    await ann.sends("/start")
    await ann.sees("small paid tasks", within=20)
    assert "work" in ann.menu
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert process.returncode == 0
    assert time.monotonic() - begun < 10
    assert sim.world.updates.pending == {}


async def test_a_wrong_token_ends_it_with_one_line(sim: Simulator, sqlite_url: str) -> None:
    process = await bitework(sim, "telegram", sqlite_url, "run", token="4242:wrong")
    _, said = await process.communicate()
    assert process.returncode == 3
    assert said.decode().count("BotFather") == 1
    assert "Traceback" not in said.decode()
    assert "4242:wrong" not in said.decode()


async def test_check_asks_telegram_who_the_bot_is(sim: Simulator, sqlite_url: str) -> None:
    well = await bitework(sim, "telegram", sqlite_url, "check", "--json")
    said, _ = await well.communicate()
    assert json.loads(said) == {"ok": True, "problems": []}
    wrong = await bitework(sim, "telegram", sqlite_url, "check", "--json", token="4242:wrong")
    said, _ = await wrong.communicate()
    assert wrong.returncode == 1
    (problem,) = json.loads(said)["problems"]
    assert problem["part"] == "telegram"
    assert "BotFather" in problem["text"]
    away = "http://127.0.0.1:9"
    nobody = await bitework(sim, "telegram", sqlite_url, "check", "--json", api_base=away)
    said, _ = await nobody.communicate()
    (problem,) = json.loads(said)["problems"]
    assert "could not be asked" in problem["text"]
