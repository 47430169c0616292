"""Charts as photos in Telegram: in the morning, on request, changed by buttons, and where none can
be drawn.
"""

import pytest

from bot import charts
from bot.delivery import Delivered
from domain import localtime
from domain.actions import Action
from domain.notices import Identity
from domain.views import Body, Chart, Choice, Title, View
from services import people
from storage.tx import Tx
from tests.people.lived import lived
from tests.simulators.telegram import Person, Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running
from tests.telegram.test_conversation import comes_in

pytest.importorskip("matplotlib")
POINTS = tuple((f"{day} Nov", float(day % 7)) for day in range(1, 31))
MORNING = View(
    blocks=(Title("Yesterday: 42 tasks"), Chart(POINTS, "Your last 30 days.", "credits a day")),
    choices=((Choice("Work", Action("work")),),),
)


def place(user: int) -> Identity:
    return Identity(id=0, platform="telegram", external_id=str(user), chat=str(user))


async def test_a_morning_is_a_photo_with_its_words_and_buttons(
    sim: Simulator, bot: Running
) -> None:
    ann = sim.person("ann")
    ann.starts()
    assert bot.telegram
    assert await bot.telegram.send(place(ann.user.id), MORNING) == Delivered()
    (message,) = ann.messages()
    assert message.media == "photo"
    assert message.text == "Yesterday: 42 tasks\n\nYour last 30 days."
    assert ann.buttons == ["Work"]
    (file,) = sim.world.files.by_id.values()
    assert file.name == charts.NAME and 5_000 < len(file.data) < 60_000


async def test_where_none_can_be_drawn_it_is_letters(
    sim: Simulator, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(chart: Chart) -> bytes:
        raise ImportError("there is no such library here")

    monkeypatch.setattr(charts, "draw", broken)
    ann = sim.person("ann")
    ann.starts()
    assert bot.telegram
    assert await bot.telegram.send(place(ann.user.id), MORNING) == Delivered()
    (message,) = ann.messages()
    assert not message.media
    assert "Your last 30 days." in message.text and "▁" in message.text


async def test_earnings_change_their_picture_by_buttons(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ann: Person = await comes_in(sim, "ann")
    user = str(ann.user.id)

    def work(tx: Tx) -> None:
        found = people.met(tx, platform="telegram", external_id=user, chat=user)
        assert found is not None
        today = localtime.date_of(int(sim.world.now() * 1000), "UTC")
        lived(tx, found[0].account_id, today, days=400)

    await chat.database.write(work)
    await ann.sends("/earnings year")
    card = await ann.finds("An hour")
    assert card.media == "photo"
    count = len(ann.messages())
    await ann.presses("☐ Month", on=card)
    await ann.finds("Week", "An hour")
    await ann.presses("‹ Before", on=card)
    await ann.finds("An hour")
    assert card.media == "photo" and len(ann.messages()) == count
    await ann.presses("Next task", on=card)
    await ann.sees("That was everything")


async def test_words_that_are_too_long_for_a_photo_follow_it(sim: Simulator, bot: Running) -> None:
    ann = sim.person("ann")
    ann.starts()
    assert bot.telegram
    long = View(blocks=(*MORNING.blocks, Body("word " * 400)), choices=MORNING.choices)
    assert await bot.telegram.send(place(ann.user.id), long) == Delivered()
    assert [message.media for message in ann.messages()] == ["photo", ""]
    assert ann.buttons == ["Work"]
