"""What a task shows of its row, as blocks of a view."""

from collections.abc import Mapping

from domain import media, places, questions, templates
from domain.amounts import N_
from domain.marks import as_plain, marks
from domain.questions import Question
from domain.shown import Shown
from domain.views import Block, Body, Link, MediaKind, Picture, Quote
from handlers.voice import Voice

_ALT: Mapping[MediaKind, str] = {
    "photo": N_("Picture of this task"),
    "audio": N_("Sound of this task"),
    "video": N_("Film of this task"),
    "file": N_("File of this task"),
}
_INSTEAD = N_("What belongs here can't be shown right now. Skip the task if you need it.")
_KINDS: Mapping[str, MediaKind] = {
    "picture": "photo", "audio": "audio", "video": "video", "file": "file",
}  # fmt: skip


def marked(text: str) -> Body:
    """Show what a requester has written for everybody: instructions, a question, help."""
    found = marks(text)
    return Body(as_plain(found) if found else text, found)


def row_blocks(say: Voice, show: tuple[Shown, ...], data: Mapping[str, object]) -> list[Block]:
    """Show a row; what has nothing in it is left out."""
    blocks: list[Block] = []
    for one in show:
        filled = templates.render(one.template, data)
        if filled.strip():
            blocks.extend(_shown(say, one, filled, data))
    return blocks


def _shown(say: Voice, one: Shown, filled: str, data: Mapping[str, object]) -> list[Block]:
    if one.kind == "text":
        found = marks(one.template, data)
        text = [Quote(as_plain(found), found)] if found else _text(say, filled)
        return [*_captions(one, data), *text]
    caption = as_plain(marks(one.caption, data)) or templates.render(one.caption, data)
    if one.kind == "link":
        return [Link(caption or filled, filled)]
    if one.kind == "place":
        return [_place(caption, filled)]
    kind = _KINDS[one.kind]
    picture = _picture(say, filled.strip(), kind, caption)
    return [picture, *_captions(one, data)]


def _picture(say: Voice, reference: str, kind: MediaKind, caption: str = "") -> Picture:
    """Show media, with what stands there where it can't be had."""
    return Picture(reference, caption or say(_ALT[kind]), kind, say(_INSTEAD))


def _captions(one: Shown, data: Mapping[str, object]) -> list[Block]:
    if not one.caption:
        return []
    found = marks(one.caption, data)
    text = as_plain(found) if found else templates.render(one.caption, data)
    return [Body(text, found)] if text.strip() else []


def _place(caption: str, text: str) -> Block:
    """Show a place as a link to a map, its coordinates in the words."""
    place = places.in_text(text)
    if place is None:
        return Quote(f"{caption}\n{text}" if caption else text)
    words = f"{place[0]}, {place[1]}"
    return Link(f"{caption} · {words}" if caption else words, places.map_link(place))


def _text(say: Voice, text: str) -> list[Block]:
    """Show a text; an address of media on a line of its own is shown as what it is."""
    if "http" not in text:
        return [Quote(text)]
    found: list[Block] = []
    words: list[str] = []
    for line in text.split("\n"):
        kind = media.of_line(line)
        if kind is None:
            words.append(line)
        else:
            found.append(_picture(say, line.strip(), kind))
    rest = "\n".join(words).strip()
    return [*found, Quote(rest)] if rest else found


def asked_blocks(say: Voice, question: Question) -> list[Block]:
    """Show what a question itself has to be looked at: two sides, what is to be marked."""
    if question.type == "compare":
        return [
            block
            for letter, (_, content) in zip("AB", questions.sides(question), strict=True)
            for block in (Body(letter), *_content(say, content))
        ]
    if question.type == "spans" and question.of:
        return [Quote(question.of)]
    if question.type in ("boxes", "points") and question.of:
        return [_picture(say, question.of.strip(), "photo")]
    return []


def _content(say: Voice, content: str) -> list[Block]:
    """Show one side: media where it names some, else text."""
    word = content.strip()
    if media.is_reference(word) and not word.startswith("http"):
        return [_picture(say, word, "photo")]
    return _text(say, content) if word else [Quote("–")]
