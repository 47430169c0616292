"""Every type of question, once: how it is asked, both ways of answering it, and what is refused.

The stories of all platforms are made from this table; each platform says how its people tap, write
and send.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from domain.questions import Value
from storage.tx import Tx
from tests.marking import PICTURE_URL
from tests.media import files
from tests.stories.driver import Chat

LONG = "option {} " + "of a very long list " * 3
MANY = [LONG.format(n).strip() for n in range(1, 201)]


@dataclass(frozen=True)
class Tap:
    """Tap a button, on whichever page it is."""

    label: str


@dataclass(frozen=True)
class Write:
    """Write it where the platform has a field for it."""

    words: str


@dataclass(frozen=True)
class Send:
    """Send a file, as what the telephone takes it for or as a file like any other."""

    name: str
    data: bytes
    kind: str


@dataclass(frozen=True)
class Here:
    """Share where one is."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Day:
    """Choose a day: on a calendar where there is one, else by its button."""

    date: str
    label: str


@dataclass(frozen=True)
class Mark:
    """Mark something on the page for it."""

    button: str
    marks: tuple[dict[str, Any], ...]


Step = Tap | Write | Send | Here | Day | Mark


@dataclass(frozen=True)
class Case:
    """A question, its two ways to the same answer, and what is said to what is none."""

    name: str
    settings: str
    by_widget: tuple[Step, ...]
    typed: str | Send
    value: Value
    wrong: str
    said: str

    @property
    def toml(self) -> str:
        """The smallest project that asks it, of two people."""
        return PROJECT + self.settings

    def is_value(self, given: Value) -> bool:
        """Tell whether an answer is the canonical one.

        What only some of the ways know is left out: how exactly a sensor knows where one is, and
        what a platform calls a file.
        """
        if isinstance(given, dict) and isinstance(self.value, dict):
            more = given.keys() - self.value.keys()
            return {**given, **self.value} == given and more <= {"accuracy_m", "name"}
        return given == self.value


PROJECT = """
title = "All sorts"
kind = "survey"
reward = "0.10"
respondents = 2
budget = "0.20"

[[question]]
id = "q"
text = "What is it?"
"""
PICTURE, SOUND, FILM = files.picture(), files.sound(2.0), files.film(5)
BOX = {"x": 20, "y": 30, "width": 100, "height": 60, "label": "car"}
DOTS = ({"x": 40, "y": 50}, {"x": 200, "y": 150})
ADA = {"start": 16, "end": 19, "label": "PER"}


def file(data: bytes, kind: str, mime: str, **facts: object) -> dict[str, object]:
    """What is known of a file that was sent."""
    known = {"kind": kind, "type": mime, "bytes": len(data)}
    return {"media": sha256(data).hexdigest(), **known, **facts}


async def given(chat: Chat, project_id: int) -> list[Value]:
    """What was handed in for a project, in order."""

    def read(tx: Tx) -> list[Value]:
        query = f"SELECT answers FROM submission WHERE project_id = {project_id} ORDER BY id"  # noqa: S608
        return [orjson.loads(row[0])["q"] for row in tx.connection.execute(query).fetchall()]

    found: list[Value] = await chat.database.read(read)
    return found


