"""Sharing a location: a button in the place of the letters, as long as a place is asked for."""

from tests.simulators.telegram import Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running
from tests.telegram.test_conversation import comes_in

PROJECT = """
title = "Where are you?"
kind = "survey"
reward = "0.10"
respondents = 2
budget = "0.20"

[[question]]
id = "where"
text = "Where are you?"
type = "place"

[[question]]
id = "open"
text = "Is it open?"
type = "yes_no"
"""


async def test_a_button_shares_the_location_and_goes_when_it_is_shared(
    sim: Simulator, bot: Running, chat: Chat
) -> None:
    await chat.project(PROJECT)
    ann = await comes_in(sim, "ann")
    await ann.sees("Share your location, or type it")
    assert await sim.world.until(lambda: ann.keys, 5) == ["Share my location"]
    await ann.sends("somewhere")
    await ann.sees("write it as latitude and longitude")
    assert await sim.world.until(lambda: ann.keys, 5) == ["Share my location"]
    await ann.shares_place(52.52, 13.405)
    await ann.sees("Is it open?")
    assert await sim.world.until(lambda: not ann.keys, 5), "it is gone with its message"
    standing = [one for one in ann.messages() if one.markup and "keyboard" in one.markup]
    assert standing == []
