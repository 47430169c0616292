"""Answering every type of question that needs no file: by its buttons, by typing, by sharing.

What each platform makes of it is in `test_everywhere`.
"""

from typing import Any

import orjson
import pytest

from bot.dispatch import Dispatcher
from domain.events import FormSubmitted, Place
from handlers import question_form
from handlers.voice import Voice
from services import work
from storage.tx import Tx
from tests.stories.driver import Chat, Person

pytestmark = pytest.mark.parametrize("chat", ["sqlite"], indirect=True)
HEAD = """
title = "All sorts"
kind = "survey"
reward = "0.10"
respondents = 3
budget = "0.30"
"""


async def asked(chat: Chat, *questions: str, head: str = HEAD) -> Person:
    """Ask somebody these questions; each is the inside of a `[[question]]` without an id."""
    tables = (f'[[question]]\nid = "q{n}"\n{text}\n' for n, text in enumerate(questions, start=1))
    await chat.project(head + "\n".join(tables))
    ann = chat.person("ann")
    await ann.comes_in()
    return ann


async def given(chat: Chat) -> dict[str, Any]:
    """Give what was handed in last."""

    def read(tx: Tx) -> dict[str, Any]:
        query = "SELECT answers FROM submission ORDER BY id DESC LIMIT 1"
        row = tx.connection.execute(query).fetchone()
        answers: dict[str, Any] = orjson.loads(row[0])
        return answers

    return await chat.database.read(read)


async def test_other_asks_for_the_words_and_another_option_is_still_open(chat: Chat) -> None:
    ann = await asked(
        chat, 'text = "Which?"\ntype = "choice"\noptions = ["a", "b"]\nother = true\nunsure = true'
    )
    assert ann.buttons[:4] == ["a", "b", "Other…", "I can't tell"]
    await ann.taps("Other…")
    ann.sees("Write your own answer.", "Type your own answer")
    await ann.sends("something else")
    ann.sees("✓ something else")
    assert await given(chat) == {"q1": {"other": "something else"}}
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.taps("Other…")
    await ben.taps("b")
    assert await given(chat) == {"q1": "b"}
    eve = chat.person("eve")
    await eve.comes_in()
    await eve.taps("I can't tell")
    eve.sees("✓ I can't tell")
    assert await given(chat) == {"q1": {"unsure": True}}


async def test_own_words_stand_beside_other_choices(chat: Chat) -> None:
    ann = await asked(
        chat, 'text = "Which?"\ntype = "choices"\noptions = ["a", "b", "c"]\nother = true'
    )
    await ann.taps("c")
    await ann.taps("Other…")
    await ann.sends("d, too")
    assert "✓ d, too" in ann.buttons
    await ann.taps("✓ d, too")
    assert "Other…" in ann.buttons
    await ann.taps("Other…")
    await ann.sends("e")
    await ann.taps("a")
    await ann.taps("Done")
    ann.sees("✓ a, c, e")
    assert await given(chat) == {"q1": ["a", "c", {"other": "e"}]}
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.sends("b, other: f, g")
    assert await given(chat) == {"q1": ["b", {"other": "f, g"}]}


async def test_a_question_is_asked_where_an_earlier_answer_calls_for_it(chat: Chat) -> None:
    ann = await asked(
        chat,
        'text = "A dog?"\ntype = "yes_no"',
        'text = "Its name?"\ntype = "text"\nshow_if = { question = "q1", is = "yes" }',
        'text = "How many?"\ntype = "number"',
    )
    ann.sees("1 of 3: A dog?")
    await ann.taps("no")
    ann.sees("2 of 2: How many?")
    await ann.sends("2")
    assert await given(chat) == {"q1": "no", "q3": 2}
    await ann.taps("Undo") if "Undo" in ann.buttons else await ann.sends("/undo")
    ann.sees("Taken back", "2 of 2: How many?")
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.taps("yes")
    ben.sees("2 of 3: Its name?")
    await ben.sends("Rex")
    await ben.sends("1")
    assert await given(chat) == {"q1": "yes", "q2": "Rex", "q3": 1}


