"""How views look in Telegram, and that any view stays within its limits."""

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.parting import cut, units
from bot.platforms.telegram.layout import SHOW
from bot.platforms.telegram.render import Rendered, render
from domain import views
from domain.actions import Action, decode
from domain.views import Block, Choice, View

EVIL = "<b>&amp; \u202e</blockquote>"


def shown(*blocks: Block, **facts: object) -> Rendered:
    return render(View(blocks=blocks, **facts))  # type: ignore[arg-type]


BLOCKS: list[tuple[Block, str]] = [
    (views.Title("Is it <spam>?", ("0.02", "about 6 s")), "<b>Is it &lt;spam&gt;?</b> · 0.02 · about 6 s"),  # noqa: E501
    (views.Body("a & b"), "a &amp; b"),
    (views.Quote("one\ntwo"), "<blockquote>one\ntwo</blockquote>"),
    (views.Done("✓ spam"), "✓ spam\n──"),
    (views.Say("Late", "warning"), "⚠ Late"),
    (views.Say("Fine", "good"), "Fine"),
    (views.Fields((("a", "1"), ("b", "<2>"))), "a: 1\nb: &lt;2&gt;"),
    (views.Progress(3, 10, "3 of 10"), "▓▓▓░░░░░░░ 3 of 10"),
    (views.Link("here", 'https://a.example/?q="x"&y'), '<a href="https://a.example/?q=&quot;x&quot;&amp;y">here</a>'),
    (views.Link("here", "javascript:alert(1)"), "here: javascript:alert(1)"),
    (views.Table(("a", "long"), (("1", "2"), ("33", "4"))), "<pre>a   long\n1   2\n33  4</pre>"),
    (views.Table(("a" * 30, "b" * 30), (("1", "2"),)), f"{'a' * 30} · {'b' * 30}\n1 · 2"),
    (views.Report(1, "results", "csv", "A-results.csv"), "<code>A-results.csv</code>"),
    (views.Attached("bad.csv", "x"), "<code>bad.csv</code>"),
    (views.Picture("ftp://x/y.png", "a cat"), "a cat: ftp://x/y.png"),
    (views.Body(""), "…"),
    (views.Body("\u200b\n "), "…"),
]


@pytest.mark.parametrize(("block", "html"), BLOCKS)
def test_a_block_in_html(block: Block, html: str) -> None:
    rendered = shown(block)
    assert [part.html for part in rendered.parts] == [html]
    assert rendered.parts[0].media is None


def test_a_picture_has_the_text_as_its_caption() -> None:
    cat = views.Picture("https://a.example/cat.png", "a cat")
    (part,) = shown(views.Title("What is it?"), cat).parts
    assert (part.html, part.media) == ("<b>What is it?</b>", cat)


def test_a_chart_is_drawn_with_the_text_as_its_caption() -> None:
    days = views.Chart((("Mo", 1.0), ("Tue", 2.0)), "Two days")
    (part,) = shown(days).parts
    assert (part.html, part.media) == ("Two days", days)


def buttons(*labels: str, **facts: object) -> tuple[Choice, ...]:
    return tuple(
        Choice(label, Action("ans", 5, str(n)), **facts)  # type: ignore[arg-type]
        for n, label in enumerate(labels)
    )


def rows(view: View, page: int = 0) -> list[list[str]]:
    return [[button["text"] for button in row] for row in render(view, page).keyboard]


def test_buttons_are_laid_out_by_the_length_of_their_labels() -> None:
    short = View(blocks=(), choices=(buttons(*"0123456789"), buttons("Skip", "Instructions")))
    assert [len(row) for row in rows(short)] == [5, 5, 2]
    long = View(blocks=(), choices=(buttons("a label that takes a whole line", "b", "c"),))
    assert [len(row) for row in rows(long)] == [1, 1, 1]
    ticks = View(blocks=(), choices=(buttons("cat", selected=True), buttons("x" * 90)))
    assert rows(ticks) == [["☑ cat"], ["x" * 63 + "…"]]


def test_a_long_task_has_pages() -> None:
    text = " ".join(f"word{n}" for n in range(1200))
    task = View(blocks=(views.Quote(text),), choices=(buttons("ham", "spam"),), about=77)
    first, second = render(task, 0), render(task, 1)
    assert len(first.parts) == 1
    assert rows(task)[-1] == ["… 2 / 3 ›"]
    assert decode(first.keyboard[-1][0]["callback_data"]) == Action(SHOW, 77, version=1)
    assert rows(task, 1)[-1] == ["‹ 1 / 3", "… 3 / 3 ›"]
    assert rows(task, 99) == rows(task, 2)
    pages = [words(render(task, n)) for n in range(3)]
    assert " ".join(pages) == text
    assert second.parts[0].html.startswith("<blockquote>")


