"""Simple Markdown in what requesters write: bold, italic, code, links, lists, headings.

The template is parsed, and what a row has in its columns is put in afterwards: a row's asterisks
are asterisks. Renderers show marks in their own way and escape every text.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from domain import templates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

Style = Literal["", "bold", "italic", "code"]
_ANY = re.compile(r"[*_`\[]|^\s{0,3}(?:[-+>]|#{1,6}|\d{1,3}[.)])\s", re.MULTILINE)
_PLACE = re.compile(r"\{\{[^{}\n]+\}\}")
_HELD = re.compile("\ue000(\\d+)\ue001")  # stands for a column while Markdown is read
_BLANK_LINES = re.compile(r"\n{3,}")
_STYLES: dict[str, Style] = {"strong": "bold", "em": "italic"}


class Mark(NamedTuple):
    """A piece of text: how it is written, and where it leads."""

    text: str
    style: Style = ""
    url: str = ""


def marks(template: str, data: Mapping[str, object] | None = None) -> tuple[Mark, ...]:
    """Read a template and put a row's values in; () where nothing in it is marked."""
    found = _parsed(template)
    if data is None or not found:
        return found
    filled = (
        Mark(
            templates.render(mark.text, data),
            mark.style,
            templates.render(mark.url, data) if mark.url else "",
        )
        for mark in found
    )
    return tuple(mark for mark in filled if mark.text)


def as_plain(found: tuple[Mark, ...]) -> str:
    """Write marked text without its marks; what a link leads to stands behind it."""
    return "".join(
        f"{mark.text} ({mark.url})" if mark.url and mark.url != mark.text else mark.text
        for mark in found
    )


@lru_cache(maxsize=1024)
def _parsed(template: str) -> tuple[Mark, ...]:
    if not _ANY.search(_PLACE.sub("", template)):
        return ()
    from markdown_it import MarkdownIt  # most texts have no marks, and need no parser

    columns: list[str] = []

    def hold(place: re.Match[str]) -> str:
        columns.append(place[0])
        return f"\ue000{len(columns) - 1}\ue001"

    class Reader(MarkdownIt):
        """Leaves addresses as they are: what they lead to is looked at where they are shown."""

        def normalizeLink(self, url: str) -> str:
            return url

        def validateLink(self, url: str) -> bool:
            return True

    reader = Reader("zero").enable(
        ["emphasis", "backticks", "link", "list", "heading", "escape", "blockquote"]
    )
    text = _PLACE.sub(hold, template.replace("\ue000", "").replace("\ue001", ""))
    found = _merged(_walk(reader.parse(text)))
    back = tuple(
        Mark(_put_back(mark.text, columns), mark.style, _put_back(mark.url, columns))
        for mark in found
    )
    return back if any(mark.style or mark.url for mark in back) or "• " in as_plain(back) else ()


def _put_back(text: str, columns: list[str]) -> str:
    return _HELD.sub(lambda found: columns[int(found[1])], text)


def _walk(tokens: "Iterable[Token]") -> list[Mark]:
    """Turn blocks into lines: an item begins with its bullet or number, a heading is bold."""
    found: list[Mark] = []
    lists: list[int | None] = []  # the number of the next item of each open list
    is_heading = False
    for token in tokens:
        match token.type:
            case "heading_open" | "heading_close":
                is_heading = token.type == "heading_open"
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                if not lists:
                    found.append(Mark("\n"))
            case "list_item_open":
                number = lists[-1]
                lists[-1] = None if number is None else number + 1
                indent = "  " * (len(lists) - 1)
                found.append(Mark(f"{indent}• " if number is None else f"{indent}{number}. "))
            case "inline":
                found.extend(_inline(token.children or [], is_heading))
                found.append(Mark("\n" if lists else "\n\n"))
    return found


def _inline(tokens: "Iterable[Token]", is_heading: bool) -> list[Mark]:
    found: list[Mark] = []
    styles: list[Style] = ["bold"] if is_heading else []
    url = ""
    for token in tokens:
        name, _, end = token.type.partition("_")
        if name in _STYLES:
            styles = [*styles, _STYLES[name]] if end == "open" else styles[:-1]
        elif name == "link":
            url = str(token.attrGet("href") or "") if end == "open" else ""
        elif token.type == "code_inline":
            found.append(Mark(token.content, "code", url))
        elif token.type in ("softbreak", "hardbreak"):
            found.append(Mark("\n"))
        elif token.content:
            found.append(Mark(token.content, styles[-1] if styles else "", url))
    return found


def _merged(found: list[Mark]) -> list[Mark]:
    """Put neighbours that look alike together, and take spare blank lines away."""
    merged: list[Mark] = []
    for mark in found:
        if merged and merged[-1][1:] == mark[1:]:
            merged[-1] = mark._replace(text=merged[-1].text + mark.text)
        else:
            merged.append(mark)
    merged = [mark._replace(text=_BLANK_LINES.sub("\n\n", mark.text)) for mark in merged]
    if merged:
        merged[-1] = merged[-1]._replace(text=merged[-1].text.rstrip("\n"))
    return [mark for mark in merged if mark.text]
