"""Text with tags → text with entities, as Telegram reads its HTML mode, with its complaints.

Offsets of entities count UTF-16 code units, offsets in complaints count bytes of UTF-8.
"""

import re
from functools import lru_cache
from typing import Any

from tests.simulators.telegram.refusals import Refusal, bad

Entity = dict[str, Any]

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![a-zA-Z]));?")
TOKEN = re.compile(r"<[^<>]*>|<|[^<]+")
ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def decoded(text: str) -> str:
    """Replace the four names and the numbers that the API knows; all else stays as it is."""

    def one(match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name:
            return NAMED[name]
        number = int(hexadecimal, 16) if hexadecimal else int(decimal)
        return chr(number) if 0 < number < 0x110000 else match[0]

    return ENTITY.sub(one, text) if "&" in text else text


def complaint(words: str) -> Refusal:
    return bad(f"can't parse entities: {words}")


@lru_cache(maxsize=4096)
def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Give the text and its entities; raises Refusal in Telegram's words."""
    if "<" not in source:
        return decoded(source), ()
    text: list[str] = []
    open_tags: list[tuple[str, Entity, int]] = []
    found: list[Entity] = []
    offset = byte = 0
    for token in TOKEN.findall(source):
        if token[0] != "<":
            plain = decoded(token)
            text.append(plain)
            offset += units(plain)
        elif token.startswith("</"):
            _close(token, byte, offset, open_tags, found)
        else:
            open_tags.append((*_start(token, byte), offset))
        byte += len(token.encode("utf-8", "surrogatepass"))
    if open_tags:
        raise complaint(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(text), tuple(found)


def _start(token: str, byte: int) -> tuple[str, Entity]:
    if not token.endswith(">"):
        raise complaint(f"Unclosed start tag at byte offset {byte}")
    name = re.split(r"\s", token[1:-1], maxsplit=1)[0].lower()
    if name not in KINDS:
        raise complaint(f'Unsupported start tag "{name}" at byte offset {byte}')
    entity: Entity = {"type": KINDS[name]}
    values = {
        key.lower(): decoded(value.strip("\"'"))
        for key, value in ATTRIBUTE.findall(token[1 + len(name) : -1])
    }
    if name == "span" and values.get("class") != "tg-spoiler":
        raise complaint(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
    if name == "a":
        entity["url"] = values.get("href", "")
    elif name == "blockquote" and "expandable" in values:
        entity["type"] = "expandable_blockquote"
    elif name == "tg-emoji":
        entity["custom_emoji_id"] = values.get("emoji-id", "")
    return name, entity


def _close(
    token: str,
    byte: int,
    offset: int,
    open_tags: list[tuple[str, Entity, int]],
    found: list[Entity],
) -> None:
    if not open_tags:
        raise complaint(f"Unexpected end tag at byte offset {byte}")
    if not token.endswith(">"):
        raise complaint(f"Unclosed end tag at byte offset {byte}")
    ending = token[2:-1].strip()
    name, entity, begun = open_tags.pop()
    if ending and ending != name:
        raise complaint(
            f'Unmatched end tag at byte offset {byte}, expected "</{name}>", found "</{ending}>"'
        )
    if offset > begun and (entity["type"] != "text_link" or entity["url"]):
        found.append({"offset": begun, "length": offset - begun, **entity})


def trimmed(text: str, entities: tuple[Entity, ...]) -> tuple[str, list[Entity]]:
    """Take white space off both ends, as the server does; entities are moved and cut."""
    left = text.lstrip()
    gone, text = units(text[: len(text) - len(left)]), left.rstrip()
    if not entities:
        return text, []
    length, kept = units(text), []
    for entity in entities:
        begin = max(0, entity["offset"] - gone)
        end = min(length, entity["offset"] + entity["length"] - gone)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return text, kept


def formatted(text: str, mode: str, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """Read a text in the call's mode."""
    if mode.lower() == "html":
        return trimmed(*parse_html(text))
    if mode.lower().startswith("markdown"):
        raise bad("simulator: Markdown is not simulated, the bot writes HTML")
    if mode:
        raise bad("unsupported parse_mode")
    return trimmed(text, tuple(given or ()))


TYPED = re.compile(r"(?<![\w/])/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?|(?<!\w)@\w{3,32}")


def typed(text: str) -> list[Entity]:
    """The entities that the server finds in what people type: commands and mentions."""
    if "/" not in text and "@" not in text:
        return []
    return [
        {
            "type": "bot_command" if match[0][0] == "/" else "mention",
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in TYPED.finditer(text)
    ]
