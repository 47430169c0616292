"""Views as the page's JSON and as plain text: one row for each block."""

from typing import Any, get_args

import orjson
import pytest

from bot.platforms.plain import bar, plain, plain_block
from bot.platforms.web.render import payload, render, render_block
from domain.actions import Action
from domain.ids import public
from domain.views import (
    Attached,
    Block,
    Body,
    Chart,
    Choice,
    Done,
    Fields,
    Form,
    FormField,
    Link,
    Picture,
    Placement,
    Progress,
    Quote,
    Report,
    Say,
    Table,
    Title,
    View,
)

SHOWN: list[tuple[Block, dict[str, Any], str]] = [
    (
        Title("Is it spam?", ("0.02", "about 6 s")),
        {"is": "title", "text": "Is it spam?", "aside": ["0.02", "about 6 s"]},
        "Is it spam? · 0.02 · about 6 s",
    ),
    (Body("Stop any time."), {"is": "body", "text": "Stop any time."}, "Stop any time."),
    (Quote("Ok lar..."), {"is": "quote", "text": "Ok lar..."}, "“Ok lar...”"),
    (Done("✓ spam · +0.02"), {"is": "done", "text": "✓ spam · +0.02"}, "✓ spam · +0.02\n──"),
    (
        Say("Taken back.", "good"),
        {"is": "say", "text": "Taken back.", "tone": "good"},
        "Taken back.",
    ),
    (
        Fields((("Pending", "0.28"), ("Paid", "0.00"))),
        {"is": "fields", "pairs": [["Pending", "0.28"], ["Paid", "0.00"]]},
        "Pending: 0.28\nPaid: 0.00",
    ),
    (
        Table(("Task", "Reward"), (("Spam", "0.02"),)),
        {"is": "table", "header": ["Task", "Reward"], "rows": [["Spam", "0.02"]]},
        "Task · Reward\nSpam · 0.02",
    ),
    (
        Picture("https://example.org/a.png", "A price tag"),
        {"is": "photo", "url": "https://example.org/a.png", "alt": "A price tag"},
        "A price tag: https://example.org/a.png",
    ),
    (
        Picture("http://example.org/a.ogg", "A greeting", "audio"),
        {"is": "audio", "url": "http://example.org/a.ogg", "alt": "A greeting"},
        "A greeting: http://example.org/a.ogg",
    ),
    (
        Chart((("Mon", 3.0), ("Tue", 0.5)), "More on Monday"),
        {
            "is": "chart",
            "alt": "More on Monday",
            "title": "",
            "points": [["Mon", 3.0], ["Tue", 0.5]],
            "goal": 0.0,
            "goal_label": "",
        },
        "More on Monday\nMon: 3\nTue: 0.5",
    ),
    (
        Progress(3, 4, "3 of 4 decided"),
        {"is": "progress", "done": 3, "total": 4, "text": "3 of 4 decided"},
        "▓▓▓▓▓▓▓░░░ 3 of 4 decided",
    ),
    (
        Link("The rules", "https://example.org/rules"),
        {"is": "link", "label": "The rules", "url": "https://example.org/rules"},
        "The rules: https://example.org/rules",
    ),
    (
        Report(7, "results", "csv", "spam results.csv"),
        {
            "is": "report",
            "label": "spam results.csv",
            "url": f"/report?project={public(7)}&what=results&format=csv",
        },
        "spam results.csv",
    ),
    (
        Attached("mistakes.csv", "line,column,what\r\n"),
        {"is": "attached", "label": "mistakes.csv", "text": "line,column,what\r\n"},
        "mistakes.csv",
    ),
]


@pytest.mark.parametrize(("block", "json", "text"), SHOWN, ids=lambda part: type(part).__name__)
def test_every_block_has_its_json_and_its_words(
    block: Block, json: dict[str, Any], text: str
) -> None:
    assert orjson.loads(orjson.dumps(render_block(block))) == json
    assert plain_block(block) == text


