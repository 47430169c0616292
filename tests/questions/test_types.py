"""What counts as an answer to each type of question, and what is said where it is none."""

import orjson
import pytest

from domain import questions
from domain.errors import Invalid
from domain.questions import Question, Value, check, from_cell, read, shown

OPEN = Question(
    id="q", text="?", type="choice", options=("ham", "spam"), other=True, unsure=True
)
OPENS = Question(
    id="q", text="?", type="choices", options=("a", "b"), other=True, unsure=True, least=1
)
SURE = Question(id="q", text="?", type="yes_no", unsure=True)
STARS = Question(id="q", text="?", type="scale", least=1, most=5, style="stars", unsure=True)
SIDES = Question(id="q", text="?", type="compare", a="x", b="y")
BETTER = Question(id="q", text="?", type="compare", a="x", b="y", tie=False)
ORDER = Question(id="q", text="?", type="rank", options=("a", "b", "c"))
PLATE = Question(
    id="q", text="?", type="text", pattern="[A-Z]{1,3}-[A-Z]{1,2} ?[0-9]{1,4}",
    pattern_message="Write the number plate as B-AB 123.",
)
GERMAN = Question(id="q", text="?", type="text", language="German", long=True)
WEIGHT = Question(id="q", text="?", type="number", unit="kg", increment=0.5, least=0)
DAY = Question(id="q", text="?", type="date", earliest="2026-01-01", latest="2026-12-31")
PRICE = Question(id="q", text="?", type="money", currency="EUR", least=50, most=10_000)
YEN = Question(id="q", text="?", type="money", currency="JPY")
LINK = Question(id="q", text="?", type="link")
CODE = Question(id="q", text="?", type="code", must_be="ab 12")
FORM = Question(id="q", text="?", type="code", pattern="[A-Z]{2}[0-9]{2}")
PHOTO = Question(
    id="q", text="?", type="photo", bytes_most=1_000_000, near="52.5, 13.4", within_m=100
)
VOICE = Question(id="q", text="?", type="audio", seconds_least=5, seconds_most=10)
VIDEO = Question(id="q", text="?", type="video")
FILE = Question(id="q", text="?", type="file", kinds=("pdf", "csv"))
ANY_FILE = Question(id="q", text="?", type="file")
PLACE = Question(id="q", text="?", type="place", near="52.5, 13.4", within_m=100, accuracy_m=50)
BOXES = Question(
    id="q", text="?", type="boxes", of="p", labels=("cat", "small dog"), least=1, most=2
)
PLAIN_BOXES = Question(id="q", text="?", type="boxes", of="p", least=0)
POINTS = Question(id="q", text="?", type="points", of="p", least=1, most=3)
SPANS = Question(
    id="q", text="?", type="spans", of="Ann met Ben and Ann", labels=("PER", "LOC"), least=0
)
WORDS = Question(id="q", text="?", type="spans", of="Ann met Ben", least=1)
SHA = "ab" * 32


def photo(**facts: object) -> dict[str, object]:
    return {"media": SHA, "kind": "photo", "type": "image/jpeg", "bytes": 1000} | facts


