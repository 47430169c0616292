"""Visits: what is around, what one will take, where and when its photos were taken."""

from bot.schedule import run_job
from tests import invariants
from tests.media import files
from tests.stories.driver import Chat
from tests.stories.test_appeals import hears, words_of

BAKERY = """
title = "How is the bakery?"
kind = "local_visit"
show = "{{place}}"
at = "{{lat}}, {{lon}}"
reward = "4.00"
answers = { least = 1, most = 1 }
budget = "40.00"
accept = "answer"
time_limit = "2h"

[[question]]
id = "front"
text = "Send a photo of the entrance."
type = "photo"
within_m = 150
taken_within = "2h"

[[question]]
id = "open"
text = "Is it open?"
type = "yes_no"
"""
ROWS = """id,place,lat,lon
b-1,Bakery at the market,52.5163,13.3777
b-2,Bakery at the bridge,52.5083,13.4503
b-3,Bakery in Hamburg,53.5511,9.9937
"""
MARKET = (52.5160, 13.3779)


async def test_a_visit_is_chosen_by_its_place_and_its_photo_is_taken_there(chat: Chat) -> None:
    await chat.project(BAKERY, csv=ROWS)
    ann, ben = chat.person("ann"), chat.person("ben")
    for person in (ann, ben):
        await person.comes_in()
        person.sees("That was everything", "What is around me")
    await ann.taps("What is around me")
    ann.sees("Where are you?")
    await ann.sends("52.5160, 13.3779")
    ann.sees("Around you", "Bakery at the market", "40 m", "4.00", "Bakery at the bridge", "km")
    ann.sees_no("Hamburg")
    label = next(label for label in ann.buttons if "market" in label)
    await ann.taps(label)
    ann.sees("1 question, 1 photo, about", "yours until", "Take it")
    offer = ann.button("Take it").action
    await ann.taps("Take it")
    ann.sees("Send a photo of the entrance.")
    await ben.sends("/near 52.5160, 13.3779")
    ben.sees_no("market")
    await ben.presses(offer)
    ben.sees("Somebody else was quicker")
    await ann.sends_file("front.jpg", files.picture(), kind="photo")
    ann.sees("I can't tell", "Share your location")
    if ann.platform == "discord":  # nobody can share a location there
        photo = files.taken("2026:01:01 10:50:00", place=MARKET)
        await ann.sends_file("front.jpg", photo)
        ann.sees("Is it open?")
        return
    await ann.shares(52.53, 13.40)
    ann.sees("away from the place; at most 150 m")
    await ann.shares(*MARKET)
    ann.sees("I know where you are now")
    chat.clock.passes(minutes=31)
    await ann.sends_file("front.jpg", files.picture(), kind="photo")
    ann.sees("I can't tell")
    await ann.shares(*MARKET)
    await ann.sends_file("front.jpg", files.picture(), kind="photo")
    ann.sees("Is it open?")
    chat.clock.passes(minutes=60)
    await run_job("remind", chat.database, chat.terms, chat.clock())
    told = words_of((await hears(chat))[ann.sender.user])
    assert "is yours until" in told and "1 of 2 answered so far" in told
    await run_job("remind", chat.database, chat.terms, chat.clock())
    assert await hears(chat) == {}
    await ann.taps("yes")
    ann.sees("+4.00", "That was everything")  # the next one is chosen, too
    await run_job("remind", chat.database, chat.terms, chat.clock())
    await invariants.hold(chat.database)