CASES = (
    Case(
        "choice", 'type = "choice"\noptions = ["ham", "spam"]\nother = true',
        (Tap("spam"),), "spam", "spam",
        "eggs", "“eggs” is not an option (ham, spam).",
    ),
    Case(
        "choice of one's own", 'type = "choice"\noptions = ["ham", "spam"]\nother = true',
        (Tap("Other…"), Write("eggs")), "other: eggs", {"other": "eggs"},
        "other:", "Write your own answer in a few words.",
    ),
    Case(
        "choice of two hundred", f'type = "choice"\noptions = {json.dumps(MANY)}',
        (Tap(MANY[178]),), "179", MANY[178],
        "201", "“201” is not an option",
    ),
    Case(
        "choices", 'type = "choices"\noptions = ["a", "b", "c"]\nmost = 2',
        (Tap("c"), Tap("a"), Tap("Done")), "a, c", ["a", "c"],
        "1 2 3", "Choose at most 2 of the options.",
    ),
    Case(
        "yes_no", 'type = "yes_no"\nunsure = true',
        (Tap("yes"),), "y", "yes",
        "perhaps", "Answer with yes or no.",
    ),
    Case(
        "not sure", 'type = "yes_no"\nunsure = true',
        (Tap("I can't tell"),), "unsure", {"unsure": True},
        "maybe", "Answer with yes or no.",
    ),
    Case(
        "scale", 'type = "scale"\nmost = 5\nstyle = "stars"',
        (Tap("★★★★"),), "4", 4,
        "6", "Answer with a whole number from 1 to 5.",
    ),
    Case(
        "compare", 'type = "compare"\na = "the first one"\nb = "the second one"',
        (Tap("B"),), "b", "b",
        "c", "Answer with A, B or tie.",
    ),
    Case(
        "rank", 'type = "rank"\noptions = ["tea", "milk", "water"]',
        (Tap("water"), Tap("tea"), Tap("Done")), "3 1 2", ["water", "tea", "milk"],
        "3 1", "All of the options need a place. Missing: milk.",
    ),
    Case(
        "text", 'type = "text"\nleast = 10',
        (Write("It is *very* <b>good</b> & cheap"),), "It is *very* <b>good</b> & cheap",
        "It is *very* <b>good</b> & cheap",
        "no", "That is too short: at least 10 characters.",
    ),
    Case(
        "number", 'type = "number"\nleast = 0\nmost = 90\nunit = "kg"',
        (Write("2,5"),), "2.5 kg", 2.5,
        "91", "That is too high: at most 90.",
    ),
    Case(
        "date", 'type = "date"\nlatest = "2026-12-31"',
        (Day("2026-01-01", "Today"),), "1 Jan 2026", "2026-01-01",
        "3/4/2026", "Write the date as 2026-04-03 or 2026-03-04.",
    ),
    Case(
        "money", 'type = "money"\ncurrency = "EUR"',
        (Write("12.5"),), "12,50 €", {"amount": "12.50", "currency": "EUR"},
        "12 USD", "Answer with an amount, such as 12.50 EUR.",
    ),
    Case(
        "link", 'type = "link"',
        (Write("https://example.org/a_b*c"),), "example.org/a_b*c", "https://example.org/a_b*c",
        "nowhere", "Answer with a link, such as https://example.org/page.",
    ),
    Case(
        "photo", 'type = "photo"',
        (Send("a.png", PICTURE, "photo"),), Send("a.png", PICTURE, "file"),
        file(PICTURE, "photo", "image/png", width=160, height=120),
        "https://example.org/a.png", "This needs a photo. Send one here.",
    ),
    Case(
        "file", 'type = "file"\nkinds = ["pdf"]',
        (Send("a.pdf", files.PDF, "file"),), Send("b.pdf", files.PDF, "file"),
        file(files.PDF, "file", "application/pdf"),
        "here it is", "This needs a file (pdf). Send it here.",
    ),
    Case(
        "audio", 'type = "audio"\nseconds_least = 1',
        (Send("a.wav", SOUND, "audio"),), Send("a.wav", SOUND, "file"),
        file(SOUND, "audio", "audio/wav", seconds=2.0),
        "la la", "Send a voice message or a sound file here.",
    ),
    Case(
        "video", 'type = "video"\nseconds_most = 30',
        (Send("a.mp4", FILM, "video"),), Send("a.mp4", FILM, "file"),
        file(FILM, "video", "video/mp4", seconds=5.0),
        "I saw it", "This needs a video. Send one here.",
    ),
    Case(
        "place", 'type = "place"\nnear = "52.52, 13.405"\nwithin_m = 300',
        (Here(52.5201, 13.4049),), "52.5201, 13.4049",
        {"latitude": 52.5201, "longitude": 13.4049},
        "52.6, 13.405", "m away from the place; at most 300 m are allowed.",
    ),
    Case(
        "boxes", f'type = "boxes"\nof = "{PICTURE_URL}"\nlabels = ["car", "bus"]',
        (Mark("Draw the boxes", (BOX,)),), "car 20 30 100 60", [BOX],
        "cat 1 2 3 4", "“cat” is no label here (car, bus).",
    ),
    Case(
        "points", f'type = "points"\nof = "{PICTURE_URL}"',
        (Mark("Mark the points", DOTS),), "200 150\n40 50", [*DOTS],
        "12", "Write one point on each line",
    ),
    Case(
        "spans", 'type = "spans"\nof = "Ada met Ben and Ada"\nlabels = ["PER", "LOC"]',
        (Mark("Mark the words", (ADA,)),), "PER: Ada #2", [ADA],
        "PER: Eve", "“Eve” is not in the text. Write it exactly as it stands there.",
    ),
    Case(
        "code", 'type = "code"\nis = "AB 12"',
        (Write("AB12"),), " a b12", "AB12",
        "AB13", "That is not the code. Look once more where it is shown.",
    ),
)  # fmt: skip
