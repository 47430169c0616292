"""A view as Discord's components: texts with everything from people escaped, pictures, buttons.

All messages are made of components (V2): 4,000 characters, pictures where they belong, and a
message can become any other by an edit. A task is one message; what is longer than a message takes
has pages, turned by buttons. Anything else that is too long becomes several messages, the last of
them with the buttons.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, assert_never

from bot.platforms.discord.layout import COMPONENTS_MAX, button_pages, rows
from bot.platforms.discord.markdown import escape, in_code, is_web_address, link
from bot.platforms.parting import Span, cut, parted
from bot.platforms.plain import bar, chart
from domain import views
from domain.marks import Mark
from domain.views import Block, Picture, Placement, View
from handlers.table import COMMANDS

ATTACHED = "attachment://"  # and the name of a file that comes with the message
TEXT_CHARS_MAX = 4000  # of all texts in a message together
QUOTES_MAX = 6  # that stand as quotes; more of them are words like others
PICTURES_MAX = 10
ALT_CHARS_MAX = 1024
PARTS_MAX = 5
TABLE_CHARS_MAX = 56
TEXT, GALLERY, FILE, CONTAINER = 10, 12, 13, 17
SEEN = frozenset({"photo", "video"})  # what a gallery shows; other files are handed out
ACCENT = 0x5865F2
QUOTE, MARKED = "quote", "marked"  # what is around a text: a quotation; marks of our own
_QUOTED = ">>> "
_COMMAND = re.compile(r"(?<![\w/])/([a-z]+(?:_[a-z]+)*)")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages of a view, each as its components; the buttons belong to the last."""

    parts: tuple[list[Json], ...]

    @property
    def components(self) -> list[Json]:
        """The message that has the buttons."""
        return self.parts[-1]


def render(view: View, page: int = 0) -> Rendered:
    """Make the messages of a view, of a long task those of one page."""
    pictures = _pictures(view)
    spans = _spans(view, pictures)
    quotes = sum(around == QUOTE for around, _ in spans)
    most = TEXT_CHARS_MAX - len(_QUOTED) * quotes
    pieces = parted(spans, most, most)
    if view.about:
        pages = max(len(pieces), button_pages(view))
        page = min(max(0, page), pages - 1)
        texts = _texts(pieces[min(page, len(pieces) - 1)])
        return Rendered((_message(view, texts, pictures, page, pages),))
    pieces = pieces[:PARTS_MAX]
    above = tuple(_texts(piece) for piece in pieces[:-1])
    return Rendered((*above, _message(view, _texts(pieces[-1]), pictures, 0, 1)))


def _message(
    view: View, texts: list[Json], pictures: tuple[Picture, ...], page: int, pages: int
) -> list[Json]:
    made = texts
    if pictures:
        items = [_item(picture) for picture in pictures if picture.kind in SEEN]
        kept = [
            {"type": FILE, "file": {"url": picture.url}}
            for picture in pictures
            if picture.kind not in SEEN
        ]
        gallery = [{"type": GALLERY, "items": items}] if items else []
        made = [*texts[:1], *gallery, *kept, *texts[1:]]
    is_card = view.placement is Placement.CHANNEL or view.live is not None
    room = COMPONENTS_MAX - len(made) - is_card
    made = [*made, *rows(view, page, pages, room)] if view.choices else made
    if not made:
        made = [{"type": TEXT, "content": "…"}]
    return [{"type": CONTAINER, "accent_color": ACCENT, "components": made}] if is_card else made


def _item(picture: Picture) -> Json:
    item: Json = {"media": {"url": picture.url}}
    if picture.alt:
        item["description"] = cut(picture.alt, ALT_CHARS_MAX)
    return item


def _pictures(view: View) -> tuple[Picture, ...]:
    shown = tuple(
        block
        for block in view.blocks
        if isinstance(block, Picture)
        and (_can_be_shown(block.url) if block.kind in SEEN else block.url.startswith(ATTACHED))
    )
    return shown[:PICTURES_MAX]


def _can_be_shown(url: str) -> bool:
    """Tell whether Discord fetches a picture, or gets it with the message."""
    return url.startswith(ATTACHED) or is_web_address(url)


