"""A view as Telegram's messages: HTML with everything from people escaped, and an inline keyboard.

A task is one message; what is longer than a message takes has pages, turned by buttons. Anything
else that is too long becomes several messages, the last of them with the buttons.
"""

import re
from dataclasses import dataclass, replace
from html import escape
from typing import assert_never

from bot import charts
from bot.platforms.parting import Span, parted
from bot.platforms.plain import bar
from bot.platforms.plain import chart as letters
from bot.platforms.telegram.layout import Keyboard, button_pages, keyboard
from domain import views
from domain.marks import Mark
from domain.media import sha_of
from domain.views import Block, Chart, Form, Picture, View

TEXT_UNITS_MAX = 4096
CAPTION_UNITS_MAX = 1024
PARTS_MAX = 10
PICTURES_MAX = 10
URL_CHARS_MAX = 2048
TABLE_CHARS_MAX = 38  # wider ones break their lines on a telephone
_OWN = "telegram:"  # and the id of a file that Telegram has
_TAG = re.compile(r"<[^>]*>")
_QUOTE = "blockquote"


@dataclass(frozen=True, slots=True)
class Part:
    """One message: its HTML; the caption where there is a picture, or a chart to be drawn."""

    html: str
    media: Picture | Chart | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages of a view; the buttons belong to the last. Files go behind (`follow`)."""

    parts: tuple[Part, ...]
    keyboard: Keyboard


def render(view: View, page: int = 0) -> Rendered:
    """Make the messages of a view, of a long task those of one page."""
    pictures = tuple(b for b in view.blocks if isinstance(b, Picture) and _is_sent(b.url))
    shown = pictures[:PICTURES_MAX]
    drawn = None if shown else drawable(view)
    spans = _spans(view, shown, drawn)
    first_max = CAPTION_UNITS_MAX if shown or drawn else TEXT_UNITS_MAX
    if view.about:
        # Pages of a picture's task stay captions: the picture is on all of them.
        pieces = parted(spans, first_max, first_max)
        pages = max(len(pieces), button_pages(view))
        page = min(max(0, page), pages - 1)
        part = Part(_html(pieces[min(page, len(pieces) - 1)]), shown[-1] if shown else None)
        above = tuple(Part("", picture) for picture in shown[:-1]) if page == 0 else ()
        return Rendered((*above, _sayable(part)), keyboard(view, page, pages))
    pieces = parted(spans, first_max, TEXT_UNITS_MAX)[:PARTS_MAX]
    media: list[Picture | Chart | None] = [*shown[-1:], drawn][:1]
    texts = [Part(_html(piece)) for piece in pieces]
    texts[0] = _sayable(replace(texts[0], media=media[0]))
    above = tuple(Part("", picture) for picture in shown[:-1])
    return Rendered((*above, *texts), keyboard(view, 0, 1))


def _sayable(part: Part) -> Part:
    """Telegram takes no message in which nothing can be seen."""
    text = _TAG.sub("", part.html)
    seen = any(letter.isprintable() and not letter.isspace() for letter in text)
    return part if part.media is not None or seen else replace(part, html="…")


def drawable(view: View) -> Chart | None:
    """Give the chart that becomes the message's picture; one that is kept up to date stays text."""
    return None if view.live is not None or view.about else charts.first(view.blocks)


def without_chart(part: Part, chart: Chart) -> Part:
    """Draw a chart in letters, where its picture can't be had."""
    return Part(f"{part.html}\n\n{_html([('code', letters(chart.points))])}")


def _spans(view: View, shown: tuple[Picture, ...], drawn: Chart | None) -> list[Span]:
    spans: list[Span] = []
    gap = ""
    for block in view.blocks:
        if isinstance(block, Picture) and block in shown:
            continue
        piece = spans_of(block) if block is not drawn else [("", drawn.alt)]
        if not any(text for _, text in piece):
            continue
        if gap:
            spans.append(("", gap))
        spans.extend(piece)
        gap = "\n" if isinstance(block, views.Done) else "\n\n"
    if view.form is not None:
        spans.extend(_form(view.form, gap))
    return spans


