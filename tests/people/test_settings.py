"""Settings: every one by buttons and by typing."""

import pytest

from domain import hours
from domain.errors import Invalid
from handlers import zones
from tests.people.world import World, rows


async def test_ann_changes_everything_by_buttons(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/settings")
    ann.sees("Language: English", "Time zone: UTC · 10:00", "22:00–08:00", "Pushed tasks: off")
    assert ann.buttons[0] == "Next task"
    await ann.taps("Time zone")
    await ann.taps("Europe")
    await ann.taps("Lisbon · 10:00")
    ann.sees("✓ Your clock is Lisbon · 10:00")
    await ann.taps("Quiet hours")
    await ann.taps("23:00–07:00")
    ann.sees("✓ Quiet hours: 23:00–07:00")
    await ann.taps("Pushed tasks")
    await ann.taps("3 a day")
    ann.sees("✓ I send you at most 3 tasks a day", "Pushed tasks: at most 3 a day")
    await ann.taps("Language")
    await ann.taps("English")
    ann.sees("✓ We speak English")
    account = await world.who(ann)
    assert (account.time_zone, account.push_on, account.push_daily) == ("Europe/Lisbon", True, 3)
    assert (account.quiet_from_minute, account.quiet_to_minute) == (1380, 420)


async def test_ben_types_everything(world: World) -> None:
    ben = world.person("ben")
    await ben.comes_in()
    await ben.sends("/settings")
    await ben.sends("time zone")
    await ben.sends("new york")
    ben.sees("✓ Your clock is New York · 05:00")
    await ben.taps("Quiet hours")
    await ben.sends("10 pm to 6:30am")
    ben.sees("✓ Quiet hours: 22:00–06:30")
    await ben.taps("Pushed tasks")
    await ben.sends("2")
    ben.sees("✓ I send you at most 2 tasks a day")
    await ben.taps("Language")
    await ben.sends("english")
    ben.sees("✓ We speak English")


async def test_cleo_writes_it_in_one_line(world: World) -> None:
    cleo = world.person("cleo")
    await cleo.comes_in()
    await cleo.sends("/settings quiet 21:15-9")
    cleo.sees("21:15–09:00")
    await cleo.sends("/settings time zone lagos")
    cleo.sees("Lagos · 11:00")
    await cleo.sends("/settings push 4")
    cleo.sees("at most 4 a day")
    await cleo.sends("/settings push 0")
    cleo.sees("I won't send you tasks any more", "Pushed tasks: off")
    await cleo.sends("/settings colour blue")
    cleo.sees("There is no setting colour", "language, timezone, quiet, push")


async def test_a_city_that_several_share_is_asked_about(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/settings timezone san")
    ann.sees("Which of these do you mean?")
    await ann.sends("santiago")
    ann.sees("Santiago")
    await ann.sends("/settings timezone Nowhereville")
    ann.sees("I know no time zone near “Nowhereville”", "Lisbon")


async def test_what_cannot_be_used_is_said_and_the_question_stays_open(world: World) -> None:
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/settings push")
    await ann.sends("900")
    ann.sees("from 0 to 20")
    await ann.sends("20")
    ann.sees("at most 20 tasks a day")
    await ann.sends("/settings quiet 25-99")
    ann.sees("22:30-07:15")
    await ann.sends("/settings language Klingon")
    ann.sees("I don't speak Klingon yet", "English")


async def test_a_press_leaves_the_question(world: World) -> None:
    await world.project(rows=rows(3))
    ann = world.person("ann")
    await ann.comes_in()
    task = ann.button("ham").action
    await ann.sends("/settings timezone")
    await ann.presses(task)
    ann.sees("✓ ham")
    await ann.sends("spam")
    ann.sees("✓ spam", "today 2 tasks")


async def test_stop_and_resume(world: World) -> None:
    ann = world.person("ann")
    await ann.sends("/start")
    await ann.taps("Start earning")
    await ann.taps("Yes, and show me a task")
    await ann.sends("/stop")
    ann.sees("I won't send you tasks any more", "/work")
    assert not (await world.who(ann)).push_on
    await ann.sends("/resume")
    ann.sees("at most 5 tasks a day")
    assert (await world.who(ann)).push_on
    await ann.sends("/stop")
    await ann.taps("Send me tasks again")
    assert (await world.who(ann)).push_daily == 5


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("22:30-07:15", (1350, 435)),
        ("22-8", (1320, 480)),
        ("10pm-7am", (1320, 420)),
        ("12 am to 12 pm", (0, 720)),
        ("22.00-08.00", (1320, 480)),
        ("9h30 – 17h00", (570, 1020)),
        ("0-24", (0, 0)),
        ("none", (0, 0)),
        (" OFF ", (0, 0)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, minutes: tuple[int, int]) -> None:
    assert hours.read(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "soon", "22", "25-7", "22:60-7", "13pm-7am", "0am-6am", "22--7", "1-2-3"]
)
def test_what_is_no_hours_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="22:30-07:15"):
        hours.read(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("lisbon", "Europe/Lisbon"),
        ("New  York", "America/New_York"),
        ("utc", "UTC"),
        ("Lisbn", "Europe/Lisbon"),
        ("buenos aires", "America/Buenos_Aires"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(text: str, zone: str) -> None:
    assert zones.find(text)[0] == zone


def test_every_city_on_a_button_is_a_zone_and_fits_in_one() -> None:
    for names in zones.CITIES.values():
        for name in names:
            assert zones.find(name) == (name,)
            assert len(name) <= zones.CHOICE_LENGTH_MAX