TYPED: list[tuple[Question, str, Value]] = [
    (OPEN, "other: eggs, or so", {"other": "eggs, or so"}),
    (OPEN, "Other:  x ", {"other": "x"}),
    (OPEN, "I can't tell", {"unsure": True}),
    (OPEN, "unsure", {"unsure": True}),
    (OPENS, "b; other: c; d", ["b", {"other": "c; d"}]),
    (OPENS, "other: c", [{"other": "c"}]),
    (OPENS, "unsure", {"unsure": True}),
    (SURE, "not sure", {"unsure": True}),
    (STARS, "★★★", 3),
    (STARS, "⭐️⭐️", 2),
    (STARS, "4", 4),
    (SIDES, "a", "a"),
    (SIDES, "2", "b"),
    (SIDES, "Same", "tie"),
    (ORDER, "2 1 3", ["b", "a", "c"]),
    (ORDER, "2, 1, 3", ["b", "a", "c"]),
    (ORDER, "c > a > b", ["c", "a", "b"]),
    (ORDER, "c; a; b", ["c", "a", "b"]),
    (ORDER, "c\nb\na", ["c", "b", "a"]),
    (PLATE, "B-AB 123", "B-AB 123"),
    (WEIGHT, "2.5 kg", 2.5),
    (WEIGHT, "3KG", 3),
    (DAY, "2026-11-22", "2026-11-22"),
    (DAY, "2026/1/2", "2026-01-02"),
    (DAY, "22.11.2026", "2026-11-22"),
    (DAY, "2. 3. 2026", "2026-03-02"),
    (DAY, "22 Nov 2026", "2026-11-22"),
    (DAY, "3rd of".replace(" of", "") + " march 2026", "2026-03-03"),
    (DAY, "Nov 22, 2026", "2026-11-22"),
    (DAY, "22/11/2026", "2026-11-22"),
    (DAY, "5/5/2026", "2026-05-05"),
    (PRICE, "12.5", {"amount": "12.50", "currency": "EUR"}),
    (PRICE, "12,50 €", {"amount": "12.50", "currency": "EUR"}),
    (PRICE, "EUR 12", {"amount": "12.00", "currency": "EUR"}),
    (PRICE, "€0.50", {"amount": "0.50", "currency": "EUR"}),
    (YEN, "¥120", {"amount": "120", "currency": "JPY"}),
    (LINK, "example.org/a?b=c", "https://example.org/a?b=c"),
    (LINK, "<HTTP://Example.org>", "http://example.org"),
    (LINK, "https://müller.example/ä", "https://müller.example/ä"),
    (CODE, " a b12 ", "AB12"),
    (FORM, "xy99", "XY99"),
    (PLACE, "52.5, 13.4", {"latitude": 52.5, "longitude": 13.4}),
    (PLACE, "52.5001° N; 13.4° E", {"latitude": 52.5001, "longitude": 13.4}),
    (BOXES, "cat 12 30 50 20", [{"x": 12, "y": 30, "width": 50, "height": 20, "label": "cat"}]),
    (
        BOXES, "small dog: 9, 9, 1, 1\ncat 5 5 1 1",
        [
            {"x": 5, "y": 5, "width": 1, "height": 1, "label": "cat"},
            {"x": 9, "y": 9, "width": 1, "height": 1, "label": "small dog"},
        ],
    ),
    (PLAIN_BOXES, "none", []),
    (PLAIN_BOXES, "1 2 3×4", [{"x": 1, "y": 2, "width": 3, "height": 4}]),
    (POINTS, "12 30; 4,5", [{"x": 4, "y": 5}, {"x": 12, "y": 30}]),
    (SPANS, "PER: Ann", [{"start": 0, "end": 3, "label": "PER"}]),
    (SPANS, "per: “Ann” #2", [{"start": 16, "end": 19, "label": "PER"}]),
    (SPANS, "none", []),
    (WORDS, "Ben\nAnn", [{"start": 0, "end": 3}, {"start": 8, "end": 11}]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "typed", "value"), TYPED)
def test_what_is_typed_is_understood(question: Question, typed: str, value: Value) -> None:
    assert read(question, typed) == value
    assert check(question, value) == value
    assert check(question, orjson.loads(orjson.dumps(value))) == value
    assert shown(question, value)