def spans_of(block: Block) -> list[Span]:
    """Give one block as pieces of text with what is around them."""
    match block:
        case views.Title(text, aside):
            behind = "".join(f" · {fact}" for fact in aside)
            return [("b", text), ("", behind)]
        case views.Body(text, marks):
            return [_marked(mark, "") for mark in marks] if marks else [("", text)]
        case views.Quote(text, marks):
            if marks:
                return [_marked(mark, _QUOTE) for mark in marks]
            return [(_QUOTE, text)]
        case views.Done(text):
            return [("", f"{text}\n──")]
        case views.Say(text, tone):
            return [("", f"⚠ {text}" if tone == "warning" else text)]
        case views.Fields(pairs):
            return [("", "\n".join(f"{name}: {value}" for name, value in pairs))]
        case views.Table(header, rows):
            return [_table(header, rows)]
        case views.Picture(url, alt):
            return _link(alt or url, url)
        case views.Chart(points, alt):
            return [("", f"{alt}\n"), ("code", letters(points))] if points else [("", alt)]
        case views.Progress(done, total, text):
            return [("", f"{bar(done, total)} {text}")]
        case views.Link(label, url):
            return _link(label or url, url)
        case views.Report() | views.Attached():
            return [("code", block.file_name)]
    assert_never(block)


_TAGS = {"": "", "bold": "b", "italic": "i", "code": "code"}


def _marked(mark: Mark, outer: str) -> Span:
    """Give a piece of a requester's text with its tags, the outer one first."""
    tag = _TAGS[mark.style]
    if mark.url and is_web_address(mark.url):
        tag = f'a href="{escape(mark.url)}"'
    text = f"{mark.text} ({mark.url})" if mark.url and not tag.startswith("a ") else mark.text
    return ("\n".join(filter(None, (outer, tag))), text)


def _link(label: str, url: str) -> list[Span]:
    if is_web_address(url):
        return [(f'a href="{escape(url)}"', label)]
    return [("", f"{label}: {url}" if label != url else url)]


def is_web_address(url: str) -> bool:
    """Tell whether an address from a row can be shown as a link or fetched by Telegram."""
    known = url[:8].lower().startswith(("https://", "http://"))
    return known and len(url) <= URL_CHARS_MAX and url.isprintable() and " " not in url


def _is_sent(url: str) -> bool:
    """Tell whether something is sent as media: what is in our store, or Telegram's, or on the web.
    """
    return bool(sha_of(url)) or url.startswith(_OWN) or is_web_address(url)


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Span:
    """Give a table with straight columns where a telephone has room for it, else as lines."""
    lines = [[cell.replace("\n", " ") for cell in line] for line in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=False)]
    if sum(widths) + 2 * len(widths) > TABLE_CHARS_MAX:
        return ("", "\n".join(" · ".join(line) for line in lines))
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)).rstrip()
        for line in lines
    )
    return ("pre", "\n".join(padded))


def _form(form: Form, gap: str) -> list[Span]:
    """Show what a form asks for; it is asked in steps (`handlers.forms`)."""
    fields = "\n".join(f"{field.label}: {field.value or '…'}" for field in form.fields)
    return [("", gap), ("b", form.title), ("", f"\n{fields}")]


def _html(spans: list[Span]) -> str:
    """Write pieces with their tags; neighbours inside of one quotation share it."""
    written: list[str] = []
    open_quote = False
    for around, text in spans:
        is_quoted = around.startswith(_QUOTE) and (open_quote or text.strip() != "")
        if is_quoted != open_quote:
            written.append(f"<{_QUOTE}>" if is_quoted else f"</{_QUOTE}>")
            open_quote = is_quoted
        inside, tag = escape(text, quote=False), around.removeprefix(_QUOTE).lstrip("\n")
        if tag and text.strip():
            inside = f"<{tag}>{inside}</{tag.partition(' ')[0]}>"
        written.append(inside)
    if open_quote:
        written.append(f"</{_QUOTE}>")
    return "".join(written)
