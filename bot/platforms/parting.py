"""Texts that are too long for a message: shortened, or parted between lines and words."""

from collections.abc import Iterable

Span = tuple[str, str]  # (what is around it, text); what is around it is the renderer's


def cut(text: str, chars_max: int) -> str:
    """Shorten a text and show that it was."""
    text = " ".join(text.split())
    return text if units(text) <= chars_max else _first(text, chars_max - 1).rstrip() + "…"


def units(text: str) -> int:
    """Count as chats do: in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(letter > "\uffff" for letter in text)


def parted(spans: Iterable[Span], first_max: int, most: int) -> list[list[Span]]:
    """Part a text into pieces of at most `most` units, the first of at most `first_max`.

    Where possible it is parted between lines, else between words.
    """
    spans = list(spans)
    if 2 * sum(len(text) for _, text in spans) <= first_max:  # surely, whatever is in it
        return [[span for span in spans if span[1]]]
    pieces: list[list[Span]] = [[]]
    left = first_max
    for around, text in spans:
        while (long := units(text)) > left:
            head = _break(text, left)
            if head is None and pieces[-1]:
                head = ""
            elif head is None:
                head = _first(text, left)
            if head.strip():
                pieces[-1].append((around, head))
            text = text[len(head) :].lstrip("\n ")
            pieces.append([])
            left = most
        if text:
            pieces[-1].append((around, text))
            left -= long
    return [piece for piece in pieces if any(text.strip() for _, text in piece)] or [[]]


def _break(text: str, room: int) -> str | None:
    """Give the longest beginning that fits and ends where a line or a word does."""
    head = _first(text, room)
    for separator in ("\n", " "):
        end = head.rfind(separator)
        if end > room // 2:
            return head[:end]
    return None


def _first(text: str, room: int) -> str:
    """Give as many characters as fit into so many units."""
    if room <= 0:
        return ""
    head = text[:room]
    over = units(head) - room
    while over > 0:
        head = head[:-1] if over == 1 else head[: -(over // 2) or -1]
        over = units(head) - room
    return head
