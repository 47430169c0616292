"""Words as people type them: compared, cleaned, shortened for a sentence."""

import re
import unicodedata
from collections.abc import Sequence

ORDINAL = re.compile(r"#?(\d{1,3})[.)]?")


def label_key(text: str) -> str:
    """Give a text's form for comparison: without case, width and spare spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def clean(text: str) -> str:
    """Take out what no database and no message holds: control characters, lone surrogates."""
    text = text.strip()
    if text.isprintable():  # as nearly all is
        return text
    kept = (
        c for c in text.replace("\r\n", "\n")
        if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    return "".join(kept).strip()


def short(text: str) -> str:
    """Give the beginning of what somebody typed, to be quoted."""
    cleaned = " ".join(clean(text).split())
    return cleaned if len(cleaned) <= 40 else cleaned[:39] + "…"


def listed(options: Sequence[str]) -> str:
    """Name the first options."""
    shown_options = ", ".join(options[:10])
    return shown_options if len(options) <= 10 else f"{shown_options}, …"


def plain(number: float) -> str:
    """Write a number without a spare `.0`."""
    return str(int(number)) if number == int(number) else str(number)