async def test_what_depends_on_the_last_question_ends_the_task_where_it_is_not_asked(
    chat: Chat,
) -> None:
    ann = await asked(
        chat,
        'text = "A dog?"\ntype = "yes_no"',
        'text = "Its name?"\ntype = "text"\nshow_if = { question = "q1", is = "yes" }',
    )
    await ann.taps("no")
    ann.sees("✓ no", "+0.10")
    assert await given(chat) == {"q1": "no"}
    await ann.sends("/undo")
    ann.sees("1 of 2: A dog?")
    await ann.taps("yes")
    ann.sees("2 of 2: Its name?")


async def test_a_rank_is_tapped_in_order(chat: Chat) -> None:
    ann = await asked(chat, 'text = "Best first"\ntype = "rank"\noptions = ["a", "b", "c", "d"]')
    await ann.taps("c")
    await ann.taps("a")
    assert ann.buttons[:5] == ["2 · a", "b", "1 · c", "d", "Take the last back"]
    await ann.taps("Take the last back")
    await ann.taps("d")
    await ann.taps("a")
    assert ann.buttons[:4] == ["3 · a", "4 · b", "1 · c", "2 · d"]  # what is left is the last
    await ann.taps("Done")
    ann.sees("✓ c > d > a > b")
    assert await given(chat) == {"q1": ["c", "d", "a", "b"]}
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.sends("3 1 2")
    ben.sees("All of the options need a place. Missing: d.")
    await ben.sends("3 4 1 2")
    assert await given(chat) == {"q1": ["c", "d", "a", "b"]}


async def test_two_sides_are_shown_and_named_as_they_stand(chat: Chat) -> None:
    ann = await asked(
        chat,
        'text = "Which sounds better?"\ntype = "compare"\na = "the first one"\nb = "the second"\n'
        "shuffle = true",
    )
    lines = ann.text.splitlines()
    shown = {letter: lines[lines.index(letter) + 2] for letter in "AB"}
    assert sorted(shown.values()) == ["“the first one”", "“the second”"]
    await ann.taps("A")
    ann.sees("✓ A")
    canonical = "a" if shown["A"] == "“the first one”" else "b"
    assert await given(chat) == {"q1": canonical}
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.taps("tie")
    assert await given(chat) == {"q1": "tie"}


async def test_a_scale_has_stars_and_words(chat: Chat) -> None:
    ann = await asked(
        chat,
        'text = "How good?"\ntype = "scale"\nmost = 3\nstyle = "stars"\nlabels = ["bad", "good"]',
        'text = "How often?"\ntype = "scale"\nmost = 3\nlabels = ["never", "at times", "always"]',
    )
    ann.sees("1: bad · 3: good")
    assert ann.buttons[:3] == ["★", "★★", "★★★"]
    await ann.taps("★★")
    assert ann.buttons[:3] == ["1 · never", "2 · at times", "3 · always"]
    await ann.taps("3 · always")
    assert await given(chat) == {"q1": 2, "q2": 3}


async def test_dates_sums_links_and_codes(chat: Chat) -> None:
    ann = await asked(
        chat,
        'text = "When?"\ntype = "date"',
        'text = "And before?"\ntype = "date"\nlatest = "2025-12-31"',
        'text = "The price?"\ntype = "money"\ncurrency = "EUR"',
        'text = "Where?"\ntype = "link"',
        'text = "The code?"\ntype = "code"\nis = "AB 12"',
    )
    assert ann.buttons[:2] == ["Today", "Yesterday"]
    await ann.sends("3/4/2026")
    ann.sees("can be read in two ways. Write the date as 2026-04-03 or 2026-03-04.")
    await ann.taps("Today")
    assert ann.buttons[0] == "Yesterday"
    await ann.sends("yesterday")
    ann.sees("in EUR", "Type an amount")
    await ann.sends("12,5")
    await ann.sends("example.org/a")
    await ann.sends("ab13")
    ann.sees("That is not the code.")
    await ann.sends("ab 12")
    assert await given(chat) == {
        "q1": "2026-01-01",
        "q2": "2025-12-31",
        "q3": {"amount": "12.50", "currency": "EUR"},
        "q4": "https://example.org/a",
        "q5": "AB12",
    }