REFUSED: list[tuple[Question, str, str]] = [
    (
        OPEN, "eggs",
        "“eggs” is not an option (ham, spam). For an answer of your own, write “other: ” in front "
        "of it.",
    ),
    (OPEN, "other:", "Write your own answer in a few words."),
    (OPEN, "other: " + "x" * 501, "That is too long: at most 500 characters."),
    (SURE, "perhaps", "Answer with yes or no."),
    (STARS, "★★★★★★", "Answer with a whole number from 1 to 5."),
    (SIDES, "c", "Answer with A, B or tie."),
    (BETTER, "tie", "Answer with A or B."),
    (ORDER, "1 2", "All of the options need a place. Missing: c."),
    (ORDER, "1 1 2", "One of the options stands twice. Put each in its place once."),
    (ORDER, "1 2 x", "“1 2 x” is not an option (a, b, c)."),
    (ORDER, "a, b, x", "“x” is not an option (a, b, c)."),
    (ORDER, ",", "All of the options need a place. Missing: a, b, c."),
    (PLATE, "b-ab 123", "Write the number plate as B-AB 123."),
    (GERMAN, "", "Write your answer in German."),
    (WEIGHT, "some", "Answer with a number of kg, such as 0.5."),
    (WEIGHT, "1.2", "That lies between two steps of 0.5: answer with 1 or 1.5."),
    (WEIGHT, "-1", "That is too low: at least 0."),
    (DAY, "soon", "Answer with a date, such as 2026-11-22."),
    (DAY, "31.2.2026", "Answer with a date, such as 2026-11-22."),
    (
        DAY, "3/4/2026",
        "“3/4/2026” can be read in two ways. Write the date as 2026-04-03 or 2026-03-04.",
    ),
    (DAY, "2025-12-31", "That is too early: 2026-01-01 at the earliest."),
    (DAY, "2027-01-01", "That is too late: 2026-12-31 at the latest."),
    (PRICE, "much", "Answer with an amount, such as 12.50 EUR."),
    (PRICE, "12 USD", "Answer with an amount, such as 12.50 EUR."),
    (PRICE, "-1", "Answer with an amount, such as 12.50 EUR."),
    (PRICE, "1.555", "“1.555” can be read in two ways. Write the amount without separators, with "
     "a point before decimals."),
    (PRICE, "1.5555", "EUR has 2 decimals at most."),
    (PRICE, "0.20", "That is too low: at least 0.50 EUR."),
    (PRICE, "100.01", "That is too high: at most 100.00 EUR."),
    (YEN, "1.5", "JPY has 0 decimals at most."),
    (LINK, "nowhere", "Answer with a link, such as https://example.org/page."),
    (LINK, "ftp://example.org", "Answer with a link, such as https://example.org/page."),
    (LINK, "https://exa mple.org", "Answer with a link, such as https://example.org/page."),
    (LINK, "https://127.0.0.1/", "Answer with a link, such as https://example.org/page."),
    (
        LINK, "https://me:secret@example.org",
        "That link has a name or a password in it. Send it without them, please.",
    ),
    (CODE, "AB13", "That is not the code. Look once more where it is shown."),
    (CODE, "\u0000", "Answer with the code as it is shown."),
    (FORM, "X1", "That is not written as this question wants it."),
    (PHOTO, "https://example.org/a.jpg", "This needs a photo. Send one here."),
    (VOICE, "hello", "This needs a recording. Send a voice message or a sound file here."),
    (VIDEO, "hello", "This needs a video. Send one here."),
    (FILE, "hello", "This needs a file (pdf, csv). Send it here."),
    (ANY_FILE, "hello", "This needs a file. Send it here."),
    (
        PLACE, "here",
        "Share your location, or write it as latitude and longitude: 52.52, 13.405.",
    ),
    (PLACE, "52.51, 13.4", "That is 1112 m away from the place; at most 100 m are allowed."),
    (
        BOXES, "a cat",
        "Write one box on each line: left, top, width and height in pixels, such as cat 12 30 50 "
        "20.",
    ),
    (BOXES, "bird 1 2 3 4", "“bird” is no label here (cat, small dog)."),
    (BOXES, "1 2 3 4", "Say what each mark is: cat, small dog."),
    (BOXES, "none", "Mark at least 1."),
    (BOXES, "cat 1 1 1 1; cat 2 2 2 2; cat 3 3 3 3", "Mark at most 2."),
    (BOXES, "cat 1 1 0 1", "width = 0 lies outside of the picture."),
    (
        POINTS, "1",
        "Write one point on each line: from the left and from the top in pixels, such as 12 30.",
    ),
    (SPANS, "PER: Eve", "“Eve” is not in the text. Write it exactly as it stands there."),
    (SPANS, "PER: Ann #3", "“Ann” is not in the text. Write it exactly as it stands there."),
    (SPANS, "Ann", "Say what each mark is: PER, LOC."),
    (WORDS, "", "Write the words that you mean, each on a line of its own."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "typed", "said"), REFUSED)