def test_many_options_have_pages_with_done_on_each() -> None:
    labels = [f"option {n}" for n in range(200)]
    answers = (*buttons(*labels), Choice("Done", Action("ans", 5, "done"), style="main"))
    task = View(blocks=(views.Body("Which?"),), choices=(answers, buttons("Skip")), about=77)
    seen = []
    for page in range(3):
        flat = [label for row in rows(task, page) for label in row]
        assert len(flat) <= 100
        assert "Done" in flat
        assert "Skip" in flat
        seen += [label for label in flat if label.startswith("option")]
    assert seen == labels


def test_other_long_texts_become_several_messages() -> None:
    text = "\n".join(f"line {n} with some words" for n in range(400))
    rendered = render(View(blocks=(views.Body(text),), choices=(buttons("ok"),)))
    assert len(rendered.parts) == 3
    assert "\n".join(part.html for part in rendered.parts) == text


def words(rendered: Rendered) -> str:
    return unescape(re.sub(r"<[^>]*>", "", rendered.parts[-1].html))


any_text = st.text(max_size=300) | st.text(alphabet="a<&👋\n é\u202e\x00", max_size=9000)
short_text = st.text(max_size=60)
blocks = st.one_of(
    st.builds(views.Title, any_text, st.tuples(short_text)),
    st.builds(views.Body, any_text),
    st.builds(views.Quote, any_text),
    st.builds(views.Done, short_text),
    st.builds(views.Say, any_text),
    st.builds(views.Fields, st.lists(st.tuples(short_text, any_text), max_size=5).map(tuple)),
    st.builds(views.Table, st.just(("a", "b")), st.lists(st.tuples(any_text, short_text), max_size=9).map(tuple)),  # noqa: E501
    st.builds(views.Picture, st.sampled_from(["https://a.example/c.png", "odd <url>"]), any_text),
    st.builds(views.Chart, st.lists(st.tuples(short_text, st.floats(0, 1e9)), max_size=40).map(tuple), any_text),  # noqa: E501
    st.builds(views.Progress, st.integers(0, 9), st.integers(0, 9), any_text),
    st.builds(views.Link, any_text, st.sampled_from(["https://a.example/?<&\"", "nowhere"])),
)
choices = st.builds(
    Choice,
    any_text,
    st.builds(
        Action, st.just("ans"), st.integers(0, 10**14), st.sampled_from(["0", "done"]), st.just(0)
    ),
    st.sampled_from([None, True, False]),
    url=st.just(""),
    is_page=st.just(False),
)
any_view = st.builds(
    View,
    blocks=st.lists(blocks, max_size=8).map(tuple),
    choices=st.lists(st.lists(choices, max_size=130).map(tuple), max_size=3).map(tuple),
    about=st.sampled_from([0, 12, 10**14]),
)


@settings(max_examples=150, deadline=None)
@given(any_view, st.integers(0, 50))
def test_any_view_stays_within_telegrams_limits(view: View, page: int) -> None:
    rendered = render(view, page)
    assert rendered.parts
    for part in rendered.parts:
        text = unescape(re.sub(r"<[^>]*>", "", part.html))
        assert units(text) <= (1024 if part.media else 4096)
        assert part.media or text.strip()
        tags = re.findall(r"<(/?)(\w+)[^>]*>", part.html)
        opened = [name for slash, name in tags if not slash]
        assert opened == [name for slash, name in tags if slash]
    assert sum(map(len, rendered.keyboard)) <= 100
    for row in rendered.keyboard:
        assert 1 <= len(row) <= 8
        for button in row:
            assert len(button["callback_data"].encode()) <= 64
            assert 1 <= units(button["text"]) <= 64


@given(any_text, st.integers(1, 80))
def test_cut_keeps_what_fits(text: str, most: int) -> None:
    assert units(cut(text, most)) <= most


def test_a_chart_is_the_picture_of_a_message_and_letters_in_one_that_is_kept_up_to_date() -> None:
    chart = views.Chart((("Mo", 1.0), ("Tue", 2.0)), "Two days")
    view = View(blocks=(views.Title("So far"), chart))
    (part,) = render(view).parts
    assert (part.html, part.media) == ("<b>So far</b>\n\nTwo days", chart)
    (part,) = render(replace(view, live=Action("project", 1))).parts
    assert part.media is None
    assert part.html.endswith("<code>Mo  ▇▇▇▇▇▇ 1\nTue ▇▇▇▇▇▇▇▇▇▇▇▇ 2</code>")