async def test_a_link_that_has_to_answer_is_visited_first(chat: Chat) -> None:
    seen: list[str] = []

    async def visitor(url: str) -> bool:
        seen.append(url)
        return "gone" not in url

    chat.dispatcher = Dispatcher(
        chat.database, chat.terms, keys=chat.keys, clock=chat.clock, visitor=visitor
    )
    ann = await asked(chat, 'text = "The page?"\ntype = "link"\nanswers = true')
    await ann.sends("nowhere")
    ann.sees("Answer with a link")
    await ann.sends("example.org/gone")
    ann.sees("That page does not answer.", "The page?")
    await ann.sends("https://example.org/here")
    ann.sees("✓ https://example.org/here")
    assert seen == ["https://example.org/gone", "https://example.org/here"]
    assert await given(chat) == {"q1": "https://example.org/here"}


async def test_a_place_is_shared_or_typed(chat: Chat) -> None:
    ann = await asked(
        chat, 'text = "Where are you?"\ntype = "place"\nnear = "52.52, 13.405"\nwithin_m = 500'
    )
    ann.sees("at most 500 m from the place", "Share your location")

    async def shares(latitude: float, longitude: float) -> None:
        await ann.does(
            Place(
                id=chat.event_id(), sender=ann.sender, at_ms=chat.clock(),
                latitude=latitude, longitude=longitude, accuracy_m=12.4,
            )
        )  # fmt: skip

    await shares(52.6, 13.405)
    ann.sees("m away from the place; at most 500 m are allowed.")
    await shares(52.5201, 13.4052)
    assert await given(chat) == {
        "q1": {"latitude": 52.5201, "longitude": 13.4052, "accuracy_m": 12}
    }
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.sends("52.5201, 13.4052")
    assert await given(chat) == {"q1": {"latitude": 52.5201, "longitude": 13.4052}}


async def test_marks_can_be_typed(chat: Chat) -> None:
    ann = await asked(
        chat,
        'text = "Names?"\ntype = "spans"\nof = "Ann met Ben and Ann"\nlabels = ["PER"]\nleast = 0',
        'text = "Cats?"\ntype = "boxes"\nof = "https://example.org/a.png"\nlabels = ["cat", "dog"]',
    )
    ann.sees("Ann met Ben and Ann")
    await ann.sends("PER: Eve")
    ann.sees("“Eve” is not in the text.")
    await ann.sends("PER: Ann #2\nBen")
    await ann.sends("cat 12 30 50 20; dog 1 1 5 5")
    assert await given(chat) == {
        "q1": [{"start": 8, "end": 11, "label": "PER"}, {"start": 16, "end": 19, "label": "PER"}],
        "q2": [
            {"x": 1, "y": 1, "width": 5, "height": 5, "label": "dog"},
            {"x": 12, "y": 30, "width": 50, "height": 20, "label": "cat"},
        ],
    }
    ben = chat.person("ben")
    await ben.comes_in()
    await ben.taps("Nothing to mark")
    ben.sees("2 of 2: Cats?")


async def test_a_photo_is_wanted_and_not_its_link(chat: Chat) -> None:
    ann = await asked(chat, 'text = "Your desk"\ntype = "photo"\nbytes_most = 5000000')
    ann.sees("Send a photo", "at most 5.0 MB")
    await ann.sends("https://example.org/a.png")
    ann.sees("This needs a photo. Send one here.")


