"""Marking on a page of ours that Telegram opens in place: who it is, and where the answer goes."""

import time
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from bot.canvas_links import CanvasLinks
from bot.platforms.web import canvas_proof
from domain.errors import Refused
from tests.keys import operator_keys
from tests.marking import PUBLIC_URL, init_data, page, project, rows, token_of
from tests.simulators.telegram import Person, Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running
from tests.telegram.test_conversation import comes_in

TOKEN = "1234:a-token"
BOX = {"x": 12, "y": 30, "width": 50, "height": 20, "label": "car"}
ID = "0mb2k1x9q-7f3k2m9a"


@pytest.fixture
def phone(bot: Running, sim: Simulator, tmp_path: Path) -> httpx.AsyncClient:
    """The page, as the Mini App of somebody who has a public address to open."""
    links = CanvasLinks(operator_keys(tmp_path), PUBLIC_URL)
    bot.terms.pages["canvas"] = links
    assert bot.telegram is not None
    serve = {"telegram": bot.telegram.serve}
    return page(bot.database, bot.terms, links, serve, bot_token=sim.token)


async def opened(ann: Person, phone: httpx.AsyncClient, data: str) -> httpx.Response:
    await ann.sees("Use the button")
    button = ann.message().button("Draw the boxes")
    assert button is not None
    token = token_of(button["web_app"]["url"])
    return await phone.post("/canvas/open", json={"token": token, "init_data": data})


async def test_a_mini_app_marks_and_the_task_in_the_chat_becomes_the_next(
    sim: Simulator, bot: Running, chat: Chat, phone: httpx.AsyncClient
) -> None:
    await chat.project(project("boxes", labels=["car", "bus"]), csv=rows())
    ann = await comes_in(sim, "ann")
    await ann.sees("Use the button, or type it: a line for each box", "car 12 30 50 20")
    count = len(ann.messages())
    answer = await opened(ann, phone, init_data(ann.user.id, sim.token))
    sheet = answer.json()
    assert (sheet["kind"], sheet["labels"], sheet["least"]) == ("boxes", ["car", "bus"], 1)
    assert sheet["asks"] == "Mark what you see"
    sending = {"token": sheet["token"], "id": ID, "marks": [BOX]}
    assert (await phone.post("/canvas/send", json=sending)).json() == {}
    await ann.sees("✓ car 12 30 50 20", "+0.02", "today 1 task")
    assert (await phone.post("/canvas/send", json=sending)).json() == {}, "sent twice, taken once"
    assert len(ann.messages()) == count, "the task's message was changed"
    late = await phone.post("/canvas/send", json=sending | {"id": ID + "x"})
    assert late.status_code == 403
    assert "not in your hands any more" in late.json()["error"]
    assert "stays on this page" in late.json()["error"]


async def test_the_button_outlives_a_restart_and_its_link(
    sim: Simulator, bot: Running, chat: Chat, phone: httpx.AsyncClient, tmp_path: Path
) -> None:
    """In Telegram it is Telegram that says who somebody is, so the button works on."""
    await chat.project(project("points"), csv=rows())
    ann = await comes_in(sim, "ann")
    await ann.sees("Use the button")
    button = ann.message().button("Mark the points")
    assert button is not None
    await bot.stop()
    telegram = await bot.start()
    links = CanvasLinks(operator_keys(tmp_path), PUBLIC_URL)
    later = page(
        bot.database,
        bot.terms,
        links,
        {"telegram": telegram.serve},
        bot_token=sim.token,
    )
    await ann.sends("/help")
    await ann.sees("/work")
    body = {"token": token_of(button["web_app"]["url"])}
    data = init_data(ann.user.id, sim.token)
    sheet = (await later.post("/canvas/open", json=body | {"init_data": data})).json()
    sending = {"token": sheet["token"], "id": ID, "marks": [{"x": 1, "y": 2}]}
    assert (await later.post("/canvas/send", json=sending)).status_code == 200
    await ann.sees("✓ 1 2", "+0.02")  # in a new message: nobody remembers the old one


@pytest.mark.parametrize("case", ["none", "another bot's", "another person's", "old"])
async def test_nobody_else_gets_in(
    sim: Simulator, bot: Running, chat: Chat, phone: httpx.AsyncClient, case: str
) -> None:
    await chat.project(project("boxes"), csv=rows())
    ann, ben = await comes_in(sim, "ann"), sim.person("ben")
    data, why = {
        "none": ("", "inside of Telegram alone"),
        "another bot's": (init_data(ann.user.id, "77:other"), "inside of Telegram alone"),
        "another person's": (init_data(ben.user.id, sim.token), "another person"),
        "old": (init_data(ann.user.id, sim.token, age_s=3700), "open for too long"),
    }[case]
    answer = await opened(ann, phone, data)
    assert answer.status_code == 403
    assert why in answer.json()["error"]


async def test_without_an_address_it_is_typed_and_says_why(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(project("boxes", labels=["car"]), csv=rows())
    ann = await comes_in(sim, "ann")
    await ann.sees("which this bot has no address for; type it instead: a line for each box")
    assert ann.buttons[0] == "Skip"
    await ann.sends("car 12 30 50 20")
    await ann.sees("✓ car 12 30 50 20")


@pytest.mark.parametrize(
    ("change", "is_ours"),
    [
        ({}, True),
        ({"query_id": "another"}, False),
        ({"hash": "0" * 64}, False),
        ({"hash": ""}, False),
        ({"user": '{"id":5}'}, False),
        ({"more": "1"}, False),
        ({"auth_date": "1"}, False),
    ],
)
def test_what_telegram_signed_can_not_be_changed(change: dict[str, str], is_ours: bool) -> None:
    data = init_data(7, TOKEN, **change)
    try:
        user = canvas_proof.telegram_user(data, TOKEN, int(time.time()))
    except Refused:
        assert not is_ours
    else:
        assert is_ours and user == "7"


@pytest.mark.parametrize("user", ["null", "{}", '{"id":"7"}', "nothing", "[7]"])
def test_a_user_who_is_none_is_refused(user: str) -> None:
    fields = {"auth_date": "1700000000", "user": user}
    data = urlencode(fields | {"hash": canvas_proof.signature(fields, TOKEN)})
    with pytest.raises(Refused):
        canvas_proof.telegram_user(data, TOKEN, 1_700_000_000)