def test_no_kind_of_block_is_left_out() -> None:
    assert {type(block) for block, _, _ in SHOWN} == set(get_args(Block))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        " https://example.org/a.png",
        "https://example.org/\n.png",
        "//example.org/a.png",
        "/enter?key=abc",
        "file:///etc/passwd",
        "https://example.org/" + "a" * 2048,
        "",
    ],
)
def test_an_address_that_is_no_web_address_is_shown_as_words(url: str) -> None:
    picture, link = render_block(Picture(url, "A cat")), render_block(Link("Look", url))
    assert picture == {"is": "body", "text": f"A cat: {url}"}
    assert link == {"is": "body", "text": f"Look: {url}"}


VIEW = View(
    blocks=(Title("Is it spam?", ("0.02",)), Quote("Ok lar...")),
    choices=(
        (Choice("ham", Action("ans", 3, "0")), Choice("spam", Action("ans", 3, "1"), style="main")),
        (Choice("Skip", Action("skip", 3)),),
    ),
    toast="Saved",
    typing="Tap an answer, or type it",
    about=3,
)


def test_a_task_has_its_answers_in_front_and_the_rest_standing_back() -> None:
    shown = render(VIEW)
    assert [row["quiet"] for row in shown["rows"]] == [False, True]
    assert shown["rows"][0]["buttons"] == [
        {"label": "ham", "action": "ans:3:0", "style": "plain", "selected": None},
        {"label": "spam", "action": "ans:3:1", "style": "main", "selected": None},
    ]
    assert (shown["place"], shown["toast"], shown["about"]) == ("replace", "Saved", 3)
    assert not shown["writes"]


def test_a_question_without_options_is_answered_by_writing() -> None:
    skip = (Choice("Skip", Action("skip", 3)),)
    shown = render(View(blocks=(), choices=((), skip), typing="Type a number", about=3))
    assert shown["writes"]
    assert [row["quiet"] for row in shown["rows"]] == [True]


@pytest.mark.parametrize(
    ("placement", "place"),
    [
        (Placement.REPLACE, "replace"),
        (Placement.NEW, "new"),
        (Placement.ONLY_YOU, "new"),
        (Placement.CHANNEL, "new"),
    ],
)
def test_a_web_chat_is_private_so_all_new_messages_are_alike(
    placement: Placement, place: str
) -> None:
    assert render(View(blocks=(), placement=placement))["place"] == place


def test_a_form_keeps_its_fields() -> None:
    field = FormField(
        "kind", "Kind", "choice", required=False, value="b", hint="One", options=(("b", "Bee"),)
    )
    form = Form("New", Action("create", 2), (field,), "Make it")
    view = View(blocks=(), form=form)
    assert orjson.loads(payload(view, key="k"))["form"] == {
        "title": "New",
        "action": "create:2",
        "submit": "Make it",
        "fields": [
            {
                "name": "kind",
                "label": "Kind",
                "kind": "choice",
                "required": False,
                "value": "b",
                "hint": "One",
                "options": [["b", "Bee"]],
            }
        ],
    }
    assert plain(view) == "New\nKind: …"


def test_a_whole_view_can_be_read_as_text_and_answered_by_number() -> None:
    assert plain(VIEW) == (
        "Is it spam? · 0.02\n\n“Ok lar...”\n\n1. ham\n2. spam\n3. Skip\n\nTap an answer, or type it"
    )
    ticked = Choice("cat", Action("tick", 1, "0"), selected=True)
    assert plain(View(blocks=(), choices=((ticked,),))) == "1. ✓ cat"


@pytest.mark.parametrize(
    ("done", "total", "cells"),
    [
        (0, 0, "░" * 10),
        (0, 5, "░" * 10),
        (999, 1000, "▓" * 9 + "░"),
        (5, 5, "▓" * 10),
        (9, 5, "▓" * 10),
    ],
)
def test_the_bar_is_full_only_when_nothing_is_left(done: int, total: int, cells: str) -> None:
    assert bar(done, total) == cells


def test_what_the_page_says_above_its_field_is_not_said_twice() -> None:
    view = View(blocks=(Body("How much?"), Say("Type an amount")), typing="Type an amount")
    assert [block["text"] for block in render(view)["blocks"]] == ["How much?"]