async def test_options_stand_in_another_order_for_each_person(chat: Chat) -> None:
    head = HEAD.replace("respondents = 3", "respondents = 8").replace("0.30", "0.80")
    text = 'text = "Which?"\ntype = "choices"\nshuffle = true\noptions = ["a", "b", "c", "d", "e"]'
    await asked(chat, text, head=head)
    orders = set()
    for name in ("bob", "cid", "dan", "eli", "fay"):
        person = chat.person(name)
        await person.comes_in()
        orders.add(tuple(person.buttons[:5]))
        await person.taps("d")
        await person.taps("b")
        await person.taps("Done")
        assert await given(chat) == {"q1": ["b", "d"]}  # in the order of the file
    assert len(orders) > 1
    assert all(sorted(order) == ["a", "b", "c", "d", "e"] for order in orders)


async def test_questions_in_another_order_are_still_each_asked_once(chat: Chat) -> None:
    head = HEAD + "shuffle_questions = true\n"
    texts = [f'text = "Number {n}?"\ntype = "number"' for n in range(1, 6)]
    last = 'text = "Why 3?"\ntype = "text"\nshow_if = { question = "q3", is = "33" }'
    ann = await asked(chat, *texts, last, head=head)
    seen = []
    while "Number" in ann.text or "Why" in ann.text:
        word = next(line for line in ann.text.splitlines() if " of 6: " in line).partition(": ")[2]
        seen.append(word)
        await ann.sends("because" if word == "Why 3?" else word.strip("Number ?") * 2)
    assert seen[seen.index("Number 3?") + 1] == "Why 3?"
    assert await given(chat) == {"q1": 11, "q2": 22, "q3": 33, "q4": 44, "q5": 55, "q6": "because"}


async def test_a_form_has_the_questions_that_come_next_in_whatever_order(chat: Chat) -> None:
    head = HEAD + "shuffle_questions = true\n"
    texts = [f'text = "Number {n}?"\ntype = "number"' for n in range(1, 5)]
    last = 'text = "Why 3?"\ntype = "text"\nshow_if = { question = "q3", is = "33" }'
    ann = await asked(chat, *texts, last, head=head)
    hand = await chat.database.read(lambda tx: work.current(tx, 1))
    hand = hand or await chat.database.read(lambda tx: work.current(tx, 2))
    assert hand is not None
    form = question_form.form(Voice(), hand)
    assert form is not None
    names = [of.name for of in form.fields]
    assert "q4" not in names  # it waits for an answer on the same form
    await ann.does(
        FormSubmitted(
            id=chat.event_id(), sender=ann.sender, at_ms=chat.clock(), action=form.action,
            fields={name: str(int(name[1:]) * 11 + 11) for name in names},
        )
    )  # fmt: skip
    while " of 5: " in ann.text:
        word = next(line for line in ann.text.splitlines() if " of 5: " in line).partition(": ")[2]
        await ann.sends("because" if word == "Why 3?" else word.strip("Number ?") * 2)
    assert await given(chat) == {"q1": 11, "q2": 22, "q3": 33, "q4": 44, "q5": "because"}


async def test_what_is_shown_has_marks_media_links_and_places(chat: Chat) -> None:
    shown = """
[[show]]
text = "**Look** at [this page]({{url}})"

[[show]]
picture = "{{image}}"
caption = "As of *{{day}}*"

[[show]]
audio = "{{sound}}"

[[show]]
place = "{{at}}"
caption = "The shop"
"""
    head = HEAD.replace('kind = "survey"', 'kind = "custom"').replace("respondents", "answers")
    head = head.replace("answers = 3", "answers = { least = 1, most = 1 }") + shown
    rows = (
        "id,url,image,day,sound,at\n"
        "1,https://example.org/x,https://example.org/a.png,*1 May*,,\"52.5, 13.4\"\n"
    )
    await chat.project(
        head + '[[question]]\nid = "q1"\ntext = "Good?"\ntype = "yes_no"\n', csv=rows
    )
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees(
        "“Look at this page (https://example.org/x)”",
        "As of *1 May*: https://example.org/a.png",
        "The shop · 52.5, 13.4: https://www.openstreetmap.org/?mlat=52.5&mlon=13.4",
    )
    ann.sees_no("Sound of this task")