def _spans(view: View, shown: tuple[Picture, ...]) -> list[Span]:
    spans: list[Span] = []
    gap = ""
    for block in view.blocks:
        if shown and isinstance(block, Picture) and block in shown:
            continue
        text = text_of(block)
        if not text:
            continue
        if gap:
            spans.append(("", gap))
        is_quote = isinstance(block, views.Quote) and len(spans) < 2 * QUOTES_MAX
        spans.append((QUOTE if is_quote else "", text))
        gap = "\n" if isinstance(block, views.Done) else "\n\n"
    return spans


def _texts(piece: list[Span]) -> list[Json]:
    """Make texts of a piece: what is quoted stands by itself, for a quotation goes to the end."""
    texts, words = [], ""
    for around, text in piece:
        if around == QUOTE:
            texts.append(words)
            texts.append(_QUOTED + text)
            words = ""
        else:
            words += text
    texts.append(words)
    said = [text.strip("\n") for text in texts]
    shown = [
        {"type": TEXT, "content": text}
        for text in said
        if any(letter.isprintable() and not letter.isspace() for letter in text)
    ]
    return shown if shown or not piece else [{"type": TEXT, "content": "…"}]


@lru_cache(maxsize=2048)
def text_of(block: Block) -> str:
    """Give one block as Discord's text; empty where it says nothing."""
    match block:
        case views.Title(text, aside):
            behind = "".join(f" · {escape(fact)}" for fact in aside)
            return f"**{spoken(text).strip()}**{behind}" if text.strip() else behind
        case views.Body(text, marks):
            return "".join(map(_marked, marks)) if marks else spoken(text)
        case views.Quote(text, marks):
            return "".join(map(_marked, marks)) if marks else escape(text)
        case views.Done(text):
            return "\n".join(f"-# {spoken(line)}" for line in text.split("\n") if line.strip())
        case views.Say(text, tone):
            return f"⚠ {spoken(text)}" if tone == "warning" else spoken(text)
        case views.Fields(pairs):
            return "\n".join(f"{spoken(name)}: {spoken(value)}" for name, value in pairs)
        case views.Table(header, lines):
            return _table(header, lines)
        case views.Picture(url, alt):
            return link(alt or url, url) if is_web_address(url) else escape(alt)
        case views.Chart(points, alt):
            return f"{escape(alt)}\n```\n{in_code(chart(points))}\n```" if points else escape(alt)
        case views.Progress(done, total, text):
            return f"{bar(done, total)} {spoken(text)}"
        case views.Link(label, url):
            return link(label or url, url)
        case views.Report() | views.Attached():
            return f"`{block.file_name.replace('`', '')}`"
    assert_never(block)


_SIGNS = {"": "", "bold": "**", "italic": "*", "code": "`"}


def _marked(mark: Mark) -> str:
    """Write a piece of a requester's text with Discord's signs around its words."""
    if mark.url:
        return link(mark.text, mark.url)
    words = mark.text.strip()
    if not mark.style or not words:
        return escape(mark.text)
    before, _, after = mark.text.partition(words)
    inside = words.replace("`", "'") if mark.style == "code" else escape(words)
    return f"{before}{_SIGNS[mark.style]}{inside}{_SIGNS[mark.style]}{after}"


def spoken(text: str) -> str:
    """Escape a text of ours; commands in it are called as Discord calls them."""
    if "/" not in text:
        return escape(text)
    return escape(_COMMAND.sub(_called, text))


def _called(found: re.Match[str]) -> str:
    route = COMMANDS.get(found[1])
    return f"/{route.path}" if route is not None else found[0]


def _table(header: tuple[str, ...], lines: tuple[tuple[str, ...], ...]) -> str:
    """Give a table with straight columns where a telephone has room for it, else as lines."""
    cells = [[cell.replace("\n", " ") for cell in line] for line in (header, *lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=False)]
    if sum(widths) + 2 * len(widths) > TABLE_CHARS_MAX:
        return "\n".join(escape(" · ".join(line)) for line in cells)
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)).rstrip()
        for line in cells
    )
    return f"```\n{in_code(chr(10).join(padded))}\n```"
