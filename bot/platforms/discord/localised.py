"""Names and descriptions of commands in the languages of the catalogues, by Discord's rules.

Discord shows those of the language that somebody has set there; what a catalogue lacks, or what can
be no name, stays as it is in English.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from bot.platforms.parting import cut
from handlers.voice import Voice, languages

DESCRIPTION_CHARS_MAX = 100
WORD_CHARS_MAX = 100
# Our languages by Discord's names, where those differ.
TAGS = {
    "en": ("en-US", "en-GB"), "es": ("es-ES", "es-419"), "pt": ("pt-BR",), "nb": ("no",),
    "sv": ("sv-SE",), "zh": ("zh-CN",), "zh-Hans": ("zh-CN",), "zh-Hant": ("zh-TW",),
}  # fmt: skip
KNOWN_TAGS = frozenset((
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi",
    "th", "zh-CN", "ja", "zh-TW", "ko",
))  # fmt: skip
# Letters and digits of any script; Devanagari and Thai with the signs above and below them.
_NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")

Json = dict[str, Any]


def described(summary: str) -> Json:
    """Give a description with its translations."""
    made: Json = {"description": cut(summary, DESCRIPTION_CHARS_MAX)}
    if words := in_languages(summary, DESCRIPTION_CHARS_MAX):
        made["description_localizations"] = words
    return made


def command_names(path: str, *, last: bool = False) -> Json:
    """Give the translations of a command's name, of its group's, or (`last`) of its own.

    The catalogue has it as it is written, `/project list`.
    """
    said = in_languages(f"/{path}", 200).items()
    words = {tag: text.removeprefix("/").split(" ") for tag, text in said}
    count = len(path.split(" "))
    return _names((tag, of[-1 if last else 0]) for tag, of in words.items() if len(of) == count)


def option_names(name: str) -> Json:
    """Give the translations of an option's name; the catalogue has it as `project:`."""
    said = in_languages(f"{name}:", 200).items()
    return _names((tag, text.removesuffix(":").rstrip()) for tag, text in said)


def word_names(option: str, word: str) -> Json:
    """Give the translations of a word that an option may have: `period:week`."""
    said = in_languages(f"{option}:{word}", 200).items()
    shown = ((tag, cut(text.rpartition(":")[2].strip(), WORD_CHARS_MAX)) for tag, text in said)
    return _localised({tag: text for tag, text in shown if text})


def menu_names(name: str, chars_max: int) -> Json:
    """Give the translations of what a menu says: words that people read."""
    return _localised(in_languages(name, chars_max))


def told_apart(siblings: list[Json]) -> list[Json]:
    """Take the translations back by which two that stand side by side would be called the same."""
    for tag in sorted({tag for one in siblings for tag in one.get("name_localizations", ())}):
        while True:
            called = Counter(_called(one, tag) for one in siblings)
            same = [
                one
                for one in siblings
                if called[_called(one, tag)] > 1 and tag in one.get("name_localizations", ())
            ]
            if not same:
                break
            for one in same:
                one["name_localizations"].pop(tag)
    for one in siblings:
        if one.get("name_localizations") == {}:
            del one["name_localizations"]
    return siblings


def in_languages(text: str, chars_max: int) -> dict[str, str]:
    """Give what our catalogues make of a text, by Discord's names of the languages."""
    found = {}
    for language in languages():
        said = Voice(language)(text).strip()
        if said == text or not said:
            continue
        short = language.replace("_", "-")
        for tag in TAGS.get(short, (short,)):
            if tag in KNOWN_TAGS:
                found[tag] = cut(said, chars_max)
    return found


def _called(one: Json, tag: str) -> str:
    return str(one.get("name_localizations", {}).get(tag, one["name"]))


def _names(said: Iterable[tuple[str, str]]) -> Json:
    return _localised(dict(_possible(said)))


def _possible(said: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Keep what can be a name there: in small letters, without spaces."""
    for tag, name in said:
        if _NAME.fullmatch(name) and name == name.lower():
            yield tag, name


def _localised(found: dict[str, str]) -> Json:
    return {"name_localizations": found} if found else {}