def test_what_cannot_be_used_is_told_what_is_wanted(
    question: Question, typed: str, said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read(question, typed)
    assert str(caught.value) == said


CHECKED: list[tuple[Question, object, str]] = [
    (PHOTO, photo(bytes=1_000_001), "That is too large: at most 1.0 MB."),
    (
        PHOTO, photo(latitude=52.5, longitude=13.5),
        "That was taken 6769 m away from the place; at most 100 m are allowed.",
    ),
    (PHOTO, {"media": "x", "kind": "photo"}, "This needs a photo. Send one here."),
    (PHOTO, photo(kind="video"), "This needs a photo. Send one here."),
    (PHOTO, photo(path="/etc/passwd"), "This needs a photo. Send one here."),
    (PHOTO, photo(bytes="1"), "This needs a photo. Send one here."),
    (
        VOICE, photo(kind="audio", seconds=4.2), "That is too short: at least 5 seconds.",
    ),
    (VOICE, photo(kind="audio", seconds=11.5), "That is too long: at most 10 seconds."),
    (FILE, photo(kind="file", name="a.exe"), "Send one of these: pdf, csv."),
    (
        PLACE, {"latitude": 52.5, "longitude": 13.4, "accuracy_m": 900},
        "That is accurate to 900 m only; at most 50 m are needed. Go outside or turn on exact "
        "location, and send it once more.",
    ),
    (
        PLACE, {"latitude": 91, "longitude": 13.4},
        "Share your location, or write it as latitude and longitude: 52.52, 13.405.",
    ),
    (SPANS, [{"start": 3, "end": 40, "label": "PER"}], "A mark lies outside of the text."),
    (ORDER, ["a", "b", "d"], "Put all in order, the best first, such as 3 2 1 (a, b, c)."),
    (OPEN, {"other": "x", "more": 1}, "Choose one of: ham, spam."),
    (STARS, True, "Answer with a whole number from 1 to 5."),
    (PRICE, {"amount": "12.5", "currency": "USD"}, "Answer with an amount, such as 12.50 EUR."),
    (DAY, "2026-1-1", "Answer with a date, such as 2026-11-22."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "value", "said"), CHECKED)
def test_what_comes_by_another_way_is_checked_as_well(
    question: Question, value: object, said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        check(question, value)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (PHOTO, photo(name="desk.jpg", bytes=250_000), "desk.jpg (0.2 MB)"),
        (VOICE, photo(kind="audio", seconds=7.4, bytes=900), "audio (7 s, 0.9 kB)"),
        (FILE, photo(kind="file", name="A.PDF"), "A.PDF (1.0 kB)"),
        (PLACE, {"latitude": 52.5, "longitude": 13.4, "accuracy_m": 12}, "52.5, 13.4 (± 12 m)"),
        (WEIGHT, 2.5, "2.5 kg"),
        (PRICE, {"amount": "12.50", "currency": "EUR"}, "12.50 EUR"),
        (BOXES, [{"x": 1, "y": 2, "width": 3, "height": 4, "label": "cat"}], "cat 1 2 3 4"),
        (SPANS, [{"start": 8, "end": 11, "label": "PER"}], "PER: Ben"),
        (OPENS, ["a", {"other": "c"}], "a, c"),
        (SURE, {"unsure": True}, "I can't tell"),
        (ORDER, ["b", "a", "c"], "b > a > c"),
        (SIDES, "b", "B"),
    ],
)
def test_answers_are_shown_in_words(question: Question, value: Value, words: str) -> None:
    assert check(question, value) == value
    assert shown(question, value) == words


def test_the_facts_of_a_file_are_kept_and_nothing_else() -> None:
    facts = photo(width=10, height=20, taken_ms=5, latitude=52.5, longitude=13.4, name="a.jpg")
    assert check(PHOTO, facts) == facts


def test_known_answers_are_written_in_full_in_a_file() -> None:
    assert from_cell(SIDES, "tie") == "tie"
    assert from_cell(DAY, "2026-02-03") == "2026-02-03"
    assert from_cell(PRICE, "2.50") == {"amount": "2.50", "currency": "EUR"}
    for question, cell in ((SIDES, "1"), (DAY, "3.2.2026"), (OPEN, "s")):
        with pytest.raises(Invalid):
            from_cell(question, cell)


def test_every_type_has_a_room_and_every_room_a_type() -> None:
    assert set(questions.ROOMS) == set(questions.TYPES)
    for kind in ("photo", "audio", "video", "file"):
        assert questions.media_kinds(Question(id="q", text="?", type=kind)) == (kind,)  # type: ignore[arg-type]
    assert questions.media_kinds(OPEN) == ()


def test_who_leaves_out_or_cannot_tell_abstains() -> None:
    assert [questions.abstains(v) for v in (None, {"unsure": True}, [], "no", {"other": "x"})] == [
        True, True, False, False, False,
    ]  # fmt: skip
