"""Text as it is meant, for rules that look for words: without the tricks that hide them.

Look-alikes of other alphabets, digits in place of letters (`l1ke`), letters with spaces or dots
between them (`l i k e`), invisible characters and letters with marks all become plain words.
"""

import re
import unicodedata

_PAIRS = (  # Cyrillic, Greek and other letters that look like a Latin one
    "аa еe оo рp сc уy хx кk мm тt вb нh іi јj ѕs ԁd һh ӏl ԛq ԝw ɡg ɩi ʟl гr пn "
    "αa βb εe ηn κk νv οo ρp τt υu χx γy ωw ιi ɑa ıi ℓl ꓲl"
)
_LOOK_ALIKES = {ord(pair[0]): pair[1] for pair in _PAIRS.split() if pair[1].isascii()}
_SIGNS = {"👍": " like ", "❤": " like ", "♥": " like ", "⭐": " star ", "★": " star ", "&": " and "}
_QUOTES = str.maketrans("’‘`´“”„«»\u2011\u2013\u2014_", "''''\"\"\"\"\"-::-")
_DIGITS = str.maketrans("034579@$€|", "oeastgasel")
_HIDDEN = re.compile(r"(?<=[a-z])[0134579@$€!|]+(?=[a-z])|\b[0134579@$€!|](?=[a-z]{2})")
_SPREAD = re.compile(r"(?<![^\W_])(?:[a-z0-9@$!][ .\-*·_/]{1,3}){2,}[a-z0-9@$!](?![^\W_])")
_BETWEEN = re.compile(r"[ .\-*·_/]")
_WIDE = re.compile(r"[ \u00a0]{2,}")
_END = re.compile(r"(?<=[?!.;\u3002\uff1f])[\s\"')]+|\s*\n\s*|\s*[;•|]\s*")
_SPACES = re.compile(r"[ \t]+")
_WORDS = frozenset({
    "a", "account", "all", "an", "and", "app", "at", "buy", "captcha", "captchas", "channel",
    "click", "code", "create", "follow", "follower", "followers", "for", "friend", "get", "give",
    "google", "group", "i", "id", "in", "join", "leave", "like", "likes", "link", "me", "my", "now",
    "of", "on", "one", "otp", "our", "out", "page", "passport", "password", "photo", "please",
    "positive", "post", "review", "reviews", "send", "share", "sign", "site", "solve", "star",
    "stars", "store", "subscribe", "the", "then", "this", "to", "traffic", "up", "us", "video",
    "visit", "vote", "votes", "we", "website", "with", "write", "you", "your",
})  # fmt: skip
_WORD_MOST = max(len(word) for word in _WORDS)


def readings(text: str) -> tuple[str, ...]:
    """Give a text's plain forms, a sentence on each line: as it is written, and where signs may
    hide letters also as those.
    """
    plain = _plain(text)
    return tuple(dict.fromkeys((plain, _revealed(plain, "i"), _revealed(plain, "l"))))


def _revealed(plain: str, one: str) -> str:
    """Put letters in the place of signs in a word; `one` is what 1 is, which may be i or l."""
    return _HIDDEN.sub(lambda hidden: _letters(hidden[0], one), plain)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.translate(_QUOTES)).casefold()
    kept = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf", "Me"))
    kept = kept.translate(_LOOK_ALIKES)
    for sign, word in _SIGNS.items():
        kept = kept.replace(sign, word)
    joined = _SPREAD.sub(_joined, kept)
    lines = (_SPACES.sub(" ", line).strip() for line in _END.split(joined))
    return "\n".join(line for line in lines if line)


def _letters(hidden: str, one: str) -> str:
    return hidden.replace("1", one).replace("!", "i").replace("|", "l").translate(_DIGITS)


def _joined(spread: "re.Match[str]") -> str:
    """Put letters together that have something between them, and known words apart again."""
    runs = (_BETWEEN.sub("", run) for run in _WIDE.split(spread[0]))
    return " ".join(word for letters in runs for word in _apart(letters) or (letters,))


def _apart(letters: str) -> tuple[str, ...] | None:
    """Give the known words that letters are made of, the fewest; None where they aren't."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        found: tuple[str, ...] | None = None
        for start in range(max(0, end - _WORD_MOST), end):
            before, word = best[start], letters[start:end]
            if before is None or word not in _WORDS:
                continue
            if found is None or len(before) + 1 < len(found):
                found = (*before, word)
        best.append(found)
    return best[-1]
