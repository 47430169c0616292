"""Texts as Discord reads them: what people and rows say means nothing to it but itself."""

import re

URL_CHARS_MAX = 2048
_SPECIAL = re.compile(r"[\\*_~`|<>\[\]]")
_LINE = re.compile(r"^(\s*(?:\d+(?=[.)]\s))?)(?=[-+]\s|-#|#{1,3}\s|[.)]\s)", re.MULTILINE)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~/?&=%+,;-]+[A-Za-z0-9/=&%+]")
_PLAIN = re.compile(r"[^\\*_~`|<>\[\]\n#+\-.)]*(?:[.)][^\\*_~`|<>\[\]\n]*)?")


def escape(text: str) -> str:
    """Take the meaning of all marks; addresses stay as they are, so that they can be followed."""
    if _PLAIN.fullmatch(text) and "_" not in text:
        return text  # most of what is said: nothing in it means anything
    if "http" not in text:
        return _escaped(text)
    parts, start = [], 0
    for found in _ADDRESS.finditer(text):
        parts.append(_escaped(text[start : found.start()]))
        parts.append(found[0])
        start = found.end()
    parts.append(_escaped(text[start:]))
    return "".join(parts)


def _escaped(text: str) -> str:
    return _LINE.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", text))


def in_code(text: str) -> str:
    """Let no text end the block of code that it stands in."""
    return text.replace("```", "`\N{ZERO WIDTH SPACE}`\N{ZERO WIDTH SPACE}`")


def is_web_address(url: str, chars_max: int = URL_CHARS_MAX) -> bool:
    """Tell whether an address from a row can be shown as a link or fetched by Discord."""
    known = url[:8].lower().startswith(("https://", "http://"))
    return known and len(url) <= chars_max and url.isprintable() and not set(url) & set(' <>"')


def link(label: str, url: str) -> str:
    """Give a link with its words; the address alone where it can't be one."""
    if not is_web_address(url):
        return escape(f"{label}: {url}" if label and label != url else url)
    safe = url.replace("(", "%28").replace(")", "%29")
    return f"[{escape(label or url)}](<{safe}>)"
